"""Marked text is read as it is meant, and a broken mark is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import KnowledgeError
from kg.train.corpus import Marked, marked_plans, marked_text


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
    [("建设{青墟水库|Dam}。", "没有“Dam”这一类"), ("建设{青墟水库|Project。", "花括号"), ("建设青墟水库}。", "花括号")],
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
