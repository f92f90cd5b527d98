"""GraphML: nodes and edges with typed data, for yEd, Cytoscape, igraph or NetworkX."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from kg.export.property_graph.flat import EDGE_FIELDS, NODE_FIELDS, Known, edges, nodes
from kg.export.property_graph.markup import DECLARATION, escaped
from kg.model import PlanGraph

_TYPES = {int: "int", Decimal: "double"}
_HEAD = """<graphml xmlns="http://graphml.graphdrawing.org/xmlns"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""
_LABEL: Mapping[str, type] = {"label": str}


def graphml(plans: Iterable[PlanGraph]) -> Iterator[str]:
    """The plans as one directed graph."""
    yield DECLARATION + _HEAD
    yield from _keys("node", {**_LABEL, **NODE_FIELDS})
    yield from _keys("edge", {**_LABEL, **EDGE_FIELDS})
    yield '<graph id="plans" edgedefault="directed">\n'
    for node in nodes(plans):
        yield f'<node id="{_token(node.id)}">{_data("node", {"label": node.label, **node.known})}</node>\n'
    for edge in edges(plans):
        ends = f'source="{_token(edge.source)}" target="{_token(edge.target)}"'
        yield f'<edge id="{_token(edge.id)}" {ends}>{_data("edge", {"label": edge.label, **edge.known})}</edge>\n'
    yield "</graph>\n</graphml>\n"


def _keys(of: str, fields: Mapping[str, type]) -> Iterator[str]:
    for name, kind in fields.items():
        yield f'<key id="{of}.{name}" for="{of}" attr.name="{name}" attr.type="{_TYPES.get(kind, "string")}"/>\n'


def _data(of: str, known: Known) -> str:
    return "".join(f'<data key="{of}.{name}">{escaped(value)}</data>' for name, value in known.items() if value != "")


def _token(identifier: str) -> str:
    """An id as an NMTOKEN, in which the schema of GraphML allows no slash."""
    return identifier.replace("/", ":")
