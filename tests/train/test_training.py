"""A tagger trained on a few marked lines finds names of the same kind that it has not seen."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from kg.extract.line.clauses import scan
from kg.extract.names import tagger
from kg.extract.names.features import LABELS, channels
from kg.lexicon.knowledge import load_knowledge
from kg.train import __main__ as training

pytestmark = pytest.mark.trainer

NAMES = ("青墟", "白埠", "麓西", "松谷", "柳汀", "云麓")
MARKED = "".join(f"继续走访{{{name}学堂|Facility}}。\n各部门要关心{name}群众。\n" for name in NAMES)
BAGS = '[[bag]]\nwithout = ["others"]\n[[bag]]\nwithout = []\n'


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The model that the command makes of the marked lines; no plan is beside them."""
    folder, out = tmp_path / "training", tmp_path / "model" / "tagger.npz"
    folder.mkdir()
    for name, text in (("some.txt", MARKED), ("others.txt", "欢迎{北屿学堂|Facility}。\n"), ("bags.toml", BAGS)):
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(training, "data_file", lambda name: tmp_path / name)
    monkeypatch.setattr(tagger, "data_file", lambda name: out)
    monkeypatch.setattr(sys, "argv", ["kg.train", "--plans", str(tmp_path / "plans"), "--out", str(out)])
    assert training.main() == 0
    return out


def names(text: str) -> list[tuple[str, str]]:
    knowledge = load_knowledge()
    clauses = scan(text, knowledge)
    found = tagger.load_tagger.__wrapped__()
    assert found is not None
    [proposals] = found.tag([(text, clauses, channels(text, clauses, [], knowledge))])
    return [(text[name.start : name.end], name.type) for name in proposals]


@pytest.mark.usefixtures("model")
def test_a_name_that_was_not_marked_is_found() -> None:
    assert names("继续走访汶岭学堂。") == [("汶岭学堂", "Facility")]
    assert names("各部门要关心汶岭群众。") == []


def test_each_bag_is_reported_with_its_size(capsys: pytest.CaptureFixture[str], model: Path) -> None:
    assert model.is_file()
    assert [line.partition(",")[0] for line in capsys.readouterr().err.splitlines()] == ["12 lines", "13 lines"]


def test_the_model_holds_one_row_for_each_slot(model: Path) -> None:
    kept = np.load(model)
    assert tuple(kept["labels"]) == LABELS
    assert kept["weights"].shape == (len(kept["keys"]), len(LABELS))
    assert list(kept["keys"]) == sorted(set(kept["keys"]))
    assert sorted(path.name for path in model.parent.iterdir()) == ["tagger.npz"]
