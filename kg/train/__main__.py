"""``python -m kg.train [--plans DIR] [--out FILE]``: make ``data/model/tagger.npz`` from the marked text."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

from kg.extract.line.clauses import scan
from kg.extract.names.features import LABELS, channels, signature, slots
from kg.extract.names.propose import propose_names
from kg.extract.names.schemes import propose_schemes
from kg.extract.names.tagger import MODEL, save_tagger
from kg.lexicon.knowledge import load_knowledge
from kg.project import data_file
from kg.train.corpus import Marked, bags, marked_bag

_ITERATIONS = 120


def main() -> int:
    """Train one tagger for each bag of the annotated text, without missing plans, and average their weights."""
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--plans", type=Path, default=Path("../shared/plans"), help="the folder of the marked plans")
    args.add_argument("--out", type=Path, default=data_file(MODEL))
    options = args.parse_args()
    folder = data_file("training")
    with tempfile.TemporaryDirectory() as temporary, ProcessPoolExecutor() as pool:
        runs = []
        for number, without in enumerate(bags(folder)):
            marked = list(marked_bag(folder, options.plans, without))
            sys.stderr.write(f"{len(marked)} lines, {sum(len(m.text) for m in marked)} characters\n")
            runs.append(pool.submit(train, marked, Path(temporary, f"{number}.npz")))
        average([run.result() for run in runs], options.out)
    return 0


def train(marked: list[Marked], out: Path) -> Path:
    """Fit the weights by L-BFGS with L1 and L2 (CRFsuite), write them to ``out`` and return it."""
    import pycrfsuite  # An optional extra: only training needs it.

    trainer = pycrfsuite.Trainer(verbose=False)
    for items, labels in _sequences(marked):
        trainer.append(items, labels)
    trainer.set_params({"c1": 0.05, "c2": 1.0, "max_iterations": _ITERATIONS, "feature.possible_transitions": True})
    model = out.with_suffix(".crfsuite")
    trainer.train(str(model))
    tagger = pycrfsuite.Tagger()
    tagger.open(str(model))
    _export(tagger.info(), out)
    tagger.close()
    model.unlink()
    return out


def average(taggers: Sequence[Path], out: Path) -> None:
    """Write the tagger whose weights are the mean of those of ``taggers``; a missing slot counts as zero."""
    read = [dict(np.load(path)) for path in taggers]
    keys = sorted({int(key) for tagger in read for key in tagger["keys"]})
    row = {key: at for at, key in enumerate(keys)}
    weights = np.zeros((len(keys), len(LABELS)), dtype=np.float32)
    for tagger in read:
        weights[[row[int(key)] for key in tagger["keys"]]] += tagger["weights"] * tagger["scale"] / len(read)
    moves = np.mean([tagger["moves"] for tagger in read], axis=0)
    save_tagger(out, keys=np.array(keys), weights=weights, moves=moves, signature=signature(load_knowledge()))


def _sequences(marked: list[Marked]) -> Iterator[tuple[list[list[str]], list[str]]]:
    knowledge = load_knowledge()
    for line in marked:
        clauses = scan(line.text, knowledge)
        proposals = [*propose_names(line.text, clauses, knowledge), *propose_schemes(line.text, clauses, knowledge)]
        table = slots([channels(line.text, clauses, proposals, knowledge)])
        # Optional mentions are included once with and once without label, so that the bias decides.
        both = (line.labels(optional=True), line.labels(optional=False))
        for clause in clauses:
            items = [[str(slot) for slot in table[:, at]] for at in range(clause.start, clause.end)]
            for labels in both:
                yield items, labels[clause.start : clause.end]


def _export(info: object, out: Path) -> None:
    states, transitions = info.state_features, info.transitions  # type: ignore[attr-defined]
    index = {label: at for at, label in enumerate(LABELS)}
    keys = sorted({int(slot) for slot, _ in states})
    row = {slot: at for at, slot in enumerate(keys)}
    weights = np.zeros((len(keys), len(LABELS)), dtype=np.float32)
    for (slot, label), weight in states.items():
        weights[row[int(slot)], index[label]] = weight
    moves = np.zeros((len(LABELS), len(LABELS)), dtype=np.float32)
    for (before, after), weight in transitions.items():
        moves[index[before], index[after]] = weight
    save_tagger(out, keys=np.array(keys), weights=weights, moves=moves, signature=signature(load_knowledge()))


if __name__ == "__main__":
    sys.exit(main())
