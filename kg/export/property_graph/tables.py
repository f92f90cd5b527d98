"""Nodes and edges as two CSV files that a spreadsheet opens without asking.

They start with a byte-order mark, by which Excel knows UTF-8. A text that a spreadsheet would take
for a formula gets an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kg.export.property_graph import flat
from kg.export.property_graph.flat import EDGE_FIELDS, NODE_FIELDS, Known, Value
from kg.model import PlanGraph

_MARK = "\ufeff"
_END = "\r\n"
# The full-width forms are operators too in a Chinese or Japanese spreadsheet. A text that begins
# with apostrophes before one of these gets one more, so that one can always be taken off again.
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")


def nodes(plans: Iterable[PlanGraph]) -> Iterator[str]:
    """A row for each node; Id and Label are what Gephi looks for."""
    yield _MARK + _row(["Id", "Label", *NODE_FIELDS])
    for node in flat.nodes(plans):
        yield _row([node.id, guarded(node.label), *_cells(node.known, NODE_FIELDS)])


def edges(plans: Iterable[PlanGraph]) -> Iterator[str]:
    """A row for each edge; Source, Target, Id and Label are what Gephi looks for."""
    yield _MARK + _row(["Source", "Target", "Id", "Label", *EDGE_FIELDS])
    for edge in flat.edges(plans):
        yield _row([edge.source, edge.target, edge.id, edge.label, *_cells(edge.known, EDGE_FIELDS)])


def _cells(known: Known, fields: Mapping[str, type]) -> Iterator[str]:
    return (_cell(known.get(name, "")) for name in fields)


def _cell(value: Value) -> str:
    # A number may well begin with a minus.
    return guarded(flat.text(value)) if isinstance(value, str | tuple) else flat.text(value)


def guarded(value: str) -> str:
    """A text that a spreadsheet does not interpret as a formula."""
    return "'" + value if _FORMULA.match(value) else value


def _row(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator=_END).writerow(cells)
    return out.getvalue()
