"""The plans of a store, read one at a time whenever a writer iterates over them."""

from __future__ import annotations

from collections.abc import Iterator

from kg import messages
from kg.errors import InputError
from kg.messages import say
from kg.model import PlanGraph
from kg.ontology import prefixes
from kg.rdf import from_triples
from kg.store import Rows, Store, plan_names, text_of

_SLUGS = "SELECT ?plan ?slug WHERE { ?plan a plan:Plan ; dcterms:identifier ?slug }"


class StoredPlans:
    """All plans of a store by slug, or one of them; no more than one is in memory."""

    def __init__(self, store: Store, slug: str = "") -> None:
        self.store = store
        self.names = _names(store)
        if slug and slug not in self.names:
            raise InputError(say("no-such-plan", slug=slug, known=messages.listing(self.names)))
        if slug:
            self.names = {slug: self.names[slug]}

    def __iter__(self) -> Iterator[PlanGraph]:
        return (from_triples(self.store.dump(name)) for name in self.names.values())


def _names(store: Store) -> dict[str, str]:
    """The name of each plan's graph, by slug."""
    answer = store.query(_SLUGS, prefixes=prefixes())
    rows = answer.rows if isinstance(answer, Rows) else ()
    slugs = {text_of(plan): text_of(slug) for plan, slug in rows}
    return dict(sorted((slugs.get(name, name), name) for name in plan_names(store)))
