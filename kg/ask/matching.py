"""How much of a question's words a text has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_SHORTEST = 2


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
        """Which part of the words stands in ``text``, from 0 to 1; in ``context`` a word is worth ``around``."""
        found = (max(self._weight(chunk, text), around * self._weight(chunk, context)) for chunk in self.chunks)
        return sum(found) / self.size if self.size else 0.0

    def _weight(self, chunk: str, text: str) -> float:
        if chunk not in text and any(word in text for word in self.synonyms.get(chunk, ())):
            return _SYNONYM * len(chunk)
        return sum(map(len, self._runs(chunk, text)))

    def _runs(self, chunk: str, text: str) -> list[str]:
        if chunk in text:
            return [chunk]
        matcher = SequenceMatcher(None, chunk, text, autojunk=False)
        return [chunk[a : a + n] for a, _, n in matcher.get_matching_blocks() if n >= _SHORTEST]


_SYNONYM = 0.8


def pieces(words: Wording) -> list[str]:
    """Runs so short that a text without any of them has nothing of the words."""
    return sorted({chunk[at : at + _SHORTEST] for chunk in words.chunks for at in range(len(chunk) - 1)})
