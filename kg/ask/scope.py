"""Which plans a question is about: the one that is asked for, or those of the region that it names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.ask.grammar import load_grammar
from kg.errors import InputError
from kg.messages import say
from kg.query.sparql import list_plans
from kg.rdf import graph_name
from kg.store import Rows, Store, text_of

_YEAR = re.compile(r"(?:19|20)\d\d")
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan of the store; ``graph`` is its IRI, ``years`` are those that it is about."""

    graph: str
    slug: str
    title: str
    region: str
    years: frozenset[int] = frozenset()

    @property
    def year(self) -> int | None:
        """The year that the title names last, or the name of the plan: that in which it was made."""
        named = _YEAR.findall(self.title) or _YEAR.findall(self.slug)
        return int(named[-1]) if named else None

    @property
    def short(self) -> str:
        """The region without the suffix of its rank, if two characters are left."""
        short = load_grammar().pattern.rank.sub("", self.region)
        return short if len(short) >= _SHORTEST else self.region


def all_plans(store: Store) -> list[Plan]:
    """The plans of a store."""
    answer = list_plans(store)
    rows = answer.rows if isinstance(answer, Rows) else ()
    texts = (tuple(map(text_of, row)) for row in rows)
    return [
        Plan(graph_name(slug), slug, title, region, _years(f"{title} {slug}", start, end))
        for slug, title, region, start, end in texts
    ]


def _years(named: str, start: str, end: str) -> frozenset[int]:
    """The period of a plan, the years in its title, and the year before each, which a report looks back on."""
    years = [int(year) for year in _YEAR.findall(named)]
    period = range(int(start), int(end) + 1) if start and end else ()
    return frozenset([*period, *years, *(year - 1 for year in years)])


def scopes(plans: Sequence[Plan], text: str, *, slug: str | None, year: int | None) -> list[list[Plan]]:
    """The plans to ask, the likeliest first, each once; an answer in the first scope ends the search."""
    if slug is not None:
        chosen = [plan for plan in plans if plan.slug == slug]
        if not chosen:
            raise InputError(say("no-such-plan", slug=slug, known="、".join(plan.slug for plan in plans)))
        return [chosen]
    named = _of_named_region(plans, text)
    dated = [plan for plan in named if year and str(year) in f"{plan.title}{plan.slug}"]
    tried: list[list[Plan]] = []
    for found in (dated, named, plans):
        left = [plan for plan in found if not any(plan in earlier for earlier in tried)]
        tried += [left] if left else []
    return tried or [[]]


def _of_named_region(plans: Sequence[Plan], text: str) -> list[Plan]:
    """The plans whose region the text names; of two that stand together the inner one counts (深圳市光明区)."""
    found = {plan.region: _where(plan, text) for plan in plans}
    spans = {region: span for region, span in found.items() if span}
    inner = {a for a, (_, end) in spans.items() if any(end == start for start, _ in spans.values())}
    return [plan for plan in plans if plan.region in spans.keys() - inner]


def _where(plan: Plan, text: str) -> tuple[int, int] | None:
    for name in (plan.region, plan.short):
        if name and (at := text.find(name)) >= 0:
            return at, at + len(name)
    return None
