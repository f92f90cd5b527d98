"""Normalize widths, quotes and look-alike characters without changing offsets."""

from __future__ import annotations

import re

_FULL_TO_ASCII = {0xFF01 + i: 0x21 + i for i in range(94) if chr(0x21 + i).isalnum() or chr(0x21 + i) in "%+-/=&#@.*"}
_TABLE: dict[int, str | int] = {
    **_FULL_TO_ASCII,
    **{ord(a): b for a, b in zip(",;:()!?", "，；：（）！？", strict=True)},
    **{ord(c): "—" for c in "–―─－‒−-～~"},
    **{ord(c): "·" for c in "•・‧∙●"},
    **{ord(c): "〇" for c in "○◯"},
    **{ord(c): " " for c in "\u3000\u00a0\t\u2002\u2003"},
    **{ord(a): b for a, b in zip("「」『』﹪〔〕［］[]‘’", "“”“”%（）（）（）“”", strict=True)},
}
_IN_NUMBER = re.compile(r"(?<=\d)[,:](?=\d)")
_QUOTES = re.compile('["“”]')


def fold(text: str) -> str:
    """A text of the same length with ASCII letters and digits, Chinese punctuation and paired quotes.

    A comma or colon between digits is kept, because it is part of the number.
    """
    kept = {m.start(): m.group() for m in _IN_NUMBER.finditer(text)}
    folded = text.translate(_TABLE)
    if kept:
        chars = list(folded)
        for at, char in kept.items():
            chars[at] = char
        folded = "".join(chars)
    if '"' in folded:
        folded = "\n".join(_pair_quotes(line) for line in folded.split("\n"))
    return folded


def _pair_quotes(line: str) -> str:
    opening = False

    def turn(match: re.Match[str]) -> str:
        nonlocal opening
        opening = match.group() == "“" or (match.group() == '"' and not opening)
        return "“" if opening else "”"

    return _QUOTES.sub(turn, line)
