"""The figures of docs/evaluation.md come from docs/evaluate.py, and nothing else of the page does."""

from __future__ import annotations

import importlib.util
import re
from functools import cache
from types import ModuleType

import pytest

from kg.evaluate import Count, Miss, Scores
from kg.evaluate.score import CAUSES
from kg.project import PACKAGE

DOCS = PACKAGE.parent / "docs"
PAGE = (DOCS / "evaluation.md").read_text(encoding="utf-8")


@cache
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("evaluate_page", DOCS / "evaluate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def made() -> Scores:
    scores = Scores(goals=Count(4, 1, 1), shares={"holder": (3, 4), "status": (4, 4), "quantity": (1, 2)})
    scores.entities["Park"] = Count(3, 1, 1)
    scores.facts["leadingIndustry"] = Count(1, 0, 1)
    scores.misses += [
        Miss("missed", 2, "Park", "麓西高新区", cause="unseen"),
        Miss("wrong", 2, "Park", "麓西", cause="not-there"),
    ]
    return scores


def figures() -> str:
    told = {(name, tagger): made() for name in script().SETS for tagger in (True, False)}
    return str(script().figures(told))


def test_only_the_figures_are_written_anew() -> None:
    begin, end = script().BEGIN, script().END
    assert script().replaced(f"# Head\n{begin}old\n{end}tail\n", "new") == f"# Head\n{begin}\nnew\n{end}tail\n"
    with pytest.raises(SystemExit, match="marks"):
        script().replaced("# Head\n", "new")


def test_every_set_has_a_row_with_and_without_the_tagger() -> None:
    rows = re.findall(r"^\| (.+) \| (with|without) \| 0\.750 0\.750 \*\*0\.750\*\* ", figures(), re.MULTILINE)
    names = {name for name, _ in rows}
    assert names == {"binhai", "chongqing", "baoan", "jinan", "chongqing + baoan + jinan", "held-out", "written-from"}
    assert len(rows) == 2 * len(script().SETS)


def test_classes_relations_and_causes_are_told() -> None:
    told = figures()
    assert re.search(r"^\| Park \| 0\.75 \(0\.75\) n 4 \|", told, re.MULTILINE)
    assert re.search(r"^\| leadingIndustry \| 0\.67 \(0\.67\) n 2 \|", told, re.MULTILINE)
    assert re.search(r"^\| Park \| −1 not proposed, \+1 not in the reference \|", told, re.MULTILINE)
    assert set(CAUSES) | {"holder", "status", "quantity"} == script().CAUSES.keys()


def test_what_is_reached_is_set_off() -> None:
    row = re.search(r"^\| goals found: status \|.*$", figures(), re.MULTILINE)
    assert row
    assert "0.97 → **1.000** (1.000)" in row[0]
    row = re.search(r"^\| entities, core \|.*$", figures(), re.MULTILINE)
    assert row
    assert "0.82 → 0.750 (0.750)" in row[0]


def test_the_page_has_all_its_tables() -> None:
    made_up = re.findall(r"^(#{3} .*)$", figures(), re.MULTILINE)
    assert len(made_up) >= 4
    assert [head for head in made_up if f"\n{head}\n" not in PAGE] == [], (
        "run: python docs/evaluate.py --shared ../shared"
    )
    assert "## Known errors and their causes" in PAGE
