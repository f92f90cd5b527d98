"""Tag names with a linear-chain conditional random field over :mod:`kg.extract.names.features`.

The weights are in ``data/model/tagger.npz`` (written by ``python -m kg.train``); tagging runs in numpy
over all lines of a plan at once (Lafferty, McCallum and Pereira 2001; decoding after Viterbi).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from kg.errors import KnowledgeError
from kg.extract.line.clauses import Clause
from kg.extract.names.features import LABELS, SLOTS, Channels, signature, slots
from kg.extract.names.proposals import TAGGED, Proposal
from kg.lexicon.knowledge import Knowledge
from kg.messages import say
from kg.project import data_file

MODEL = "model/tagger.npz"
_BATCH = 512
"""Maximum number of lines tagged at once, usually a whole plan; more would only take memory."""
_NEVER = -1e4
_ORDER = np.array([0, *range(1, len(LABELS), 2), *range(2, len(LABELS), 2)])
_BOUND = len(LABELS) // 2 + 1
"""The labels that may stand anywhere, and from ``_BOUND`` on those that are bound to what stands before them;
:data:`~kg.extract.names.features.LABELS` has beginnings and insides by turns."""
_RULES = tuple(f"tagger.{label[2:].lower()}" for label in LABELS)
_CAUTION = np.float32(0.0)
"""Bias added to the score of label O at each character, to trade recall for precision."""


@dataclass(frozen=True, eq=False)
class Tagger:
    """``rows`` maps a slot to its row of ``weights``, row 0 all zero; ``moves[a, b]`` is the weight of b after a.

    ``signature`` is that of the features and the lexicon that it was trained with.

    Weights are integer multiples of ``scale``: their sum is exact in any order, and 16 bits a weight halve the time
    for gathering the rows.
    """

    rows: NDArray[np.int32]
    weights: NDArray[np.int16] | NDArray[np.float32]
    moves: NDArray[np.float32]
    scale: float = 1.0
    signature: str = ""

    def tag(self, lines: Sequence[tuple[str, Sequence[Clause], Channels]]) -> Iterator[list[Proposal]]:
        """The mentions of each line, in text order."""
        for first in range(0, len(lines), _BATCH):
            batch = lines[first : first + _BATCH]
            labels = self.decode(slots([found for _, _, found in batch]), list(_runs(batch)))
            yield from _names([text for text, _, _ in batch], labels)

    def decode(self, table: NDArray[np.int64], runs: Sequence[tuple[int, int]]) -> NDArray[np.int8]:
        """The best label of each character; each run is decoded separately, characters between runs are O."""
        labels = np.zeros(table.shape[1], dtype=np.int8)
        if runs:
            scores = np.multiply(self._sums(table), self.scale, dtype=np.float32)
            scores[:, 0] += _CAUTION
            _viterbi(scores, self.moves, np.array(sorted(runs, key=lambda run: run[0] - run[1])), labels)
        return labels

    def _sums(self, table: NDArray[np.int64]) -> NDArray[np.int16] | NDArray[np.float32]:
        sums = np.zeros((table.shape[1], self.weights.shape[1]), dtype=self.weights.dtype)
        row = np.empty_like(sums)
        for slot in table:
            self.weights.take(self.rows.take(slot, mode="clip"), axis=0, out=row, mode="clip")
            sums += row
        return sums


@cache
def load_tagger() -> Tagger | None:
    """The tagger of ``data/model``, or None if there is no model file.

    Raises :class:`~kg.errors.KnowledgeError` for weights that other labels or slots were trained for.
    """
    path = data_file(MODEL)
    if not path.is_file():
        return None
    kept = _read(path)
    if int(kept["slots"]) != SLOTS or tuple(kept["labels"]) != LABELS:
        raise KnowledgeError(say("model-other", path=path))
    weights, scale, keys = kept["weights"].astype(np.int16), float(kept["scale"]), kept["keys"]
    moves = kept["moves"].astype(np.float32)
    rows = np.zeros(SLOTS, dtype=np.int32)
    rows[keys] = np.arange(1, len(keys) + 1, dtype=np.int32)
    weights = np.vstack([np.zeros((1, len(LABELS)), dtype=np.int16), weights])
    return Tagger(rows, weights, np.where(_allowed(), moves, np.float32(_NEVER)), scale, str(kept["signature"]))


def _read(path: Path) -> dict[str, NDArray[Any]]:
    """The arrays of a model. Raises :class:`~kg.errors.KnowledgeError` for an unreadable file."""
    try:
        with path.open("rb") as file, np.load(file) as kept:
            return {name: kept[name] for name in ("slots", "labels", "weights", "scale", "keys", "moves", "signature")}
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise KnowledgeError(say("model-unreadable", path=path, error=error)) from None


def is_current(knowledge: Knowledge) -> bool:
    """Whether the tagger, if there is one, was trained with the current features and lexicon."""
    tagger = load_tagger()
    return tagger is None or tagger.signature == signature(knowledge)


def save_tagger(
    path: Path,
    *,
    keys: NDArray[np.int64],
    weights: NDArray[np.float32],
    moves: NDArray[np.float32],
    signature: str,
) -> None:
    """Write a tagger, its weights in 8 bits; ``signature`` is that of the features it was trained with."""
    scale = np.float32(np.abs(weights).max() / 127)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        np.savez_compressed(
            file, keys=keys.astype(np.int32), weights=np.round(weights / scale).astype(np.int8), scale=scale,
            moves=moves.astype(np.float32), labels=np.array(LABELS), slots=SLOTS, signature=signature,
        )  # fmt: skip


def _allowed() -> NDArray[np.bool_]:
    """Which label may follow which, by [before, after]: I-X only follows B-X or I-X."""
    allowed = np.ones((len(LABELS), len(LABELS)), dtype=bool)
    for to, label in enumerate(LABELS):
        if label.startswith("I-"):
            allowed[:, to] = [before[2:] == label[2:] for before in LABELS]
    return allowed


def _runs(lines: Sequence[tuple[str, Sequence[Clause], Channels]]) -> Iterator[tuple[int, int]]:
    at = 0
    for text, clauses, _ in lines:
        yield from ((at + clause.start, at + clause.end) for clause in clauses)
        at += len(text)


def _viterbi(
    scores: NDArray[np.float32], moves: NDArray[np.float32], runs: NDArray[np.int64], labels: NDArray[np.int8]
) -> None:
    """Write the best path of each run to ``labels``; all runs, the longest first, take each step together.

    What a step works on lies together: its characters side by side, and the labels that may stand anywhere before those
    of the inside of a name. Only these are bound to what stands before them, so that they have two ways in where every
    other label has all; the way back is sought along the best path alone.
    """
    starts, live = runs[:, 0], _live(runs[:, 1] - runs[:, 0])
    order = np.concatenate([starts[:alive] + step for step, alive in enumerate(live)])
    moves = moves[_ORDER][:, _ORDER]
    best = np.ascontiguousarray(scores[order].T[_ORDER])
    best[_BOUND:, : live[0]] += np.float32(_NEVER)
    into = moves[:, :_BOUND, None]
    begun, kept = (np.diag(moves[before, _BOUND:])[:, None] for before in (slice(1, _BOUND), slice(_BOUND, None)))
    before, at = best[:, : live[0]], live[0]
    for alive in live[1:]:
        before, here = before[:, :alive], best[:, at : at + alive]
        here[:_BOUND] += np.maximum.reduce(before[:, None] + into, axis=0)
        here[_BOUND:] += np.maximum(before[1:_BOUND] + begun, before[_BOUND:] + kept)
        before, at = here, at + alive
    labels[order] = _ORDER[_way_back(np.ascontiguousarray(best.T), np.ascontiguousarray(moves.T), live)]


def _way_back(best: NDArray[np.float32], into: NDArray[np.float32], live: Sequence[int]) -> NDArray[np.int64]:
    """The label of each character on the best path to the end of its run; rows of ``into`` are moves into a label."""
    found = np.empty(len(best), dtype=np.int64)
    at, after = len(best), found[:0]
    for alive in reversed(live):
        at -= alive
        reached = best[at : at + alive]
        reached[: len(after)] += into[after]
        after = found[at : at + alive] = reached.argmax(axis=1)
    return found


def _live(sizes: NDArray[np.int64]) -> list[int]:
    """How many runs, which stand the longest first, reach each step."""
    live: list[int] = np.searchsorted(-sizes, -np.arange(sizes[0])).tolist()
    return live


def _names(texts: Sequence[str], labels: NDArray[np.int8]) -> Iterator[list[Proposal]]:
    """The names of each text; ``labels`` are those of all texts, one after the other."""
    begins = np.flatnonzero(labels & 1)
    bounds = np.append(np.flatnonzero((labels == 0) | (labels & 1 == 1)), len(labels))
    ends = bounds[np.searchsorted(bounds, begins, side="right")]
    rows = list(zip(begins.tolist(), ends.tolist(), labels[begins].tolist(), strict=True))
    behind = np.cumsum([len(text) for text in texts])
    at = first = 0
    for text, last, following in zip(texts, np.searchsorted(begins, behind).tolist(), behind.tolist(), strict=True):
        yield [
            Proposal(start - at, end - at, LABELS[label][2:], text[start - at : end - at], _RULES[label], TAGGED)
            for start, end, label in rows[first:last]
        ]
        at, first = following, last
