"""Iterate over the lines of a document as compact text, with a mapping back to document offsets."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from kg.model import Document, Span

_SPACE = re.compile(r" +")
_ASCII = re.compile(r"[A-Za-z0-9]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line without spaces next to Chinese characters; ``at`` and ``span`` map back to document offsets."""

    text: str
    start: int
    number: int
    gaps: tuple[tuple[int, int], ...] = ()

    def at(self, offset: int) -> int:
        """The document offset of an offset in the compact text."""
        if not self.gaps:
            return self.start + offset
        index = bisect_right(self.gaps, (offset, 1 << 60)) - 1
        return self.start + offset + (self.gaps[index][1] if index >= 0 else 0)

    def span(self, start: int, end: int) -> Span:
        """The document span of a non-empty span in the compact text."""
        return Span(self.at(start), self.at(end - 1) + 1)


def lines_of(document: Document) -> Iterator[Line]:
    """The document's non-empty lines without noise; repeated sentences are overwritten with full stops."""
    noise = {span.start: span.end for span in document.noise}
    folded = document.folded
    if document.repeats:
        chars = list(folded)
        for span in document.repeats:
            chars[span.start : span.end] = "。" * (span.end - span.start)
        folded = "".join(chars)
    start = 0
    for number, row in enumerate(folded.split("\n"), 1):
        if row.strip() and start not in noise:
            yield _compact(row, start, number)
        start += len(row) + 1


def _compact(row: str, start: int, number: int) -> Line:
    if " " not in row:
        return Line(row, start, number)
    kept: list[str] = []
    gaps: list[tuple[int, int]] = []
    at = removed = 0
    for match in _SPACE.finditer(row):
        before, after = row[match.start() - 1 : match.start()], row[match.end() : match.end() + 1]
        if _ASCII.match(before or "") and _ASCII.match(after or ""):
            continue
        kept.append(row[at : match.start()])
        removed += match.end() - match.start()
        at = match.end()
        gaps.append((sum(map(len, kept)), removed))
    kept.append(row[at:])
    return Line("".join(kept), start, number, tuple(gaps))
