"""Whether the indicator of an item is the one that a question asks for, or another of which that is a part."""

from __future__ import annotations

import re

from kg.ask.asking import Asking
from kg.ask.matching import Wording
from kg.lexicon.indicators import without_ends, without_starts

_BEFORE = re.compile(r"\D*")
_SHORTEST = 2
"""A single character distinguishes no indicators."""


def longer(asking: Asking, words: Wording, item: str, asked: str) -> str:
    """What the indicator of ``item`` has beside the words of the question ``asked``; empty if it is the very one.

    海洋生产总值 is not 生产总值, and 生产总值能耗 neither; 全省生产总值 and 生产总值总量 are.
    """
    name = "".join(_BEFORE.match(item)[0].split())  # type: ignore[index]
    runs = [run for run in words.found_in(name) if run in name]
    if not runs:
        return ""
    start = min(name.index(run) for run in runs)
    end = max(name.rindex(run) + len(run) for run in runs)
    before, after = _before(asking, name[:start]), _after(asking, name[end:])
    beside = [part for part in (before, after) if part not in asked]
    return "…".join(beside)


def _before(asking: Asking, text: str) -> str:
    grammar = asking.grammar
    idle = [*grammar.words.whole, *grammar.words.adverb, *grammar.words.time, *grammar.words.region]
    own = without_starts(
        grammar.pattern.indicator_lead.sub("", text),
        [*idle, *asking.regions, *grammar.edge, *grammar.goal.bare, *grammar.words.of],
    )
    return own if len(own) >= _SHORTEST else ""


def _after(asking: Asking, text: str) -> str:
    grammar = asking.grammar
    idle = [
        *grammar.words.measured,
        *grammar.words.adverb,
        *grammar.words.verb,
        *grammar.goal.bare,
        *grammar.words.of,
        *grammar.words.perfect,
    ]
    own = without_ends(text, [*idle, *grammar.edge])
    return own if len(own) >= _SHORTEST else ""


def stands_elsewhere(asking: Asking, words: Wording, item: str, context: str) -> bool:
    """Whether an indicator that is asked for stands whole in the context, and only a part of it in the item.

    Then the number of the item is that of another: of 生产总值能耗下降 the one after 生产总值增长 is not.
    """
    names = (_after(asking, chunk) for chunk in words.chunks)
    return any(name and name not in item and name in context and Wording((name,), {}).found_in(item) for name in names)


def unfound(asking: Asking, words: Wording, text: str) -> str:
    """What the question begins with and ``text`` lacks: whose indicator it is, or which of several."""
    first = words.chunks[0]
    runs = Wording((first,), words.synonyms).found_in(text)
    own = _before(asking, first[: first.index(runs[0])] if runs else first)
    known = any(word in text for word in asking.grammar.synonyms(own)) if own else True
    return "" if known else own
