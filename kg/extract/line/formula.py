"""Recognise layouts and composition formulas: “一主两副六组团”, “1+3+4”, 3横1纵."""

from __future__ import annotations

import re
from functools import cache

_COUNT = r"[一二两三四五六七八九十多全\d]"
_FIRST = r"“一二两三四五六七八九十多全\dNXnx"
_SUM = r"(?:\d+|N|X|n|x)(?:\+(?:\d+|N|X|n|x))+"
_CODE = r"\d{3,6}"
_LONGEST_BARE = 6
"""Maximum number of number–unit pairs outside quotation marks; a longer run is another kind of list."""


@cache
def formula(units: tuple[str, ...], tails: tuple[str, ...]) -> re.Pattern[str]:
    """The pattern of a formula over ``units``, followed by a head noun in ``tails`` (格局)."""
    pair = rf"{_COUNT}(?:{_any(units)})[、，]?"
    tail = rf"[\u4e00-\u9fff]{{0,6}}?(?:{_any(tails)})"
    quoted = rf"“(?:(?:{pair}){{2,}}|{_SUM}|{_CODE})”(?:{tail})?"
    # The lookahead skips the alternatives at nine characters of ten.
    return re.compile(rf"(?=[{_FIRST}])(?:{quoted}|(?<![\d.])(?:{pair}){{2,{_LONGEST_BARE}}}{tail}|{_SUM}{tail})")


def _any(words: tuple[str, ...]) -> str:
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))
