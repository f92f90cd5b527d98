"""Read an enumeration in the text: 依托A、B和C等企业 has the items A, B and C."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.ask.grammar import Grammar
from kg.model import Span

_MOST = 20
"""No item of an enumeration is longer."""
_SURE = 4
"""Two names without a comma between them are two only if both are at least so long (脑解析与脑模拟 is one)."""
_CLOSING = ("）", ")")
_LAST = re.compile(r"以及|[和与及]")
_END = re.compile(r"[“”\"'）)]*(?:等(?:[^，,。；;、]{0,14}?在内)?)?的?[“\"'（(]*$")
_NO_NAME = re.compile(r"的|等(?![级离候院教])")
_BEGIN = re.compile(r"[”\"']*(?:(?:分别|主要|具体)?(?:是|为|包括|包含|涵盖|有|指|即)|[：:]|[，,]即)+")
_STOP = re.compile(r"[，,。；;：:！!？?\n]|等")
_AND_SO_ON = re.compile(r"等(?:[^，,。；;、]{0,6}?)")


def before(grammar: Grammar, text: str, end: int, start: int = 0) -> list[Span]:
    """The items of the enumeration that ends at ``end`` of ``text``, none of them before ``start``; none if it is none.

    Words that govern the first item are no part of it.
    """
    stops = [match.end() for match in _STOP.finditer(text, start, end) if match[0] != "等"]
    at = max(stops, default=start)
    last = end - len(_END.search(text[at:end])[0])  # type: ignore[index]
    items = list(_items(text, at, last))
    if items and _is_open(text[items[-1].start : items[-1].end]) and text[last : last + 1] in _CLOSING:
        items[-1] = Span(items[-1].start, last + 1)
    if items and at == max([*stops, 0]):
        items[0] = Span(items[0].start + governing(grammar, text[items[0].start : items[0].end]), items[0].end)
    return items if _is_list(text, items) else []


def after(text: str, start: int) -> list[Span]:
    """The items of the enumeration that begins after ``start`` with a word such as 包括."""
    begin = _BEGIN.match(text, start)
    if begin is None:
        return []
    stop = _STOP.search(text, begin.end())
    items = list(_items(text, begin.end(), stop.start() if stop else len(text)))
    return items if _is_list(text, items) else []


def and_so_on(text: str, nouns: Sequence[str], start: int) -> int | None:
    """Where after ``start`` an enumeration ends with 等 and one of ``nouns``."""
    wanted = "|".join(map(re.escape, sorted(nouns, key=len, reverse=True)))
    found = re.compile(f"{_AND_SO_ON.pattern}(?:{wanted})").search(text, start) if wanted else None
    return found.start() if found else None


def _items(text: str, start: int, end: int) -> Iterator[Span]:
    """The parts between commas, the last one cut at 和 too."""
    parts = re.split("(、)", text[start:end])
    at = start
    for number, part in enumerate(parts):
        last = _LAST.search(part) if number == len(parts) - 1 else None
        if last and (len(parts) > 1 or min(last.start(), len(part) - last.end()) >= _SURE):
            yield Span(at, at + last.start())
            yield Span(at + last.end(), at + len(part))
        elif part != "、":
            yield Span(at, at + len(part))
        at += len(part)


def _is_open(name: str) -> bool:
    """Whether a bracket is opened in a name and not closed."""
    return sum(map(name.count, "（(")) > sum(map(name.count, _CLOSING))


def _is_list(text: str, items: Sequence[Span]) -> bool:
    names = [text[item.start : item.end] for item in items]
    return len(names) > 1 and all(1 < len(name) <= _MOST and not _NO_NAME.search(name) for name in names)


def governs(grammar: Grammar, text: str) -> bool:
    """Whether a name may begin after ``text``: there is none, or it ends with a word that governs names."""
    return re.search(f"(?:^|{grammar.governing.pattern})$", text) is not None


def governing(grammar: Grammar, item: str) -> int:
    """How many characters at the beginning of ``item`` govern the name that follows."""
    left = item
    while found := grammar.governing.match(left):
        if len(left) - found.end() < 2 or not found[0]:
            break
        left = left[found.end() :]
    return len(item) - len(left)
