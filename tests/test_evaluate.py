from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any

import pytest

from kg import messages
from kg.build.outdir import OutDir
from kg.build.pipeline import build
from kg.errors import InputError
from kg.evaluate import (
    Count,
    Reference,
    Scores,
    evaluate,
    fold,
    format_scores,
    format_summary,
    overlap,
    read_reference,
)
from reference_plans import REFERENCES, SCORER, document_of

TEXT = "云河市规划\n云河港保税区发展融资租赁，建成星海仓库，产值达到300亿元。\n与甲集团、乙集团合作。\n"
LINE_2 = TEXT.index("云河港")
LINE_3 = TEXT.index("与甲")
Rows = Sequence[Mapping[str, Any]]


def entity(type_: str, name: str, *, start: int = LINE_2, rule: str = "names.rule") -> dict[str, Any]:
    return {"kind": "entity", "type": type_, "name": name, "start": start, "end": start + 1, "rule": rule}


def goal(text: str, *, start: int = LINE_2, **said: Any) -> dict[str, Any]:
    row = {
        "kind": "goal",
        "holder": "云河港保税区",
        "text": text,
        "start": start,
        "end": start + 1,
        "status": "planned",
    }
    return row | {"value": None, "unit": None, "comparator": None, "year": None} | said


def fact(subject: str, predicate: str, object_: str, *, start: int = LINE_2) -> dict[str, Any]:
    return {
        "kind": "fact",
        "subject": subject,
        "predicate": predicate,
        "object": object_,
        "start": start,
        "end": start + 1,
    }


def wanted(row: Mapping[str, Any], *, optional: bool = False, **names: Any) -> dict[str, Any]:
    """The row of a reference that says the same as an annotation."""
    line = TEXT.count("\n", 0, row["start"]) + 1
    return {**row, "line": line, "optional": optional, **names}


def score(reference: Rows, annotations: Rows, *, lines: Sequence[int] = (2, 3)) -> Scores:
    return evaluate(Reference("made-up", frozenset(lines), tuple(reference)), annotations, TEXT)


def counts(count: Count) -> tuple[int, ...]:
    return astuple(count)


PARK, RENT = entity("Park", "云河港保税区"), entity("Industry", "融资租赁")


def test_right_wrong_and_missed_are_counted_by_type() -> None:
    scores = score([wanted(PARK), wanted(RENT)], [PARK, entity("Enterprise", "星海仓库")])
    assert counts(scores.entities["Park"]) == (1, 0, 0)
    assert counts(scores.entities["Industry"]) == (0, 0, 1)
    assert counts(scores.entities["Enterprise"]) == (0, 1, 0)
    assert counts(scores.core) == (1, 1, 0)
    assert counts(scores.all_entities) == (1, 1, 1)
    assert [(miss.kind, miss.line, miss.name) for miss in scores.misses] == [
        ("missed", 2, "融资租赁"),
        ("wrong", 2, "星海仓库"),
    ]


def test_a_thing_counts_once_a_line() -> None:
    assert counts(score([wanted(PARK)], [PARK, PARK, entity("Park", "“云河港”保税区")]).core) == (1, 0, 0)


def test_any_name_of_a_thing_is_right_and_a_second_one_is_not_wrong() -> None:
    row = wanted(PARK, aliases=["云河港保税港区", "保税区"])
    assert counts(score([row], [entity("Park", "保税区")]).core) == (1, 0, 0)
    assert counts(score([row], [entity("Park", "保税区"), PARK]).core) == (1, 0, 0)


def test_the_wrong_type_is_wrong_and_missed() -> None:
    assert counts(score([wanted(PARK)], [entity("Project", "云河港保税区")]).core) == (0, 1, 1)


@pytest.mark.parametrize("annotations", [[], [PARK], [entity("Place", "云河港保税区")]])
def test_the_optional_is_neither_rewarded_nor_punished(annotations: Rows) -> None:
    assert counts(score([wanted(PARK, optional=True)], annotations).all_entities) == (0, 0, 0)


def test_other_lines_are_not_judged() -> None:
    assert counts(score([], [PARK, entity("Park", "云河市", start=0)], lines=[3]).core) == (0, 0, 0)


def test_goals_pair_by_the_overlap_of_their_texts() -> None:
    row = goal("建成星海仓库")
    assert counts(score([wanted(row)], [goal("建成星海大仓库")]).goals) == (1, 0, 0)
    assert counts(score([wanted(row)], [goal("产值达到300亿元")]).goals) == (0, 1, 1)
    assert counts(score([wanted(row)], [goal("建成星海仓库", start=LINE_3)]).goals) == (0, 1, 1)


def test_the_better_pair_is_taken_first() -> None:
    near, exact = goal("建成星海一号仓库"), goal("建成星海仓库", status="achieved")
    scores = score([wanted(exact)], [near, exact])
    assert counts(scores.goals) == (1, 1, 0)
    assert scores.shares["status"] == (1, 1)


def test_an_optional_goal_takes_its_pair_away() -> None:
    scores = score([wanted(goal("建成星海仓库"), optional=True)], [goal("建成星海仓库")])
    assert counts(scores.goals) == (0, 0, 0)
    assert scores.shares["holder"] == (0, 0)


def test_holder_and_status_of_the_goals_found() -> None:
    row = wanted(goal("建成星海仓库"), holder_aliases=["保税区"])
    assert score([row], [goal("建成星海仓库", holder="保税区")]).shares["holder"] == (1, 1)
    scores = score([row], [goal("建成星海仓库", holder="云河市", status="ongoing")])
    assert (scores.shares["holder"], scores.shares["status"]) == ((0, 1), (0, 1))


MEASURED = {"value": 300, "unit": "亿元", "comparator": "=", "year": 2025}


@pytest.mark.parametrize(
    ("said", "right"),
    [
        (MEASURED, 1),
        (MEASURED | {"value": "300.0"}, 1),
        (MEASURED | {"comparator": None}, 1),
        (MEASURED | {"value": 30}, 0),
        (MEASURED | {"unit": "万元"}, 0),
        (MEASURED | {"comparator": ">"}, 0),
        (MEASURED | {"year": None}, 0),
        ({}, 0),
    ],
)
def test_quantities(said: Mapping[str, Any], right: int) -> None:
    scores = score([wanted(goal("产值达到300亿元", **MEASURED))], [goal("产值达到300亿元", **said)])
    assert scores.shares["quantity"] == (right, 1)


def test_the_quantity_of_a_missed_goal_is_missed_too() -> None:
    assert score([wanted(goal("产值达到300亿元", **MEASURED))], []).shares["quantity"] == (0, 1)


def test_facts_by_predicate() -> None:
    grows = fact("云河港保税区", "leadingIndustry", "融资租赁")
    scores = score([wanted(grows, object_aliases=["租赁"])], [fact("云河港保税区", "leadingIndustry", "租赁")])
    assert counts(scores.facts["leadingIndustry"]) == (1, 0, 0)
    scores = score([wanted(grows)], [fact("融资租赁", "leadingIndustry", "云河港保税区"), grows | {"start": LINE_3}])
    assert counts(scores.all_facts) == (0, 2, 1)


def test_working_together_goes_both_ways_and_counts_once() -> None:
    there, back = fact("云河港保税区", "cooperatesWith", "甲集团"), fact("甲集团", "cooperatesWith", "云河港保税区")
    assert counts(score([wanted(there)], [back]).all_facts) == (1, 0, 0)
    assert counts(score([wanted(there)], [there, back]).all_facts) == (1, 0, 0)
    assert counts(score([], [there, back]).all_facts) == (0, 1, 0)


def test_an_optional_fact_is_neither_rewarded_nor_punished() -> None:
    grows = fact("云河港保税区", "leadingIndustry", "融资租赁")
    assert counts(score([wanted(grows, optional=True)], [grows]).all_facts) == (0, 0, 0)


def test_precision_recall_and_f1() -> None:
    count = Count(right=3, wrong=1, missed=2)
    assert (count.precision, count.recall) == (0.75, 0.6)
    assert count.f1 == pytest.approx(2 / 3)
    assert (Count().precision, Count().recall, Count().f1) == (0, 0, 0)


def test_scores_of_several_references_add_up() -> None:
    whole = score([wanted(PARK)], [PARK]) + score([wanted(PARK), wanted(goal("建成星海仓库"))], [goal("建成星海仓库")])
    assert counts(whole.core) == (1, 0, 1)
    assert counts(whole.goals) == (1, 0, 0)
    assert whole.shares["holder"] == (1, 1)
    assert [miss.kind for miss in whole.misses] == ["missed"]


def test_names_are_compared_without_width_marks_and_case() -> None:
    assert fold("“ＲＣＥＰ”（Ａ—b）") == "rcepab"
    assert fold("二○三五") == "二〇三五"
    assert fold(None) == ""


def test_overlap_is_between_nothing_and_all() -> None:
    assert overlap("建成星海仓库", "建成“星海”仓库") == 1
    assert overlap("建成星海仓库", "") == 0
    assert overlap("甲乙丙丁", "甲乙") == pytest.approx(2 / 3)


def test_the_table_shows_misses_and_how_the_rules_fare() -> None:
    scores = score([wanted(PARK), wanted(RENT)], [RENT, entity("Enterprise", "星海仓库", rule="head.enterprise")])
    table = format_scores(scores, show=5)
    assert re.search(r"^实体（核心） +0\.000 +0\.000 +0\.000 +0 +1 +1$", table, re.MULTILINE)
    assert re.search(r"^漏 +2 +Park 园区 +云河港保税区 +没有候选$", table, re.MULTILINE)
    assert re.search(r"^错 +2 +Enterprise 企业 +星海仓库 +参考里没有 +head\.enterprise$", table, re.MULTILINE)
    assert re.search(r"^head\.enterprise +0 +1 +0\.00$", table, re.MULTILINE)
    assert re.search(r"^names\.rule +1 +0 +1\.00$", table, re.MULTILINE)
    assert "云河港保税区" not in format_scores(scores)


def test_the_table_speaks_english_too() -> None:
    messages.use("en")
    assert "entities, core" in format_scores(score([wanted(PARK)], [PARK]))


def test_several_references_have_a_row_each() -> None:
    summary = format_summary([("one", score([wanted(PARK)], [PARK])), ("two", score([wanted(PARK)], []))])
    assert re.search(r"^one +1\.000 +1\.000 ", summary, re.MULTILINE)
    assert re.search(r"^two +0\.000 +0\.000 ", summary, re.MULTILINE)


def causes(reference: Rows, annotations: Rows, refused: Rows = ()) -> list[tuple[str, str, str]]:
    known = Reference("made-up", frozenset((2, 3)), tuple(reference))
    scores = evaluate(known, annotations, TEXT, refused=refused)
    return [(miss.kind, miss.cause, miss.rule) for miss in scores.misses]


def test_why_an_entity_is_missed() -> None:
    row = wanted(PARK)
    other = entity("Place", "云河港保税区", rule="place")
    assert causes([row], [other]) == [("missed", "other-type", "place"), ("wrong", "other-type", "place")]
    longer = entity("Park", "大云河港保税区", rule="tagger.park")
    assert causes([row], [longer])[0] == ("missed", "other-bounds", "tagger.park")
    lost = {"what": "云河港保税区", "rule": "head.park", "reason": "not-tagged", "line": 2}
    assert causes([row], [], [lost]) == [("missed", "refused", "head.park")]
    assert causes([row], [], [lost | {"line": 3}]) == [("missed", "unseen", "")]
    assert causes([], [PARK]) == [("wrong", "not-there", "names.rule")]


def test_why_a_relation_is_missed() -> None:
    row = fact("云河港保税区", "leadingIndustry", "融资租赁")
    assert causes([wanted(row)], [row | {"subject": "云河市"}])[0][:2] == ("missed", "other-subject")
    assert causes([wanted(row)], [row | {"object": "保理"}])[0][:2] == ("missed", "other-object")
    assert causes([wanted(row)], [])[0][:2] == ("missed", "end-missed")
    found = [PARK, RENT]
    assert causes([wanted(row), wanted(PARK), wanted(RENT)], found) == [("missed", "unseen", "")]


def test_what_a_goal_says_otherwise_is_told() -> None:
    row = goal("产值达到300亿元", **MEASURED)
    given = row | {"holder": "云河市", "status": "achieved", "value": 30, "rule": "goal.quantity"}
    told = causes([wanted(row)], [given])
    assert told == [("differs", cause, "goal.quantity") for cause in ("holder", "status", "quantity")]
    assert causes([wanted(row)], [row]) == []


HEADER = {"kind": "header", "plan": "plans/made-up.txt", "region": "云河市", "lines": [2]}


def write(path: Path, rows: Rows) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_a_reference_is_read(tmp_path: Path) -> None:
    reference = read_reference(write(tmp_path / "made-up.jsonl", [HEADER, wanted(PARK)]), TEXT)
    assert (reference.plan, reference.lines) == ("made-up", {2})
    assert [row["name"] for row in reference.of("entity")] == ["云河港保税区"]


def test_a_goal_may_give_its_place_in_the_line_for_its_text(tmp_path: Path) -> None:
    at = TEXT.splitlines()[1].index("建成")
    row = {"kind": "goal", "line": 2, "start": at, "end": at + 6, "holder": "云河港保税区", "status": "planned"}
    reference = read_reference(write(tmp_path / "made-up.jsonl", [HEADER, row]), TEXT)
    assert reference.of("goal")[0]["text"] == "建成星海仓库"


@pytest.mark.parametrize("text", ["", "{}\n", '{"kind": "goal"}\n', "no JSON\n", "[1]\n"])
def test_what_is_no_reference_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "wrong.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"wrong\.jsonl"):
        read_reference(path, TEXT)


# Against the scorer that the reference comes with --------------------------------------------------


def as_json(scores: Scores) -> dict[str, Any]:
    """The figures in the form of the scorer's JSON."""

    def row(count: Count) -> dict[str, Any]:
        rounded = {"p": count.precision, "r": count.recall, "f1": count.f1}
        return {k: round(v, 4) for k, v in rounded.items()} | {"tp": count.right, "fp": count.wrong, "fn": count.missed}

    shares = {name: round(right / of, 4) if of else None for name, (right, of) in scores.shares.items()}
    entities, facts = sorted(scores.entities.items()), sorted(scores.facts.items())
    return {
        "entities": {
            "core": row(scores.core),
            "all": row(scores.all_entities),
            "by_type": {name: row(count) for name, count in entities if count != Count()},
        },
        "goals": row(scores.goals) | shares | {"quantities": scores.shares["quantity"][1]},
        "facts": {"all": row(scores.all_facts), "by_predicate": {n: row(c) for n, c in facts if c != Count()}},
    }


NOT_SCORED_HERE = ("indicator", "measure", "measures")
"""What the scorer of the references counts of goals, and ``kg evaluate`` does not: no build says it yet."""


def told_by_scorer(gold: Path, plan: Path, annotations: Path) -> dict[str, Any]:
    command = [sys.executable, SCORER, gold, plan, annotations, "--json"]
    told = subprocess.run([*map(str, command)], capture_output=True, check=True, encoding="utf-8").stdout
    figures: dict[str, Any] = json.loads(told)
    for name in NOT_SCORED_HERE:
        del figures["goals"][name]
    figures["entities"]["by_type"] = {
        n: r for n, r in figures["entities"]["by_type"].items() if r["tp"] + r["fp"] + r["fn"]
    }
    return figures


def spoilt(rows: Rows, share: int) -> list[Mapping[str, Any]]:
    """Annotations with faults: every so many-th left out, or of the next one's class, holder or object."""
    if not share:
        return list(rows)
    moved: list[Mapping[str, Any]] = []
    for at, (row, following) in enumerate(zip(rows, [*rows[1:], *rows[:1]], strict=True)):
        if at % share == 0:
            continue
        taken = {"entity": "type", "goal": "holder", "fact": "object"}[row["kind"]]
        moved.append({**row, taken: following[taken]} if at % share == 1 and taken in following else row)
    return moved


def plan_of(gold: Path) -> Path:
    header = json.loads(gold.read_text(encoding="utf-8").splitlines()[0])
    return SCORER.parent.parent / str(header["plan"])


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> OutDir:
    """What a build writes of the plans that have a reference."""
    return build([plan_of(gold) for gold in REFERENCES], out=tmp_path_factory.mktemp("built")).out


@pytest.mark.corpus
def test_the_references_are_there() -> None:
    assert len(REFERENCES) == 4


@pytest.mark.corpus
@pytest.mark.parametrize("share", [0, 3])
@pytest.mark.parametrize("gold", REFERENCES, ids=[path.stem for path in REFERENCES])
def test_the_figures_are_those_of_the_scorer(built: OutDir, gold: Path, share: int, tmp_path: Path) -> None:
    document = document_of(plan_of(gold))
    written = built.annotations(document.slug).read_text(encoding="utf-8").splitlines()
    rows = spoilt([json.loads(row) for row in written], share)
    scores = evaluate(read_reference(gold, document.text), rows, document.text)
    assert as_json(scores) == told_by_scorer(gold, plan_of(gold), write(tmp_path / "annotations.jsonl", rows))
