"""Marked text is read as it is meant, and a broken mark is told with its line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kg.errors import KnowledgeError
from kg.extract.names.features import LABELS
from kg.extract.names.tagger import save_tagger
from kg.project import data_file
from kg.train.__main__ import average
from kg.train.corpus import Marked, bags, marked_bag, marked_plans, marked_text


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def read(tmp_path: Path, text: str) -> list[Marked]:
    write(tmp_path / "training" / "a.txt", text)
    return list(marked_text(tmp_path / "training"))


def test_marks_give_spans_and_leave_the_text(tmp_path: Path) -> None:
    [marked] = read(tmp_path, "# 说明\n\n建设{青墟|Project|青墟水库}、{石磨水库|Project}等，依托{云河港|Facility?}。\n")
    assert marked.text == "建设青墟、石磨水库等，依托云河港。"
    assert [(marked.text[s:e], type_, may) for s, e, type_, may in marked.spans] == [
        ("青墟", "Project", False),
        ("石磨水库", "Project", False),
        ("云河港", "Facility", True),
    ]


def test_a_sentence_without_names_is_learnt_from_too(tmp_path: Path) -> None:
    [marked] = read(tmp_path, "各部门要加强协同。\n")
    assert marked.spans == []
    assert set(marked.labels(optional=True)) == {"O"}


def test_the_text_is_folded_as_a_plan_is(tmp_path: Path) -> None:
    [marked] = read(tmp_path, '推广{"云谷"模式|Policy},建设{Ａ１线|Project}。\n')
    assert marked.text == "推广“云谷”模式，建设A1线。"
    assert [marked.text[s:e] for s, e, _, _ in marked.spans] == ["“云谷”模式", "A1线"]


def test_labels_with_and_without_what_is_optional() -> None:
    marked = Marked("云河港新馆", [(0, 3, "Facility", True), (3, 5, "Project", False)])
    assert marked.labels(optional=True) == ["B-Facility", "I-Facility", "I-Facility", "B-Project", "I-Project"]
    assert marked.labels(optional=False) == ["O", "O", "O", "B-Project", "I-Project"]


@pytest.mark.parametrize(
    ("row", "fault"),
    [("建设{青墟水库|Dam}。", "没有类“Dam”"), ("建设{青墟水库|Project。", "花括号"), ("建设青墟水库}。", "花括号")],
)
def test_a_broken_mark_is_told_with_its_line(tmp_path: Path, row: str, fault: str) -> None:
    with pytest.raises(KnowledgeError, match=rf"a\.txt：第 2 行.*{fault}"):
        read(tmp_path, f"# 说明\n{row}\n")


PLAN = "云河市规划\n一、任务\n推 动 青墟水库、A1 线建设。\n依托云河港。\n"
MARKS = "# 说明\nline\tstart\tend\ttype\toptional\n3\t2\t6\tProject\t\n3\t7\t10\tProject\t?\n4\t\t\t\t\n"


def test_marks_by_offset_are_of_the_compact_line(tmp_path: Path) -> None:
    write(tmp_path / "plans" / "made-up.txt", PLAN)
    write(tmp_path / "training" / "made-up.tsv", MARKS)
    first, second = marked_plans(tmp_path / "training", tmp_path / "plans")
    assert [(first.text[s:e], type_, may) for s, e, type_, may in first.spans] == [
        ("青墟水库", "Project", False),
        ("A1线", "Project", True),
    ]
    assert (second.text, second.spans) == ("依托云河港。", [])


def test_a_plan_that_is_not_there_is_left_out(tmp_path: Path) -> None:
    write(tmp_path / "training" / "made-up.tsv", MARKS)
    assert list(marked_plans(tmp_path / "training", tmp_path)) == []


def test_each_tagger_does_without_what_its_bag_says(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write(tmp_path / "training" / f"{name}.txt", f"建设{{{name}1线|Project}}。\n")
    write(tmp_path / "training" / "bags.toml", '[[bag]]\nwithout = ["b", "sparse"]\n[[bag]]\nwithout = []\n')
    texts = [
        [marked.text for marked in marked_bag(tmp_path / "training", tmp_path, without)]
        for without in bags(tmp_path / "training")
    ]
    assert texts == [["建设a1线。"], ["建设a1线。", "建设b1线。"]]


def test_the_bags_name_what_there_is() -> None:
    folder = data_file("training")
    known = {"sparse", *(path.stem for path in folder.glob("*.txt"))}
    assert len(bags(folder)) == 3
    assert all(without <= known for without in bags(folder))


def test_averaged_weights_are_the_mean(tmp_path: Path) -> None:
    moves = np.zeros((len(LABELS), len(LABELS)), dtype=np.float32)
    for name, key, weight in (("one", 7, 1.0), ("two", 9, 3.0)):
        weights = np.full((1, len(LABELS)), weight, dtype=np.float32)
        save_tagger(
            tmp_path / f"{name}.npz", keys=np.array([key]), weights=weights, moves=moves + weight, signature="s"
        )
    average([tmp_path / "one.npz", tmp_path / "two.npz"], tmp_path / "mean.npz")
    mean = np.load(tmp_path / "mean.npz")
    assert mean["keys"].tolist() == [7, 9]
    assert (mean["weights"] * mean["scale"])[:, 0] == pytest.approx([0.5, 1.5], abs=0.02)
    assert mean["moves"][0, 0] == pytest.approx(2.0)
