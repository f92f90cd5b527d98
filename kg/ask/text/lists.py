"""Find the items of an enumeration in a text: A, B and C in 依托A、B和C等企业."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.ask.grammar import Grammar
from kg.ask.rules import alternatives
from kg.model import Span

_LONGEST = 20
"""No item of an enumeration is longer."""
_SURE = 4
"""Two names without a comma between them are two only if both are at least so long (脑解析与脑模拟 is one)."""
_COMMA = "、"
_CLOSING = ("）", ")")


def before(grammar: Grammar, text: str, end: int, start: int = 0) -> list[Span]:
    """The items of the enumeration that ends at ``end``, none of them before ``start``; none if it is none.

    Words that govern the first item are no part of it.
    """
    pattern = grammar.pattern
    stops = [match.end() for match in pattern.list_stop.finditer(text, start, end)]
    at = max(stops, default=start)
    last = end - len(pattern.list_end.search(text[at:end])[0])  # type: ignore[index]
    items = list(_items(grammar, text, at, last))
    if items and _is_open(text[items[-1].start : items[-1].end]) and text[last : last + 1] in _CLOSING:
        items[-1] = Span(items[-1].start, last + 1)
    if items and at == max([*stops, 0]):
        items[0] = Span(items[0].start + governing(grammar, text[items[0].start : items[0].end]), items[0].end)
    return items if _is_list(grammar, text, items) else []


def after(grammar: Grammar, text: str, start: int) -> list[Span]:
    """The items of the enumeration that begins after ``start`` with a word such as 包括."""
    begin = grammar.pattern.list_begin.match(text, start)
    if begin is None:
        return []
    stop = grammar.pattern.list_stop.search(text, begin.end())
    so_on = grammar.pattern.so_on.search(text, begin.end())
    items = list(_items(grammar, text, begin.end(), min((m.start() for m in (stop, so_on) if m), default=len(text))))
    return items if _is_list(grammar, text, items) else []


def and_so_on(grammar: Grammar, text: str, nouns: Sequence[str], start: int) -> int | None:
    """Where after ``start`` an enumeration ends with 等 and one of ``nouns``."""
    found = re.compile(grammar.pattern.so_on.pattern + alternatives(nouns)).search(text, start)
    return found.start() if found else None


def _items(grammar: Grammar, text: str, start: int, end: int) -> Iterator[Span]:
    """The parts between commas, the last one also split at its conjunction."""
    parts = text[start:end].split(_COMMA)
    at = start
    for part in parts:
        stop = at + len(part)
        last = grammar.pattern.last_item.search(part) if stop == end else None
        if last and (len(parts) > 1 or min(last.start(), len(part) - last.end()) >= _SURE):
            yield Span(at, at + last.start())
            at += last.end()
        yield Span(at, stop)
        at = stop + 1


def _is_open(name: str) -> bool:
    """Whether a bracket is opened in a name and not closed."""
    return sum(map(name.count, "（(")) > sum(map(name.count, _CLOSING))


def _is_list(grammar: Grammar, text: str, items: Sequence[Span]) -> bool:
    names = [text[item.start : item.end] for item in items]
    no_name = grammar.pattern.no_name
    return len(names) > 1 and all(1 < len(name) <= _LONGEST and not no_name.search(name) for name in names)


def governs(grammar: Grammar, text: str) -> bool:
    """Whether a name may begin after ``text``: it is empty, or ends with a word that governs names."""
    return re.search(f"(?:^|{grammar.pattern.governing.pattern})$", text) is not None


def governing(grammar: Grammar, item: str) -> int:
    """How many characters at the beginning of ``item`` govern the name that follows."""
    left = item
    while found := grammar.pattern.governing.match(left):
        if len(left) - found.end() < 2 or not found[0]:
            break
        left = left[found.end() :]
    return len(item) - len(left)
