"""Reads reference annotations of some lines of a plan."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import InputError
from kg.messages import say

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Reference:
    """Reference annotations of some lines of a plan."""

    plan: str
    lines: frozenset[int]
    rows: tuple[Row, ...]

    def of(self, kind: str) -> list[Row]:
        return [row for row in self.rows if row["kind"] == kind]


def plan_named(path: Path) -> Path:
    """The plan that the header of a reference names. Raises :class:`~kg.errors.InputError` for what is none."""
    try:
        with path.open(encoding="utf-8") as file:
            return Path(json.loads(file.readline())["plan"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(say("bad-reference", path=path)) from error


def read_reference(path: Path, text: str) -> Reference:
    """Read a reference; a goal that gives its place in the line instead of its text gets the text.

    Raises :class:`~kg.errors.InputError` for a file that is not one.
    """
    try:
        rows = [json.loads(row) for row in path.read_text(encoding="utf-8").splitlines() if row.strip()]
        header = next(row for row in rows if row["kind"] == "header")
    except (OSError, ValueError, KeyError, TypeError, StopIteration):
        raise InputError(say("bad-reference", path=path)) from None
    lines = text.split("\n")
    for row in rows:
        if row["kind"] == "goal" and "text" not in row:
            row["text"] = lines[row["line"] - 1][row["start"] : row["end"]]
    body = tuple(row for row in rows if row["kind"] != "header")
    return Reference(Path(header["plan"]).stem, frozenset(header["lines"]), body)
