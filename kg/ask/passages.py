"""Ask the text itself: which things a clause names that has the question's words."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg.ask.asking import Asking
from kg.ask.found import Outcome, Passage
from kg.ask.grammar import Reading
from kg.ask.matching import Wording, pieces
from kg.ask.phrases import ANYTHING, Phrase, Row, narrow
from kg.ask.phrases import NAME as NAMES
from kg.ask.sparql import ALIASES, NAME, Query, answers_of, contains, narrowed, rows_of, terms
from kg.ask.texts import STATEMENT
from kg.link import fold_name
from kg.lookup import values

_CLAUSE = re.compile(r"[^，,。；;！!？?：:\n]+")
_ENOUGH = 0.75
"""Which part of a question's words a clause must have, with the sentence around it."""
_AROUND = 0.9
"""What a word is worth that stands elsewhere in the sentence."""
_NAMED = 0.1
"""What it is worth that a clause has the noun phrase of the question too."""
_MARKS = "[“”\"'‘’《》（）()]*"
_LINK = re.compile(r"[“”\"'‘’（）()]*(?:、|和|与|及|以及|，|,)?[“”\"'‘’（）()]*")
_AFTER = re.compile(r"[了为成在于”\"'）)]*[“\"'（(]*")
_TO_HEAD = re.compile(r"[“”\"'）)]*等?(?:的)?[“\"']*")
_FROM_HEAD = re.compile(r"[”\"']*(?:分别是|分别为|包括|包含|涵盖|即|是指|指|为|是|：|:|，|,)*[“\"']*")


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
    """The things of a class in the clauses that have most of the question's words.

    Where the words are spread over a sentence, the things of the whole sentence count.
    """
    phrase = asking.phrase(reading, "N")
    words = asking.wording(f"{reading['T']}的{reading['N'].partition('的')[2]}的{reading['T2']}")
    if not asking.near or not words.chunks or not (phrase.classes or phrase.kinds):
        return None
    named = asking.wording(phrase.text if phrase.kinds or phrase.wishes else "")
    found = _best_of(clauses_with(asking, words, _ENOUGH), words, named)
    spread = [(sentence, sentence) for clause, sentence in found if words.share_in(clause.quote) < _ENOUGH]
    for passages in ([clause for clause, _ in found], [sentence for _, sentence in spread]):
        bounds = [_between(asking, reading, passage) for passage in passages]
        for limits in (bounds, [(p.start, p.end) for p in passages]):
            if passages and (outcome := _things_within(asking, reading, passages, limits)):
                return outcome
    return _beside(asking, phrase, reading["N"], _enumerated, {clause.section for clause, _ in found})


def members(asking: Asking, reading: Reading) -> Outcome | None:
    """What is enumerated right before or after the name of a whole."""
    head = asking.without_region(reading["T"])
    return _beside(asking, asking.phrase(reading, "N"), head, _enumerated) if asking.near else None


def following(asking: Asking, reading: Reading) -> Outcome | None:
    """What follows right after the question's words."""
    phrase = asking.phrase(reading, "N")
    return _beside(asking, phrase, reading["T"], _right_after) if asking.near else None


_Beside = Callable[[Passage, int, int, Sequence[Row]], list[Row]]


def _beside(asking: Asking, phrase: Phrase, head: str, pick: _Beside, within: Collection[str] = ()) -> Outcome | None:
    """The things that ``pick`` takes from the mentions of a sentence that has ``head`` in it.

    With ``within``, only these sections are looked at, and things of any class count.
    """
    spelt = re.compile(_MARKS.join(map(re.escape, head)))
    for section in _sections(asking, pieces(Wording((head,), {}))) if len(head) > 1 else ():
        if not spelt.search(section.text) or (within and section.iri not in within):
            continue
        query = _mentions(asking, [section.iri], ANYTHING if within else phrase)
        rows = rows_of(asking.store, query)
        for match in STATEMENT.finditer(section.text):
            at = spelt.search(match[0])
            if at is None:
                continue
            passage = section.passage(*match.span())
            if chosen := pick(passage, passage.start + at.start(), passage.start + at.end(), rows):
                spans = " || ".join(dict.fromkeys(f"(?from = {row['from']} && ?to = {row['to']})" for row in chosen))
                shown = query.having(f"FILTER({spans})")
                return Outcome(shown.text(), answers_of(asking.store, [_told(row, passage) for row in chosen]))
    return None


def _enumerated(passage: Passage, start: int, end: int, rows: Sequence[Row]) -> list[Row]:
    """The rows whose mentions lead to the head, or from it, with nothing but commas between."""
    before, at = list[Row](), start
    for row in sorted(rows, key=lambda row: (-int(row["to"]), int(row["from"]))):
        link = _TO_HEAD if not before else _LINK
        if (
            passage.start <= int(row["from"])
            and int(row["to"]) <= at
            and link.fullmatch(_cut(passage, int(row["to"]), at))
        ):
            before.append(row)
            at = int(row["from"])
    after, at = list[Row](), end
    for row in sorted(rows, key=lambda row: (int(row["from"]), -int(row["to"]))):
        link = _FROM_HEAD if not after else _LINK
        if (
            at <= int(row["from"])
            and int(row["to"]) <= passage.end
            and link.fullmatch(_cut(passage, at, int(row["from"])))
        ):
            after.append(row)
            at = int(row["to"])
    return max((before, after), key=len) if max(len(before), len(after)) > 1 else []


def _right_after(passage: Passage, start: int, end: int, rows: Sequence[Row]) -> list[Row]:
    """The longest mention that begins where the head ends."""
    found = [row for row in rows if int(row["from"]) >= end and _AFTER.fullmatch(_cut(passage, end, int(row["from"])))]
    longest = max((int(row["to"]) for row in found), default=0)
    return [row for row in found if int(row["to"]) == longest and longest <= passage.end]


def _cut(passage: Passage, start: int, end: int) -> str:
    return passage.quote[start - passage.start : end - passage.start]


# Clauses -----------------------------------------------------------------------------------------------


def sections_with(asking: Asking, words: Sequence[str]) -> Query:
    """The query for the sections whose text has one of the words."""
    return Query(
        asking.graphs,
        ("?section schema:text ?text ; oa:start ?start ; oa:end ?end ; plan:line ?line .",),
        filters=(contains("text", words),),
        columns="?plan ?section ?text ?start ?end ?line",
    )


def _sections(asking: Asking, words: Sequence[str]) -> Iterator[Section]:
    for row in rows_of(asking.store, sections_with(asking, words)):
        yield Section(row["plan"], row["section"], int(row["start"]), int(row["line"]), row["text"])


def clauses_with(asking: Asking, words: Wording, enough: float) -> Iterator[tuple[Passage, Passage]]:
    """The clauses of the sentences that have ``enough`` of the words, each with its sentence."""
    for section in _sections(asking, pieces(words)):
        for sentence in STATEMENT.finditer(section.text):
            if words.share_in(sentence[0]) >= enough:
                for clause in _CLAUSE.finditer(section.text, *sentence.span()):
                    yield section.passage(*clause.span()), section.passage(*sentence.span())


def _best_of(
    clauses: Iterator[tuple[Passage, Passage]], words: Wording, named: Wording
) -> list[tuple[Passage, Passage]]:
    """The clauses with the largest share of the words; among equals, those that have the phrase asked for."""
    scored = [(_share(clause.quote, sentence.quote, words, named), clause, sentence) for clause, sentence in clauses]
    top = max((share for share, *_ in scored), default=0.0)
    return [(clause, sentence) for share, clause, sentence in scored if share >= top - 1e-9]


def _share(clause: str, sentence: str, words: Wording, named: Wording) -> float:
    return words.share_in(clause, sentence, around=_AROUND) + _NAMED * named.share_in(clause)


def _between(asking: Asking, reading: Reading, passage: Passage) -> tuple[int, int]:
    """The offsets between the last words that the question has before what it asks for and the first after."""
    start, end = 0, len(passage.quote)
    for chunk in asking.wording(reading["T"]).chunks[-1:]:
        if runs := Wording((chunk,), {}).found_in(passage.quote):
            start = passage.quote.find(runs[0]) + len(runs[0])
    if runs := asking.wording(reading["T2"]).found_in(passage.quote):
        at = passage.quote.find(runs[0], start)
        end = at if at >= 0 else end
    return passage.start + start, passage.start + end


def _things_within(
    asking: Asking, reading: Reading, passages: Sequence[Passage], limits: Sequence[tuple[int, int]]
) -> Outcome | None:
    """The things of the phrase that the passages mention within the limits and the question does not."""
    phrase, asked = asking.phrase(reading, "N"), fold_name(reading.question.core)
    spans = (
        f"(?plan = {ox.NamedNode(p.plan)} && ?from >= {start} && ?to <= {end})"
        for p, (start, end) in zip(passages, limits, strict=True)
    )
    query = _mentions(asking, {p.section for p in passages}, phrase).having(f"FILTER({' || '.join(spans)})")
    rows = (_of_passage(row, passages) for row in rows_of(asking.store, query))
    told = [row for row in rows if row and not any(fold_name(name) in asked for name in (row["name"], _said(row)))]
    found = narrow(asking.grammar, phrase, told)
    if not found or not found[1]:
        return None
    steps = [step for step in found[0] if step.where == NAMES]
    if not phrase.classes and not steps:
        return None
    return Outcome(narrowed(query, phrase, steps).text(), answers_of(asking.store, found[1]))


def _mentions(asking: Asking, sections: Collection[str], phrase: Phrase) -> Query:
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
        (values(sorted(sections), "section"), terms("class", phrase.classes)),
        optional=(ALIASES,),
        columns="?plan ?thing ?name ?alias ?section ?from ?to",
        order="?plan ?from ?to",
    )


def _of_passage(row: Row, passages: Sequence[Passage]) -> Row | None:
    """The row with the passage that its mention stands in."""
    for p in passages:
        if p.plan == row["plan"] and p.start <= int(row["from"]) and int(row["to"]) <= p.end:
            return _told(row, p)
    return None


def _said(row: Row) -> str:
    """The very characters of a mention."""
    start = int(row["start"])
    return row["quote"][int(row["from"]) - start : int(row["to"]) - start]


def _told(row: Row, passage: Passage) -> Row:
    return {
        **row,
        "quote": passage.quote,
        "start": str(passage.start),
        "end": str(passage.end),
        "line": str(passage.line),
        "section": passage.section,
    }


ASKS: Mapping[str, Callable[[Asking, Reading], Outcome | None]] = {
    "members": members,
    "next": following,
    "passages": mentioned,
}
"""What a shape of the grammar may ask for."""
