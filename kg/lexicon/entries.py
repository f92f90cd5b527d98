"""Entries of the lexicon: words, places, industry terms, head nouns; lookup by suffix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Industry(NamedTuple):
    """An industry term; ``broader`` is a concept of the industry scheme or empty."""

    name: str
    broader: str
    ambiguous: bool


class Head(NamedTuple):
    """One reading of a head noun: the class of a name that ends with it; ``need`` is the condition on its modifier."""

    type: str
    need: str


@dataclass(frozen=True, slots=True, eq=False)
class Lexeme:
    """The entry of one string; there is one object for each string.

    ``kind`` is ``stop``, ``join`` or ``word``. ``hard``: no mention crosses it. ``bounding``: hard or a verbal noun,
    which may bound a chunk. ``doing``: a verb or a verbal noun; ``role`` is its role as a verb, else as a verbal noun.
    ``opening``: a modifier that is left out of a name. ``closing``: a verbal noun that may follow a name. ``naming``: a
    place or an industry term. ``plain``: a word that is neither. ``head``: a head noun. ``everyday``: the codes (see
    :func:`everyday`) of a plain word without classes, all that a scan keeps of it; empty for other words. These are
    precomputed because extraction reads them for each token.
    """

    text: str
    classes: Mapping[str, str]
    kind: str
    hard: bool
    bounding: bool
    doing: bool
    role: str | None
    opening: bool
    closing: bool
    place: str | None
    industry: Industry | None
    naming: bool
    plain: bool
    common: bool
    head: bool
    everyday: bytes


BEGINS, GOES_ON, ENDS, ALONE, HEAD = 1, 2, 3, 4, 4
"""Codes of the characters of an everyday word; ``HEAD`` is added if it is a head noun."""


def everyday(size: int, *, head: bool) -> bytes:
    """The codes of an everyday word of ``size`` characters, one byte for each."""
    more = HEAD * head
    return bytes([ALONE + more] if size == 1 else [BEGINS + more, *[GOES_ON + more] * (size - 2), ENDS + more])


class Endings(Generic[T]):
    """Finds the longest key of a table that is a suffix of a text."""

    def __init__(self, table: Mapping[str, T]) -> None:
        self._found = {word: (word, told) for word, told in table.items()}
        self._sizes: dict[str, list[int]] = {}
        for size, last in sorted({(len(word), word[-2:]) for word in table}, reverse=True):
            self._sizes.setdefault(last, []).append(size)

    def of(self, text: str) -> tuple[str, T] | None:
        """The longest suffix of ``text`` in the table with its value, or None."""
        for size in self._sizes.get(text[-2:], ()):
            if (found := self._found.get(text[-size:])) is not None:
                return found
        return self._found.get(text[-1:])
