"""A result is cut at the same row in every format, whatever its values hold."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.serve.workers.truncation import CSV, JSON, TSV, XML, BufferFull, ResultBuffer, cut

NASTY = (
    '}},{"',
    '"}},{"s":{"type":"',
    "{}",
    "},{}",
    "]}}",
    '"',
    '\\"',
    "\\",
    "\r\n",
    "\n",
    "\t",
    ",",
    "</result>",
    "<result>",
    "名",
    "😀",
)
# XML can't hold other control characters, and its readers make one of two ends of line.
plain = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc", "Cn"]), max_size=3)
texts = st.lists(st.sampled_from([text for text in NASTY if text != "\r\n"]) | plain, max_size=4).map("".join)
values = st.none() | texts.map(ox.Literal) | st.just(ox.NamedNode("urn:x"))
Row = tuple[ox.Literal | ox.NamedNode | None, ox.Literal | ox.NamedNode | None]


def written(rows: Sequence[Row], media_type: str) -> bytes:
    """The rows as Oxigraph writes them."""
    cells = " ".join(f"({' '.join('UNDEF' if value is None else str(value) for value in row)})" for row in rows)
    found = ox.Store().query(f"SELECT ?s ?o {{ VALUES (?s ?o) {{ {cells} }} }}")
    return found.serialize(format=ox.QueryResultsFormat.from_media_type(media_type)) or b""


def read(body: bytes, media_type: str) -> list[Row]:
    if media_type != CSV:
        found = ox.parse_query_results(body, ox.QueryResultsFormat.from_media_type(media_type))
        return [(row["s"], row["o"]) for row in found]
    texts = list(csv.reader(io.StringIO(body.decode(), newline="")))[1:]
    return [
        tuple(ox.NamedNode(text) if text == "urn:x" else ox.Literal(text) if text else None for text in row)
        for row in texts
    ]


@pytest.mark.parametrize("media_type", [JSON, XML, CSV, TSV])
@given(st.lists(st.tuples(values, values), max_size=5), st.integers(0, 5))
def test_the_first_rows_are_left_as_they_were(media_type: str, rows: list[Row], limit: int) -> None:
    body = written(rows, media_type)
    found = cut(body, media_type, limit=limit, whole=True)
    assert (found.rows, found.more) == (min(limit, len(rows)), limit < len(rows))
    assert read(found.body, media_type) == read(body, media_type)[:limit]


@pytest.mark.parametrize("media_type", [JSON, XML, CSV, TSV])
@given(st.lists(st.tuples(values, values), min_size=1, max_size=5), st.data())
def test_a_result_that_breaks_off_ends_with_its_last_whole_row(
    media_type: str, rows: list[Row], data: st.DataObject
) -> None:
    body = written(rows, media_type)
    first = len(written([], media_type))
    broken = body[: data.draw(st.integers(first, len(body)))]
    found = cut(broken, media_type, limit=99, whole=False)
    assert read(found.body, media_type) == read(body, media_type)[: found.rows]
    assert len(found.body) <= len(broken) + 30
    assert found.more


def test_a_sheet_stops_whoever_writes_too_much() -> None:
    sheet = ResultBuffer(10, TSV, 99)
    sheet.write(b"?x\n1\n")
    with pytest.raises(BufferFull):
        sheet.write(b"2\n3\n4\n")
    assert sheet.read() == b"?x\n1\n"


def test_a_sheet_stops_whoever_writes_too_many_rows() -> None:
    sheet, line, lines = ResultBuffer(1 << 30, TSV, 1000), b'"x"\n' * 10, 0
    with pytest.raises(BufferFull):
        for _ in range(1 << 20):
            sheet.write(line)
            lines += 10
    assert 1000 < lines < 50_000
