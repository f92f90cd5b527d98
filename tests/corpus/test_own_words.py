"""No sentence of the plans stands in this checkout; their names may."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from kg.project import PACKAGE
from reference_plans import PLANS

pytestmark = pytest.mark.corpus

ROOT = PACKAGE.parent
LONGEST = 21
"""So many characters of a plan may stand in a row, spaces and stops not counted."""
MADE = {"exports", "build", "dist", "__pycache__"}
"""Folders of what builds and tools leave."""
QUOTED = re.compile("“[^”]*”|（[^）]*）")
STOPS = re.compile("[，、；。：]")


def bare(text: str) -> str:
    """The letters and digits of a text."""
    return "".join(filter(str.isalnum, text))


def pieces(text: str) -> Iterator[str]:
    return (text[at : at + LONGEST + 1] for at in range(len(text) - LONGEST))


@cache
def planned() -> frozenset[str]:
    """All that the plans say, in pieces that are one character too long."""
    return frozenset(piece for path in PLANS for piece in pieces(bare(path.read_text(encoding="utf-8"))))


@cache
def names() -> str:
    """All names of the references; outside its quotes and brackets a name has no stop."""
    known: list[str] = []
    for path in sorted((ROOT / "tests" / "references").rglob("*.jsonl")):
        marked = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        known += [row["name"] for row in marked if row["kind"] == "entity"]
    return "\n".join(bare(name) for name in known if not STOPS.search(QUOTED.sub("", name)))


def copied(line: str) -> Iterator[str]:
    """The runs of a line that stand in a plan and are no part of a name."""
    text = bare(line)
    told = "".join("x" if piece in planned() else " " for piece in pieces(text))
    found = (text[run.start() : run.end() + LONGEST] for run in re.finditer("x+", told))
    return (run for run in found if run not in names())


def texts() -> Iterator[tuple[Path, str]]:
    """The files of the checkout that hold text."""
    for folder, below, files in os.walk(ROOT):
        below[:] = sorted(name for name in below if not name.startswith(".") and name not in MADE)
        for name in sorted(files):
            try:
                yield Path(folder, name), Path(folder, name).read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


def test_no_sentence_of_a_plan_stands_here() -> None:
    read = list(texts())
    assert len(read) > 450
    found = {
        f"{path.relative_to(ROOT)}:{number}": list(runs)
        for path, text in read
        for number, line in enumerate(text.splitlines(), 1)
        if (runs := tuple(copied(line)))
    }
    assert found == {}


@pytest.mark.parametrize("path", PLANS, ids=[path.stem for path in PLANS])
def test_a_sentence_of_a_plan_would_be_found(path: Path) -> None:
    longest = max(path.read_text(encoding="utf-8").splitlines(), key=lambda line: len(bare(line)))
    sentence = max(re.split("[。；]", longest), key=len)
    assert list(copied(f'{{"text": "{sentence}"}}')) == [bare(sentence)]
    assert list(copied("示例" + " ".join(bare(sentence)[:LONGEST]) + "示例")) == []


def test_a_name_may_stand() -> None:
    name = next(name for name in names().split("\n") if any(piece in planned() for piece in pieces(name)))
    assert list(copied(f"| {name} | 政策举措 |")) == []
