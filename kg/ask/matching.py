"""How much of a question's words a text has."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

_SHORTEST = 2
_USED = "\0"
"""A character that no text has."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The words that carry a question's meaning; each verb with those that may stand for it."""

    chunks: tuple[str, ...]
    synonyms: Mapping[str, Sequence[str]]

    @property
    def size(self) -> int:
        """How many characters there are to be found."""
        return sum(map(len, self.chunks))

    def found_in(self, text: str) -> list[str]:
        """The runs of characters that stand in ``text``, in the order of the question."""
        return [run for chunk in self.chunks for run in self._runs(chunk, text)]

    def share_in(self, text: str, context: str = "", *, around: float = 0.0) -> float:
        """Which part of the words stands in ``text``, from 0 to 1; what only ``context`` has is worth ``around``."""
        found = 0.0
        for chunk in self.chunks:
            own = self._weight(chunk, text)
            both = self._weight(chunk, f"{text}\n{context}") if context else own
            found += own + around * max(both - own, 0.0)
        return found / self.size if self.size else 0.0

    def is_altered_in(self, text: str) -> bool:
        """Whether the text has another word in the place of one of the question's: 旅客吞吐量 for 货邮吞吐量."""
        return any(_altered(chunk, self._runs(chunk, text), text) for chunk in self.chunks)

    def _weight(self, chunk: str, text: str) -> float:
        if chunk not in text and any(word in text for word in self.synonyms.get(chunk, ())):
            return _SYNONYM * len(chunk)
        return sum(map(len, self._runs(chunk, text)))

    def _runs(self, chunk: str, text: str) -> list[str]:
        """The longest runs first, wherever they stand; each character is used once."""
        if chunk in text:
            return [chunk]
        found: dict[int, str] = {}
        left = chunk
        while (at := SequenceMatcher(None, left, text, autojunk=False).find_longest_match()).size >= _SHORTEST:
            found[at.a] = chunk[at.a : at.a + at.size]
            left = left[: at.a] + _USED * at.size + left[at.a + at.size :]
        return [found[start] for start in sorted(found)]


_SYNONYM = 0.8
_OTHER = 4
"""No word that stands in the place of another is longer."""


def _altered(chunk: str, runs: Sequence[str], text: str) -> bool:
    at = 0
    for before, after in pairwise(runs):
        start = chunk.index(before, at) + len(before)
        at = chunk.index(after, start)
        own = chunk[start:at]
        there = re.search(f"{re.escape(before)}([^，,、；;]{{2,{_OTHER}}}){re.escape(after)}", text)
        if len(own) >= _SHORTEST and own not in text and there:
            return True
    return False


def runs_of(*texts: str) -> list[str]:
    """Runs so short that a text without any of them has nothing of the given texts."""
    return pieces(Wording(texts, {}))


def pieces(words: Wording) -> list[str]:
    """Runs so short that a text without any of them has nothing of the words."""
    return sorted({chunk[at : at + _SHORTEST] for chunk in words.chunks for at in range(len(chunk) - 1)})
