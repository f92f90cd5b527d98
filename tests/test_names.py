"""A name means one thing in the whole package."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

from kg import project

SHARED = {
    "Place": "a row of data/places.tsv, and the offsets of an extraction; for kg/lexicon to tell apart",
    "View": "what goals and subjects see of a line; to be told apart in kg/extract",
}
"""Names of two classes as yet, with what they are."""


def test_no_two_classes_share_a_name() -> None:
    modules: dict[str, list[str]] = defaultdict(list)
    package = Path(project.PACKAGE)
    for path in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                modules[node.name.strip("_")].append(path.relative_to(package).as_posix())
    assert len(modules) > 100
    assert {name: where for name, where in modules.items() if len(where) > 1 and name not in SHARED} == {}
    assert {name for name in SHARED if len(modules[name]) < 2} == set()
