"""The tagger's mentions are corrected with the lexicon."""

from __future__ import annotations

import pytest

from kg.extract.line.clauses import scan
from kg.extract.names.proposals import TAGGED, Proposal
from kg.extract.names.trim import trim
from kg.lexicon.knowledge import load_knowledge
from sentences import parse


def trimmed(row: str) -> list[tuple[str, str]]:
    """The corrected mentions of a sentence whose marks stand for the tagger's output."""
    sentence, knowledge = parse(row), load_knowledge()
    seen = [
        Proposal(n.start, n.end, n.type, sentence.text[n.start : n.end], f"tagger.{n.type.lower()}", TAGGED)
        for n in sentence.names
    ]
    found = list(trim(sentence.text, seen, scan(sentence.text, knowledge), knowledge))
    assert all(sentence.text[name.start : name.end] == name.name for name in found)
    return [(name.type, name.name) for name in found]


@pytest.mark.parametrize(
    ("row", "names"),
    [
        ("支持{麓西高新区|Park}扩区。", [("Park", "麓西高新区")]),
        ("发展{集成电路和新能源汽车|Industry}。", [("Industry", "集成电路"), ("Industry", "新能源汽车")]),
        ("推动{麓西高新区与松谷经开区|Park}联动。", [("Park", "麓西高新区"), ("Park", "松谷经开区")]),
        ("建设{青墟生物与健康产业园|Park}。", [("Park", "青墟生物与健康产业园")]),
        ("完善{云茂高速“三横一纵”路网|Project}。", [("Project", "云茂高速")]),
        ("融入{京津冀|Park}。", [("Place", "京津冀")]),
        ("新建{12个中试基地|Park}。", [("Park", "中试基地")]),
        ("{“十五五”时期|Policy}再上台阶。", []),
        ("建设{港|Facility}。", []),
        ("在{我区|Place}设立分校。", []),
        ("打造三大园区，{即麓西高新区|Park}和松谷经开区。", [("Park", "麓西高新区")]),
        ("做强{延安苹果|Industry}。", [("Place", "延安"), ("Industry", "苹果")]),
        (
            "推进{延安苹果|Industry}、{汉中茶叶|Industry}等项目建设。",
            [("Project", "延安苹果"), ("Project", "汉中茶叶")],
        ),
        (
            "推进{青墟算力中心|Facility}、{麓西净水厂|Project}等项目建设。",
            [("Project", "青墟算力中心"), ("Project", "麓西净水厂")],
        ),
    ],
)
def test_trim(row: str, names: list[tuple[str, str]]) -> None:
    assert trimmed(row) == names


def test_an_everyday_word_is_no_industry() -> None:
    assert trimmed("用好{群众|Industry}、{人才|Industry}。") == []
