from __future__ import annotations

from pathlib import Path

import pytest

from kg.pipeline import build

pytestmark = pytest.mark.usefixtures("fake_stages")


def test_build_writes_every_result(plan_file: Path, tmp_path: Path) -> None:
    result = build([plan_file], out=tmp_path / "out")
    for path in (
        result.out.turtle,
        result.out.report,
        result.out.annotations("made-up"),
        result.out.refused("made-up"),
    ):
        assert path.stat().st_size > 0, path
