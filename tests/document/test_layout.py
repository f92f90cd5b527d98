"""Folding, sections, noise, repeats, and what a plan says of itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.document import parse_document, slugify
from kg.document.fold import fold
from kg.model import Document

REPORT = """各位代表：
现在，我代表宝安区人民政府向大会报告工作，请予审议。
一、2024年工作回顾
过去一年，我区生产总值增长6.1%。
二、2025年工作安排
（一）做强产业。建设示例智谷产业园。
1.壮大集群。发展新型储能。
——坚持创新。
"""


def parse(text: str, slug: str = "plan") -> Document:
    return parse_document(text, slug=slug)


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("发展５Ｇ,ＡＩ;", "发展5G，AI；"),
        ("增长1,200.5亿", "增长1,200.5亿"),
        ("比例2.5:1", "比例2.5:1"),
        ("二○三五", "二〇三五"),
        ('建设"双谷"和"一带"', "建设“双谷”和“一带”"),
        ("甲-乙–丙—丁", "甲—乙—丙—丁"),
        ("「湾区」『一体』", "“湾区”“一体”"),
    ],
)
def test_look_alikes_become_one(raw: str, folded: str) -> None:
    assert fold(raw) == folded


def test_sections_form_a_tree_that_covers_the_text() -> None:
    document = parse(REPORT)
    kinds = [(s.kind, s.number, s.title) for s in document.sections]
    assert kinds[0] == ("front", "", "")
    assert ("chapter", "一", "2024年工作回顾") in kinds
    assert ("subchapter", "（一）", "做强产业") in kinds
    assert ("article", "1", "壮大集群") in kinds
    assert ("principle", "——", "坚持创新") in kinds
    article = next(s for s in document.sections if s.kind == "article")
    above = document.sections[article.parent]
    assert (above.kind, document.sections[above.parent].number) == ("subchapter", "二")
    assert all(document.section_at(s.start) == s.index for s in document.sections)
    assert document.section_at(0) == 0


def test_lines_are_counted_from_one_blank_lines_too() -> None:
    document = parse("甲\n\n乙丙")
    assert [document.line_at(i) for i in range(5)] == [1, 1, 2, 3, 3]


def test_chrome_is_noise_and_moves_nothing() -> None:
    document = parse("X\n重磅!这份建议出炉\n一、要求\n建设示例港。\n来源:示例网")
    assert [document.text[s.start : s.end] for s in document.noise] == ["X", "重磅!这份建议出炉", "来源:示例网"]


def test_a_sentence_that_stands_twice_is_noted_once() -> None:
    said = "统筹推进示例新城与示例老城的更新改造和产业导入工作。"
    document = parse(f"一、甲\n{said}\n二、乙\n别的话。{said}\n")
    assert [document.text[s.start : s.end] for s in document.repeats] == [said]
    assert document.repeats[0].start > document.text.index(said)


@pytest.mark.parametrize(
    ("text", "region", "period", "year"),
    [
        (REPORT, "宝安区", (2021, 2025), 2025),
        ("滨海新区第十四个五年规划的建议\n滨海新区将建成新城，新区上下一盘棋。", "滨海新区", (2021, 2025), None),
        ("2027年政府工作报告\n2027年2月3日在青海省第九届人民代表大会上\n一、去年", "青海省", (2026, 2030), 2027),
        ("现代产业规划\n我国要提高全国的创新能力。", "我国", None, None),
        ("某市“十三五”科技规划\n我市的济南市高新区，全市上下，济南市先行。", "济南市", (2016, 2020), None),
    ],
)
def test_region_period_and_year(text: str, region: str, period: tuple[int, int] | None, year: int | None) -> None:
    document = parse(text)
    assert (document.region, document.period, document.year) == (region, period, year)


def test_the_region_can_be_told() -> None:
    assert parse_document(REPORT, slug="x", region="别的区").region == "别的区"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("示例市人工智能行动计划（2024—2026年）\n正文", "示例市人工智能行动计划（2024—2026年）"),
        ("一、主要目标\n正文", "plan"),
        ("就制定示例区第十四个五年规划和远景目标提出以下建议。", "关于制定示例区第十四个五年规划和远景目标的建议"),
        (
            "示例市旅游业发展第十个五年（2001—2005 年）规划纲要根据《示例建议》编制。",
            "示例市旅游业发展第十个五年（2001—2005 年）规划纲要",
        ),
        ("本市依据《示例条例》办事。\n正文", "plan"),
        ("为加快全市花卉产业发展，按照上级要求，制定本行动计划。\n一、要求", "行动计划：加快全市花卉产业发展"),
        ("各位代表：\n现在，我代表兰州市人民政府向大会作工作报告。\n二、2030年工作安排", "2030年兰州市政府工作报告"),
        ("政府工作报告\n我代表青海省人民政府，向大会报告工作。\n二、2030年重点工作", "2030年青海省政府工作报告"),
        ("我代表国务院，向大会报告政府工作。\n一、2029年工作回顾", "2030年国务院政府工作报告"),
        ("我代表天河区人民政府向大会作报告。\n工作回顾", "天河区政府工作报告"),
        ("我代表天河区人民政府感谢大家。\n工作回顾", "plan"),
    ],
)
def test_title(text: str, title: str) -> None:
    assert parse(text).title == title


@pytest.mark.parametrize(
    ("stem", "slug"), [("a b", "a b"), ("规划（2025）", "规划（2025）"), (" x ", "x"), ("  ", "plan")]
)
def test_slug(stem: str, slug: str) -> None:
    assert slugify(stem) == slug
