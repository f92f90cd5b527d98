"""Questions whose answer stands in the text only, where the question has its question word, and amounts in lists."""

from __future__ import annotations

import pytest

from kg.ask import ask
from kg.model import PlanGraph
from kg.rdf import graph_name, to_triples
from kg.store import Store
from kg.store.embedded import EmbeddedStore
from small_plan import Maker

TEXT = """示例市2026年工作要点
依托海石实验室开展种业改革试点。星云集团总部落户青河新城。海石运输集团入驻星云科园。
积极对接云上公司、海石公司等实力雄厚企业。加快将青河广场、海石大厦、云上园打造成总部群落。
推进青河算力中心、海石算力中心（一期）等重大项目建设。实施智能渔业示范项目。
长石铁路建成通车。力争青云铁路建成通车。青石园区产值超过200亿元。
新增创新企业7家、冠军企业2家。新能源装机达40万千瓦、占比达44.7%。
星河产业园今年新签项目27个、总投资318亿元。联合会成立，吸纳青河大学等38家单位加入。
到2030年货物、服务出口额分别达到3.6万亿元和270亿元。
工业对经济增长的贡献率35.1%。海石机场年旅客吞吐量突破500万人次。青河体育馆开工建设，到2030年完成青河场馆项目。支持青河学院、星云大学建设。
治理青河沿线1公里岸线。建成公园15个。建设公园30个。
轨道运营里程增加21.9公里、达634.5公里。联手青河大学，共同打造示例转化研究院。
锂电池、光伏组件、示例机器人产量分别增长11.5%、22.6%、33.7%，总部、研发中心分别新增14家和6家。
12个示例平台引来项目86个、总投资额540亿元。海云美术馆、上云剧院等示例文化项目落地。
"""

ANSWERED = [
    ("依托什么开展种业改革试点？", "海石实验室"),
    ("星云集团总部落户在哪里？", "青河新城"),
    ("海石运输集团在哪里？", "星云科园"),
    ("积极对接哪些企业？", "云上公司|海石公司"),
    ("要把哪些地方打造成总部群落？", "青河广场|海石大厦|云上园"),
    ("推进哪些重大项目建设？", "青河算力中心|海石算力中心（一期）"),
    ("哪个园区产值超过200亿元？", "青石园区"),
    ("哪条铁路建成通车？", "长石铁路"),
    ("哪条铁路要建成通车？", "青云铁路"),
    ("新增冠军企业几家？", "2家"),
    ("新能源装机占比是多少？", "44.7%"),
    ("新签项目总投资多少？", "318亿元"),
    ("联合会吸纳了多少家单位？", "38家"),
    ("哪一年货物出口额达到3.6万亿元？", "2030年"),
    ("2025年建成公园多少个？", "15个"),
    ("轨道运营里程达到多少公里？", "634.5公里"),
    ("轨道运营里程增加多少公里？", "21.9公里"),
    ("联手哪所大学打造示例转化研究院？", "青河大学"),
    ("光伏组件产量增长多少？", "22.6%"),
    ("示例机器人产量增长多少？", "33.7%"),
    ("研发中心新增多少家？", "6家"),
    ("12个示例平台引来项目总投资额多少？", "540亿元"),
    ("哪些示例文化项目落地？", "海云美术馆|上云剧院"),
]

NOT_UNDERSTOOD = [
    "依托什么开展渔业改革试点？",  # the text says so of another thing
    "积极对接哪些医院？",  # companies are no hospitals
    "经济增长是多少？",  # a rate of something else
    "青河有多长？",  # the number is of what lies along it
    "海石算力中心的区长叫什么？",  # a name with another head is another thing
    "海石机场年货邮吞吐量是多少？",  # the number is of another thing that the airport takes
    "青河体育馆何时建成？",  # only begun, and the year is of others
    "哪些大学位于示例市？",  # supported, not said to lie there
]


def plan() -> PlanGraph:
    make = Maker(TEXT, "shili-2026")
    region = make.name("Place", "示例市", said=["示例市"])
    make.fact(region, "undertakes", [make.name("Project", "智能渔业示范项目")], "实施智能渔业示范项目", "planned")
    make.goal(region, "新增创新企业7家", "= 7 家", status="achieved")
    make.goal(region, "锂电池、光伏组件、示例机器人产量分别增长11.5%", "= 11.5 %", status="achieved")
    make.goal(region, "新能源装机达40万千瓦", "= 40 万千瓦", status="achieved")
    return make.graph(region, "示例市2026年工作要点")


@pytest.fixture(scope="module")
def store() -> Store:
    filled = EmbeddedStore.memory()
    filled.replace(graph_name("shili-2026"), to_triples(plan()))
    return filled


@pytest.mark.parametrize(("question", "wanted"), ANSWERED, ids=[question for question, _ in ANSWERED])
def test_the_text_answers(store: Store, question: str, wanted: str) -> None:
    reply = ask(store, question)
    assert sorted(answer.text for answer in reply.answers) == sorted(wanted.split("|"))


@pytest.mark.parametrize("question", [question for question, _ in ANSWERED])
def test_the_passage_says_the_answer(store: Store, question: str) -> None:
    for answer in ask(store, question).answers:
        for passage in answer.passages:
            assert TEXT[passage.start : passage.end] == passage.quote
            assert answer.text.removesuffix("年") in passage.quote or passage.quote in TEXT


@pytest.mark.parametrize("question", NOT_UNDERSTOOD)
def test_nothing_is_guessed(store: Store, question: str) -> None:
    reply = ask(store, question)
    assert not reply.answers
    assert reply.nearest
