"""Find what is no part of the plan's own text, and what stands twice."""

from __future__ import annotations

import re

from kg.model import Span

_CHROME = re.compile(
    r"^[ ]*(?:[Xx×]|重磅！.*|来源：.*|编辑：.*|责任编辑：.*|责编：.*|（?编辑：?.*|扫一扫.*|打印本页|关闭窗口|字体：.*|分享到.*"
    r"|发布时间：.*|发布日期：.*|浏览次数：.*|点击数：.*|索引号：.*|阅读原文|上一篇.*|下一篇.*|附件下载.*)[ ]*$",
    re.MULTILINE,
)
_ADDRESS = re.compile(r"^[ ]*(?:各位代表|同志们|各位委员|各位同志)[，！：、各位代表同志们委员]*[ ]*$", re.MULTILINE)
_SENTENCE = re.compile(r"[^。！？\n]+[。！？]")
_LEAST_REPEAT = 20


def find_noise(folded: str) -> tuple[Span, ...]:
    """Lines of site chrome and bare forms of address."""
    found = [Span(*m.span()) for pattern in (_CHROME, _ADDRESS) for m in pattern.finditer(folded) if m.group().strip()]
    return tuple(sorted(found))


def find_repeats(folded: str) -> tuple[Span, ...]:
    """Sentences of twenty characters or more that stand word for word earlier in the plan."""
    seen: set[str] = set()
    repeats = []
    for match in _SENTENCE.finditer(folded):
        sentence = match.group().strip()
        if len(sentence) >= _LEAST_REPEAT and sentence in seen:
            repeats.append(Span(*match.span()))
        seen.add(sentence)
    return tuple(repeats)
