"""Names with anything in them: they are found, and nothing in them is ever read as SPARQL."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.ask import ask
from kg.link import fold_name
from kg.query.lookup import EXACT, Lookup
from kg.rdf import graph_name, to_triples
from kg.store.embedded import EmbeddedStore
from small_plan import Maker

ODD = [
    '甲"乙"园',
    "甲'乙'园",
    "甲\\乙园",
    "甲\\",
    "100%草莓园",
    "甲 乙 园",
    "🚀火箭园🍓",
    "甲{乙}园",
    "甲?乙 ?x 园",
    "甲<乙>园",
    "甲[乙](丙)园",
    '甲" } DROP ALL #园',
    "SERVICE <http://x> 园",
    "$1园",
    "甲.*乙园",
    "甲·乙—丙园",
]
names = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]) | st.sampled_from("“”\"'\\%{}?<>🍓 天津港"),
    min_size=2,
    max_size=12,
).map(str.strip)


def plan_of(name: str) -> tuple[EmbeddedStore, str]:
    text = f"云河市示例规划\n{name}发展海水淡化。\n"
    make = Maker(text, "odd")
    region = make.name("Place", "云河市")
    park, water = make.name("Park", name), make.name("Industry", "海水淡化")
    make.fact(park, "leadingIndustry", [water], f"{name}发展海水淡化")
    graph = make.graph(region, "云河市示例规划")
    store = EmbeddedStore.memory()
    store.replace(graph_name("odd"), to_triples(graph))
    return store, text


@pytest.mark.parametrize("name", ODD)
def test_an_odd_name_is_asked_for_and_answered(name: str) -> None:
    store, text = plan_of(name)
    with store:
        [industry] = ask(store, f"{name}的主导产业有哪些？").answers
        assert industry.text == "海水淡化"
        [park] = ask(store, "哪些园区发展海水淡化？").answers
        assert park.text == name
        [passage] = park.passages
        assert text[passage.start : passage.end] == passage.quote


@settings(deadline=None, max_examples=60)
@given(names)
def test_any_name_is_found_as_it_is(name: str) -> None:
    if len(fold_name(name)) < 2:
        return
    store, _ = plan_of(name)
    with store:
        [first, *_] = Lookup(store).groups(name, ("Park",))
        assert first[0].way == EXACT
        assert name in [hit.name for hit in first]


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=40))
def test_no_question_breaks_it(question: str) -> None:
    store, _ = plan_of("示例园")
    with store:
        reply = ask(store, question)
        assert reply.answers or len(reply.nearest) <= 3
