"""What docs/exports.md says of the formats is all of them, and true."""

from __future__ import annotations

import re

import pytest

from kg.export import FORMATS
from kg.export.property_graph.flat import EDGE_FIELDS, NODE_FIELDS
from kg.project import PACKAGE

PAGE = (PACKAGE.parent / "docs" / "exports.md").read_text(encoding="utf-8")


def table(heading: str) -> list[list[str]]:
    """The rows of the table under a heading, without its head."""
    part = PAGE.partition(f"# {heading}\n")[2].partition("\n#")[0]
    rows = [line.strip("| ").split(" | ") for line in part.splitlines() if line.startswith("| ")]
    return rows[2:]


def names(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_every_format_is_told_with_its_files_and_for_whom() -> None:
    told = {names(form)[0]: (names(files), whom) for form, files, whom in table("按工具选择格式")}
    assert {form: files for form, (files, _) in told.items()} == {form: list(files) for form, files in FORMATS.items()}
    assert all(whom.strip() for _, whom in told.values())


@pytest.mark.parametrize(("heading", "fields"), [("节点的属性", NODE_FIELDS), ("边的属性", EDGE_FIELDS)])
def test_every_attribute_is_told(heading: str, fields: dict[str, type]) -> None:
    told = [name for row in table(heading) for name in names(row[0])]
    assert sorted(told) == sorted({*fields, "label"})


def test_the_fields_are_all_that_a_graph_knows() -> None:
    from kg.graph import to_networkx
    from synthetic import synthetic_graph

    renamed = {"type": "mention_type", "name": "mention_name", "slug": "plan"}
    drawn = to_networkx(synthetic_graph())
    of_nodes = {renamed.get(name, name) for _, known in drawn.nodes(data=True) for name in known}
    of_edges = {renamed.get(name, name) for *_, known in drawn.edges(data=True) for name in known}
    assert of_nodes | {"plan", "kind_label"} == {*NODE_FIELDS, "label"}
    assert of_edges | {"plan"} == set(EDGE_FIELDS)
