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
_CAUTION = np.float32(0.0)
"""What speaks for "no name" at each character: junk costs more than a gap."""


@dataclass(frozen=True, eq=False)
class Tagger:
    """``rows`` leads from a slot to a row of ``weights`` (row 0 is all zero); ``moves[a, b]`` is the weight of b after a."""

    rows: NDArray[np.int32]
    weights: NDArray[np.float32]
    moves: NDArray[np.float32]

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
        scores = np.zeros((table.shape[1], len(LABELS)), dtype=np.float32)
        for row in table:
            scores += self.weights[self.rows[row]]
        scores[:, 0] += _CAUTION
        labels = np.zeros(len(scores), dtype=np.int8)
        for start, end, path in _viterbi(scores, self.moves, runs):
            labels[start:end] = path
        return labels


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
        weights = kept["weights"].astype(np.float32) * kept["scale"]
        moves = kept["moves"].astype(np.float32)
        keys = kept["keys"]
    rows = np.zeros(SLOTS, dtype=np.int32)
    rows[keys] = np.arange(1, len(keys) + 1, dtype=np.int32)
    weights = np.vstack([np.zeros((1, len(LABELS)), dtype=np.float32), weights])
    return Tagger(rows, weights, np.where(_allowed(), moves, np.float32(_NEVER)))


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
    scores: NDArray[np.float32], moves: NDArray[np.float32], runs: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int, list[int]]]:
    """The best path of each run; runs of about one length go through together."""
    first = np.array([0.0 if not label.startswith("I-") else _NEVER for label in LABELS], dtype=np.float32)
    ordered = sorted(runs, key=lambda run: run[0] - run[1])
    starts = np.array([start for start, _ in ordered])
    sizes = np.array([end - start for start, end in ordered])
    best = scores[starts] + first
    back: list[NDArray[np.int8]] = []
    finals = np.zeros((len(ordered), len(LABELS)), dtype=np.float32)
    live = len(ordered)
    for step in range(1, int(sizes[0])):
        still = int(np.searchsorted(-sizes, -step, side="left"))
        finals[still:live] = best[still:live]
        live = still
        reached = best[:live, :, None] + moves[None]
        came = reached.argmax(axis=1).astype(np.int8)
        back.append(came)
        best = (
            np.take_along_axis(reached, came[:, None, :].astype(np.int64), axis=1)[:, 0] + scores[starts[:live] + step]
        )
    finals[:live] = best[:live]
    for index, (start, end) in enumerate(ordered):
        label = int(finals[index].argmax())
        path = [label]
        for step in range(end - start - 2, -1, -1):
            label = int(back[step][index, label])
            path.append(label)
        yield start, end, path[::-1]


def _names(text: str, labels: NDArray[np.int8]) -> Iterator[Proposal]:
    marks = labels.tolist()
    for start, label in enumerate(marks):
        if label and LABELS[label][0] == "B":
            end = start + 1
            while end < len(marks) and marks[end] == label + 1:
                end += 1
            type_ = LABELS[label][2:]
            yield Proposal(start, end, type_, text[start:end], f"tagger.{type_.lower()}", TAGGED)
