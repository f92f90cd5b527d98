"""A name as it is, in a short or longer form, with a wrong character: what it may stand for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg.query.lookup import CUT, EXACT, LONG, NEAR, SHORT, TAIL, Lookup, is_of, type_of
from kg.rdf import graph_name, to_triples
from kg.store.embedded import EmbeddedStore
from small_plan import Maker, small_plan


@pytest.fixture(scope="module")
def lookup() -> Iterator[Lookup]:
    graph = small_plan()
    with EmbeddedStore.memory() as store:
        store.replace(graph_name(graph.plan.slug), to_triples(graph))
        yield Lookup(store)


@pytest.mark.parametrize(
    ("asked", "name", "way"),
    [
        ("星海保税区", "星海保税区", EXACT),
        ("“星海”保税区", "星海保税区", EXACT),
        ("云谷", "“云谷”", EXACT),
        ("raex", "RAEX", EXACT),
        ("示例经济伙伴协定", "RAEX", EXACT),
        ("生物医药产业", "生物医药", TAIL),
        ("云河", "云河市", TAIL),
        ("星海保锐区", "星海保税区", NEAR),
        ("云岭高新技术产业圆", "云岭高新技术产业园", NEAR),
        ("星海税区", "星海保税区", NEAR),
        ("生物医要", "生物医药", NEAR),
        ("长风", "长风石化", SHORT),
        ("技术产业园", "云岭高新技术产业园", SHORT),
        ("云河市的星海保税区", "星海保税区", LONG),
        ("云岭高新园", "云岭高新技术产业园", CUT),
    ],
)
def test_a_name_is_found(lookup: Lookup, asked: str, name: str, way: int) -> None:
    first = lookup.groups(asked)[0]
    assert (name, way) in [(hit.name, hit.way) for hit in first]


@pytest.mark.parametrize("asked", ["", "园", "“”", "月球基地", "保险", "甲" * 80])
def test_what_is_no_name_is_not_found(lookup: Lookup, asked: str) -> None:
    assert lookup.groups(asked) == []


def test_the_likeliest_comes_first(lookup: Lookup) -> None:
    names = [[hit.name for hit in group] for group in lookup.groups("云河大学")]
    assert names[0] == ["云河大学"]


def test_only_the_classes_that_are_asked_for_are_found(lookup: Lookup) -> None:
    assert {hit.type for group in lookup.groups("云河") for hit in group} > {"Place"}
    assert {hit.type for group in lookup.groups("云河", ["Place"]) for hit in group} == {"Place"}
    assert lookup.groups("星海保税区", ["Enterprise"]) == []
    assert lookup.groups("星海保税区", ["Entity"])


def test_two_characters_wrong_in_a_short_name_are_too_many(lookup: Lookup) -> None:
    assert not [hit for group in lookup.groups("星河保锐区") for hit in group if hit.way == NEAR]


@pytest.mark.parametrize("asked", ["青星城际铁路", "云岳城际铁路"])
def test_names_of_two_things_may_be_near(lookup: Lookup, asked: str) -> None:
    """Two characters before the same noun are all of a name."""
    assert not [hit for group in lookup.groups(asked) for hit in group if hit.way == NEAR]


@pytest.mark.parametrize("asked", ["星海保税区的区长", "云岭高新技术产业园居民"])
def test_a_name_with_something_after_it_is_another(lookup: Lookup, asked: str) -> None:
    assert not lookup.groups(asked)


def test_names_that_stand_in_a_text_are_spotted_the_longest_first(lookup: Lookup) -> None:
    spotted = [hit.name for hit in lookup.spotted("云谷与云河大学好不好？")]
    assert spotted == ["云河大学", "“云谷”"]


def test_only_the_plans_that_are_asked_are_looked_in() -> None:
    other = Maker("山岭县规划\n山岭示范园。\n", "other")
    region = other.name("Place", "山岭县")
    other.name("Park", "山岭示范园")
    with EmbeddedStore.memory() as store:
        for graph in (small_plan(), other.graph(region, "山岭县规划")):
            store.replace(graph_name(graph.plan.slug), to_triples(graph))
        assert Lookup(store).groups("山岭示范园")
        assert Lookup(store, [graph_name("yunhe-2026")]).groups("山岭示范园") == []


def test_words_of_the_ontology_are_no_names(lookup: Lookup) -> None:
    from kg.ontology import knowledge_graphs

    with EmbeddedStore.memory() as store:
        for name, triples in knowledge_graphs().items():
            store.replace(name, triples)
        assert Lookup(store).groups("产业分类") == []


@pytest.mark.parametrize(
    ("iri", "type_"), [("https://x.example/id/park/7f31", "Park"), ("https://x.example/id/none/7f31", "Entity")]
)
def test_an_iri_tells_its_class(iri: str, type_: str) -> None:
    assert type_of(iri) == type_


def test_a_class_is_of_itself_of_those_above_and_of_any() -> None:
    assert is_of("Park", ())
    assert is_of("Park", ["Park"])
    assert is_of("Park", ["Entity"])
    assert not is_of("Park", ["Place"])
