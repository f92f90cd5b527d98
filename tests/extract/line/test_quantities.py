"""Quantities: value in plain digits, the multiplier in the unit, the comparator by the guide."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.line.quantities import find_quantities, number

CASES = [
    ("引进项目2600多个", ">", "2600", "个"),
    ("投资额超过750亿元", ">", "750", "亿元"),
    ("占比达到41.5%", "=", "41.5", "%"),
    ("贡献了全省的一半以上", ">=", "50", "%"),
    ("形成六千亿级的产业集群", "~", "6000", "亿元"),
    ("建成5个千亿级产业集群", "=", "5", "个"),
    ("突破两千亿大关", ">", "2000", "亿元"),
    ("培育2—4家以上", ">=", "2", "家"),
    ("增长6%—6.5%", ">=", "6", "%"),
    ("增长7%左右", "~", "7", "%"),
    ("经济总量跨入万亿元行列", "=", "10000", "亿元"),
    ("接待游客1.2亿人次", "=", "1.2", "亿人次"),
    ("吞吐量23.4万标箱", "=", "23.4", "万标箱"),
    ("控制在4.5%以内", "<=", "4.5", "%"),
    ("不少于12所", ">=", "12", "所"),
    ("不低于30%", ">=", "30", "%"),
    ("增长近一倍", "~", "1", "倍"),
    ("是前年的2.5倍", "=", "2.5", "倍"),
    ("产值翻一番", "=", "1", "番"),
    ("八成以上", ">=", "80", "%"),
    ("提高0.8个百分点", "=", "0.8", "个百分点"),
    ("举办三届大会", "=", "3", "届"),
    ("一千二百多家企业", ">", "1200", "家"),
    ("新增绿道1,250公里", "=", "1250", "公里"),
    ("三分之一的社区", "=", "33.33", "%"),
    ("新增储能9兆瓦时", "=", "9", "兆瓦时"),
    ("投运110千伏变电站", "=", "110", "千伏"),
    ("五百强企业270家", "=", "270", "家"),
    ("支持3市开展试点", "=", "3", "市"),
]


@pytest.mark.parametrize(("text", "comparator", "value", "unit"), CASES)
def test_read(text: str, comparator: str, value: str, unit: str) -> None:
    found = list(find_quantities(text))
    read = [(q.quantity.comparator, str(q.quantity.value), q.quantity.unit) for q in found]
    assert read[:1] == [(comparator, value, unit)]
    assert all(0 <= q.start <= q.core < q.end <= len(text) for q in found)


@pytest.mark.parametrize(
    "text",
    [
        *("到2025年", "第6位", "前三名", "5G基站", "PM2.5", "B12线", "二〇三五年", "十四五", "一级", "“四个着力”"),
        *("三横两纵", "1月18日", "十二届三次全会", "最多跑一次", "拨打12345市民热线", "107国道改造", "2省级平台"),
    ],
)
def test_not_a_quantity(text: str) -> None:
    assert list(find_quantities(text)) == []


@given(st.integers(1, 9999))
def test_chinese_and_arabic_numerals_agree(value: int) -> None:
    assert number(_chinese(value)) == value == number(str(value)) == number(f"{value:,}")


def _chinese(value: int) -> str:
    digits = "零一二三四五六七八九"
    said, gap = "", False
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // size % 10
        if digit:
            said += ("零" if gap and said else "") + digits[digit] + unit
        gap = not digit
    return said
