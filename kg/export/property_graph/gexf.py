"""GEXF 1.3, for Gephi."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from kg.export.property_graph.flat import EDGE_FIELDS, NODE_FIELDS, Known, edges, nodes
from kg.export.property_graph.markup import DECLARATION, escaped
from kg.model import PlanGraph

_TYPES = {int: "integer", Decimal: "double"}
_HEAD = """<gexf xmlns="http://gexf.net/1.3" version="1.3">
<graph defaultedgetype="directed" mode="static">
"""


def gexf(plans: Iterable[PlanGraph]) -> Iterator[str]:
    """The plans as one directed graph; the kind of an edge is its predicate, so that parallel edges stay apart."""
    yield DECLARATION + _HEAD
    yield from _attributes("node", NODE_FIELDS)
    yield from _attributes("edge", EDGE_FIELDS)
    yield "<nodes>\n"
    for node in nodes(plans):
        yield f'<node id="{node.id}" label="{escaped(node.label)}">{_values(node.known)}</node>\n'
    yield "</nodes>\n<edges>\n"
    for edge in edges(plans):
        ends = f'source="{edge.source}" target="{edge.target}"'
        attributes = f'label="{escaped(edge.label)}" kind="{escaped(edge.known["predicate"])}"'
        yield f'<edge id="{edge.id}" {ends} {attributes}>{_values(edge.known)}</edge>\n'
    yield "</edges>\n</graph>\n</gexf>\n"


def _attributes(of: str, fields: Mapping[str, type]) -> Iterator[str]:
    yield f'<attributes class="{of}" mode="static">\n'
    for name, kind in fields.items():
        yield f'<attribute id="{name}" title="{name}" type="{_TYPES.get(kind, "string")}"/>\n'
    yield "</attributes>\n"


def _values(known: Known) -> str:
    values = "".join(f'<attvalue for="{name}" value="{escaped(value)}"/>' for name, value in known.items())
    return f"<attvalues>{values}</attvalues>"
