"""The indicator of a goal with a quantity: the words before its number, to sort and filter goals by."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from kg.lexicon.rules import load_rules

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_CLAUSE = re.compile(r"[，；。：]")
_LEAST, _MOST = 3, 18
"""Minimum and maximum length of an indicator in characters; shorter ones are bare verbs."""


def indicator(text: str, value: str) -> str:
    """The indicator of a goal with this ``text`` and ``value``; empty if there is none."""
    at = _at(text, value)
    if at < 0:
        return ""
    name = _CLAUSE.split(text[:at])[-1].strip()
    name = without_starts(without_ends(name))
    return name if _LEAST <= len(name) <= _MOST and not _NUMBER.search(name) else ""


def without_ends(name: str, more: Sequence[str] = ()) -> str:
    """``name`` without trailing verbs and adverbs of reaching a value, and without trailing words in ``more``."""
    return _without(name, [*load_rules().indicators.ends, *more], at_end=True)


def without_starts(name: str, more: Sequence[str] = ()) -> str:
    """``name`` without leading words that are no part of an indicator, and without leading words in ``more``."""
    return _without(name, [*load_rules().indicators.starts, *more], at_end=False)


def _at(text: str, value: str) -> int:
    """The offset of the number equal to ``value``, otherwise of the first number; -1 if there is none."""
    found = [(Decimal(match[0].replace(",", "")), match.start()) for match in _NUMBER.finditer(text)]
    same = [start for number, start in found if value and number == Decimal(value)]
    return (same or [start for _, start in found] or [-1])[0]


def _without(name: str, words: Sequence[str], *, at_end: bool) -> str:
    """Repeatedly strip the longest of ``words`` from the start or the end of ``name``."""
    ranked = sorted(words, key=lambda word: (-len(word), word))
    while True:
        cut = next((word for word in ranked if word and (name.endswith(word) if at_end else name.startswith(word))), "")
        if not cut:
            return name
        name = name[: -len(cut)] if at_end else name[len(cut) :]
