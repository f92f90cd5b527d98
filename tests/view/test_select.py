from __future__ import annotations

import pytest

from crowds import crowd
from kg.errors import InputError
from kg.graph import ALIAS
from kg.model import PlanGraph, Ref
from kg.view import render
from kg.view.select import select

GRAPHS = [crowd("a"), crowd("b", seed=3)]
PARK = next(entity for entity in GRAPHS[0].entities if entity.type == "Park")


def closed(graph: PlanGraph) -> bool:
    """Whether all that is said is said of what is there."""
    refs = {entity.ref for entity in graph.entities}
    ends = {end for fact in graph.facts if fact.predicate != ALIAS for end in (fact.subject, fact.object)}
    return ends | {goal.holder for goal in graph.goals} <= refs


def test_nothing_asked_for_is_everything() -> None:
    assert select(GRAPHS) == GRAPHS


def test_plans_by_slug() -> None:
    assert [graph.plan.slug for graph in select(GRAPHS, plans=["b"])] == ["b"]


def test_types_keep_what_is_among_them() -> None:
    for graph in select(GRAPHS, types=["Park", "Industry"]):
        assert {entity.type for entity in graph.entities} == {"Park", "Industry"}
        assert graph.facts
        assert graph.goals == ()
        assert closed(graph)


def test_goals_come_when_they_are_asked_for() -> None:
    (graph,) = select(GRAPHS[:1], types=["Park", "Goal"])
    assert graph.goals
    assert closed(graph)


def test_around_a_name_grows_with_the_hops_and_stops_at_the_region() -> None:
    sizes = []
    for hops in (0, 1, 2, 3):
        (graph,) = select(GRAPHS[:1], around=PARK.name, hops=hops)
        assert closed(graph)
        sizes.append(len(graph.entities))
    assert sizes[0] == 1
    assert sizes == sorted(sizes)
    assert sizes[1] < sizes[2]


def test_the_region_is_reached_and_not_passed() -> None:
    graph = GRAPHS[0]
    region = Ref("Place", graph.plan.region)
    ways = {end for fact in graph.facts for end in (fact.subject, fact.object) if region in (fact.subject, fact.object)}
    (near,) = select([graph], around=PARK.name, hops=2)
    refs = {entity.ref for entity in near.entities}
    assert ways - refs, "two steps through the region would reach all of these"


def test_an_alias_finds_its_thing() -> None:
    entity = next(entity for entity in GRAPHS[0].entities if entity.aliases)
    (graph,) = select(GRAPHS[:1], around=entity.aliases[0], hops=0)
    assert [one.ref for one in graph.entities] == [entity.ref]


def test_an_unknown_name_is_said() -> None:
    with pytest.raises(InputError, match="没有名为“某某”"):
        select(GRAPHS, around="某某")


def test_a_part_can_be_drawn() -> None:
    assert len(render(select(GRAPHS, around=PARK.name, hops=1))) < len(render(GRAPHS))
