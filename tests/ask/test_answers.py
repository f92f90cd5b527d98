"""Questions of every shape on a plan made by hand: the right answers, each with the characters that say so."""

from __future__ import annotations

import pytest

from kg.ask import ask
from kg.rdf import graph_name, to_triples
from kg.store import Store
from kg.store.embedded import EmbeddedStore
from small_plan import TEXT, small_plan

INDUSTRIES = "融资租赁|海水淡化|国际商贸"
BASES = "云飞科技|河图集团|星图计算中心"
SCHOOLS = "云河大学|星海学院|示例工院"

ANSWERED = [
    # which X of Y
    ("星海保税区的主导产业有哪些？", INDUSTRIES),
    ("请问星海保税区有哪些主导产业呢？", INDUSTRIES),
    ("星海保税区主要发展什么产业", INDUSTRIES),
    ("星海保税区的支柱产业是什么？", INDUSTRIES),
    ("云河市的星海保税区发展哪些产业？", INDUSTRIES),
    # which parks do Z
    ("哪些园区发展生物医药？", "云岭高新技术产业园"),
    ("发展海水淡化的园区有哪些？", "星海保税区|云岭高新技术产业园"),
    ("以海水淡化为主导产业的园区有哪些？", "星海保税区"),
    ("海水淡化由哪些园区发展？", "星海保税区|云岭高新技术产业园"),
    ("哪些园区把海水淡化作为重点？", "星海保税区|云岭高新技术产业园"),
    # how many
    ("有几个园区发展海水淡化？", "2"),
    ("星海保税区发展几个产业？", "3"),
    ("五大示例平台有几个？", "2"),
    ("星海保税区与几家企业合作？", "2"),
    # with whom
    ("星海保税区与哪些企业合作？", "河图集团|长风石化"),
    ("哪些集团与星海保税区开展合作？", "河图集团|长风石化"),
    ("与星海保税区合作的企业有哪些？", "河图集团|长风石化"),
    ("长风石化和谁合作？", "星海保税区"),
    ("星海保税区的合作伙伴是谁？", "河图集团|长风石化"),
    ("云河市与哪些高校和院所合作？", SCHOOLS),
    # on what does it rely
    ("“云谷”依托哪些平台和企业？", BASES),
    ("云谷靠什么支撑？", BASES),
    ("打造云谷要依托哪些企业？", "云飞科技|河图集团"),
    ("依托什么打造云谷？", BASES),
    ("哪些园区依托云飞科技？", "“云谷”"),
    ("星图计算中心支撑什么园区？", "“云谷”"),
    # what is it part of, what parts
    ("云岭高新技术产业园属于哪个平台？", "五大示例平台"),
    ("五大示例平台包括哪些？", "星海保税区|云岭高新技术产业园"),
    ("五大示例平台由哪些园区组成？", "星海保税区|云岭高新技术产业园"),
    # names
    ("RAEX的全称是什么？", "示例经济伙伴协定"),
    ("示例经济伙伴协定简称什么？", "RAEX"),
    ("经济伙伴协定的全称是什么？", "示例经济伙伴协定"),
    ("云河博物馆被誉为什么？", "海上灯塔"),
    ("哪座博物馆被称为海上灯塔？", "云河博物馆"),
    # in which place
    ("星图计算中心位于哪里？", "星海保税区"),
    ("星图计算中心在哪个园区？", "星海保税区"),
    # what will be built or opened
    ("要建设哪些城际铁路？", "云星城际铁路|云海城际铁路"),
    ("正在建设哪些项目？", "云星城际铁路|云海城际铁路"),
    ("云河市要建设哪些项目？", "云星城际铁路|云海城际铁路|云河大桥改造工程"),
    ("云星城际铁路由谁建设？", "云河市"),
    ("哪座博物馆已经开馆？", "云河博物馆"),
    ("云星城际铁路处于什么状态？", "推进中"),
    # how much, by when
    ("生产总值增长多少？", "6.5%"),
    ("第三产业占生产总值的比重是多少？", "53.6%"),
    ("第二产业比重有多高？", "46.1%"),
    ("引进项目的协议投资额是多少亿元？", ">8000亿元"),
    ("形成了多少个百亿级集群？", "4个"),
    ("新增泊位多少个？", "12个"),
    ("新增多少张床位？", "720张"),
    ("哪一年基本建成示例先行区？", "2035年"),
    ("示例先行区什么时候建成？", "2035年"),
    # goals
    ("云岭高新技术产业园的目标是什么？", "打造成为一流药谷"),
    ("要把云岭高新技术产业园打造成什么？", "一流药谷"),
    ("星海保税区要建成哪些样板？", "海港样板|海水淡化样板"),
    ("2035年的目标有哪些？", "基本建成示例先行区"),
    # no relation of the ontology, but the plan's own words
    ("支持哪些车企提质放量？", "山风|海浪"),
    ("有哪些企业？", "云飞科技|河图集团|长风石化|山风|海浪"),
    # a short form, a wrong character, a longer form
    ("星海的主导产业有哪些？", INDUSTRIES),
    ("云岭高新区发展哪些产业？", "生物医药|海水淡化"),
    ("星海保锐区的主导产业有哪些？", INDUSTRIES),
    ("哪些园区发展生物医要？", "云岭高新技术产业园"),
    ("云谷依托哪些企业", "云飞科技|河图集团"),
    ("云河市星海保税区的主导产业", INDUSTRIES),
]

NOT_UNDERSTOOD = [
    "为什么要发展海水淡化？",
    "星海保税区好不好？",
    "今天天气怎么样？",
    "哪些园区发展钢铁？",
    "云谷依托哪些大学？",
    "新增床位多少公里？",
    "青星城际铁路由谁建设？",
    "云谷有多少家企业？",
    "1999年生产总值增长多少？",
    "",
    "？？？",
]


@pytest.fixture(scope="module")
def store() -> Store:
    graph = small_plan()
    filled = EmbeddedStore.memory()
    filled.replace(graph_name(graph.plan.slug), to_triples(graph))
    return filled


@pytest.mark.parametrize(("question", "wanted"), ANSWERED, ids=[question for question, _ in ANSWERED])
def test_a_question_is_answered(store: Store, question: str, wanted: str) -> None:
    reply = ask(store, question)
    assert sorted(answer.text for answer in reply.answers) == sorted(wanted.split("|"))


@pytest.mark.parametrize(("question", "wanted"), ANSWERED, ids=[question for question, _ in ANSWERED])
def test_every_answer_has_the_characters_that_say_so(store: Store, question: str, wanted: str) -> None:
    for answer in ask(store, question).answers:
        assert answer.passages
        for passage in answer.passages:
            assert TEXT[passage.start : passage.end] == passage.quote
            assert TEXT.count("\n", 0, passage.start) + 1 == passage.line


@pytest.mark.parametrize("question", NOT_UNDERSTOOD)
def test_what_is_not_understood_gets_three_questions_that_are(store: Store, question: str) -> None:
    reply = ask(store, question)
    assert reply.answers == ()
    assert len(reply.nearest) == 3
    assert all(ask(store, near).answers for near in reply.nearest)


def test_the_nearest_questions_are_about_what_was_asked(store: Store) -> None:
    reply = ask(store, "星海保税区好不好？")
    assert all("星海保税区" in near for near in reply.nearest)


@pytest.mark.parametrize("question", [question for question, _ in ANSWERED])
def test_the_sparql_can_be_asked_as_it_is(store: Store, question: str) -> None:
    from kg.query.sparql import run
    from kg.store import Rows

    answer = run(store, ask(store, question).sparql)
    assert isinstance(answer, Rows)
    assert answer.rows


def test_the_answers_stand_in_the_order_of_the_text(store: Store) -> None:
    reply = ask(store, "星海保税区的主导产业有哪些？")
    assert [answer.text for answer in reply.answers] == INDUSTRIES.split("|")


def test_a_name_that_is_taken_otherwise_is_told(store: Store) -> None:
    reply = ask(store, "星海保锐区的主导产业有哪些？")
    assert reply.outcome
    assert [hit.name for hit in reply.outcome.taken] == ["星海保税区"]


def test_a_plan_without_text_still_answers_from_its_statements() -> None:
    from dataclasses import replace

    graph = replace(small_plan(), text="")
    with EmbeddedStore.memory() as bare:
        bare.replace(graph_name(graph.plan.slug), to_triples(graph))
        assert [a.text for a in ask(bare, "星海保税区的主导产业有哪些？").answers] == INDUSTRIES.split("|")
        assert not ask(bare, "支持哪些车企提质放量？").answers


def test_an_empty_store_understands_nothing() -> None:
    with EmbeddedStore.memory() as empty:
        reply = ask(empty, "星海保税区的主导产业有哪些？")
    assert (reply.answers, reply.nearest) == ((), ())
