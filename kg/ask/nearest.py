"""The questions nearest to one that was not understood."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product

from kg.ask.asking import Asking
from kg.ask.rules import EXAMPLE_SLOT
from kg.ask.scope import Plan
from kg.ask.sparql import NAME, Query, rows_of, things
from kg.lexicon.indicators import indicator
from kg.query.lookup import Lookup, type_of
from kg.store import Store

_COUNT = 3
_TRIED = 24
"""How many questions are tried for an answer before the search ends."""
_EACH = 2
"""How many names may stand in one place of an example."""
_END = re.compile(r"[\u4e00-\u9fff]{4,18}")
_GOAL = "?goal plan:goalText ?text ; "


def likeliest_plan(store: Store, plans: Sequence[Plan], text: str) -> list[Plan]:
    """The plan that has most of the names of ``text``, or the first; examples from one plan are enough."""
    hits = Lookup(store, [plan.graph for plan in plans]).spotted(text) if len(plans) > 1 else []
    named = things("thing", sorted({hit.thing for hit in hits}))
    rows = rows_of(store, Query((), (NAME,), (named,), columns="?plan ?thing", order="?plan")) if named else []
    times = Counter(row["plan"] for row in rows)
    return sorted(plans, key=lambda plan: (-times[plan.graph], plan.slug))[:1]


def nearest(asking: Asking, text: str, understood: Callable[[str], bool]) -> list[str]:
    """The questions most like ``text`` that are ``understood``."""
    from rapidfuzz import fuzz

    names = _names(asking, text) if asking.plans else {}
    shapes = (example for shape in asking.grammar.shape for example in shape.examples)
    questions = dict.fromkeys(question for example in shapes for question in _filled(example, names))
    ranked = sorted(questions, key=lambda question: -fuzz.ratio(question, text))
    found: list[str] = []
    for question in ranked[:_TRIED]:
        if len(found) < _COUNT and understood(question):
            found.append(question)
    return found


def _filled(example: str, names: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The example with each choice of names."""
    slots = EXAMPLE_SLOT.findall(example)
    for choice in product(*(names.get(slot, ()) for slot in slots)):
        yield example.format(**dict(zip(slots, choice, strict=True)))


def _names(asking: Asking, text: str) -> Mapping[str, Sequence[str]]:
    """For each kind of place in an example, the names that the text has, then those that the plans use most."""
    found: dict[str, list[str]] = {}
    for hit in asking.lookup.spotted(text):
        found.setdefault(hit.type, []).append(hit.name)
    for type_, name in _frequent(asking):
        found.setdefault(type_, []).append(name)
    named = {type_: list(dict.fromkeys(all_))[:_EACH] for type_, all_ in found.items()}
    return {**named, **_of_goals(asking, text)}


def _frequent(asking: Asking) -> list[tuple[str, str]]:
    """The things, those of most statements first."""
    patterns = ("?statement rdf:subject|rdf:object ?thing . ?thing schema:name ?name .",)
    rows = rows_of(asking.store, Query(asking.graphs, patterns, columns="?plan ?statement ?thing ?name", order="?name"))
    times = Counter((type_of(row["thing"]), row["name"]) for row in rows)
    return [thing for thing, _ in sorted(times.items(), key=lambda item: (-item[1], item[0]))]


def _of_goals(asking: Asking, text: str) -> Mapping[str, Sequence[str]]:
    """Of the goals with an amount and of those with a year, what those are about that are most like ``text``."""
    from rapidfuzz import fuzz

    columns, order = "?plan ?text", "?plan ?text"
    amounts = Query(asking.graphs, (_GOAL + "plan:value ?value .",), columns=f"{columns} ?value", order=order)
    measured = rows_of(asking.store, amounts)
    dated = rows_of(
        asking.store, Query(asking.graphs, (_GOAL + "plan:targetYear ?year .",), columns=columns, order=order)
    )
    named = [name for row in measured if (name := indicator(row["text"], row["value"]))]
    pattern = asking.grammar.pattern
    found = {
        "Measured": [name for name in named if not (pattern.governing.match(name) or pattern.unfinished.search(name))],
        "Dated": [row["text"] for row in dated if _END.fullmatch(row["text"])],
    }
    return {slot: sorted(names, key=lambda name: -fuzz.ratio(name, text))[:_EACH] for slot, names in found.items()}
