"""Parse Chinese and Arabic numerals; the character classes for patterns of numerals."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

ONES = "一二三四五六七八九"
TENS = f"{ONES}十"
CHINESE = "〇零一二三四五六七八九两十百千"
ARABIC = r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
MULTIPLIERS = {"十": 10, "百": 100, "千": 1000}
_DIGITS = {char: value for value, char in enumerate(f"零{ONES}")} | {"〇": 0, "两": 2}
_TEN_THOUSAND, _POINT = "万", "点"
_ARABIC = re.compile(ARABIC)


@lru_cache(maxsize=1 << 12)
def number(numeral: str) -> Decimal:
    """The value of a numeral: 三百二十 → 320, 一万三千 → 13000, 二〇二五 → 2025, 三点五 → 3.5, 4,000 → 4000.

    Raises :class:`KeyError` for a character that is no part of a numeral.
    """
    if _ARABIC.fullmatch(numeral):
        return Decimal(numeral.replace(",", ""))
    large, _, small = numeral.rpartition(_TEN_THOUSAND)
    if large:
        return 10_000 * number(large) + (number(small) if small else 0)
    whole, _, fraction = numeral.partition(_POINT)
    digits = str(_whole(whole))
    return Decimal(f"{digits}.{''.join(str(_DIGITS[char]) for char in fraction)}" if fraction else digits)


def _whole(numeral: str) -> int:
    """A numeral below ten thousand: with multipliers (三百二十), or digit by digit (二〇二五)."""
    if not any(char in MULTIPLIERS for char in numeral):
        return int("".join(str(_DIGITS[char]) for char in numeral))
    total = digit = 0
    for char in numeral:
        if char in MULTIPLIERS:
            total += (digit or 1) * MULTIPLIERS[char]
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit
