from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from kg import cli, messages
from kg.document import parse_document
from kg.errors import InputError, KgError
from kg.explain import explain, find_line, render

TEXT = """云河市城市更新行动方案

一、2026年工作安排
麓西高新区加快建设青墟、白埠、柳汀等城际铁路，产值达到300亿元。
"""
LINE = 4


def told(line: int = LINE, *, tagger: bool = True) -> str:
    document = parse_document(TEXT, slug="made-up", region="云河市")
    return render(explain(document, line, tagger=tagger))


def table(title: str, text: str) -> list[list[str]]:
    """The rows of one table, cell by cell."""
    body = text.partition(f"\n{title}（")[2].partition("\n\n")[0]
    return [re.split(r"\s{2,}", row.strip()) for row in body.splitlines()[3:]]


def test_the_line_is_shown_with_its_section() -> None:
    head, line, *_ = told().splitlines()
    assert head == "made-up 第 4 行 · 2026年工作安排"
    assert line == TEXT.splitlines()[LINE - 1]


def test_every_offset_shown_cuts_out_what_it_stands_for() -> None:
    shown = [row for title in ("分句", "目标") for row in table(title, told())]
    assert shown
    for place, text, *_ in shown:
        start, end = map(int, place.split("–"))
        assert TEXT[start:end] == text


def test_a_clause_has_subject_tense_year_and_status() -> None:
    first = table("分句", told())[0]
    assert first[2:] == ["麓西高新区 (原文照录)", "将来", "2026", "推进中"]


def test_a_name_that_won_and_one_that_lost_are_shown_with_their_rules() -> None:
    names = {(row[2], row[3]): row for row in table("名称", told())}
    assert names["青墟城际铁路", "list.shared-head"][-2:] == ["90", "保留"]
    lost = [row for row in names.values() if row[-1].startswith("拒绝")]
    assert all(re.match(r"拒绝：\S+", row[-1]) for row in lost)


def test_without_the_tagger_the_rules_stand_alone() -> None:
    assert "tagger." in told()
    assert "tagger." not in told(tagger=False)


def test_a_goal_has_its_quantity_year_and_holder() -> None:
    goal = next(row for row in table("目标", told()) if "300亿元" in row[1])
    assert goal[2:] == ["麓西高新区", "= 300 亿元", "2026", "拟实现", "goal.quantity"]


def test_a_relation_has_its_rule() -> None:
    facts = {tuple(row[1:4]): row for row in table("关系", told())}
    assert facts["麓西高新区", "实施", "青墟城际铁路"][5] == "fact.undertakes-project"


def test_english() -> None:
    messages.use("en")
    shown = told()
    assert "Names (" in shown
    assert "kept" in shown


@pytest.mark.parametrize(("line", "words"), [(0, "没有第 0 行"), (99, "没有第 99 行"), (2, "不参与抽取")])
def test_a_line_that_is_not_read_is_told(line: int, words: str) -> None:
    with pytest.raises(InputError, match=words):
        told(line)


def test_a_plan_is_found_as_a_file(tmp_path: Path) -> None:
    path = tmp_path / "规划:甲.txt"
    path.write_text(TEXT, encoding="utf-8")
    document, line = find_line(f"{path}:4", out=tmp_path)
    assert (document.text, line) == (TEXT, 4)


@pytest.mark.parametrize("place", ["made-up", "made-up:", ":4", "made-up:four"])
def test_a_place_without_plan_or_line_is_wrong_use(place: str, tmp_path: Path) -> None:
    with pytest.raises(KgError, match="规划"):
        find_line(place, out=tmp_path)


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr(sys, "argv", ["kg", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def test_a_plan_that_was_built_is_found_by_its_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "made-up.txt"
    path.write_text(TEXT, encoding="utf-8")
    out = tmp_path / "out"
    assert run(monkeypatch, "explain", "made-up:4", "--out", out) == 3
    assert "没有文件“made-up”" in capsys.readouterr().err
    assert run(monkeypatch, "build", path, "--out", out, "--region", "青墟县") == 0
    capsys.readouterr()
    assert run(monkeypatch, "explain", "made-up:4", "--out", out) == 0
    assert "麓西高新区" in capsys.readouterr().out
    assert run(monkeypatch, "explain", "other:4", "--out", out) == 3
    assert "made-up" in capsys.readouterr().err


def test_where_there_is_no_graph_yet_no_names_are_promised(tmp_path: Path) -> None:
    with pytest.raises(InputError) as failed:
        find_line("nosuch:3", out=tmp_path)
    assert "还没有图谱" in str(failed.value)
    assert "现有" not in str(failed.value)
