"""The tagger decodes the path with the best score, and its weights survive a round trip to disk."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from kg.errors import KnowledgeError
from kg.extract.line.clauses import scan
from kg.extract.names import tagger as module
from kg.extract.names.features import LABELS, SLOTS, channels, signature, slots
from kg.extract.names.tagger import Tagger, is_current, load_tagger, save_tagger
from kg.lexicon.knowledge import load_knowledge

NONE, B_PARK, I_PARK = (LABELS.index(label) for label in ("O", "B-Park", "I-Park"))
B_PROJECT = LABELS.index("B-Project")


def allowed() -> NDArray[np.float32]:
    """No weight for any move, but the inside of a name only after its own beginning or inside."""
    moves = np.zeros((len(LABELS), len(LABELS)), dtype=np.float32)
    for before, after in itertools.product(range(len(LABELS)), repeat=2):
        if LABELS[after].startswith("I-") and LABELS[before][2:] != LABELS[after][2:]:
            moves[before, after] = -1e4
    return moves


def made(
    scores: Sequence[Sequence[tuple[int, float]]], moves: NDArray[np.float32] | None = None
) -> tuple[Tagger, NDArray[np.int64]]:
    """A tagger with one feature that gives each character exactly these scores, and its table of slots."""
    weights = np.zeros((len(scores) + 1, len(LABELS)), dtype=np.float32)
    rows = np.zeros(SLOTS, dtype=np.int32)
    for at, of in enumerate(scores, 1):
        rows[at] = at
        for label, score in of:
            weights[at, label] = score
    table = np.arange(1, len(scores) + 1, dtype=np.int64)[None, :]
    return Tagger(rows, weights, allowed() if moves is None else moves), table


def test_the_best_label_of_each_character() -> None:
    tagger, table = made([[(NONE, 1)], [(B_PARK, 2)], [(I_PARK, 2), (NONE, 1)], [(NONE, 3)]])
    assert tagger.decode(table, [(0, 4)]).tolist() == [NONE, B_PARK, I_PARK, NONE]


def test_no_name_begins_with_its_inside() -> None:
    tagger, table = made([[(I_PARK, 5), (NONE, 1)], [(NONE, 9)], [(I_PARK, 5), (NONE, 1)]])
    assert tagger.decode(table, [(0, 3)]).tolist() == [NONE, NONE, NONE]


def test_a_weak_beginning_is_carried_by_a_strong_inside() -> None:
    tagger, table = made([[(NONE, 1), (B_PARK, 0.5)], [(NONE, 0), (I_PARK, 4)]])
    assert tagger.decode(table, [(0, 2)]).tolist() == [B_PARK, I_PARK]


def test_each_run_is_a_chain_of_its_own_and_nothing_lies_between() -> None:
    scores = [[(B_PARK, 2)], [(I_PARK, 2)], [(B_PARK, 9)], [(I_PARK, 2), (NONE, 1)], [(B_PROJECT, 2)]]
    tagger, table = made(scores)
    assert tagger.decode(table, [(0, 2), (3, 5)]).tolist() == [B_PARK, I_PARK, NONE, NONE, B_PROJECT]


@pytest.mark.parametrize("seed", range(4))
def test_no_other_path_scores_higher(seed: int) -> None:
    random = np.random.default_rng(seed)
    sizes = (3, 1, 2)
    drawn = random.normal(size=(sum(sizes), len(LABELS))).astype(np.float32)
    moves = np.where(allowed() < 0, np.float32(-1e4), random.normal(size=(len(LABELS), len(LABELS))).astype(np.float32))
    tagger, table = made([list(enumerate(map(float, row))) for row in drawn], moves)
    ends = list(itertools.accumulate(sizes))
    runs = list(zip([0, *ends[:-1]], ends, strict=True))
    found = tagger.decode(table, runs).tolist()
    first = np.array([-1e4 if label.startswith("I-") else 0 for label in LABELS])
    for start, end in runs:
        best = max(
            itertools.product(range(len(LABELS)), repeat=end - start),
            key=lambda path, at=start: (
                first[path[0]]
                + sum(drawn[at + step, label] for step, label in enumerate(path))
                + sum(moves[pair] for pair in itertools.pairwise(path))
            ),
        )
        assert tuple(found[start:end]) == best


LINE = "加快麓西园建设。"


def lines(*texts: str):  # type: ignore[no-untyped-def]
    knowledge = load_knowledge()
    scanned = [(text, scan(text, knowledge)) for text in texts]
    return [(text, clauses, channels(text, clauses, [], knowledge)) for text, clauses in scanned]


def hand_made() -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Slots and weights that recognize one park by its characters."""
    table = slots([found for _, _, found in lines(LINE)])
    weights = {}
    for at, label in ((2, B_PARK), (3, I_PARK), (4, I_PARK)):
        weights[int(table[0, at])] = label
    keys = np.array(sorted(weights))
    values = np.zeros((len(keys), len(LABELS)), dtype=np.float32)
    for row, key in enumerate(keys):
        values[row, weights[int(key)]] = 4
    return keys, values


def loaded(path: Path, monkeypatch: pytest.MonkeyPatch) -> Tagger:
    monkeypatch.setattr(module, "data_file", lambda name: path)
    found = load_tagger.__wrapped__()
    assert found is not None
    return found


MOVES = np.zeros((len(LABELS), len(LABELS)), dtype=np.float32)


def test_weights_survive_being_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys, weights = hand_made()
    path = tmp_path / "model" / "tagger.npz"
    save_tagger(
        path, keys=keys, weights=weights, moves=np.zeros((len(LABELS), len(LABELS)), dtype=np.float32), signature="s"
    )
    tagger = loaded(path, monkeypatch)
    assert np.abs(tagger.weights[tagger.rows[keys]] * tagger.scale - weights).max() <= 4 / 254
    [[name]] = tagger.tag(lines(LINE))
    assert (name.type, name.name, name.rule, LINE[name.start : name.end]) == ("Park", "麓西园", "tagger.park", "麓西园")


def test_a_line_is_tagged_alike_alone_and_among_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys, weights = hand_made()
    path = tmp_path / "tagger.npz"
    save_tagger(
        path, keys=keys, weights=weights, moves=np.zeros((len(LABELS), len(LABELS)), dtype=np.float32), signature="s"
    )
    tagger = loaded(path, monkeypatch)
    others = ("推进各项工作，抓好落实。", LINE, "青墟。")
    together = list(tagger.tag(lines(*others)))
    assert together == [next(tagger.tag(lines(text))) for text in others]
    assert list(tagger.tag([])) == []


def test_weights_for_other_labels_are_refused_with_the_mend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "tagger.npz"
    np.savez_compressed(path, slots=SLOTS, labels=np.array(["O", "B-Dam"]))
    with pytest.raises(KnowledgeError, match=r"tagger\.npz.*python -m kg\.train"):
        loaded(path, monkeypatch)


def test_without_weights_there_is_no_tagger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "data_file", lambda name: tmp_path / "none.npz")
    assert load_tagger.__wrapped__() is None


def test_a_tagger_knows_whether_the_lexicon_has_changed_since(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    knowledge = load_knowledge()
    keys, weights = hand_made()
    for kept, current in ((signature(knowledge), True), ("another", False)):
        save_tagger(tmp_path / "tagger.npz", keys=keys, weights=weights, moves=MOVES, signature=kept)
        tagger = loaded(tmp_path / "tagger.npz", monkeypatch)
        monkeypatch.setattr(module, "load_tagger", lambda tagger=tagger: tagger)
        assert is_current(knowledge) is current
        monkeypatch.undo()
