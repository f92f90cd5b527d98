"""Propose layouts and composition formulas: “一主两副六组团”, “1+3+4”, 3横1纵."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.proposals import KNOWN, Proposal
from kg.lexicon import Knowledge

_COUNT = r"[一二两三四五六七八九十多全\d]"
_UNIT = r"(?:核心?|主|副|极|轴|带|区|廊|屏|圈|翼|园|心|港|湾|谷|城|点|环|网|基地|组团|横|纵|片|路|链|群|支点|中心|枢纽|平台|通道|走廊|高地|节点|引擎|街|山|河|湖|岛|岸|线|馆|站|体|库|门户|板块|片区|廊道|流域|支柱|体系)"
_LAYOUT = rf"(?:{_COUNT}{_UNIT}[、，]?){{2,}}"
_SUM = r"(?:\d+|N|X|n|x)(?:\+(?:\d+|N|X|n|x))+"
_CODE = r"\d{3,6}"


def propose_schemes(text: str, knowledge: Knowledge) -> Iterator[Proposal]:
    """The formulas of a line, with the noun that tells what they lay out."""
    tails = "|".join(sorted((h for h, r in knowledge.heads.items() if any(x.type == "Scheme" for x in r)), key=len, reverse=True))
    pattern = re.compile(
        rf"“(?:{_LAYOUT}|{_SUM}|{_CODE})”(?P<open>[\u4e00-\u9fff]{{0,6}}?(?:{tails}))?|(?<![\d.]){_LAYOUT.replace('{2,}', '{2,6}')}(?P<tail>[\u4e00-\u9fff]{{0,6}}?(?:{tails}))|{_SUM}(?P<sum>[\u4e00-\u9fff]{{0,6}}?(?:{tails}))"
    )
    for match in pattern.finditer(text):
        yield Proposal(match.start(), match.end(), "Scheme", match.group(), "scheme.formula", KNOWN)
