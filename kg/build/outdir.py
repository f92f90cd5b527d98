"""The output folder, and its atomic replacement."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from kg.errors import InputError, StoreError
from kg.messages import say

_STORE = "store"


@dataclass(frozen=True, slots=True)
class OutDir:
    """The paths of the results under ``root``."""

    root: Path

    @property
    def store(self) -> Path:
        return self.root / _STORE

    @property
    def turtle(self) -> Path:
        return self.root / "graph.ttl"

    @property
    def html(self) -> Path:
        return self.root / "graph.html"

    @property
    def part(self) -> Path:
        return self.root / "view.html"

    @property
    def report(self) -> Path:
        return self.root / "report.json"

    def annotations(self, slug: str) -> Path:
        return self.root / "annotations" / f"{slug}.jsonl"

    def refused(self, slug: str) -> Path:
        return self.root / "refused" / f"{slug}.jsonl"


@contextmanager
def staged(out: OutDir) -> Iterator[OutDir]:
    """Yield an empty staging folder beside ``out``; its contents move into ``out`` unless an error is raised.

    A file moves over the one of the same name, the store over the whole store; what the stage does
    not hold stays. One process at a time can stage a folder.
    """
    root = out.root.absolute()
    try:
        root.parent.mkdir(parents=True, exist_ok=True)
        if root.exists() and not root.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        with _locked(root):
            _recover(root)
            working = Path(tempfile.mkdtemp(prefix=_prefix(root), dir=root.parent))
            try:
                stage = OutDir(working / "new")
                stage.root.mkdir()
                yield stage
                _move_in(stage.root, root, working / "old")
            finally:
                shutil.rmtree(working, ignore_errors=True)
    except OSError as error:
        raise InputError(say("cannot-write", path=out.root, error=error.strerror or error)) from error


def _prefix(root: Path) -> str:
    return f".{root.name}.building-"


def _recover(root: Path) -> None:
    """Remove the staging folders of killed builds; restore the store if one was killed while replacing it."""
    for left in sorted(root.parent.glob(f"{_prefix(root)}*")):
        if (left / "old").is_dir() and not (root / _STORE).exists():
            (left / "old").replace(root / _STORE)
        shutil.rmtree(left, ignore_errors=True)


def _move_in(new: Path, target: Path, old: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for item in sorted(new.iterdir()):
        place = target / item.name
        if item.name == _STORE:
            if place.exists():
                place.replace(old)
            item.replace(place)
        elif item.is_dir():
            _move_in(item, place, old)
        else:
            item.replace(place)


@contextmanager
def _locked(root: Path) -> Iterator[None]:
    """Hold a lock on the folder, a file in the system's temporary folder. Raises StoreError if it is taken."""
    name = hashlib.sha256(str(root.resolve()).encode()).hexdigest()[:16]
    with (Path(tempfile.gettempdir()) / f"kg-{name}.lock").open("a+b") as file:
        try:
            _lock(file)
        except OSError as error:
            raise StoreError(say("busy", path=root)) from error
        yield


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
