"""Sections with their text: its sentences, statements and clauses, what they mention, their headings."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.ask.answer import Outcome, Passage
from kg.ask.asking import Asking
from kg.ask.matching import Wording, pieces
from kg.ask.phrases import Phrase, Row
from kg.ask.sparql import ALIASES, NAME, Query, answers_of, contains, rows_of, terms, things
from kg.query.lookup import values
from kg.store import Store

_SENTENCE = re.compile(r"[^。！!？?\n]+[。！!？?]?")
_STATEMENT = re.compile(r"[^。；;！!？?\n]+")
_CLAUSE = re.compile(r"[^，,。；;！!？?：:\n]+")
_LONGEST_TITLE = 24


@dataclass(frozen=True, slots=True)
class SectionText:
    """A section's own text; ``base`` is its offset in the plan, ``line`` its first line, from 1."""

    plan: str
    iri: str
    base: int
    line: int
    text: str

    def passage(self, start: int, end: int) -> Passage:
        """The passage at these offsets of the section's text."""
        line = self.line + self.text.count("\n", 0, start)
        return Passage(self.plan, self.base + start, self.base + end, self.text[start:end], line, self.iri)

    def statements(self) -> Iterator[Passage]:
        """The parts of sentences between full stops and semicolons."""
        return (self.passage(*match.span()) for match in _STATEMENT.finditer(self.text))

    def statement_start(self, at: int) -> int:
        """Where the statement begins that has the character at an offset."""
        return max(self.text.rfind(mark, 0, at + 1) for mark in "。；;\n") + 1

    def clauses(self, of: Passage) -> Iterator[Passage]:
        """The clauses of a passage."""
        found = _CLAUSE.finditer(self.text, of.start - self.base, of.end - self.base)
        return (self.passage(*match.span()) for match in found)

    def around(self, passage: Passage, unit: re.Pattern[str]) -> Passage:
        """The unit of text that a passage begins in, up to the end of the passage at least."""
        start, end = passage.start - self.base, passage.end - self.base
        for match in unit.finditer(self.text):
            if match.start() <= start < match.end():
                quote = self.text[match.start() : max(match.end(), end)]
                at = match.start() + len(quote) - len(quote.lstrip())
                return self.passage(at, at + len(quote.strip()))
        return passage


class Texts:
    """The texts of some sections of a store, to find the context of passages; a store may lack them."""

    def __init__(self, store: Store, iris: Collection[str]) -> None:
        query = Query((), (_TEXT,), (things("section", sorted(iris)),), columns=_COLUMNS)
        self._sections = {section.iri: section for section in _sections(store, query)} if iris else {}

    def sentence(self, passage: Passage) -> Passage:
        """The whole sentence of a passage, or the passage where the store lacks the text."""
        return self._around(passage, _SENTENCE)

    def statement(self, passage: Passage) -> Passage:
        """The part of the sentence of a passage that a semicolon ends."""
        return self._around(passage, _STATEMENT)

    def _around(self, passage: Passage, unit: re.Pattern[str]) -> Passage:
        section = self._sections.get(passage.section)
        return section.around(passage, unit) if section else passage


_TEXT = "?section schema:text ?text ; oa:start ?start ; oa:end ?end ; plan:line ?line ."
_COLUMNS = "?plan ?section ?text ?start ?end ?line"


def _sections(store: Store, query: Query) -> Iterator[SectionText]:
    for row in rows_of(store, query):
        yield SectionText(row["plan"], row["section"], int(row["start"]), int(row["line"]), row["text"])


def _query(asking: Asking, runs: Sequence[str]) -> Query:
    return Query(asking.graphs, (_TEXT,), filters=(contains(runs, "text"),), columns=_COLUMNS)


def sections_with(asking: Asking, runs: Sequence[str]) -> Iterator[SectionText]:
    """The sections whose text has one of the runs of characters."""
    return _sections(asking.store, _query(asking, runs))


def text_outcome(asking: Asking, runs: Sequence[str], rows: Iterable[Row]) -> Outcome | None:
    """The things of the rows, found in the sections that have one of the runs; None if there are no rows."""
    answers = answers_of(asking.store, rows)
    return Outcome(text_query(asking, runs), answers) if answers else None


def text_query(asking: Asking, runs: Sequence[str]) -> str:
    """The SPARQL for the sections that have one of the runs."""
    return _query(asking, runs).text()


def clauses_with(asking: Asking, words: Wording, enough: float) -> Iterator[tuple[Passage, Passage]]:
    """The clauses of the statements that have ``enough`` of the words, each with its statement."""
    for section in sections_with(asking, pieces(words)):
        for statement in section.statements():
            if words.share_in(statement.quote) >= enough:
                yield from ((clause, statement) for clause in section.clauses(statement))


def mentions(asking: Asking, within: Collection[str], phrase: Phrase) -> Query:
    """The query for the mentions in some sections of things of a phrase."""
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


def mentioned_by(asking: Asking, passage: Passage, phrase: Phrase) -> list[Row]:
    """The mentions in the section of a passage, the passage as their evidence."""
    rows = rows_of(asking.store, mentions(asking, [passage.section], phrase))
    return [with_evidence(row, passage) for row in rows]


def mentioned_text(row: Row) -> str:
    """The characters of a mention."""
    start = int(row["start"])
    return row["quote"][int(row["from"]) - start : int(row["to"]) - start]


def with_evidence(row: Row, passage: Passage) -> Row:
    """The row of a mention with a passage as its evidence."""
    return {**row, **passage_row(passage), "plan": row["plan"]}


def passage_row(passage: Passage) -> Row:
    """A passage in the columns of a row."""
    return {
        "plan": passage.plan,
        "quote": passage.quote,
        "start": str(passage.start),
        "end": str(passage.end),
        "line": str(passage.line),
        "section": passage.section,
    }


def chapters(store: Store, sections: Collection[str]) -> Mapping[str, str]:
    """The headings above each section and its own, outermost first."""
    known = things("section", sorted(sections))
    pattern = "?section dcterms:isPartOf* ?above . ?above schema:position ?position ; dcterms:title ?title ."
    text = f"SELECT ?section ?position ?title WHERE {{ {known} GRAPH ?plan {{ {pattern} }} }}"
    rows = sorted(rows_of(store, text) if known else [], key=lambda row: int(row["position"]))
    found: dict[str, list[str]] = {}
    for row in rows:
        title = row["title"]
        short = title if len(title) <= _LONGEST_TITLE else title[:_LONGEST_TITLE] + "…"
        found.setdefault(row["section"], []).append(short)
    return {section: " › ".join(titles) for section, titles in found.items()}
