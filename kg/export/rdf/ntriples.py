"""N-Triples and N-Quads: a line for each triple, for bulk loading and for comparing with line tools."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from kg.model import PlanGraph
from kg.rdf import graph_name, to_triples


def ntriples(plans: Iterable[PlanGraph]) -> Iterator[str]:
    """The triples of all plans; duplicates across plans are kept."""
    for plan_graph in plans:
        yield _text(ox.serialize(to_triples(plan_graph), format=ox.RdfFormat.N_TRIPLES))


def nquads(plans: Iterable[PlanGraph]) -> Iterator[str]:
    """The triples of each plan in its named graph."""
    for plan_graph in plans:
        name = ox.NamedNode(graph_name(plan_graph.plan.slug))
        quads = (ox.Quad(t.subject, t.predicate, t.object, name) for t in to_triples(plan_graph))
        yield _text(ox.serialize(quads, format=ox.RdfFormat.N_QUADS))


def _text(lines: bytes | None) -> str:
    return (lines or b"").decode()
