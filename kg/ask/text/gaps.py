"""Fill the gap of a question: what a clause has where the question, else the same, has its question word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from kg.ask.answer import Outcome, Passage
from kg.ask.asking import Asking
from kg.ask.grammar import Interpretation
from kg.ask.graph.sparql import answers_of, rows_of
from kg.ask.matching import Wording, pieces
from kg.ask.phrases import ANYTHING, NAME, Phrase, Row, Step
from kg.ask.text import lists
from kg.ask.text.clauses import mentions, sections, sections_with, told
from kg.ask.text.passages import listed
from kg.model import Span
from kg.query.lookup import is_of, type_of

_MARKS = "[“”\"'‘’《》（）()\\s]*"
_SHORTEST = 4
"""So many characters must stand around the gap: fewer prove nothing."""
_WITH_NOUN = 6
"""So many if the noun of the question is counted too."""
_SURE = 8
"""So many, the noun counted, that a plan hardly says them of anything else."""
_LONGEST = 120
_ONE = re.compile(r"[^的等]{2,24}")
_DOUBT = re.compile(r"[和与及]")
_EDGE = re.compile(r"[“”\"'‘’《》（）()\s]")
_AND_SO_ON = re.compile(r"等[\d一二两三四五六七八九十]*[大个家条项座所]?$")
_BARE = "text:"
"""How the thing of a name begins that is no thing of the graph."""
_LINKS = re.compile(r"[在于到为成了有]+$")
"""What a question may have before its question word and the text may not: 落户在哪里, 落户某地."""


@dataclass(frozen=True, slots=True)
class Gap:
    """What stands in the gap, by offsets in the quote of its passage."""

    passage: Passage
    start: int
    end: int


def filled(asking: Asking, reading: Interpretation) -> Outcome | None:
    """What stands in the text between, before or after the very words of the question."""
    if asking.near:
        return None
    before, after = _around(asking, reading)
    around = len(before) + len(after)
    if around < _SHORTEST and (around < 2 or around + len(reading["N"]) < _WITH_NOUN):
        return None
    phrase = asking.phrase(reading, "N")
    told = [(gap, _fitting(asking, phrase, gap, open_=not before)) for gap in _gaps(asking, before, after)]
    future = asking.grammar.is_future(reading.question.text)
    timely = [row for gap, found in told if _is_ahead(asking, gap) == future for row in found]
    rows = timely or [row for _, found in told for row in found]
    if phrase.wishes:
        modified = Step(NAME, phrase.wishes).pick(rows)
        rows = modified or [row for row in rows if row["name"].endswith(_names(asking, phrase))] or rows
    shown = sections_with(asking, _pieces(before, after))
    return Outcome(shown.text(), answers_of(asking.store, rows)) if rows else None


def _is_ahead(asking: Asking, gap: Gap) -> bool:
    """Whether the clause that the gap is in says what is to come."""
    start = max(gap.passage.quote.rfind(mark, 0, gap.start) for mark in "，,：:") + 1
    return asking.grammar.is_ahead(gap.passage.quote[start:])


def enumerated(asking: Asking, reading: Interpretation) -> Outcome | None:
    """What is enumerated before 等 and the very noun of the question, between its very words.

    A noun that means a kind (城际铁路) may be part of each name: then all must be known.
    """
    before, after = _around(asking, reading)
    noun, phrase = reading["N"], asking.phrase(reading, "N")
    if asking.near or len(before) + len(after) + len(noun) < _SURE:
        return None
    rows: list[Row] = []
    for gap in _gaps(asking, before, f"{noun}{after}"):
        quote = gap.passage.quote
        found = _AND_SO_ON.search(quote, gap.start, gap.end)
        start = gap.start if before else gap.start + lists.governing(asking.grammar, quote[gap.start : gap.end])
        items = lists.before(asking.grammar, quote, found.start(), start) if found else []
        told_of = listed(asking, gap.passage, items)
        if phrase.kinds and any(row["thing"].startswith(_BARE) for row in told_of):
            return None
        rows += told_of
    shown = sections_with(asking, _pieces(before, noun, after))
    return Outcome(shown.text(), answers_of(asking.store, rows)) if rows else None


def seat(asking: Asking, reading: Interpretation) -> Outcome | None:
    """The place that stands right after the name of a thing and a verb of lying there."""
    if asking.near or len(reading["S"]) < _SHORTEST:
        return None
    phrase = asking.phrase(reading, "N")
    verbs = asking.grammar.verbs(["locatedIn"])
    for verb in verbs:
        rows = [row for gap in _gaps(asking, reading["S"] + verb, "") for row in _fitting(asking, phrase, gap)]
        if rows:
            shown = sections_with(asking, _pieces(reading["S"], verb))
            return Outcome(shown.text(), answers_of(asking.store, rows))
    return None


def _around(asking: Asking, reading: Interpretation) -> tuple[str, str]:
    """The question's words before and after the gap that the text must have too."""
    grammar = asking.grammar
    before = _LINKS.sub("", asking.without_region(reading["T"]))
    while (found := grammar.manner.match(before)) and found.end() < len(before):
        before = before[found.end() :]
    before = before.removeprefix("把")
    after = reading["T2"].lstrip("的")
    while found := grammar.manner.match(after):
        after = after[found.end() :]
    return before, after


def _pieces(*texts: str) -> list[str]:
    return pieces(Wording(tuple(filter(None, texts)), {}))


def _gaps(asking: Asking, before: str, after: str) -> Iterator[Gap]:
    """Where the text has the words before and after; what it has between is one clause or an enumeration."""
    spelt = _spelt(before) if before else "(?:^|(?<=[，,；;。：:！!？?\n]))"
    adverbs = f"(?:{asking.grammar.manner.pattern})*"
    end = f"[，,]?{adverbs}{_spelt(after)}" if after else "(?=[，,；;。：:！!？?\n]|$)"
    around = re.compile(f"{spelt}(?P<gap>[^，,；;。：:！!？?\n]{{2,{_LONGEST}}}?){end}")
    for section in sections(asking, _pieces(before, after)):
        for match in around.finditer(section.text):
            start = section.text.rfind("\n", 0, match.start()) + 1
            begin = max(start, *(section.text.rfind(mark, 0, match.start() + 1) + 1 for mark in "。；;"), 0)
            begin = min(begin, match.start())
            passage = section.passage(begin, match.end())
            yield Gap(passage, match.start("gap") - begin, match.end("gap") - begin)


def _spelt(text: str) -> str:
    return _MARKS.join("了?" if character == "了" else re.escape(character) for character in text)


def _fitting(asking: Asking, phrase: Phrase, gap: Gap, *, open_: bool = False) -> list[Row]:
    """What the gap holds if it can be what was asked for; one that is ``open_`` begins with the clause."""
    quote = gap.passage.quote
    text = quote[gap.start : gap.end]
    many = text.rfind("等") if "、" in text or "等" in text else -1
    end = gap.start + many if many > 0 else gap.end
    start = gap.start + (lists.governing(asking.grammar, text) if open_ else 0)
    items = lists.before(asking.grammar, quote, end, start) or _single(asking, quote, start, end)
    if not items or any(_DOUBT.search(quote[i.start : i.end]) for i in items[:-1]):
        return []
    rows = _whole_name(asking, gap.passage, items) or listed(asking, gap.passage, items)
    tail = quote[end : gap.end]
    return rows if _bears(asking, phrase, rows, tail) else []


def _whole_name(asking: Asking, passage: Passage, items: list[Span]) -> list[Row]:
    """The known thing whose name ends with the only item and begins in the words before it."""
    if len(items) > 1:
        return []
    start, end = passage.start + items[0].start, passage.start + items[0].end
    rows = rows_of(asking.store, mentions(asking, [passage.section], ANYTHING))
    return [told(row, passage) for row in rows if int(row["from"]) < start and int(row["to"]) == end]


def _single(asking: Asking, quote: str, start: int, end: int) -> list[Span]:
    """One name, without what governs it and the marks around it."""
    while start < end and _EDGE.match(quote[start]):
        start += 1
    while start < end and _EDGE.match(quote[end - 1]) and quote[end - 1] not in "）)":
        end -= 1
    at = start + lists.governing(asking.grammar, quote[start:end])
    found = quote[at:end]
    return [Span(at, end)] if _ONE.fullmatch(found) and not _DOUBT.search(found) and "、" not in found else []


def _names(asking: Asking, phrase: Phrase) -> tuple[str, ...]:
    """What the names of things of the phrase end with."""
    return tuple(name for tail in phrase.tails for name in asking.grammar.alike.get(tail, [tail]))


def _bears(asking: Asking, phrase: Phrase, rows: list[Row], tail: str) -> bool:
    """Whether the things are of the phrase: by the noun after them, by their own, or by their classes."""
    if not phrase.text or (tail and tail.endswith(phrase.tails)):
        return True
    named = _names(asking, phrase)
    if phrase.kinds or all(row["name"].endswith(named) for row in rows):
        return all(row["name"].endswith(named) for row in rows)
    known = [row for row in rows if not row["thing"].startswith(_BARE)]
    return bool(known) and all(is_of(type_of(row["thing"]), phrase.classes) for row in known) and bool(phrase.classes)


ASKS: Mapping[str, Callable[[Asking, Interpretation], Outcome | None]] = {
    "enumerated": enumerated,
    "gap": filled,
    "seat": seat,
}
"""What a shape of the grammar may ask for."""
