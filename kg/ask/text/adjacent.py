"""Ask the text for what stands right beside a name or words: the members of a whole, what comes next."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from kg.ask.answer import Outcome, Passage
from kg.ask.asking import Asking
from kg.ask.grammar import Interpretation
from kg.ask.graph.sparql import answers_of, rows_of
from kg.ask.matching import Wording, pieces
from kg.ask.phrases import Row, narrow
from kg.ask.text import lists
from kg.ask.text.clauses import mentions, sections, sections_with, told
from kg.ask.text.passages import listed
from kg.ask.text.texts import STATEMENT

_MARKS = "[“”\"'‘’《》（）()]*"
_AFTER = re.compile(r"[了为成在于”\"'）)]*[“\"'（(]*")


def members(asking: Asking, reading: Interpretation) -> Outcome | None:
    """What is enumerated right before or after the name of a whole."""
    head = asking.without_region(reading["T"])
    for passage, start, end in _places(asking, head):
        items = lists.before(asking.grammar, passage.quote, start) or lists.after(passage.quote, end)
        found = narrow(asking.grammar, asking.phrase(reading, "N"), listed(asking, passage, items))
        if found and found[1]:
            return _outcome(asking, head, found[1])
    return None


def following(asking: Asking, reading: Interpretation) -> Outcome | None:
    """What follows right after the question's words."""
    phrase = asking.phrase(reading, "N")
    for passage, _, end in _places(asking, reading["T"]):
        rows = rows_of(asking.store, mentions(asking, [passage.section], phrase))
        if found := _right_after(passage, end, rows):
            return _outcome(asking, reading["T"], [told(row, passage) for row in found])
    return None


def _outcome(asking: Asking, head: str, rows: list[Row]) -> Outcome:
    return Outcome(sections_with(asking, _pieces(head)).text(), answers_of(asking.store, rows))


def _places(asking: Asking, head: str) -> Iterator[tuple[Passage, int, int]]:
    """The statements that have the characters of ``head``, with where in them; marks between do not count."""
    if not asking.near or len(head) < 2:
        return
    spelt = re.compile(_MARKS.join(map(re.escape, head)))
    for section in sections(asking, _pieces(head)):
        for match in STATEMENT.finditer(section.text):
            if at := spelt.search(match[0]):
                yield section.passage(*match.span()), at.start(), at.end()


def _pieces(head: str) -> list[str]:
    return pieces(Wording((head,), {}))


def _right_after(passage: Passage, end: int, rows: list[Row]) -> list[Row]:
    """The longest mention that begins where the head ends."""
    at = passage.start + end
    found = [
        row
        for row in rows
        if at <= int(row["from"]) < int(row["to"]) <= passage.end
        and _AFTER.fullmatch(passage.quote[end : int(row["from"]) - passage.start])
    ]
    longest = max((int(row["to"]) for row in found), default=0)
    return [row for row in found if int(row["to"]) == longest]


ASKS: Mapping[str, Callable[[Asking, Interpretation], Outcome | None]] = {"members": members, "next": following}
"""What a shape of the grammar may ask for."""
