from __future__ import annotations

import json
from dataclasses import replace

from kg.export import report
from kg.model import Extraction, Refusal, Span
from synthetic import SENTENCE, synthetic_document, synthetic_graph

WIDTH = len(SENTENCE)
DOCUMENT = synthetic_document(lines=16)
GRAPH = synthetic_graph()
REFUSALS = tuple(
    Refusal(DOCUMENT.evidence(at, at + 2), "示例", rule, "边界不清") for at, rule in ((20, "b"), (0, "b"), (4, "a"))
)
REPORT = report.of_plan(DOCUMENT, Extraction((), (), (), REFUSALS), GRAPH, {"extract": 1.23456})


def test_counts_follow_the_ontology() -> None:
    counts = list(report.counts(GRAPH))
    assert counts[:4] == ["Park", "Enterprise", "Project", "Industry"]
    assert counts.index("Goal") < counts.index("leadingIndustry") < counts.index("mentions")


def test_refusals_are_counted_by_rule() -> None:
    assert REPORT.refused == {"a": 1, "b": 2}


def test_every_refusal_is_told_with_its_reason_in_the_order_of_the_text() -> None:
    told = [json.loads(line) for line in report.render_refused(REFUSALS).splitlines()]
    assert [item["start"] for item in told] == [0, 4, 20]
    assert {item["reason"] for item in told} == {"边界不清"}


def test_silent_lines_are_those_with_text_and_nothing_found() -> None:
    bare = replace(GRAPH, entities=(), goals=GRAPH.goals[:1], facts=())
    spoken = GRAPH.goals[0].evidence.line
    document = replace(DOCUMENT, noise=(Span(0, WIDTH - 1),), repeats=(Span(WIDTH, 2 * WIDTH - 1),))
    silent = report.of_plan(document, Extraction((), (), ()), bare, {}).silent_lines
    assert silent == tuple(line for line in range(3, 17) if line != spoken)


def test_a_rebuilt_plan_takes_the_place_of_its_report_and_others_stay() -> None:
    first = report.render([REPORT, replace(REPORT, slug="other")], {"store": 1.0})
    again = report.render([replace(REPORT, counts={"Park": 1})], {"store": 2.0}, earlier=first)
    plans = json.loads(again)["plans"]
    assert list(plans) == ["made-up", "other"]
    assert plans["made-up"]["counts"] == {"Park": 1}
    assert json.loads(report.without(again, "other"))["plans"].keys() == {"made-up"}


def test_a_broken_earlier_report_is_forgotten() -> None:
    assert json.loads(report.render([REPORT], {}, earlier="{"))["plans"].keys() == {"made-up"}
