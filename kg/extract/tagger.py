"""Tag names with a linear-chain conditional random field over :mod:`kg.extract.features`.

The weights lie in ``data/model/tagger.npz`` (``python -m kg.train`` makes them); tagging is numpy
over all lines of a plan at once (Lafferty, McCallum and Pereira 2001; decoding after Viterbi).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kg.errors import KnowledgeError
from kg.extract.features import LABELS, SLOTS, Channels, slots
from kg.extract.proposals import TAGGED, Proposal
from kg.extract.scan import Clause
from kg.project import data_file

MODEL = "model/tagger.npz"
_NEVER = -1e4
_BEGIN, _INSIDE = slice(1, None, 2), slice(2, None, 2)
_FREE = np.array([0, *range(1, len(LABELS), 2)])
"""The labels that may stand anywhere; :data:`~kg.extract.features.LABELS` has beginnings and insides by turns."""
_CAUTION = np.float32(0.0)
"""What speaks for "no name" at each character: junk costs more than a gap."""


@dataclass(frozen=True, eq=False)
class Tagger:
    """``rows`` leads from a slot to its row of ``weights``, row 0 all zero; ``moves[a, b]`` is the weight of b after a.

    Weights are whole numbers of ``scale``: their sum is exact in any order, and 16 bits a weight halve the time that
    gathering the rows takes.
    """

    rows: NDArray[np.int32]
    weights: NDArray[np.int16] | NDArray[np.float32]
    moves: NDArray[np.float32]
    scale: float = 1.0

    def tag(self, lines: Sequence[tuple[str, Sequence[Clause], Channels]]) -> Iterator[list[Proposal]]:
        """The names of each line, in order."""
        if not lines:
            return
        labels = self.decode(slots([found for _, _, found in lines]), list(_runs(lines)))
        at = 0
        for text, _, _ in lines:
            yield list(_names(text, labels[at : at + len(text)]))
            at += len(text)

    def decode(self, table: NDArray[np.int64], runs: Sequence[tuple[int, int]]) -> NDArray[np.int8]:
        """The best label of each character; each run is a chain of its own, what lies between is no name."""
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
            np.take(self.weights, np.take(self.rows, slot, mode="clip"), axis=0, out=row, mode="clip")
            sums += row
        return sums


@cache
def load_tagger() -> Tagger | None:
    """The tagger of ``data/model``, or nothing when there is none.

    Raises :class:`~kg.errors.KnowledgeError` for weights that other labels or slots were trained for.
    """
    path = data_file(MODEL)
    if not path.is_file():
        return None
    with np.load(path) as kept:
        if int(kept["slots"]) != SLOTS or tuple(kept["labels"]) != LABELS:
            raise KnowledgeError(f"{path}：模型与程序不合（标签或特征表不同）；请重新训练：python -m kg.train")
        weights = kept["weights"].astype(np.int16)
        scale = float(kept["scale"])
        moves = kept["moves"].astype(np.float32)
        keys = kept["keys"]
    rows = np.zeros(SLOTS, dtype=np.int32)
    rows[keys] = np.arange(1, len(keys) + 1, dtype=np.int32)
    weights = np.vstack([np.zeros((1, len(LABELS)), dtype=np.int16), weights])
    return Tagger(rows, weights, np.where(_allowed(), moves, np.float32(_NEVER)), scale)


def save_tagger(
    path: Path, *, keys: NDArray[np.int64], weights: NDArray[np.float32], moves: NDArray[np.float32]
) -> None:
    """Write a tagger, its weights in 8 bits."""
    scale = np.float32(np.abs(weights).max() / 127)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        np.savez_compressed(
            file, keys=keys.astype(np.int32), weights=np.round(weights / scale).astype(np.int8), scale=scale,
            moves=moves.astype(np.float32), labels=np.array(LABELS), slots=SLOTS,
        )  # fmt: skip


def _allowed() -> NDArray[np.bool_]:
    """Which label may follow which: the inside of a name only its own beginning or inside."""
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

    Only the inside of a name is bound to what stands before it, so that it has two ways in where every other label
    has all; the way back is sought along the best path alone.
    """
    starts, sizes = runs[:, 0], runs[:, 1] - runs[:, 0]
    steps = [starts[:live] + step for step, live in enumerate(_live(sizes))]
    into = moves[:, _FREE, None]
    begun, kept = (np.diag(moves[before, _INSIDE])[:, None] for before in (_BEGIN, _INSIDE))
    best = [scores[starts].T]
    best[0][_INSIDE] += np.float32(_NEVER)
    for at in steps[1:]:
        before = best[-1][:, : len(at)]
        here = np.ascontiguousarray(scores[at].T)
        here[_FREE] += (before[:, None] + into).max(axis=0)
        here[_INSIDE] += np.maximum(before[_BEGIN] + begun, before[_INSIDE] + kept)
        best.append(here)
    label = np.zeros(len(runs), dtype=np.int64)
    after = 0
    for at, reached in zip(reversed(steps), reversed(best), strict=True):
        label[:after] = (reached[:, :after].T + moves.T[label[:after]]).argmax(axis=1)
        label[after : len(at)] = reached[:, after:].argmax(axis=0)
        labels[at] = label[: len(at)]
        after = len(at)


def _live(sizes: NDArray[np.int64]) -> Iterator[int]:
    """How many runs, which stand the longest first, reach each step."""
    return (int(live) for live in np.searchsorted(-sizes, -np.arange(sizes[0])))


def _names(text: str, labels: NDArray[np.int8]) -> Iterator[Proposal]:
    marks = labels.tolist()
    for start in np.flatnonzero(labels & 1).tolist():
        label, end = marks[start], start + 1
        while end < len(marks) and marks[end] == label + 1:
            end += 1
        type_ = LABELS[label][2:]
        yield Proposal(start, end, type_, text[start:end], f"tagger.{type_.lower()}", TAGGED)
