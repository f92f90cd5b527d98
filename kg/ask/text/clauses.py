"""The clauses of plans that have the words of a question, and the things that they mention."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from kg.ask.answer import Passage
from kg.ask.asking import Asking
from kg.ask.graph.sparql import ALIASES, NAME, Query, contains, rows_of, terms
from kg.ask.matching import Wording, pieces
from kg.ask.phrases import Phrase, Row
from kg.ask.text.texts import STATEMENT
from kg.query.lookup import values

_CLAUSE = re.compile(r"[^，,。；;！!？?：:\n]+")


@dataclass(frozen=True, slots=True)
class SectionText:
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


def sections_with(asking: Asking, words: Sequence[str]) -> Query:
    """The query for the sections whose text has one of the words."""
    return Query(
        asking.graphs,
        ("?section schema:text ?text ; oa:start ?start ; oa:end ?end ; plan:line ?line .",),
        filters=(contains(words, "text"),),
        columns="?plan ?section ?text ?start ?end ?line",
    )


def sections(asking: Asking, words: Sequence[str]) -> Iterator[SectionText]:
    """The sections whose text has one of the words."""
    for row in rows_of(asking.store, sections_with(asking, words)):
        yield SectionText(row["plan"], row["section"], int(row["start"]), int(row["line"]), row["text"])


def clauses_with(asking: Asking, words: Wording, enough: float) -> Iterator[tuple[Passage, Passage]]:
    """The clauses of the sentences that have ``enough`` of the words, each with its sentence."""
    for section in sections(asking, pieces(words)):
        for sentence in STATEMENT.finditer(section.text):
            if words.share_in(sentence[0]) >= enough:
                for clause in _CLAUSE.finditer(section.text, *sentence.span()):
                    yield section.passage(*clause.span()), section.passage(*sentence.span())


def mentions(asking: Asking, within: Collection[str], phrase: Phrase) -> Query:
    """The mentions in some sections of things of a phrase."""
    patterns = (
        "?mention plan:section ?section ; oa:start ?from ; oa:end ?to ; rdfs:label ?said .",
        "?thing plan:evidence ?mention .",
        NAME,
        *(["?thing a ?class ."] if phrase.classes else []),
    )
    return Query(
        asking.graphs,
        patterns,
        (values(sorted(within), "section"), terms("class", phrase.classes)),
        optional=(ALIASES,),
        columns="?plan ?thing ?name ?alias ?section ?from ?to",
        order="?plan ?from ?to",
    )


def of_passage(row: Row, passages: Sequence[Passage]) -> Row | None:
    """The row with the passage that its mention stands in."""
    for p in passages:
        if p.plan == row["plan"] and p.start <= int(row["from"]) and int(row["to"]) <= p.end:
            return told(row, p)
    return None


def said(row: Row) -> str:
    """The very characters of a mention."""
    start = int(row["start"])
    return row["quote"][int(row["from"]) - start : int(row["to"]) - start]


def told(row: Row, passage: Passage) -> Row:
    """The row of a mention as said by a passage."""
    return {
        **row,
        "quote": passage.quote,
        "start": str(passage.start),
        "end": str(passage.end),
        "line": str(passage.line),
        "section": passage.section,
    }
