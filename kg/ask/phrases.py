"""What a noun phrase asks for: classes of named things, and words that narrow them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.ask.grammar import Grammar

_SHORTEST_PHRASE = 3

NAME, QUOTE = ("name", "alias"), ("quote",)
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase with its classes.

    ``kinds`` are the nouns narrower than a class, ``wishes`` those with their modifiers: an answer has to match one.
    ``tails`` are all its nouns.
    """

    text: str
    classes: frozenset[str]
    kinds: tuple[str, ...]
    wishes: tuple[str, ...]
    tails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A way to narrow: one of ``words`` in the thing's names or in its evidence."""

    where: tuple[str, ...]
    words: tuple[str, ...]

    def pick(self, rows: Sequence[Row]) -> list[Row]:
        """The rows that have one of the words there."""
        return [row for row in rows if any(word in row.get(key, "") for key in self.where for word in self.words)]


ANYTHING = Phrase("", frozenset(), (), ())


def _speaking(rows: Sequence[Row], text: str) -> list[Row]:
    """The rows whose evidence has ``text`` outside of names that contain it: 示例智算中心 is one thing."""
    names = sorted({row["name"] for row in rows if text in row["name"]}, key=len, reverse=True)
    found = []
    for row in rows:
        quote = row["quote"]
        for name in names:
            quote = quote.replace(name, "")
        found += [row] if text in quote else []
    return found


def read_phrase(grammar: Grammar, text: str) -> Phrase:
    """The classes that a phrase such as 高校和院所 asks for."""
    if not text or grammar.is_idle(text):
        return ANYTHING
    classes: set[str] = set()
    kinds: list[str] = []
    wishes: list[str] = []
    tails: list[str] = []
    for part in filter(None, (_owner(grammar, part) for part in grammar.pattern.joined.split(text))):
        tail = _tail(grammar, part)
        tails.append(tail)
        named = [noun for noun in grammar.noun if tail in noun.words or tail in noun.kinds]
        classes.update(noun.class_ for noun in named)
        kinds += [tail] if not named or any(tail in noun.kinds for noun in named) else []
        modifier = part.removesuffix(tail)
        wishes += [part, modifier] if len(modifier) > 1 and modifier not in grammar.words.modifier else []
    return Phrase(text, frozenset(classes), tuple(kinds), tuple(wishes), tuple(tails))


def _owner(grammar: Grammar, part: str) -> str:
    """The possessor, which is what 企业的重大项目 asks for."""
    return grammar.pattern.of.sub("", part)


def _tail(grammar: Grammar, part: str) -> str:
    """The longest noun of the grammar that a part ends with, else all of it; one character is too little of a noun."""
    tails = (part[start:] for start in range(len(part)) if start < len(part) - 1 or len(part) <= _SHORTEST_PHRASE)
    return next(filter(grammar.is_noun, tails), part)


def narrow(grammar: Grammar, phrase: Phrase, rows: Sequence[Row]) -> tuple[list[Step], list[Row]] | None:
    """The rows that match a phrase, with the steps that select them; None if there are none.

    Evidence that has the whole phrase comes first, then names. Names are not compared too where the kind has
    other names than its noun (高校), or there are several kinds.
    """
    idle = phrase.kinds + phrase.wishes
    left = [row for row in rows if row["name"] not in idle]
    named = tuple(name for kind in phrase.kinds for name in grammar.alike.get(kind, [kind]))
    used = Step(QUOTE, (phrase.text,)) if len(phrase.text) > _SHORTEST_PHRASE else None
    if used and (found := _speaking(used.pick(left), phrase.text)):
        by_name = Step(NAME, named)
        varied = len(phrase.kinds) > 1 or any(kind in grammar.alike for kind in phrase.kinds)
        narrower = [] if varied else by_name.pick(found)
        return ([used, by_name], narrower) if narrower else ([used], found)
    for step in (Step(NAME, phrase.wishes), Step(NAME, named), Step(QUOTE, phrase.wishes), Step(QUOTE, phrase.kinds)):
        if found := step.pick(left):
            return [step], found
    return None if idle or not rows else ([], list(rows))
