r"""A script of Cypher that loads the plans into Neo4j, or brings what is there up to date.

Every value is a literal of its own; no text of a plan can end one. The letter of ``\u`` is itself
escaped where a text holds it, because Neo4j reads such escapes before anything else, even behind
another backslash.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import groupby, islice
from typing import TypeVar

from kg.export.property_graph.flat import EdgeRow, Known, NodeRow, Value, edges, nodes
from kg.model import PlanGraph

_Row = TypeVar("_Row", NodeRow, EdgeRow)

_BATCH = 500
_HEAD = """// Run it with: cypher-shell -f graph.cypher
CREATE CONSTRAINT plan_thing_id IF NOT EXISTS FOR (n:Thing) REQUIRE n.id IS UNIQUE;
"""
_NODES = "MERGE (n:Thing {{id: row.id}}) SET n = row SET n:{name};\n"
_EDGES = """MATCH (a:Thing {{id: row.source}}), (b:Thing {{id: row.target}})
MERGE (a)-[r:{name} {{id: row.known.id}}]->(b) SET r = row.known;
"""
_ESCAPED = re.compile("\\\\u|['\\\\\x00-\x1f\x7f\u0085\u2028\u2029]")
_ESCAPES = {"\\u": "\\\\\\u0075", "\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def cypher(plans: Iterable[PlanGraph]) -> Iterator[str]:
    """Nodes before edges, those of one class or predicate in one statement up to a limit."""
    yield _HEAD
    yield from _statements(nodes(plans), "kind", _node, _NODES)
    yield from _statements(edges(plans), "predicate", _edge, _EDGES)


def _statements(rows: Iterable[_Row], by: str, spell: Callable[[_Row], str], then: str) -> Iterator[str]:
    for name, alike in groupby(rows, key=lambda row: str(row.known[by])):
        while batch := ",\n  ".join(map(spell, islice(alike, _BATCH))):
            yield f"UNWIND [\n  {batch}\n] AS row\n{then.format(name=name)}"


def _node(node: NodeRow) -> str:
    return _map({"id": node.id, "label": node.label, **node.known})


def _edge(edge: EdgeRow) -> str:
    known = _map({"id": edge.id, "label": edge.label, **edge.known})
    return f"{{source: {literal(edge.source)}, target: {literal(edge.target)}, known: {known}}}"


def _map(known: Mapping[str, Value] | Known) -> str:
    return "{" + ", ".join(f"{name}: {literal(value)}" for name, value in known.items()) + "}"


def literal(value: Value) -> str:
    """A value as Cypher spells it; a decimal is a float whether it is whole or not."""
    if isinstance(value, str):
        return f"'{_ESCAPED.sub(_escape, value)}'"
    if isinstance(value, tuple):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, Decimal):
        digits = f"{value:f}"
        return digits if "." in digits else f"{digits}.0"
    return str(value)


def _escape(found: re.Match[str]) -> str:
    return _ESCAPES.get(found[0]) or f"\\u{ord(found[0]):04x}"
