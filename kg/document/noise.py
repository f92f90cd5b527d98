"""Find what is no part of the plan's own text, and what stands twice."""

from __future__ import annotations

import re
from functools import cache

from kg.lexicon.rules import load_rules
from kg.model import Span

_SENTENCE = re.compile(r"[^。！？\n]+[。！？]")
_LEAST_REPEAT = 20


def find_noise(folded: str) -> tuple[Span, ...]:
    """Lines of site chrome and bare forms of address."""
    return tuple(Span(*match.span()) for match in _noise().finditer(folded))


@cache
def _noise() -> re.Pattern[str]:
    rules = load_rules().noise
    chrome = "|".join(re.escape(line).replace("…", ".*") for line in rules.lines)
    address = "|".join(map(re.escape, rules.addresses))
    return re.compile(rf"^[ ]*(?:{chrome}|(?:(?:{address})[，！：、]*)+)[ ]*$", re.MULTILINE)


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
