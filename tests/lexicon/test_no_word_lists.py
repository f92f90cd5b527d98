"""Chinese words are in ``data/`` and ``ontology/``, where curators edit them; each exception has a reason."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from pathlib import Path

from kg.project import PACKAGE

HAN = re.compile("[\u4e00-\u9fff]")

LEFT: Mapping[str, tuple[int, str]] = {
    "document/about.py": (1, "the class of a division by its last character"),
    "document/sections.py": (8, "the forms of numbered headings"),
    "document/text.py": (1, "characters by which a wrong encoding is noticed"),
    "extract/facts/annotated.py": (1, "a function word"),
    "extract/facts/patterns.py": (1, "what joins two names"),
    "extract/facts/predicates.py": (9, "function words"),
    "extract/facts/subjects.py": (5, "function words"),
    "extract/facts/wholes.py": (5, "numerals and the frame of a layout"),
    "extract/goals.py": (5, "function words and the unit of money"),
    "extract/line/clauses.py": (2, "the word that ends a list"),
    "extract/line/formula.py": (2, "numerals of a formula"),
    "extract/line/quantities.py": (28, "the grammar of numbers and their multipliers"),
    "extract/line/tense.py": (5, "years"),
    "extract/names/lists.py": (1, "a character that makes a head a rank"),
    "extract/names/trim.py": (2, "function words"),
    "export/property_graph/flat.py": (2, "labels of what is no term of the ontology"),
    "lexicon/numerals.py": (10, "the numerals"),
    "ask/amounts/answers.py": (1, "a year"),
    "query/named.py": (2, "a year, and a label of what is no term of the ontology"),
    "serve/pages/console.py": (1, "the comment of the example query"),
    "validate.py": (1, "the range of Chinese characters"),
    "view/scene.py": (2, "numerals of sections"),
}
"""How many strings with Chinese each module has, and why; a longer list of words goes to ``data/``."""


def chinese(path: Path) -> list[str]:
    """The strings with Chinese in a module, docstrings left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in documented
        and HAN.search(node.value)
    ]


def test_no_list_of_chinese_words_stands_in_the_code() -> None:
    found = {path.relative_to(PACKAGE).as_posix(): len(chinese(path)) for path in PACKAGE.rglob("*.py")}
    assert len(found) > 150
    assert {name: count for name, count in found.items() if count} == {name: count for name, (count, _) in LEFT.items()}
