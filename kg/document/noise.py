"""Find website boilerplate and repeated sentences."""

from __future__ import annotations

import re
from functools import cache

from kg.lexicon.rules import load_rules
from kg.model import Span

_SENTENCE = re.compile(r"[^。！？\n]+[。！？]")
_LEAST_REPEAT = 20


def find_noise(folded: str) -> tuple[Span, ...]:
    """The spans of lines that are website boilerplate or only a form of address."""
    return tuple(Span(*match.span()) for match in _noise().finditer(folded))


@cache
def _noise() -> re.Pattern[str]:
    rules = load_rules().noise
    chrome = "|".join(re.escape(line).replace("…", ".*") for line in rules.lines)
    address = "|".join(map(re.escape, rules.addresses))
    return re.compile(rf"^[ ]*(?:{chrome}|(?:(?:{address})[，！：、]*)+)[ ]*$", re.MULTILINE)


def find_repeats(folded: str) -> tuple[Span, ...]:
    """The spans of sentences of at least twenty characters that occur verbatim earlier in the plan."""
    seen: set[str] = set()
    repeats = []
    for match in _SENTENCE.finditer(folded):
        sentence = match.group().strip()
        if len(sentence) >= _LEAST_REPEAT and sentence in seen:
            repeats.append(Span(*match.span()))
        seen.add(sentence)
    return tuple(repeats)
