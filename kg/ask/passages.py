"""Ask the text itself: which things a clause names that has the question's words."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from kg.ask.asking import Asking
from kg.ask.found import Outcome, Passage
from kg.ask.grammar import Reading
from kg.ask.matching import Wording, pieces
from kg.ask.phrases import Phrase, narrowing
from kg.ask.texts import SENTENCE
from kg.ask.sparql import ALIASES, NAME, Query, answers_of, contains, places, rows_of, terms

_CLAUSE = re.compile(r"[^，,。；;！!？?：:\n]+")
_ENOUGH = 0.75
"""Which part of a question's words a clause or sentence must have."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section's own text; ``base`` is its offset in the plan, ``line`` its first line."""

    plan: str
    iri: str
    base: int
    line: int
    text: str

    def passage(self, start: int, end: int) -> Passage:
        """The passage at these offsets of the section's text."""
        line = self.line + self.text.count("\n", 0, start)
        return Passage(self.plan, self.base + start, self.base + end, self.text[start:end], line, self.iri)


def mentioned(asking: Asking, reading: Reading) -> Outcome | None:
    """The things of a class in the clauses, or else sentences, that have most of the question's words."""
    phrase = asking.phrase(reading, "N")
    words = asking.wording(f"{reading['T']}的{reading['T2']}")
    if not asking.near or not words.chunks or not (phrase.classes or phrase.kinds):
        return None
    sections = list(_sections(asking, words))
    for unit in (_CLAUSE, SENTENCE):
        found = list(_units(sections, unit, words))
        if found and (outcome := _things_in(asking, reading, phrase, found)):
            return outcome
    return None


def _sections(asking: Asking, words: Wording) -> Iterator[Section]:
    query = Query(
        asking.graphs,
        ("?section schema:text ?text ; oa:start ?start ; oa:end ?end ; plan:line ?line .",),
        filters=(contains("text", pieces(words)),),
        columns="?plan ?section ?text ?start ?end ?line",
    )
    for row in rows_of(asking.store, query):
        yield Section(row["plan"], row["section"], int(row["start"]), int(row["line"]), row["text"])


def _units(sections: Collection[Section], unit: re.Pattern[str], words: Wording) -> Iterator[Passage]:
    """The clauses or sentences with the largest share of the words, if that is enough."""
    some = pieces(words)
    best, found = _ENOUGH, list[Passage]()
    for section in sections:
        for match in unit.finditer(section.text):
            if not any(piece in match[0] for piece in some):
                continue
            share = words.share_in(match[0])
            if share > best + 1e-9:
                best, found = share, []
            if share >= best - 1e-9:
                found.append(section.passage(*match.span()))
    yield from found


def _things_in(asking: Asking, reading: Reading, phrase: Phrase, found: list[Passage]) -> Outcome | None:
    """The things of the phrase that the passages mention, between the words before and after the question word."""
    patterns = [
        "?mention plan:section ?section ; oa:start ?from ; oa:end ?to . ?thing plan:evidence ?mention .",
        NAME,
        *(["?thing a ?class ."] if phrase.classes else []),
        ALIASES,
    ]
    query = Query(
        asking.graphs,
        tuple(patterns),
        (places(found), terms("class", phrase.classes)),
        ("FILTER(?start <= ?from && ?to <= ?end)",),
    )
    bounds = [_between(asking, reading, passage) for passage in found]
    inside = " || ".join(f"(?start = {p.start} && ?from >= {a} && ?to <= {b})" for p, (a, b) in zip(found, bounds, strict=True))
    steps = list(narrowing(asking.grammar, phrase))
    for within in (query.having(f"FILTER({inside})"), query):
        for step in steps:
            if rows := rows_of(asking.store, narrower := within.having(contains(step.where, step.words))):
                return Outcome(narrower.text(), answers_of(rows))
        if not any(step.needed for step in steps) and (rows := rows_of(asking.store, within)):
            return Outcome(within.text(), answers_of(rows))
    return None


def _between(asking: Asking, reading: Reading, passage: Passage) -> tuple[int, int]:
    """The offsets between the last words that the question has before what it asks for and the first after."""
    before = asking.wording(reading["T"]).found_in(passage.quote)
    after = asking.wording(reading["T2"]).found_in(passage.quote)
    start = passage.quote.rfind(before[-1]) + len(before[-1]) if before else 0
    end = passage.quote.find(after[0], start) if after else -1
    return passage.start + start, passage.start + (end if end >= 0 else len(passage.quote))


ASKS: Mapping[str, Callable[[Asking, Reading], Outcome | None]] = {"passages": mentioned}
"""What a shape of the grammar may ask for."""

