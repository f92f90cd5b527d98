"""Ask for goals: their words, their amounts, their years, how far they have come."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kg.ask.asking import Asking
from kg.ask.found import Outcome
from kg.ask.grammar import Reading
from kg.ask.matching import Wording, pieces
from kg.ask.phrases import QUOTE, Step, narrowing
from kg.ask.sparql import SAID, Query, Row, contains, gathered, passage_of, preferring, rows_of, terms, things
from kg.ask.texts import Texts
from kg.lookup import Hit
from kg.ontology import XSD, load_ontology

_NUMBER = re.compile(r"第[一二三四五六七八九十]+|[A-Za-z]*\d+[A-Za-z]*")
_GOAL = "?thing plan:goalText ?text ; plan:status ?status ; plan:evidence ?evidence ."
_HOLDER = "?holder plan:hasGoal ?thing ."
_AMOUNT = "?thing plan:value ?value ; plan:unit ?unit ; plan:comparator ?comparator ."
_DATED = "?thing plan:targetYear ?year ."
_COLUMNS = "?plan ?thing ?text ?quote ?start ?end ?line ?section"
_ENOUGH = 0.75
"""Which part of a question's words a goal and the sentence around it must have."""
_IN_ITSELF = 0.3
"""Which part of them must stand in the goal's own words, not only in the sentence around it."""
_CONTEXT = 0.5
"""What a word is worth that stands only in the sentence around the goal."""
_ODD = 0.15
"""What it costs to compare otherwise than the question does: a growth for a level, a share for a sum."""
_DATED_WORTH = 0.1
"""What it is worth to be of the very year that was asked for."""
_NEAR_WORTH = 0.2
"""What it is worth that the words stand beside the number."""
_ITEM = re.compile(r"[、，,；;和及]")


def goals(asking: Asking, reading: Reading) -> Outcome | None:
    """The goals of a thing, a year, a status, or with a verb."""
    name = reading["S2"] or reading["S"]
    for hits in _holders(asking, name):
        for pattern in ((_GOAL, _HOLDER), (_GOAL,)) if hits else ((_GOAL,),):
            query = _goal_query(asking, reading, pattern, hits)
            query, rows = preferring(asking.store, query, _goal_wishes(asking, reading))
            if rows := _of_phrase(asking, reading, query, rows):
                return Outcome(query.text(), gathered((_end(row, reading["G"]), passage_of(row)) for row in rows), hits)
    return None


def _holders(asking: Asking, name: str) -> Iterator[tuple[Hit, ...]]:
    if not name or asking.grammar.is_idle(name):
        yield from [()] if not asking.near else []
    else:
        yield from asking.things(name)


def _goal_query(asking: Asking, reading: Reading, patterns: Sequence[str], hits: Sequence[Hit]) -> Query:
    """Goals that ``hits`` hold, or whose words name them where no holder is among the patterns."""
    filters = [f'FILTER(?year = "{reading.question.year}"^^<{XSD}gYear>)'] if reading.question.year else []
    held = _HOLDER in patterns
    if hits and not held:
        filters.append(contains("text", sorted({name for hit in hits for name in (hit.name, hit.label)})))
    return Query(
        asking.graphs,
        (*patterns, SAID, *([_DATED] if reading.question.year else [])),
        (things("holder", [hit.thing for hit in hits]) if held else "",),
        tuple(filters),
        columns=_COLUMNS,
    )


def _goal_wishes(asking: Asking, reading: Reading) -> list[str]:
    wishes = [terms("status", reading.question.statuses)]
    if reading["G"] and not reading["N"]:
        wishes.append(contains("text", [reading["G"]]))
    return wishes


def _of_phrase(asking: Asking, reading: Reading, query: Query, rows: list[Row]) -> list[Row]:
    """The rows that bear the noun phrase that was asked for; all if there is none."""
    steps = [Step(QUOTE, step.words, step.needed) for step in narrowing(asking.grammar, asking.phrase(reading, "N"))]
    for step in steps:
        if found := [row for row in rows if any(word in row["text"] for word in step.words)]:
            return found
    return [] if any(step.needed for step in steps) else rows


def _end(row: Row, verb: str) -> str:
    """What a goal aims at; without its verb where the question has said it."""
    text = row["text"]
    if verb and text.startswith(verb):
        return text.removeprefix(verb).removeprefix("成为").removeprefix("成").removeprefix("为") or text
    return text


# Goals by their words --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Match:
    """A goal with how well it fits a question's words."""

    score: float
    row: Row


def amounts(asking: Asking, reading: Reading) -> Outcome | None:
    """How much the indicator is that the question describes."""
    patterns = (_GOAL, _AMOUNT, _HOLDER, "?holder schema:name ?holding .", SAID)
    columns = f"{_COLUMNS} ?value ?unit ?comparator ?year ?holding"
    query = Query(asking.graphs, patterns, optional=(_DATED,), columns=columns)
    best = _best(asking, reading, query, lambda row: _unit_fits(reading["U"], row["unit"]))
    return _by_words(asking, reading, best, query, _amount)


def years(asking: Asking, reading: Reading) -> Outcome | None:
    """By when the end is to be reached that the question describes."""
    query = Query(asking.graphs, (_GOAL, _DATED, SAID), columns=f"{_COLUMNS} ?year")
    best = _best(asking, reading, query, lambda row: True)
    return _by_words(asking, reading, best, query, lambda row: f"{row['year']}年")


def _by_words(
    asking: Asking, reading: Reading, best: Sequence[Row], query: Query, text: Callable[[Row], str]
) -> Outcome | None:
    """The answers of the goals that fit best, asked for by name."""
    if not best:
        return None
    chosen = replace(query, values=(things("thing", [row["thing"] for row in best]),))
    rows = rows_of(asking.store, chosen)
    return Outcome(chosen.text(), gathered((text(row), passage_of(row)) for row in rows)) if rows else None


def _amount(row: Row) -> str:
    sign = "" if row["comparator"] == "=" else row["comparator"]
    return f"{sign}{row['value']}{row['unit']}"


def _unit_fits(asked: str, unit: str) -> bool:
    return not asked or asked in unit or unit in asked


def _best(asking: Asking, reading: Reading, query: Query, fits: Callable[[Row], bool]) -> list[Row]:
    """The goals that have most of the question's words; all of those that are equally good."""
    words = asking.wording(reading["T"] + reading["T2"])
    if asking.near or not words.chunks:
        return []
    rows = [row for row in rows_of(asking.store, query.having(contains("text", pieces(words)))) if fits(row)]
    around = sentences(asking, rows) if rows else {}
    matches = [Match(_score(asking, reading, words, row, around.get(row["thing"], "")), row) for row in rows]
    top = max((match.score for match in matches), default=0.0)
    return [match.row for match in matches if match.score >= top - 1e-9] if top > 0 else []


def _score(asking: Asking, reading: Reading, words: Wording, row: Row, sentence: str) -> float:
    """How well a goal fits: its words, those around it, its year, what it compares."""
    context = f"{row.get('holding', '')}{sentence}"
    own = words.share_in(row["text"])
    whole = max(own, words.share_in(context))
    telling, year = asking.grammar.telling, reading.question.year
    if own < _IN_ITSELF or whole < _ENOUGH or (year and row.get("year") not in (None, str(year))):
        return 0.0
    asked = reading["T"] + reading["T2"]
    if any(number not in row["text"] for number in _NUMBER.findall(asked)):
        return 0.0
    odd = sum(_has(asked, group) != _has(row["text"] + context * _has(asked, group), group) for group in telling)
    dated = _DATED_WORTH if year and row.get("year") == str(year) else 0.0
    near = _NEAR_WORTH * words.share_in(_item(row)) if "value" in row else 0.0
    return own + _CONTEXT * (whole - own) - _ODD * odd + dated + near


def _item(row: Row) -> str:
    """The item of a goal's enumeration that holds its number."""
    items = _ITEM.split(row["text"])
    return next((item for item in items if f"{row['value']}{row['unit']}" in item), row["text"])


def _has(text: str, words: Sequence[str]) -> bool:
    return any(word in text for word in words)


def sentences(asking: Asking, rows: Sequence[Row]) -> Mapping[str, str]:
    """The sentence that each row's passage stands in, by its thing."""
    texts = Texts(asking.store, {row["section"] for row in rows})
    return {row["thing"]: texts.sentence(passage_of(row)).quote for row in rows}


# How far -----------------------------------------------------------------------------------------------


def statuses(asking: Asking, reading: Reading) -> Outcome | None:
    """How far what is said of a thing has come."""
    for hits in asking.things(reading["S"]):
        known = [hit.thing for hit in hits]
        patterns = (
            "{ ?thing rdf:object ?known } UNION { ?known plan:hasGoal ?thing }",
            "?thing plan:status ?status ; plan:evidence ?evidence .",
            SAID,
        )
        query = Query(asking.graphs, patterns, (things("known", known),), columns=_STATUS_COLUMNS)
        if rows := rows_of(asking.store, query):
            labels = load_ontology()
            told = ((labels[row["status"].rpartition("#")[2]].labels["zh"], passage_of(row)) for row in rows)
            return Outcome(query.text(), gathered(told), hits)
    return None


_STATUS_COLUMNS = "?plan ?thing ?status ?quote ?start ?end ?line ?section"

ASKS: Mapping[str, Callable[[Asking, Reading], Outcome | None]] = {
    "goals": goals,
    "amount": amounts,
    "year": years,
    "status": statuses,
}
"""What a shape of the grammar may ask for."""

