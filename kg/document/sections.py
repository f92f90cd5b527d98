"""Find the tree of sections: chapters, articles, principles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kg.lexicon.numerals import TENS
from kg.lexicon.rules import load_rules
from kg.model import Section, Span

_CN = f"{TENS}百零〇"
_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("part", re.compile(rf"^(第[{_CN}\d]+[篇编])\s*(.*)$")),
    ("chapter", re.compile(rf"^(第[{_CN}\d]+章)\s*(.*)$")),
    ("article", re.compile(rf"^(第[{_CN}\d]+节)\s*(.*)$")),
    ("chapter", re.compile(rf"^([{_CN}]+、)(.*)$")),
    ("subchapter", re.compile(rf"^(（[{_CN}]+）)(.*)$")),
    ("article", re.compile(r"^(\d{1,3}(?:\.(?!\d)|．|、))(.*)$")),
    ("article", re.compile(r"^(（\d{1,2}）)(.*)$")),
    ("principle", re.compile(r"^(——)(.*)$")),
)
_DEPTH = {"front": 0, "part": 1, "chapter": 2, "subchapter": 3, "heading": 3, "article": 4, "principle": 5}
_BARE_HEADING = re.compile(r"^[^。；！？，：]{4,36}$")
_LONGEST_TITLE = 40


class _Heading(NamedTuple):
    kind: str
    number: str
    title: str
    start: int
    line: int


def find_sections(text: str, folded: str, noise: Sequence[Span]) -> tuple[Section, ...]:
    """The sections in text order; the first, ``front``, starts at 0, so that every offset has a section."""
    headings = [_Heading("front", "", "", 0, 1), *_headings(text, folded, {span.start for span in noise})]
    sections: list[Section] = []
    for index, heading in enumerate(headings):
        end = next((h.start for h in headings[index + 1 :] if _DEPTH[h.kind] <= _DEPTH[heading.kind]), len(text))
        if heading.kind == "front":
            end = headings[1].start if len(headings) > 1 else len(text)
        parent = _parent(sections, _DEPTH[heading.kind])
        sections.append(
            Section(index, heading.kind, heading.number, heading.title, heading.start, end, heading.line, parent)
        )
    return tuple(sections)


def _headings(text: str, folded: str, noise: set[int]) -> Iterator[_Heading]:
    start = 0
    for line, (raw, row) in enumerate(zip(text.split("\n"), folded.split("\n"), strict=True), 1):
        body = row.strip()
        at = start + (len(row) - len(row.lstrip()))
        start += len(raw) + 1
        if not body or at in noise:
            continue
        if heading := _heading(body, at, line):
            yield heading


def _heading(body: str, at: int, line: int) -> _Heading | None:
    for kind, form in _FORMS:
        if match := form.match(body):
            if kind == "principle" and re.match(r"——\d{4}年\d+月", body):
                return None
            return _Heading(kind, match[1].rstrip("、.．"), _title(match[2]), at, line)
    if _BARE_HEADING.match(body) and load_rules().opening.heading.search(body) and line > 1:
        return _Heading("part", "", body, at, line)
    if _BARE_HEADING.match(body.removesuffix("。")) and line > 2:
        return _Heading("heading", "", body.removesuffix("。"), at, line)
    return None


def _title(rest: str) -> str:
    """The title in a heading line, without the text of an article that follows after a full stop."""
    head = re.split(r"[。！？\t]", rest.strip(), maxsplit=1)[0]
    return head if len(head) <= _LONGEST_TITLE else head[:_LONGEST_TITLE] + "…"


def _parent(sections: Sequence[Section], depth: int) -> int:
    for section in reversed(sections):
        if section.kind != "front" and _DEPTH[section.kind] < depth:
            return section.index
    return -1
