"""Answer with what a text has in the place of the question word, between, before or after the question's very words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.ask.answer import Outcome, Passage
from kg.ask.asking import Asking
from kg.ask.grammar import Grammar, Interpretation
from kg.ask.matching import runs_of
from kg.ask.phrases import ANYTHING, NAME, Phrase, Row, Step, narrow
from kg.ask.text import lists
from kg.ask.text.mentioned import BARE, item_rows
from kg.ask.text.sections import mentioned_by, sections_with, text_outcome
from kg.model import Span
from kg.query.lookup import is_of, type_of

_MARKS = "[“”\"'‘’《》（）()\\s]*"
_EDGE = re.compile(r"[“”\"'‘’《》（）()\s]")
_CLOSING = "）)"
_STOP = "[，,；;。：:！!？?\n]"
_SHORTEST = 4
"""The least number of characters around the gap."""
_WITH_NOUN = 6
"""The least number of characters around the gap if the noun of the question is counted too."""
_SURE = 8
"""So many characters, the noun counted, identify a passage."""
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Gap:
    """What stands in the gap, by offsets in the quote of its passage."""

    passage: Passage
    start: int
    end: int

    @property
    def text(self) -> str:
        """The characters in the gap."""
        return self.passage.quote[self.start : self.end]


def filled(asking: Asking, asked: Interpretation) -> Outcome | None:
    """What stands between, before or after the very words of the question."""
    if asking.near:
        return None
    before, after = _around(asking, asked)
    around = len(before) + len(after)
    if around < _SHORTEST and (around < 2 or around + len(asked["N"]) < _WITH_NOUN):
        return None
    phrase = asking.phrase(asked, "N")
    found = [(gap, _fitting(asking, phrase, gap, open_=not before)) for gap in _gaps(asking, before, after)]
    future = asking.grammar.is_future(asked.question.text)
    timely = [row for gap, rows in found if _is_ahead(asking, gap) == future for row in rows]
    rows = timely or [row for _, rows in found for row in rows]
    if phrase.wishes:
        modified = Step(NAME, phrase.wishes).pick(rows)
        rows = modified or [row for row in rows if row["name"].endswith(_endings(asking, phrase))] or rows
    return text_outcome(asking, runs_of(before, after), rows)


def _is_ahead(asking: Asking, gap: Gap) -> bool:
    """Whether the clause that the gap is in is about what is to come."""
    start = max(gap.passage.quote.rfind(mark, 0, gap.start) for mark in "，,：:") + 1
    return asking.grammar.is_ahead(gap.passage.quote[start:])


def enumerated(asking: Asking, asked: Interpretation) -> Outcome | None:
    """What is enumerated before 等 and the very noun of the question, between its very words.

    A noun narrower than a class (城际铁路) may be part of each name: then all must be known.
    """
    before, after = _around(asking, asked)
    noun, phrase = asked["N"], asking.phrase(asked, "N")
    if asking.near or len(before) + len(after) + len(noun) < _SURE:
        return None
    rows: list[Row] = []
    for gap in _gaps(asking, before, f"{noun}{after}"):
        quote = gap.passage.quote
        found = asking.grammar.pattern.so_many.search(quote, gap.start, gap.end)
        start = gap.start if before else gap.start + lists.governing(asking.grammar, gap.text)
        items = lists.before(asking.grammar, quote, found.start(), start) if found else []
        named = item_rows(asking, gap.passage, items)
        if phrase.kinds and any(row["thing"].startswith(BARE) for row in named):
            return None
        rows += named
    return text_outcome(asking, runs_of(before, noun, after), rows)


def members(asking: Asking, asked: Interpretation) -> Outcome | None:
    """What is enumerated right before or after the name of a whole."""
    grammar, head = asking.grammar, asking.without_region(asked["T"])
    for passage, start, end in _places(asking, head):
        items = lists.before(grammar, passage.quote, start) or lists.after(grammar, passage.quote, end)
        found = narrow(grammar, asking.phrase(asked, "N"), item_rows(asking, passage, items))
        if found and found[1]:
            return text_outcome(asking, runs_of(head), found[1])
    return None


# Places in the text ----------------------------------------------------------------------------------


def _around(asking: Asking, asked: Interpretation) -> tuple[str, str]:
    """The question's words before and after the gap that the text must have too."""
    pattern = asking.grammar.pattern
    before = pattern.links.sub("", asking.without_region(asked["T"]))
    while (found := pattern.manner.match(before)) and found.end() < len(before):
        before = before[found.end() :]
    before = pattern.disposal.sub("", before)
    after = pattern.of_start.sub("", asked["T2"])
    while found := pattern.manner.match(after):
        after = after[found.end() :]
    return before, after


def _gaps(asking: Asking, before: str, after: str) -> Iterator[Gap]:
    """Where the text has the words before and after; what it has between is one clause or an enumeration."""
    grammar = asking.grammar
    spelt = _spelt(grammar, before) if before else f"(?:^|(?<={_STOP}))"
    end = f"[，,]?(?:{grammar.pattern.manner.pattern})*{_spelt(grammar, after)}" if after else f"(?={_STOP}|$)"
    around = re.compile(f"{spelt}(?P<gap>[^{_STOP[1:]}{{2,{_LONGEST}}}?){end}")
    for section in sections_with(asking, runs_of(before, after)):
        for match in around.finditer(section.text):
            begin = min(section.statement_start(match.start()), match.start())
            passage = section.passage(begin, match.end())
            yield Gap(passage, match.start("gap") - begin, match.end("gap") - begin)


def _places(asking: Asking, head: str) -> Iterator[tuple[Passage, int, int]]:
    """The statements that have the characters of ``head``, with where in them; marks between do not count."""
    if not asking.near or len(head) < 2:
        return
    spelt = re.compile(_spelt(asking.grammar, head))
    for section in sections_with(asking, runs_of(head)):
        for statement in section.statements():
            if at := spelt.search(statement.quote):
                yield statement, at.start(), at.end()


def _spelt(grammar: Grammar, text: str) -> str:
    """A regular expression of the characters with any marks between, the particle of the perfect optional."""
    perfect = grammar.pattern.perfect
    return _MARKS.join(re.escape(character) + "?" * bool(perfect.match(character)) for character in text)


# What fits the gap -----------------------------------------------------------------------------------


def _fitting(asking: Asking, phrase: Phrase, gap: Gap, *, open_: bool = False) -> list[Row]:
    """The things in the gap if they match the phrase; one that is ``open_`` begins with the clause."""
    grammar, quote = asking.grammar, gap.passage.quote
    so_on = grammar.pattern.last_so_on.search(gap.text)
    end = gap.start + so_on.start() if so_on else gap.end
    start = gap.start + (lists.governing(grammar, gap.text) if open_ else 0)
    items = lists.before(grammar, quote, end, start) or _single(grammar, quote, start, end)
    if not items or any(grammar.pattern.doubt.search(quote[i.start : i.end]) for i in items[:-1]):
        return []
    rows = _whole_name(asking, gap.passage, items) or item_rows(asking, gap.passage, items)
    return rows if _matches(asking, phrase, rows, quote[end : gap.end]) else []


def _whole_name(asking: Asking, passage: Passage, items: list[Span]) -> list[Row]:
    """The known thing whose name ends with the only item and begins in the words before it."""
    if len(items) > 1:
        return []
    start, end = passage.start + items[0].start, passage.start + items[0].end
    rows = mentioned_by(asking, passage, ANYTHING)
    return [row for row in rows if int(row["from"]) < start and int(row["to"]) == end]


def _single(grammar: Grammar, quote: str, start: int, end: int) -> list[Span]:
    """One name, without what governs it and the marks around it."""
    while start < end and _EDGE.match(quote[start]):
        start += 1
    while start < end and _EDGE.match(quote[end - 1]) and quote[end - 1] not in _CLOSING:
        end -= 1
    at = start + lists.governing(grammar, quote[start:end])
    found = quote[at:end]
    is_name = grammar.pattern.one_name.fullmatch(found) and not grammar.pattern.doubt.search(found)
    return [Span(at, end)] if is_name else []


def _endings(asking: Asking, phrase: Phrase) -> tuple[str, ...]:
    """What the names of things of the phrase end with."""
    return tuple(name for tail in phrase.tails for name in asking.grammar.alike.get(tail, [tail]))


def _matches(asking: Asking, phrase: Phrase, rows: list[Row], tail: str) -> bool:
    """Whether the things are of the phrase: by the noun after them, their own names, or their classes."""
    if not phrase.text or (tail and tail.endswith(phrase.tails)):
        return True
    named = all(row["name"].endswith(_endings(asking, phrase)) for row in rows)
    if phrase.kinds or named:
        return named
    known = [row for row in rows if not row["thing"].startswith(BARE)]
    return bool(known and phrase.classes) and all(is_of(type_of(row["thing"]), phrase.classes) for row in known)
