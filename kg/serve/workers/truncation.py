"""Truncates serialized query results after a number of rows, in each of the four SPARQL result formats.

Oxigraph serializes far faster than Python could, so results are serialized whole, up to a number of
bytes, and the end of the last row to keep is searched in the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
CSV = "text/csv"
TSV = "text/tab-separated-values"

# In a string every quote is escaped, so a brace and a bare quote never meet in one but at its end.
_JSON_ROW = re.compile(rb'\}\}(?=,\{"[^"]+":\{"type":")')
# A string that breaks off goes on to the end.
_JSON_SIGN = re.compile(rb'"(?:[^"\\]|\\.)*(?:"|\\?\Z)|[{}]', re.DOTALL)
_CSV_ROW = re.compile(rb'(?:[^"\r]|"[^"]*")*\r\n')
_ROW_DEPTH = 2
_FIRST_LOOK = 64 << 10


class Truncated(NamedTuple):
    """A result with its number of rows, and whether there were more."""

    body: bytes
    rows: int
    more: bool


class BufferFull(Exception):
    """The buffer has reached its maximum of bytes or rows."""


class ResultBuffer:
    """A file in memory with a maximum of bytes and, approximately, of rows."""

    def __init__(self, size: int, media_type: str, rows: int) -> None:
        self.size = size
        self.form = _FORMS[media_type]
        self.rows = rows
        self.parts: list[bytes] = []
        self.written = 0
        self.next_look = _FIRST_LOOK

    def write(self, data: bytes) -> int:
        """Append bytes. Raises BufferFull at the maximum, which stops the serializer."""
        self.written += len(data)
        if self.written > self.size:
            raise BufferFull
        self.parts.append(data)
        if self.written > self.next_look:
            self._look()
        return len(data)

    def _look(self) -> None:
        """Count the rows; the next time at twice the size, so that all counts cost no more than one at the end."""
        self.next_look = 2 * self.written
        body = self.read()
        self.parts = [body]
        if sum(1 for _ in islice(self.form.ends(body), self.rows + 1)) > self.rows:
            raise BufferFull

    def flush(self) -> None:
        """Required of a file; does nothing."""

    def read(self) -> bytes:
        """All that was written."""
        return b"".join(self.parts)


def cut(body: bytes, media_type: str, *, limit: int, whole: bool) -> Truncated:
    """At most ``limit`` rows of a result, which is ``whole`` or ends anywhere."""
    form = _FORMS[media_type]
    rows = form.count(body) if whole else None
    if rows is not None and rows <= limit:
        return Truncated(body, rows, more=False)
    ends = list(islice(form.ends(body), limit))
    stop = ends[-1] if ends else form.start(body)
    return Truncated(body[:stop] + form.tail, len(ends), more=True)


@dataclass(frozen=True, slots=True)
class _RowFormat:
    """Finds rows in a format: their number, the end of each, the start of the first, and the closing text."""

    count: Callable[[bytes], int]
    ends: Callable[[bytes], Iterator[int]]
    start: Callable[[bytes], int]
    tail: bytes = b""


def _lines(body: bytes) -> Iterator[int]:
    found = re.finditer(rb"\n", body)
    next(found, None)
    return (line.end() for line in found)


def _records(body: bytes) -> Iterator[int]:
    header = True
    at = 0
    # One after the other, so that no row is looked for within the quotes of one that breaks off.
    while record := _CSV_ROW.match(body, at):
        at = record.end()
        if not header:
            yield at
        header = False


def _count_records(body: bytes) -> int:
    return sum(1 for _ in _records(body)) if b'"' in body else body.count(b"\r\n") - 1


def _elements(body: bytes) -> Iterator[int]:
    return (element.end() for element in re.finditer(b"</result>", body))


def _objects(body: bytes) -> Iterator[int]:
    """Of a result without an empty row, each but the last, which nothing follows."""
    if b"{}" in body:
        return _counted_objects(body)
    return (found.end() for found in _JSON_ROW.finditer(body))


def _counted_objects(body: bytes) -> Iterator[int]:
    """By counting braces, for a row without any value looks like nothing else."""
    depth = 0
    for sign in _JSON_SIGN.finditer(body):
        depth += {b"{": 1, b"}": -1}.get(sign[0], 0)
        if sign[0] == b"}" and depth == _ROW_DEPTH:
            yield sign.end()


def _count_objects(body: bytes) -> int:
    if b"{}" in body:
        return sum(1 for _ in _counted_objects(body))
    return 0 if body.rstrip().endswith(b"[]}}") else len(_JSON_ROW.findall(body)) + 1


_FORMS: Mapping[str, _RowFormat] = {
    JSON: _RowFormat(_count_objects, _objects, lambda body: body.index(b"[", body.index(b'"bindings"')) + 1, b"]}}"),
    XML: _RowFormat(
        lambda body: body.count(b"</result>"),
        _elements,
        lambda body: body.index(b"<results>") + len(b"<results>"),
        b"</results></sparql>",
    ),
    CSV: _RowFormat(_count_records, _records, lambda body: body.index(b"\r\n") + 2),
    TSV: _RowFormat(lambda body: body.count(b"\n") - 1, _lines, lambda body: body.index(b"\n") + 1),
}
