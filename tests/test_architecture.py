"""The shape of the code: arrows point one way, nothing is too big, nothing prints."""

from __future__ import annotations

import ast
import statistics
from collections import Counter
from collections.abc import Iterator
from functools import cache
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

LINES_OF_A_FILE = 400
LINES_OF_A_FUNCTION = 60
FILES_OF_A_FOLDER = 12

RANK = {module: rank for rank, row in enumerate(STAGES) for module in row}
SOURCES = sorted(PACKAGE.rglob("*.py"))
IDS = [str(path.relative_to(PACKAGE)) for path in SOURCES]


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def stage_of(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    """The stages that a file imports from, also inside functions."""
    for node in ast.walk(parsed(path)):
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
    assert len(SOURCES) > 100


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


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")


MODULES = set(map(module_of, SOURCES))


def imported_modules(path: Path) -> set[str]:
    """The modules of kg that a file imports from, also inside functions; of ``from kg.a import b``, kg.a.b or kg.a."""
    found = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in MODULES else node.module for name in inner}
    return found & MODULES


def test_no_import_cycle_between_modules() -> None:
    left = {
        module: imported_modules(path) - {module} for module, path in zip(map(module_of, SOURCES), SOURCES, strict=True)
    }
    assert sum(map(len, left.values())) > len(left)
    while free := [module for module, used in left.items() if not used & left.keys()]:
        for module in free:
            del left[module]
    assert {module: sorted(used & left.keys()) for module, used in left.items()} == {}


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Each function with its lines, docstring left out."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            docstring = node.body[0] if ast.get_docstring(node) else None
            idle = docstring.end_lineno - docstring.lineno + 1 if docstring and docstring.end_lineno else 0
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1 - idle


@pytest.mark.parametrize("path", SOURCES, ids=IDS)
def test_files_and_functions_are_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LINES_OF_A_FILE
    assert [(name, lines) for name, lines in functions(path) if lines > LINES_OF_A_FUNCTION] == []


def test_most_functions_are_very_small() -> None:
    lines = [length for path in SOURCES for _, length in functions(path)]
    assert len(lines) > 1000
    assert statistics.median(lines) <= 8
    assert statistics.quantiles(lines, n=10)[-1] <= 15


def test_no_folder_is_full() -> None:
    """Files only; subfolders, and what Python and a build leave, are not counted."""
    files = [path for path in PACKAGE.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    held = Counter(path.parent.relative_to(PACKAGE).as_posix() for path in files)
    assert len(held) > 20
    assert {folder: count for folder, count in held.items() if count > FILES_OF_A_FOLDER} == {}


@pytest.mark.parametrize("path", SOURCES, ids=IDS)
def test_every_module_says_its_single_job(path: Path) -> None:
    docstring = ast.get_docstring(parsed(path)) or ""
    assert "." in docstring.partition("\n\n")[0], docstring


def test_no_module_is_a_drawer() -> None:
    drawers = {"utils", "util", "helpers", "common", "core", "misc"}
    assert [path for path in SOURCES if path.stem in drawers] == []
