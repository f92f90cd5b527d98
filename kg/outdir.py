"""The folder that a build writes, and how a whole new state takes the place of the old."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kg.errors import InputError
from kg.messages import say


@dataclass(frozen=True, slots=True)
class OutDir:
    """Where each result lies under ``root``."""

    root: Path

    @property
    def store(self) -> Path:
        return self.root / "store"

    @property
    def turtle(self) -> Path:
        return self.root / "graph.ttl"

    @property
    def html(self) -> Path:
        return self.root / "graph.html"

    @property
    def report(self) -> Path:
        return self.root / "report.json"

    def annotations(self, slug: str) -> Path:
        return self.root / "annotations" / f"{slug}.jsonl"

    def refused(self, slug: str) -> Path:
        return self.root / "refused" / f"{slug}.jsonl"


@contextmanager
def staged(out: OutDir) -> Iterator[OutDir]:
    """Give an empty folder beside ``out``; what is in it at the end moves in, or nothing if it failed.

    A file or folder moves over the one of the same name; what the stage does not hold stays.
    """
    try:
        parent = out.root.absolute().parent
        parent.mkdir(parents=True, exist_ok=True)
        root = Path(tempfile.mkdtemp(prefix=f".{out.root.name}-", dir=parent))
    except OSError as error:
        raise InputError(say("cannot-write", path=out.root, error=error.strerror)) from error
    try:
        stage = OutDir(root / "new")
        stage.root.mkdir()
        yield stage
        _move_in(stage.root, out.root, root / "old")
    except OSError as error:
        raise InputError(say("cannot-write", path=out.root, error=error.strerror or error)) from error
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _move_in(new: Path, target: Path, old: Path) -> None:
    """Move all of ``new`` into ``target``; a folder of files is merged, the store is swapped whole."""
    target.mkdir(parents=True, exist_ok=True)
    for item in sorted(new.iterdir()):
        place = target / item.name
        if item.name == "store":
            if place.exists():
                os.replace(place, old)
            os.replace(item, place)
        elif item.is_dir():
            _move_in(item, place, old)
        else:
            os.replace(item, place)
