"""The references are split by plan, and nothing is learnt from a held-out one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.ontology import load_ontology
from kg.project import PACKAGE, data_file

ROOT = PACKAGE.parent / "tests" / "references"
FILES = sorted(ROOT.glob("*/*.jsonl"))


def plans(folder: str) -> set[str]:
    return {path.stem for path in FILES if path.parent.name == folder}


def test_the_references_are_found() -> None:
    assert len(FILES) == 18
    assert {path.parent.name for path in FILES} == {"held-out", "written-from"}


def test_no_plan_is_on_both_sides() -> None:
    assert plans("held-out") & plans("written-from") == set()


def test_no_training_mark_is_of_a_held_out_plan() -> None:
    marked = {path.stem for path in data_file("training").rglob("*.tsv")}
    assert marked
    assert marked & plans("held-out") == set()


@pytest.mark.parametrize("path", FILES, ids=[f"{path.parent.name}/{path.stem}" for path in FILES])
def test_a_reference_keeps_its_form(path: Path) -> None:
    header, *rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    assert header["kind"] == "header"
    assert header["plan"] == f"{path.stem}.txt"
    assert {row["line"] for row in rows} <= set(header["lines"])
    ontology = load_ontology()
    assert [row for row in rows if row["kind"] == "entity" and row["type"] not in ontology.classes] == []
    known = {*ontology.predicates, "alias"}
    assert [row for row in rows if row["kind"] == "fact" and row["predicate"] not in known] == []
    assert [row for row in rows if row["kind"] == "goal" and not {"holder", "status"} <= row.keys()] == []
