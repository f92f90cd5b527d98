"""The built wheel works in an environment that holds nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from kg.project import PACKAGE

pytestmark = pytest.mark.wheel
CHECKOUT = PACKAGE.parent


def run(*command: object, cwd: Path) -> str:
    # Nothing of the checkout may be found by accident.
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "KG_"))}
    done = subprocess.run(
        [*map(str, command)], cwd=cwd, env=clean, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, CHECKOUT, cwd=folder)
    [built] = folder.glob("*.whl")
    return built


def test_the_wheel_holds_the_knowledge(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("ontology", "data"):
        files = [path for path in (CHECKOUT / folder).rglob("*") if path.is_file()]
        assert files
        for path in files:
            assert f"kg/knowledge/{path.relative_to(CHECKOUT).as_posix()}" in names
    assert "kg/messages.toml" in names
    assert not [name for name in names if name.startswith(("tests/", "exports/"))]


def test_the_installed_wheel_builds_the_example(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "venv"
    venv.create(home, with_pip=True)
    programs = home / ("Scripts" if os.name == "nt" else "bin")
    run(programs / "python", "-m", "pip", "install", "--quiet", wheel, cwd=tmp_path)
    told = run(programs / "kg", "--lang", "zh", "build", cwd=tmp_path)
    assert "园区" in told
    assert (tmp_path / "exports" / "graph.html").is_file()
    assert (tmp_path / "exports" / "annotations" / "binhai-145.jsonl").stat().st_size > 0
    parks = run(programs / "kg", "query", "SELECT ?n { ?p a plan:Park ; schema:name ?n }", cwd=tmp_path)
    assert "天津港保税区" in parks
