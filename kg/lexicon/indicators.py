"""What a goal with a quantity measures: the words before its number, to sort and filter goals by."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from kg.lexicon.rules import load_rules

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_CLAUSE = re.compile(r"[，；。：]")
_LEAST, _MOST = 3, 18
"""How many characters an indicator has; what is shorter is a bare verb, what is longer none either."""


def indicator(text: str, value: str) -> str:
    """The indicator of a goal that says ``text`` and has ``value``; empty if the text names none."""
    at = _at(text, value)
    if at < 0:
        return ""
    name = _CLAUSE.split(text[:at])[-1].strip()
    name = without_starts(without_ends(name))
    return name if _LEAST <= len(name) <= _MOST and not _NUMBER.search(name) else ""


def without_ends(name: str, more: Sequence[str] = ()) -> str:
    """The words before a number without those that say how it is reached, and without ``more``, from the end."""
    return _without(name, [*load_rules().indicators.ends, *more], at_end=True)


def without_starts(name: str, more: Sequence[str] = ()) -> str:
    """The words before a number without those that are no part of an indicator, and without ``more``."""
    return _without(name, [*load_rules().indicators.starts, *more], at_end=False)


def _at(text: str, value: str) -> int:
    """Where the number stands that has the value, or the first number."""
    found = [(Decimal(match[0].replace(",", "")), match.start()) for match in _NUMBER.finditer(text)]
    same = [start for number, start in found if value and number == Decimal(value)]
    return (same or [start for _, start in found] or [-1])[0]


def _without(name: str, words: Sequence[str], *, at_end: bool) -> str:
    """``name`` without the words that it begins or ends with, the longest first, again and again."""
    ranked = sorted(words, key=lambda word: (-len(word), word))
    while True:
        cut = next((word for word in ranked if word and (name.endswith(word) if at_end else name.startswith(word))), "")
        if not cut:
            return name
        name = name[: -len(cut)] if at_end else name[len(cut) :]
