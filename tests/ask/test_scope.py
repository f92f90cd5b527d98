"""Which plans a question is put to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from kg.ask import ask
from kg.ask.scope import Plan, all_plans, scopes
from kg.errors import InputError
from kg.model import PlanGraph
from kg.rdf import graph_name, to_triples
from kg.store import Store
from kg.store.embedded import EmbeddedStore
from small_plan import Maker, small_plan

PLANS = [
    Plan("g1", "yunhe-2026", "2026年云河市政府工作报告", "云河市"),
    Plan("g2", "yunhe-2021", "2021年云河市政府工作报告", "云河市"),
    Plan("g3", "xinghai-2026", "2026年云河市星海区政府工作报告", "星海区"),
    Plan("g4", "shanling", "山岭壮族自治区规划", "山岭壮族自治区"),
]


def slugs(text: str, *, year: int | None = None, slug: str | None = None) -> list[list[str]]:
    return [[plan.slug for plan in found] for found in scopes(PLANS, text, slug=slug, year=year)]


ALL = [plan.slug for plan in PLANS]


@pytest.mark.parametrize(
    ("text", "year", "first"),
    [
        ("云河市发展哪些产业？", None, ["yunhe-2026", "yunhe-2021"]),
        ("云河发展哪些产业？", None, ["yunhe-2026", "yunhe-2021"]),
        ("2021年云河市发展哪些产业？", 2021, ["yunhe-2021"]),
        ("云河市星海区发展哪些产业？", None, ["xinghai-2026"]),
        ("山岭发展哪些产业？", None, ["shanling"]),
        ("哪些园区发展海水淡化？", None, ALL),
    ],
)
def test_the_region_that_is_named_picks_the_plan(text: str, year: int | None, first: list[str]) -> None:
    found = slugs(text, year=year)
    assert found[0] == first
    assert sorted(slug for scope in found for slug in scope) == sorted(ALL)


def test_a_plan_that_is_asked_for_is_the_only_one() -> None:
    assert slugs("云河市发展哪些产业？", slug="shanling") == [["shanling"]]


def test_a_plan_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(InputError, match="yunhe-2021"):
        slugs("云河市发展哪些产业？", slug="none")


def other_plan() -> PlanGraph:
    """A second plan, of another region, in which another park grows the same industry."""
    make = Maker("山岭县示例规划\n山岭示范园发展海水淡化。\n", "shanling-2026")
    region = make.name("Place", "山岭县")
    park, water = make.name("Park", "山岭示范园"), make.name("Industry", "海水淡化")
    make.fact(park, "leadingIndustry", [water], "山岭示范园发展海水淡化")
    return make.graph(region, "山岭县示例规划")


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with EmbeddedStore.memory() as filled:
        for graph in (small_plan(), other_plan()):
            filled.replace(graph_name(graph.plan.slug), to_triples(graph))
        yield filled


def texts(store: Store, question: str, plan: str | None = None) -> set[str]:
    return {answer.text for answer in ask(store, question, plan=plan).answers}


def test_all_plans_answer_where_none_is_meant(store: Store) -> None:
    assert texts(store, "哪些园区发展海水淡化？") == {"星海保税区", "云岭高新技术产业园", "山岭示范园"}


def test_one_plan_answers_where_its_region_is_named(store: Store) -> None:
    assert texts(store, "山岭县有哪些园区？") == {"山岭示范园"}


def test_one_plan_answers_where_it_is_asked_for(store: Store) -> None:
    assert texts(store, "哪些园区发展海水淡化？", "shanling-2026") == {"山岭示范园"}


def test_evidence_tells_its_plan(store: Store) -> None:
    reply = ask(store, "哪些园区发展海水淡化？")
    by_plan = {passage.plan for answer in reply.answers for passage in answer.passages}
    assert by_plan == {graph_name("yunhe-2026"), graph_name("shanling-2026")}


def test_a_plan_tells_its_years(store: Store) -> None:
    years = {plan.slug: plan.years for plan in all_plans(store)}
    assert years["yunhe-2026"] == frozenset(range(2025, 2031))


def test_a_region_without_a_name_picks_nothing() -> None:
    nameless = [replace_region(plan, "") for plan in PLANS]
    assert scopes(nameless, "云河市", slug=None, year=None) == [nameless]


def replace_region(plan: Plan, region: str) -> Plan:
    return replace(plan, region=region)
