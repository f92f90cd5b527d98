"""What the lexicon says of a string: as a word, a place, an industry term, a head noun."""

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
    """What a head noun makes of a name that ends with it; ``need`` says what must stand before it."""

    type: str
    need: str


@dataclass(frozen=True, slots=True, eq=False)
class Lexeme:
    """All that the lexicon says of one string; there is one object a string.

    ``kind`` is ``stop``, ``join`` or ``word``; no name runs across what is ``hard``; what is ``bounding`` is hard or a
    verbal noun, which may bound a chunk; what is ``doing`` is a verb or a verbal noun, and ``role`` what it does as the
    one or else the other; what is ``opening`` is a modifier that a name does without, what is ``closing`` a verbal noun
    behind one; what is ``naming`` is a place or an industry term by itself, what is ``plain`` a word that is
    none; ``head`` says that it is a head noun. A word that is plain and nothing else is an ``everyday`` one, and these
    bytes (see :func:`everyday`) are all that the scan keeps of it. Extraction asks for all this at each word: it is
    worked out once.
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
"""What an everyday word leaves at a character; ``HEAD`` is added where it is a head noun."""


def everyday(size: int, *, head: bool) -> bytes:
    """What an everyday word of ``size`` characters leaves at each of them."""
    more = HEAD * head
    return bytes([ALONE + more] if size == 1 else [BEGINS + more, *[GOES_ON + more] * (size - 2), ENDS + more])


class Endings(Generic[T]):
    """Finds the longest word of a table that ends a text."""

    def __init__(self, table: Mapping[str, T]) -> None:
        self._found = {word: (word, told) for word, told in table.items()}
        self._sizes: dict[str, list[int]] = {}
        for size, last in sorted({(len(word), word[-2:]) for word in table}, reverse=True):
            self._sizes.setdefault(last, []).append(size)

    def of(self, text: str) -> tuple[str, T] | None:
        """The word with what the table says of it; tried are the sizes of words with the same last two characters."""
        for size in self._sizes.get(text[-2:], ()):
            if (found := self._found.get(text[-size:])) is not None:
                return found
        return self._found.get(text[-1:])
