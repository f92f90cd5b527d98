"""The built wheel works in an environment that holds nothing else, compiled or not.

``KG_WHEEL`` names a compiled wheel of this checkout; without it one is compiled, which takes a minute.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
import venv
import zipfile
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

import pytest

from kg.project import PACKAGE

pytestmark = pytest.mark.wheel
CHECKOUT = PACKAGE.parent


def run(*command: object, cwd: Path, **environment: str) -> str:
    # Nothing of the checkout may be found by accident.
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "KG_"))}
    done = subprocess.run(
        [*map(str, command)],
        cwd=cwd,
        env=clean | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def made(folder: Path, **environment: str) -> Path:
    """A wheel of the checkout."""
    command = ("-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, CHECKOUT)
    run(sys.executable, *command, cwd=folder, **environment)
    [built] = folder.glob("*.whl")
    return built


def install(folder: Path, *what: object) -> None:
    """Install into the environment of a folder; nothing is compiled to bytecode that is not imported."""
    python = programs_in(folder) / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-compile", *what, cwd=folder)


def programs_in(folder: Path) -> Path:
    return folder / "venv" / ("Scripts" if os.name == "nt" else "bin")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a machine makes that can't compile."""
    return made(tmp_path_factory.mktemp("pure"), CC="no-such-compiler")


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    given = os.environ.get("KG_WHEEL")
    return Path(given) if given else made(tmp_path_factory.mktemp("compiled"), KG_COMPILE="always")


@pytest.fixture(scope="module")
def example(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the pure wheel has built the example."""
    folder = tmp_path_factory.mktemp("example")
    venv.create(folder / "venv")
    install(folder, wheel)
    told = run(programs_in(folder) / "kg", "--lang", "zh", "build", cwd=folder)
    assert "园区" in told
    return folder


def test_a_machine_that_can_not_compile_makes_a_pure_wheel(wheel: Path) -> None:
    assert wheel.name.endswith("-py3-none-any.whl")


def test_the_wheel_holds_the_knowledge(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("ontology", "data"):
        files = [path for path in (CHECKOUT / folder).rglob("*") if path.is_file()]
        assert len(files) > 30
        for path in files:
            assert f"kg/knowledge/{path.relative_to(CHECKOUT).as_posix()}" in names
    assert "kg/messages/errors.toml" in names
    assert not [name for name in names if name.startswith(("tests/", "exports/"))]


def test_the_installed_wheel_builds_the_example(example: Path) -> None:
    assert (example / "exports" / "graph.html").is_file()
    assert (example / "exports" / "annotations" / "binhai-145.jsonl").stat().st_size > 0
    parks = run(programs_in(example) / "kg", "query", "SELECT ?n { ?p a plan:Park ; schema:name ?n }", cwd=example)
    assert "天津港保税区" in parks


@pytest.mark.compiler
def test_the_compiled_wheel_holds_every_module_that_is_to_be_compiled(compiled: Path, wheel: Path) -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    modules = project["tool"]["hatch"]["build"]["targets"]["wheel"]["hooks"]["custom"]["modules"]
    assert "kg/extract/line/clauses.py" in modules
    names = zipfile.ZipFile(compiled).namelist()
    suffix = EXTENSION_SUFFIXES[0]
    assert {module.removesuffix(".py") + suffix for module in modules} <= set(names)
    assert set(modules) <= set(names)
    assert not [name for name in zipfile.ZipFile(wheel).namelist() if name.endswith(suffix)]
    assert not list(CHECKOUT.rglob(f"kg/**/*{suffix}"))


@pytest.mark.compiler
def test_the_compiled_wheel_reads_a_plan_as_the_pure_one_does(compiled: Path, example: Path, tmp_path: Path) -> None:
    programs = programs_in(example)
    install(example, "--force-reinstall", "--no-deps", compiled)
    told = run(programs / "python", "-c", "import kg.extract.line.clauses as m; print(m.__file__)", cwd=tmp_path)
    assert told.strip().endswith(EXTENSION_SUFFIXES[0])
    run(programs / "kg", "build", cwd=tmp_path)
    for result in ("annotations/binhai-145.jsonl", "graph.ttl"):
        assert (tmp_path / "exports" / result).read_bytes() == (example / "exports" / result).read_bytes()
