"""Ask for goals: their words, their amounts, their years, how far they have come."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.ask.answer import Outcome
from kg.ask.asking import Asking
from kg.ask.grammar import Grammar, Interpretation
from kg.ask.phrases import Row, narrow
from kg.ask.rules import alternatives
from kg.ask.sparql import (
    DATED,
    EVIDENCE,
    GOAL,
    Query,
    contains,
    gathered,
    passage_of,
    preferring,
    rows_of,
    terms,
    things,
)
from kg.ontology import XSD, load_ontology
from kg.query.lookup import Hit

_HOLDER = "?holder plan:hasGoal ?thing ."
_AHEAD = "FILTER(?status != plan:achieved)"
_SHARING = 4
"""No name that shares the noun after it is longer."""
_COLUMNS = "?plan ?thing ?text ?quote ?start ?end ?line ?section"


def goals(asking: Asking, asked: Interpretation) -> Outcome | None:
    """The goals of a thing, a year, a status, or with a verb."""
    name = asked["S2"] or asked["S"]
    for hits in _holders(asking, name):
        for pattern in ((GOAL, _HOLDER), (GOAL,)) if hits else ((GOAL,),):
            query = _goal_query(asking, asked, pattern, hits)
            query, rows = preferring(asking.store, query, _goal_wishes(asking, asked))
            if rows := _of_phrase(asking, asked, rows):
                return Outcome(
                    query.text(),
                    gathered((_end(asking.grammar, row, asked["G"]), passage_of(row)) for row in rows),
                    hits,
                )
    return None


def items(asking: Asking, asked: Interpretation) -> Outcome | None:
    """Which of the things that a goal enumerates are of the kind asked for."""
    phrase = asking.phrase(asked, "N")
    ends = tuple(dict.fromkeys((*phrase.kinds, *phrase.wishes, phrase.text)))
    for hits in _holders(asking, asked["S"]):
        query = _goal_query(asking, asked, (GOAL, _HOLDER), hits).having(contains([asked["G"]], "text"))
        query, rows = preferring(asking.store, query, _goal_wishes(asking, asked))
        found = [
            (item, passage_of(row))
            for row in rows
            for item in _items(asking.grammar, _end(asking.grammar, row, asked["G"]), ends)
        ]
        if found:
            return Outcome(query.text(), gathered(found), hits)
    return None


def _items(grammar: Grammar, text: str, ends: tuple[str, ...]) -> list[str]:
    """The parts of an enumeration that end with one of the nouns, or all of them if one comes after 等.

    Those before one with a noun share it if they are as long but for it: 东湖、西湖公园.
    """
    separator = grammar.pattern.item
    if so_on := re.search(f"{grammar.pattern.so_on.pattern}{alternatives(ends)}$", text):
        return separator.split(text[: so_on.start()])
    items = separator.split(text)
    for at, item in enumerate(items):
        noun = next((end for end in ends if item.endswith(end)), "")
        own = len(item) - len(noun)
        if noun and 1 < own <= _SHARING:
            for before in range(at - 1, -1, -1):
                if len(items[before]) != own or items[before].endswith(noun):
                    break
                items[before] += noun
    return [item for item in items if item.endswith(ends)]


def _holders(asking: Asking, name: str) -> Iterator[tuple[Hit, ...]]:
    if not name or asking.grammar.is_idle(name):
        yield from [()] if not asking.near else []
    else:
        yield from asking.things(name)


def _goal_query(asking: Asking, asked: Interpretation, patterns: Sequence[str], hits: Sequence[Hit]) -> Query:
    """Goals that ``hits`` hold, or whose words name them where no holder is among the patterns."""
    filters = [f'FILTER(?year = "{asked.question.year}"^^<{XSD}gYear>)'] if asked.question.year else []
    filters += [contains([asked["G"]], "text")] if asked["G"] else []
    filters += [_AHEAD] if asking.grammar.is_aim(asked.question.core) else []
    held = _HOLDER in patterns
    if hits and not held:
        filters.append(contains(sorted({name for hit in hits for name in (hit.name, hit.label)}), "text"))
    return Query(
        asking.graphs,
        (*patterns, EVIDENCE, *([DATED] if asked.question.year else [])),
        (things("holder", [hit.thing for hit in hits]) if held else "",),
        tuple(filters),
        columns=_COLUMNS,
    )


def _goal_wishes(asking: Asking, asked: Interpretation) -> list[str]:
    return [terms("status", asked.question.statuses), contains(asking.manners(asked), "quote")]


def _of_phrase(asking: Asking, asked: Interpretation, rows: list[Row]) -> list[Row]:
    """The rows that match the noun phrase that was asked for; all if there is none."""
    found = narrow(asking.grammar, asking.phrase(asked, "N"), [{**row, "name": row["text"]} for row in rows])
    return found[1] if found else []


def _end(grammar: Grammar, row: Row, verb: str) -> str:
    """What a goal aims at; where the question has its verb, what comes after that."""
    text = row["text"]
    after = text.partition(verb)[2] if verb else ""
    return grammar.pattern.became.sub("", after) or text


# How far -----------------------------------------------------------------------------------------------


def statuses(asking: Asking, asked: Interpretation) -> Outcome | None:
    """The status of the statements about a thing."""
    for hits in asking.things(asked["S"]):
        known = [hit.thing for hit in hits]
        patterns = (
            "{ ?thing rdf:object ?known } UNION { ?known plan:hasGoal ?thing }",
            "?thing plan:status ?status ; plan:evidence ?evidence .",
            EVIDENCE,
        )
        query = Query(asking.graphs, patterns, (things("known", known),), columns=_STATUS_COLUMNS)
        if rows := rows_of(asking.store, query):
            labels = load_ontology()
            found = ((labels[row["status"].rpartition("#")[2]].labels["zh"], passage_of(row)) for row in rows)
            return Outcome(query.text(), gathered(found), hits)
    return None


_STATUS_COLUMNS = "?plan ?thing ?status ?quote ?start ?end ?line ?section"
