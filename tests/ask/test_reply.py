"""What is printed: text for the eye, JSON for a machine."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from kg.ask import ask
from kg.ask.reply import render
from kg.errors import KgError
from kg.messages import say
from kg.rdf import graph_name, to_triples
from kg.store import Store
from kg.store.embedded import EmbeddedStore
from small_plan import TEXT, small_plan


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    graph = small_plan()
    with EmbeddedStore.memory() as filled:
        filled.replace(graph_name(graph.plan.slug), to_triples(graph))
        yield filled


def test_under_each_answer_stands_the_sentence_with_its_chapter_and_line(store: Store) -> None:
    text = render(ask(store, "长风石化和谁合作？"), store, "text")
    assert text == "星海保税区\n  加强星海保税区与河图集团、长风石化等集团的合作。\n  —— 产业布局 · 第 5 行\n"


def test_a_name_taken_otherwise_is_told_first(store: Store) -> None:
    text = render(ask(store, "星海保锐区与谁合作？"), store, "text")
    assert text.splitlines()[0] == "（按“星海保税区”理解）"


def test_the_title_is_told_where_there_are_several_plans(store: Store) -> None:
    with EmbeddedStore.memory() as two:
        for slug in ("yunhe-a", "yunhe-b"):
            two.replace(graph_name(slug), to_triples(small_plan(slug)))
        text = render(ask(two, "长风石化和谁合作？"), two, "text")
    assert text.count("—— 云河市示例规划要点 · 产业布局 · 第 5 行") == 2


def test_no_more_than_three_passages_are_shown_for_one_answer(store: Store) -> None:
    text = render(ask(store, "有几个园区发展海水淡化？"), store, "text")
    assert text.count("——") <= 3


def test_a_question_not_understood_gets_others_in_their_place(store: Store) -> None:
    reply = ask(store, "今天天气怎么样？")
    lines = render(reply, store, "text").splitlines()
    assert lines[0] == say("ask-not-understood")
    assert [line.strip() for line in lines[1:]] == list(reply.nearest)


def test_json_is_one_object_on_one_line(store: Store) -> None:
    text = render(ask(store, "第三产业占生产总值的比重是多少？"), store, "json")
    assert text.count("\n") == 1
    document = json.loads(text)
    assert list(document) == ["question", "sparql", "answers"]
    assert document["question"] == "第三产业占生产总值的比重是多少？"
    assert document["sparql"].startswith("SELECT")
    [answer] = document["answers"]
    assert answer["text"] == "53.6%"
    [evidence] = answer["evidence"]
    assert TEXT[evidence["start"] : evidence["end"]] == evidence["quote"] == "第三产业达到53.6%"
    assert (evidence["plan"], evidence["line"]) == ("yunhe-2026", 11)


def test_json_of_what_is_not_understood_is_one_object_too(store: Store) -> None:
    text = render(ask(store, "今天\n天气怎么样？"), store, "json")
    assert text.count("\n") == 1
    document = json.loads(text)
    assert (document["answers"], document["sparql"]) == ([], "")
    assert len(document["nearest"]) == 3


def test_an_unknown_form_names_the_known(store: Store) -> None:
    with pytest.raises(KgError, match="text、json"):
        render(ask(store, "有哪些园区？"), store, "xml")
