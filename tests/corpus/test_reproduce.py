"""Two builds of one plan, each in a process of its own, give the same bytes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kg.cli import DEMO_PLAN
from kg.project import PACKAGE, data_file
from needs import SHARED

FOR_ALL_TO_SEE = ("graph.ttl", "graph.html", "annotations", "refused")


def build(plan: Path, out: Path, *, seed: int) -> dict[str, bytes]:
    """Every result but the store and the report, which holds times; sets are hashed anew by ``seed``."""
    command = [sys.executable, "-m", "kg.cli", "build", str(plan), "--out", str(out)]
    settings = {**os.environ, "PYTHONPATH": str(PACKAGE.parent), "PYTHONHASHSEED": str(seed)}
    subprocess.run(command, env=settings, check=True, capture_output=True)
    found = [out / name for name in FOR_ALL_TO_SEE]
    files = [file for path in found for file in ([path] if path.is_file() else sorted(path.iterdir()))]
    return {str(file.relative_to(out)): file.read_bytes() for file in files}


@pytest.mark.parametrize(
    "plan",
    [
        pytest.param(data_file(DEMO_PLAN), id="demo"),
        pytest.param(SHARED / "plans" / "binhai-145-proposal.txt", id="binhai", marks=pytest.mark.corpus),
    ],
)
def test_two_builds_are_the_same_bytes(plan: Path, tmp_path: Path) -> None:
    one, two = (build(plan, tmp_path / str(seed), seed=seed) for seed in (1, 2))
    assert len(one) == 4
    assert all(one.values())
    assert [name for name in one if one[name] != two.get(name)] == []
