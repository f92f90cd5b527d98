"""What a noun phrase asks for: classes of named things, and words that narrow them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.ask.grammar import Grammar

_JOINED = re.compile(r"和|与|及|以及|或|、|跟")
_SHORTEST_PHRASE = 3

NAME, QUOTE = "name", "quote"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase. A thing must bear one of the ``kinds``, if any; it should bear one of the ``wishes``."""

    text: str
    classes: frozenset[str]
    kinds: tuple[str, ...]
    wishes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A way to narrow: one of ``words`` in the thing's name or in the words that speak of it."""

    where: str
    words: tuple[str, ...]
    needed: bool


ANYTHING = Phrase("", frozenset(), (), ())


def read_phrase(grammar: Grammar, text: str) -> Phrase:
    """The classes that a phrase such as 高校和院所 asks for."""
    if not text or grammar.is_idle(text):
        return ANYTHING
    classes: set[str] = set()
    kinds: list[str] = []
    wishes: list[str] = []
    for part in filter(None, map(_owner, _JOINED.split(text))):
        tail = _tail(grammar, part)
        named = [noun for noun in grammar.nouns if tail in noun.words or tail in noun.kinds]
        classes.update(noun.class_ for noun in named)
        kinds += [tail] if not named or any(tail in noun.kinds for noun in named) else []
        modifier = part.removesuffix(tail)
        wishes += [part, modifier] if len(modifier) > 1 and modifier not in grammar.modifiers else []
    return Phrase(text, frozenset(classes), tuple(kinds), tuple(wishes))


def _owner(part: str) -> str:
    """Of 企业的重大项目 what is asked for: the enterprises."""
    return part.partition("的")[0] or part


def _tail(grammar: Grammar, part: str) -> str:
    """The longest noun of the grammar that a part ends with, else all of it; a single character proves little."""
    tails = (part[start:] for start in range(len(part)) if start < len(part) - 1 or len(part) <= _SHORTEST_PHRASE)
    return next((t for t in tails if any(t in noun.words or t in noun.kinds for noun in grammar.nouns)), part)


def narrowing(grammar: Grammar, phrase: Phrase) -> list[Step]:
    """The ways to narrow to a phrase, the most telling first.

    A kind whose names seldom bear its noun (高校), or several kinds at once, are better told by the
    plan's own use of the phrase; any other kind by the names themselves.
    """
    needed = bool(phrase.kinds)
    names = [name for kind in phrase.kinds for name in grammar.alike.get(kind, [kind])]
    by_name = [Step(NAME, phrase.wishes, needed)] if phrase.wishes else []
    by_name += [Step(NAME, tuple(names), True)] if names else []
    by_quote = [Step(QUOTE, (phrase.text,), needed)] if len(phrase.text) > _SHORTEST_PHRASE else []
    told = len(phrase.kinds) > 1 or any(kind in grammar.alike for kind in phrase.kinds)
    steps = by_quote + by_name if told else by_name + by_quote
    steps += [Step(QUOTE, phrase.wishes, needed)] if phrase.wishes else []
    return steps + ([Step(QUOTE, phrase.kinds, True)] if phrase.kinds else [])
