from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from crowds import crowd
from kg import iri
from kg.model import Entity, Evidence, Fact, Goal, Mention, PlanGraph, PlanInfo, Ref, Section, Status
from kg.view.scene import Scene, heading_label, make_scene

TYPES = ("Park", "Enterprise", "Project", "Goal", "Industry", "Place")
CITY, PARK, TRADE = Ref("Place", "云河市"), Ref("Park", "星海港区"), Ref("Industry", "融资租赁")


def evidence(quote: str, start: int = 0, section: int = 1) -> Evidence:
    return Evidence(start, start + len(quote), quote, 3, section)


def said(subject: Ref, predicate: str, object_: Ref, quote: str = "星海港区发展融资租赁", start: int = 0) -> Fact:
    return Fact(evidence(quote, start), subject, predicate, object_, Status.PLANNED, "facts.grow")


def plan(slug: str, *, facts: tuple[Fact, ...] = (), goals: tuple[Goal, ...] = ()) -> PlanGraph:
    sections = (
        Section(0, "front", "", "", 0, 1, 1, -1),
        Section(1, "chapter", "一", "港区", 1, 90, 2, -1),
        Section(2, "article", "1", "租赁", 9, 90, 3, 1),
    )
    entities = tuple(
        Entity(*ref, (f"{ref.name}又名",), (Mention(evidence(ref.name), *ref, "names.list"),), None)
        for ref in (CITY, PARK, TRADE)
    )
    return PlanGraph(PlanInfo(slug, f"规划{slug}", CITY.name, "utf-8", 90, "0"), sections, entities, goals, facts)


def scene(*graphs: PlanGraph) -> Scene:
    return make_scene(graphs, types=TYPES, front="卷首")


def node(drawn: Scene, ref: Ref) -> int:
    return next(at for at, one in enumerate(drawn.nodes) if one.key == iri.entity_id(ref))


def test_the_region_comes_first() -> None:
    drawn = scene(plan("a", facts=(said(PARK, "leadingIndustry", TRADE),)))
    assert [one.name for one in drawn.nodes] == [CITY.name, PARK.name, TRADE.name]
    assert drawn.regions == (0,)


def test_one_relation_is_one_edge_with_all_its_occurrences() -> None:
    first, again = (said(PARK, "leadingIndustry", TRADE, start=start) for start in (5, 40))
    (edge,) = scene(plan("a", facts=(first, again))).edges
    assert [saying.status for saying in edge.occurrences] == ["planned", "planned"]
    assert len({saying.quote for saying in edge.occurrences}) == 2


def test_the_same_words_are_kept_once() -> None:
    facts = (said(PARK, "leadingIndustry", TRADE), said(CITY, "leadingIndustry", TRADE))
    assert len(scene(plan("a", facts=facts)).quotes) == 1


def test_the_same_thing_in_two_plans_is_one_node() -> None:
    drawn = scene(plan("a", facts=(said(PARK, "leadingIndustry", TRADE),)), plan("b"))
    assert len(drawn.nodes) == 3
    places = drawn.nodes[node(drawn, PARK)].places
    assert {drawn.headings[heading].plan for heading, _ in places} == {0, 1}


def test_an_alias_is_a_name_and_no_edge() -> None:
    drawn = scene(plan("a", facts=(said(PARK, "alias", Ref("Park", "东港"), "星海港区（东港）"),)))
    park = drawn.nodes[node(drawn, PARK)]
    assert "东港" in park.aliases
    assert [name for name, _ in park.also] == ["东港"]
    assert drawn.edges == ()


def test_a_goal_hangs_on_its_holder_and_may_be_a_subject() -> None:
    goal = Goal(evidence("建成国家租赁中心", 20), PARK, Status.ONGOING, "goals.head")
    drawn = scene(plan("a", goals=(goal,), facts=(said(Ref("Goal", goal.text), "reliesOn", TRADE),)))
    ends = {(drawn.nodes[e.source].name, e.predicate, drawn.nodes[e.target].name) for e in drawn.edges}
    assert ends == {(PARK.name, "hasGoal", goal.text), (goal.text, "reliesOn", TRADE.name)}


def test_long_goals_have_a_short_label_and_names_stay_whole() -> None:
    text = "到2030年建成具有全国影响力的融资租赁创新示范中心"
    drawn = scene(plan("a", goals=(Goal(evidence(text), PARK, Status.PLANNED, "goals.head"),)))
    goal = next(one for one in drawn.nodes if one.type == "Goal")
    assert goal.label.endswith("…")
    assert text.startswith(goal.label[:-1])
    assert len(goal.label) <= 16


def test_what_no_entity_stands_for_is_still_drawn() -> None:
    drawn = scene(plan("a", facts=(said(PARK, "cooperatesWith", Ref("Enterprise", "某集团")),)))
    assert "某集团" in {one.name for one in drawn.nodes}


@pytest.mark.parametrize(
    ("kind", "number", "title", "label"),
    [
        ("chapter", "一", "总体要求", "一、总体要求"),
        ("article", "14", "优化创新生态", "14. 优化创新生态"),
        ("chapter", "第三章", "产业", "第三章 产业"),
        ("subchapter", "（二）", "扩大内需", "（二）扩大内需"),
        ("principle", "——", "坚持党的领导", "——坚持党的领导"),
        ("chapter", "", "2025年工作回顾", "2025年工作回顾"),
        ("front", "", "", ""),
    ],
)
def test_headings_read_like_a_table_of_contents(kind: str, number: str, title: str, label: str) -> None:
    assert heading_label(Section(0, kind, number, title, 0, 1, 1, -1)) == label


def test_the_order_of_things_and_plans_does_not_matter() -> None:
    graphs = [crowd("a"), crowd("b", seed=3)]
    chance = Random(1)
    turned = [
        replace(
            graph,
            entities=tuple(chance.sample(graph.entities, len(graph.entities))),
            goals=tuple(chance.sample(graph.goals, len(graph.goals))),
            facts=tuple(chance.sample(graph.facts, len(graph.facts))),
        )
        for graph in reversed(graphs)
    ]
    assert scene(*graphs) == scene(*turned)
