"""Each key of a rule file is used by the code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from kg.lexicon.rules import FILES
from kg.lexicon.tables import Table
from kg.project import PACKAGE
from kg.train.corpus import Bags
from kg.view.style import Presentation

DEFINED_IN = {"rules.py", "name_rules.py"}


def tables(kind: Any) -> Iterator[type[Table]]:
    """A table type and the table types nested in it."""
    if isinstance(kind, type) and issubclass(kind, Table):
        yield kind
        for hint in get_type_hints(kind).values():
            yield from tables(hint)
    elif get_origin(kind) is not None or isinstance(kind, UnionType):
        for part in get_args(kind):
            yield from tables(part)


def test_every_key_is_read() -> None:
    code = "\n".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py") if path.name not in DEFINED_IN)
    read = set(re.findall(r"\.(\w+)", code))
    found = {table for kind in (*FILES.values(), Bags, Presentation) for table in tables(kind)}
    keys = {f"{table.__name__}.{name}" for table in found for name in get_type_hints(table)}
    assert len(keys) > 120
    assert {key for key in keys if key.partition(".")[2] not in read} == set()
