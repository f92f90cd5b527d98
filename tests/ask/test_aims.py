"""Which indicator, whose, of which year, and whether reached or aimed at: else there is no answer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg.ask import ask
from kg.model import PlanGraph
from kg.rdf import graph_name, to_triples
from kg.store import Store
from kg.store.embedded import EmbeddedStore
from small_plan import Maker

HILL = """2026年山岭县政府工作报告
2025年，全县生产总值增长6.1%，人均生产总值从2020年的3万元提高到2025年的5万元。登记失业率3.2%。
生产总值连续跨过200亿、300亿两个台阶。公路客运量820万人次。
今年的目标是：生产总值增长5.5%，登记失业率控制在4%以内，林下生产总值增长9%，单位生产总值能耗继续下降。
力争到2030年生产总值迈上900亿元新台阶。2025年服务业增长8.8%。
“十五五”时期，外贸总额超过70亿元。山岭高新区打造山货之都。山岭科学城至白石的快速路、东坪环线开工。
"""
SHORE = """2026年海湾县政府工作报告
2025年，海湾县生产总值增长7.3%。高新区建成百亿园区。支持海石公司、湾云集团发展。
"""

ANSWERED = [
    ("山岭县2026年生产总值增长目标是多少", "5.5%"),
    ("山岭县2026年生产总值目标", "5.5%"),
    ("山岭县GDP增长多少", "6.1%"),
    ("山岭县2026年地区生产总值预期增长多少", "5.5%"),
    ("山岭县登记失业率控制在多少", "<=4%"),
    ("山岭县登记失业率是多少", "3.2%"),
    ("山岭县失业率是多少", "3.2%"),
    ("山岭县2020年人均GDP是多少", "3万元"),
    ("山岭县2025年人均生产总值是多少", "5万元"),
    ("山岭县2030年GDP目标", ">900亿元"),
    ("山岭县林下生产总值增长多少", "9%"),
    ("海湾县国内生产总值增长多少", "7.3%"),
    ("山岭高新区的目标", "打造山货之都"),
    ("山岭高新区有哪些目标", "打造山货之都"),
    ("海湾县哪些企业被点名", "海石公司|湾云集团"),
    ("海湾县被点名的企业有哪些", "海石公司|湾云集团"),
]

UNANSWERED = [
    "山岭县2029年生产总值增长多少",  # no goal of that year
    "山岭县2030年服务业增长目标是多少",  # reached before
    "山岭县2027年生产总值目标是多少",
    "山岭县2025年生产总值是多少",  # grown by so much, of so much a head, past two marks: none is the level
    "海湾县生产总值增长目标是多少",  # reached only
    "海湾县登记失业率是多少",  # of the other county
    "白石县生产总值增长多少",  # of no plan
    "山岭县单位生产总值能耗下降多少",  # it has no number
    "山岭县2026年外贸总额是多少",  # of the end of the five years
    "白石高新区的目标是什么",  # two zones are called so, neither this one
    "山岭县和海湾县有什么共同的产业",
    "山岭县与海湾县相同的目标有哪些",
    "山岭科学城是什么",  # only the road there is spoken of
]


def hill() -> PlanGraph:
    make = Maker(HILL, "shanling-2026")
    region = make.name("Place", "山岭县", said=["全县"])
    make.goal(region, "全县生产总值增长6.1%", "= 6.1 %", status="achieved", year=2025)
    make.goal(region, "人均生产总值从2020年的3万元提高到2025年的5万元", "= 5 万元", status="achieved", year=2025)
    make.goal(region, "登记失业率3.2%", "= 3.2 %", status="achieved", year=2025)
    make.goal(region, "生产总值连续跨过200亿", "> 200 亿元", status="achieved", year=2025)
    make.goal(region, "生产总值增长5.5%", "= 5.5 %", year=2026)
    make.goal(region, "登记失业率控制在4%以内", "<= 4 %", year=2026)
    make.goal(region, "林下生产总值增长9%", "= 9 %", year=2026)
    make.goal(region, "生产总值迈上900亿元新台阶", "> 900 亿元", year=2030)
    make.goal(region, "外贸总额超过70亿元", "> 70 亿元", year=2026)
    zone = make.name("Park", "山岭高新区")
    make.goal(zone, "打造山货之都")
    for name in ("山岭科学城", "东坪环线"):
        make.name("Project", name)
    return make.graph(region, "2026年山岭县政府工作报告")


def shore() -> PlanGraph:
    make = Maker(SHORE, "haiwan-2026")
    region = make.name("Place", "海湾县")
    make.goal(region, "海湾县生产总值增长7.3%", "= 7.3 %", status="achieved", year=2025)
    make.goal(make.name("Park", "高新区"), "建成百亿园区")
    for name in ("海石公司", "湾云集团"):
        make.name("Enterprise", name)
    return make.graph(region, "2026年海湾县政府工作报告")


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with EmbeddedStore.memory() as filled:
        for graph in (hill(), shore()):
            filled.replace(graph_name(graph.plan.slug), to_triples(graph))
        yield filled


@pytest.mark.parametrize(("question", "wanted"), ANSWERED, ids=[question for question, _ in ANSWERED])
def test_the_very_indicator_of_the_time_asked_for_answers(store: Store, question: str, wanted: str) -> None:
    assert sorted(answer.text for answer in ask(store, question).answers) == sorted(wanted.split("|"))


@pytest.mark.parametrize("question", UNANSWERED)
def test_another_indicator_holder_or_year_does_not(store: Store, question: str) -> None:
    assert [answer.text for answer in ask(store, question).answers] == []


def test_what_is_offered_instead_can_be_asked(store: Store) -> None:
    near = ask(store, "山岭县2025年生产总值是多少").nearest
    assert near
    assert all(ask(store, question).answers for question in near)
