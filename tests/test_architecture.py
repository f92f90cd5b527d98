"""The shape of the code: arrows point one way, nothing is too big, nothing prints."""

from __future__ import annotations

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.project import PACKAGE

STAGES = (
    ("errors", "model", "project", "messages", "texttable", "collector", "__init__"),
    ("iri",),
    ("ontology",),
    ("lexicon",),
    ("document",),
    ("extract",),
    ("link",),
    ("graph",),
    ("rdf",),
    ("store",),
    ("query", "export", "view", "validate", "evaluate", "train"),
    ("build",),
    ("ask", "explain"),
    ("serve",),
    ("cli",),
)
"""From what stands on nothing to what stands on all; those of one row may use each other."""

RANK = {module: rank for rank, row in enumerate(STAGES) for module in row}
SOURCES = sorted(PACKAGE.rglob("*.py"))
IDS = [str(path.relative_to(PACKAGE)) for path in SOURCES]


def stage_of(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    """The stages that a file imports from, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names = [node.module or ""]
            if node.module == "kg":
                names = [f"kg.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            package, _, rest = name.partition(".")
            if package == "kg":
                stage = rest.partition(".")[0]
                yield stage if stage in RANK else "__init__"


def test_the_sources_are_found() -> None:
    assert len(SOURCES) > 30


def test_every_module_has_its_place_in_the_line() -> None:
    assert {stage_of(path) for path in SOURCES} <= RANK.keys()


@pytest.mark.parametrize("path", SOURCES, ids=IDS)
def test_no_import_points_forward(path: Path) -> None:
    here = RANK[stage_of(path)]
    assert [stage for stage in imported(path) if RANK[stage] > here] == []


def test_no_import_cycle_within_a_row() -> None:
    uses = {stage: set[str]() for stage in RANK}
    for path in SOURCES:
        here = stage_of(path)
        uses[here] |= {stage for stage in imported(path) if stage not in (here, "__init__")}
    left = dict(uses)
    while free := [stage for stage, used in left.items() if not used & left.keys()]:
        for stage in free:
            del left[stage]
    assert left == {}


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Each function with its lines, docstring left out."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            docstring = node.body[0] if ast.get_docstring(node) else None
            idle = docstring.end_lineno - docstring.lineno + 1 if docstring and docstring.end_lineno else 0
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1 - idle


@pytest.mark.parametrize("path", SOURCES, ids=IDS)
def test_files_and_functions_are_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500
    assert [(name, lines) for name, lines in functions(path) if lines > 60] == []


def test_most_functions_are_very_small() -> None:
    lines = [length for path in SOURCES for _, length in functions(path)]
    assert statistics.median(lines) <= 8
    assert statistics.quantiles(lines, n=10)[-1] <= 30


@pytest.mark.parametrize("path", SOURCES, ids=IDS)
def test_every_module_says_its_single_job(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    assert "." in docstring.partition("\n\n")[0], docstring


def test_no_module_is_a_drawer() -> None:
    drawers = {"utils", "util", "helpers", "common", "core", "misc"}
    assert [path for path in SOURCES if path.stem in drawers] == []
