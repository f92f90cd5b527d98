"""Enumerations in the text: their items, and where they begin and end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ask.grammar import load_grammar
from kg.ask.text import lists


def before(text: str, head: str) -> list[str]:
    found = lists.before(load_grammar(), text, text.index(head))
    return [text[item.start : item.end] for item in found]


@pytest.mark.parametrize(
    ("text", "head", "items"),
    [
        ("推进甲大厦、乙广场、丙中心三大产业园建设", "三大产业园", ["甲大厦", "乙广场", "丙中心"]),
        ("加快推动甲甲园、乙乙园和丙丙园等五大平台", "五大平台", ["甲甲园", "乙乙园", "丙丙园"]),
        ("今年，支持山风、海浪等车企", "车企", ["山风", "海浪"]),
        ("构建包括芯片、服务器等核心链条在内的示例体系", "示例体系", ["芯片", "服务器"]),
        ("形成东海创新示范区和西山高新示范区两大引擎", "两大引擎", ["东海创新示范区", "西山高新示范区"]),
        ("建设脑解析与脑模拟等设施", "设施", []),
        ("建设示例平台", "示例平台", []),
        ("加快甲的、乙等平台", "平台", []),
    ],
)
def test_what_is_enumerated_before_a_name(text: str, head: str, items: list[str]) -> None:
    assert before(text, head) == items


@pytest.mark.parametrize(
    ("text", "head", "items"),
    [
        ("五大平台包括甲甲园、乙乙园和丙丙园，各有所长", "五大平台", ["甲甲园", "乙乙园", "丙丙园"]),
        ("“五大平台”：甲甲园、乙乙园等", "五大平台", ["甲甲园", "乙乙园"]),
        ("五大平台，即甲甲园、乙乙园。", "五大平台", ["甲甲园", "乙乙园"]),
        ("五大平台甲甲园、乙乙园", "五大平台", []),
        ("五大平台是重点", "五大平台", []),
    ],
)
def test_what_is_enumerated_after_a_name(text: str, head: str, items: list[str]) -> None:
    found = lists.after(load_grammar(), text, text.index(head) + len(head))
    assert [text[item.start : item.end] for item in found] == items


def test_where_an_enumeration_ends_with_its_noun() -> None:
    text = "支持山风、海浪等车企，引进甲、乙等知名高校"
    assert lists.and_so_on(load_grammar(), text, ["车企"], 0) == text.index("等车企")
    assert lists.and_so_on(load_grammar(), text, ["高校"], 0) == text.index("等知名高校")
    assert lists.and_so_on(load_grammar(), text, ["医院"], 0) is None
    assert lists.and_so_on(load_grammar(), text, ["车企"], 12) is None
    assert lists.and_so_on(load_grammar(), text, [], 0) is None


@given(st.text("甲乙、和等的，。“”包括推进 ", max_size=30), st.integers(0, 30))
def test_items_lie_in_order_within_the_text(text: str, end: int) -> None:
    end = min(end, len(text))
    for found, first, last in (
        (lists.before(load_grammar(), text, end), 0, end),
        (lists.after(load_grammar(), text, end), end, len(text)),
    ):
        for item in found:
            assert first <= item.start < item.end <= last
            first = item.end
