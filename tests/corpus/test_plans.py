"""Every reference plan goes through all stages, and every claim in it leads back to its characters."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.model import Evidence, PlanGraph
from reference_plans import PLANS, document_of, graph_of, regions

pytestmark = pytest.mark.corpus

every_plan = pytest.mark.parametrize("path", PLANS, ids=[path.stem for path in PLANS])


def evidence(graph: PlanGraph) -> Iterator[Evidence]:
    for entity in graph.entities:
        yield from (mention.evidence for mention in entity.mentions)
    yield from (goal.evidence for goal in graph.goals)
    yield from (fact.evidence for fact in graph.facts)
    yield from graph.heads


def test_all_plans_are_there() -> None:
    assert len(PLANS) == 29
    assert {path.name for path in PLANS} == regions().keys()


@every_plan
def test_a_plan_has_all_kinds_of_claims(path: Path) -> None:
    graph = graph_of(path)
    assert graph.entities
    assert graph.goals
    assert graph.facts


@every_plan
def test_every_offset_cuts_out_its_quote(path: Path) -> None:
    document = document_of(path)
    wrong = [
        claim
        for claim in evidence(graph_of(path))
        if not 0 <= claim.start < claim.end
        or document.text[claim.start : claim.end] != claim.quote
        or "\n" in claim.quote
        or document.line_at(claim.start) != claim.line
    ]
    assert wrong == []


@every_plan
def test_every_claim_is_of_an_entity(path: Path) -> None:
    graph = graph_of(path)
    known = {entity.ref for entity in graph.entities}
    assert [goal for goal in graph.goals if goal.holder not in known] == []
    ends = [(fact.subject, fact.object if fact.predicate != "alias" else fact.subject) for fact in graph.facts]
    assert [pair for pair in ends if not known >= set(pair)] == []


@every_plan
def test_the_region_is_the_plans_own(path: Path) -> None:
    """The list of plans may say where a district lies (市 before 区); the plan's own region ends it."""
    region = document_of(path).region
    assert region
    assert regions()[path.name].endswith(region)
