"""Every data file has its source in data/SOURCES.tsv."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable

import pytest

from kg.project import PACKAGE

CHECKOUT = PACKAGE.parent
TABLE = CHECKOUT / "data" / "SOURCES.tsv"
COLUMNS = ["file", "title", "issuer", "date", "licence", "publication", "sha256"]
NOT_DATA = {".md", ".rq"}
"""Documentation and queries."""
REFRESH = "run: python docs/generate.py"


def rows() -> list[dict[str, str]]:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def data_files() -> set[str]:
    """The data files of the checkout, as paths from its root."""
    found = (path for folder in ("data", "ontology") for path in (CHECKOUT / folder).rglob("*") if path.is_file())
    return {path.relative_to(CHECKOUT).as_posix() for path in found if path.suffix not in NOT_DATA and path != TABLE}


def stale(table: Iterable[dict[str, str]]) -> list[str]:
    """The files whose checksum is not that of their row."""
    checked = ((row["file"], row["sha256"], CHECKOUT / row["file"]) for row in table)
    return [name for name, sum_, path in checked if hashlib.sha256(path.read_bytes()).hexdigest() != sum_]


def test_every_data_file_has_one_row() -> None:
    named = [row["file"] for row in rows()]
    assert len(named) > 50
    assert sorted(data_files() - set(named)) == [], "add a row to data/SOURCES.tsv, then " + REFRESH
    assert sorted(set(named) - data_files()) == [], "remove these rows from data/SOURCES.tsv"
    assert named == sorted(set(named)), "rows of data/SOURCES.tsv are sorted by file, one for each"


def test_every_row_is_complete() -> None:
    assert list(rows()[0]) == COLUMNS
    assert [row for row in rows() if None in row or not all(row.values())] == []
    assert [row["file"] for row in rows() if not re.fullmatch(r"\d{4}(-\d\d-\d\d)?", row["date"])] == []


def test_checksums_are_up_to_date() -> None:
    changed = stale(row for row in rows() if row["file"] in data_files())
    assert changed == [], f"checksums in data/SOURCES.tsv are stale; {REFRESH}"


@pytest.mark.parametrize("row", rows()[:3], ids=lambda row: row["file"])
def test_a_changed_file_is_noticed(row: dict[str, str]) -> None:
    assert stale([row | {"sha256": "0" * 64}]) == [row["file"]]
