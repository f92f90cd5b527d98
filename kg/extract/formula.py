"""Recognise layouts and composition formulas: “一主两副六组团”, “1+3+4”, 3横1纵."""

from __future__ import annotations

import re
from functools import cache

_COUNT = r"[一二两三四五六七八九十多全\d]"
_UNIT = r"(?:核心?|主|副|极|轴|带|区|廊|屏|圈|翼|园|心|港|湾|谷|城|点|环|网|基地|组团|横|纵|片|路|链|群|支点|中心|枢纽|平台|通道|走廊|高地|节点|引擎|街|山|河|湖|岛|岸|线|馆|站|体|库|门户|板块|片区|廊道|流域|支柱|体系)"
_LAYOUT = rf"(?:{_COUNT}{_UNIT}[、，]?){{2,}}"
_SUM = r"(?:\d+|N|X|n|x)(?:\+(?:\d+|N|X|n|x))+"
_CODE = r"\d{3,6}"


@cache
def formula(tails: tuple[str, ...]) -> re.Pattern[str]:
    """The pattern of a formula with the noun in ``tails`` that says what it lays out."""
    closed = "|".join(sorted(tails, key=len, reverse=True))
    tail = rf"[\u4e00-\u9fff]{{0,6}}?(?:{closed})"
    bare = _LAYOUT.replace("{2,}", "{2,6}")
    return re.compile(
        rf"“(?:{_LAYOUT}|{_SUM}|{_CODE})”(?:{tail})?|(?<![\d.]){bare}{tail}|{_SUM}{tail}"
    )
