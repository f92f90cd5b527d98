"""Ask for names: the full name of a thing, its other names, what a name stands for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from kg.ask.answer import Outcome, Passage
from kg.ask.asking import Asking
from kg.ask.grammar import Interpretation
from kg.ask.phrases import Row
from kg.ask.sparql import EVIDENCE, Query, gathered, passage_of, rows_of, things
from kg.link import fold_name
from kg.query.lookup import CUT, SHORT, Hit

# An alias that the plan states, then each name by which it mentions the thing.
_STATED = "?statement rdf:subject ?thing ; rdf:predicate skos:altLabel ; rdf:object ?alias ; plan:evidence ?evidence ."
_MENTIONED = "?thing plan:evidence ?evidence . ?evidence rdfs:label ?alias ."
_COLUMNS = "?plan ?thing ?name ?alias ?quote ?start ?end ?line ?section"


def full_name(asking: Asking, reading: Interpretation) -> Outcome | None:
    """The longest name of a thing that is longer than the one in the question."""
    return _name(asking, reading, lambda names, asked: sorted(names, key=len)[-1:] if names else [], longer=True)


def other_names(asking: Asking, reading: Interpretation) -> Outcome | None:
    """The names of a thing but the one in the question."""
    return _name(asking, reading, lambda names, asked: names, longer=False)


def _name(
    asking: Asking, reading: Interpretation, pick: Callable[[list[str], str], list[str]], *, longer: bool
) -> Outcome | None:
    for hits in asking.things(reading["S"]):
        for query in _queries(asking, hits):
            passages = dict(_by_name(rows_of(asking.store, query)))
            # A thing found by the end of its name, or by some characters of it, has no longer name than that.
            ends = hits[0].way == SHORT and hits[0].label.endswith(reading["S"])
            known = reading["S"] if longer and (ends or hits[0].way == CUT) else hits[0].label
            asked = {fold_name(name) for name in (reading["S"], known)}
            names = [n for n in passages if fold_name(n) not in asked and not (longer and len(n) <= len(known))]
            if chosen := pick(names, hits[0].label):
                found = ((_without(n, reading["S"]), p) for n in chosen for p in passages[n])
                return Outcome(query.text(), gathered(found), hits)
    return None


def _without(name: str, asked: str) -> str:
    """A name without the one that was asked about in brackets after it."""
    return re.sub(rf"[（(]{re.escape(asked)}[）)]$", "", name)


def _queries(asking: Asking, hits: Sequence[Hit]) -> Iterator[Query]:
    known = things("thing", [hit.thing for hit in hits])
    for pattern in (_STATED, _MENTIONED):
        yield Query(asking.graphs, (pattern, EVIDENCE, "?thing schema:name ?name ."), (known,), columns=_COLUMNS)


def _by_name(rows: Sequence[Row]) -> Iterator[tuple[str, list[Passage]]]:
    """Each name with the passages that have it."""
    names = dict.fromkeys(row[part] for row in rows for part in ("alias", "name"))
    for name in names:
        passages = [passage_of(row) for row in rows if name in (row["alias"], row["name"])]
        yield name, passages


def named(asking: Asking, reading: Interpretation) -> Outcome | None:
    """What is called by the name in the question."""
    for hits in asking.things(reading["S"]):
        for query in _queries(asking, hits):
            rows = [row for row in rows_of(asking.store, query) if fold_name(row["name"]) != fold_name(reading["S"])]
            if rows:
                return Outcome(query.text(), gathered((row["name"], passage_of(row)) for row in rows), hits)
    return None
