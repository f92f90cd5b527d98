"""The indicator of a goal, on our own sentences."""

from __future__ import annotations

import pytest

from kg.lexicon.indicators import indicator


@pytest.mark.parametrize(
    ("text", "value", "name"),
    [
        ("花卉产业产值达到300亿元", "300", "花卉产业产值"),
        ("全市森林蓄积量年均增长2.5%以上", "2.5", "森林蓄积量"),
        ("粮食储备能力稳定在1,200万吨", "1200", "粮食储备能力"),
        ("到2030年，城乡绿道里程突破800公里", "800", "城乡绿道里程"),
        ("2020年水产养殖收入30亿元", "30", ""),
        ("增长6%左右", "6", ""),
        ("建成35个公园", "35", ""),
        ("百亿级产业全覆盖", "100", ""),
    ],
)
def test_the_words_before_the_number_name_what_is_measured(text: str, value: str, name: str) -> None:
    assert indicator(text, value) == name
