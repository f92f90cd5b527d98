"""The goals and facts of single sentences that no rule was tuned to."""

from __future__ import annotations

import json
import re

import pytest

from kg.export import jsonl
from kg.link import fold_name
from sentences import graph_of, parse_goals, rows, told


@pytest.mark.parametrize("row", rows("goals.txt"))
def test_goals(row: str) -> None:
    text, wanted = parse_goals(row)
    found = sorted(graph_of(text).goals, key=lambda goal: (goal.evidence.start, goal.evidence.end))
    assert len(found) == len(wanted), [goal.text for goal in found]
    assert [told(goal, said) for goal, said in zip(found, wanted, strict=True)] == wanted


_FACT = re.compile(r"(\S+) ([A-Za-z]+) (\S+)")


@pytest.mark.parametrize("row", rows("facts.txt"))
def test_facts(row: str) -> None:
    text, _, told = row.partition(" => ")
    wanted = {match.groups() for match in _FACT.finditer(told.replace("；", " ； "))}
    assert wanted, row
    asked = {predicate for _, predicate, _ in wanted}
    said = map(json.loads, jsonl.render(graph_of(text)).splitlines())
    found = {
        (fold_name(row["subject"]), row["predicate"], fold_name(row["object"]))
        for row in said
        if row["kind"] == "fact" and row["predicate"] in asked
    }
    assert found == {(fold_name(s), p, fold_name(o)) for s, p, o in wanted}
