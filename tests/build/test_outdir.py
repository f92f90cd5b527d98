from __future__ import annotations

from pathlib import Path

import pytest

from kg.build.outdir import OutDir, staged
from kg.errors import InputError, StoreError


def everything(root: Path) -> dict[str, str]:
    return {str(path.relative_to(root)): path.read_text() for path in sorted(root.rglob("*")) if path.is_file()}


@pytest.fixture
def out(tmp_path: Path) -> OutDir:
    folder = OutDir(tmp_path / "out")
    for path, text in ((folder.turtle, "old"), (folder.annotations("a"), "old"), (folder.store / "x", "old")):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_what_is_staged_moves_in_and_the_rest_stays(out: OutDir) -> None:
    with staged(out) as stage:
        for path in (stage.html, stage.annotations("b"), stage.store / "y"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("new")
    assert everything(out.root.parent) == {
        "out/annotations/a.jsonl": "old",
        "out/annotations/b.jsonl": "new",
        "out/graph.html": "new",
        "out/graph.ttl": "old",
        "out/store/y": "new",
    }


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, OSError])
def test_a_failure_leaves_all_as_it_was(out: OutDir, error: type[BaseException]) -> None:
    before = everything(out.root.parent)
    with pytest.raises((error, InputError)), staged(out) as stage:
        stage.turtle.write_text("new")
        raise error
    assert everything(out.root.parent) == before


def test_a_failed_first_build_leaves_no_folder(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no"), staged(OutDir(tmp_path / "out")):
        raise ValueError("no")
    assert list(tmp_path.iterdir()) == []


def test_two_at_once_are_refused(out: OutDir) -> None:
    with staged(out), pytest.raises(StoreError, match="另一个"), staged(out):
        pass


def test_what_a_killed_build_left_is_cleared(out: OutDir) -> None:
    left = out.root.parent / ".out.building-killed"
    (left / "new").mkdir(parents=True)
    with staged(out):
        pass
    assert not left.exists()
    assert (out.store / "x").read_text() == "old"


def test_a_store_that_was_moving_when_killed_is_put_back(out: OutDir) -> None:
    left = out.root.parent / ".out.building-killed"
    left.mkdir()
    out.store.rename(left / "old")
    with staged(out):
        pass
    assert (out.store / "x").read_text() == "old"


@pytest.mark.parametrize("place", ["file", "file/out"])
def test_a_place_that_can_not_be_written_is_told_before_any_work(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="--out"), staged(OutDir(tmp_path / place)):
        pytest.fail("there was a stage")
