"""Nodes and edges of plans as flat rows, for formats that know no lists and no triples.

The rows are those of :func:`kg.graph.to_networkx`, with the plan that each belongs to and a label in
Chinese. A named thing of several plans is one node, under all its names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

from kg.graph import to_networkx
from kg.model import PlanGraph
from kg.ontology import load_ontology

Value: TypeAlias = str | int | Decimal | tuple[str, ...]
Known: TypeAlias = Mapping[str, Value]

NODE_FIELDS: Mapping[str, type] = {
    "kind": str,
    "kind_label": str,
    "aliases": tuple,
    "code": str,
    "plan": str,
    "status": str,
    "value": Decimal,
    "unit": str,
    "comparator": str,
    "year": int,
    "quote": str,
    "start": int,
    "end": int,
    "line": int,
    "section": int,
    "rule": str,
    "provenance": str,
    "index": int,
    "section_kind": str,
    "number": str,
    "parent": int,
    "region": str,
    "period_start": int,
    "period_end": int,
    "encoding": str,
    "characters": int,
    "digest": str,
}
"""The attributes of nodes besides id and label, in the order of the columns."""

EDGE_FIELDS: Mapping[str, type] = {
    "predicate": str,
    "plan": str,
    "status": str,
    "alias": str,
    "mention_name": str,
    "mention_type": str,
    "quote": str,
    "start": int,
    "end": int,
    "line": int,
    "section": int,
    "rule": str,
    "provenance": str,
    "head_quote": str,
    "head_start": int,
    "head_end": int,
    "head_line": int,
    "head_section": int,
}
"""The attributes of edges besides id, ends and label, in the order of the columns."""

# To Gephi, a column `type` of an edge says whether it is directed; a `name` beside a `label` is idle.
_RENAMED = {"type": "mention_type", "name": "mention_name", "slug": "plan"}
_SAID = {"alias": "别名", "isPartOf": "所属"}
"""The labels of what is no term of the ontology."""
_SEPARATOR = "|"


class NodeRow(NamedTuple):
    """A plan, section, entity or goal; unknown attributes are left out."""

    id: str
    label: str
    known: Known


class EdgeRow(NamedTuple):
    """A relation, mention or part; its id is its own among all plans."""

    id: str
    source: str
    target: str
    label: str
    known: Known


def nodes(plans: Iterable[PlanGraph]) -> Iterator[NodeRow]:
    """The nodes of each plan in turn, then the named things of all, each once."""
    things: dict[str, NodeRow] = {}
    for plan_graph in plans:
        for identifier, known in to_networkx(plan_graph).nodes(data=True):
            node = _node(identifier, known, plan_graph.plan.slug)
            if "aliases" in known:
                things[identifier] = _merged(node, things.get(identifier, node))
            else:
                yield node
    yield from things.values()


def _node(identifier: str, known: Mapping[str, Any], slug: str) -> NodeRow:
    rest = {name: value for name, value in known.items() if name != "label"}
    own = {} if "aliases" in known else {"plan": slug}
    return NodeRow(identifier, known["label"], _flat({**rest, "kind_label": _said(known["kind"]), **own}, NODE_FIELDS))


def _merged(node: NodeRow, earlier: NodeRow) -> NodeRow:
    known = {**node.known, **earlier.known}
    names = {name for row in (node, earlier) for name in row.known.get("aliases", ())}  # type: ignore[union-attr]
    return node._replace(known=_flat({**known, "aliases": tuple(sorted(names))}, NODE_FIELDS))


def edges(plans: Iterable[PlanGraph]) -> Iterator[EdgeRow]:
    """The edges of each plan in turn, those of one predicate together."""
    for plan_graph in plans:
        graph = to_networkx(plan_graph).edges(keys=True, data=True)
        for source, target, key, known in sorted(graph, key=lambda edge: str(edge[3]["predicate"])):
            # Evidence, statement or goal; a section is part of one thing only and has no such key.
            identifier = key.partition(" ")[2] or source
            flat = _flat({**known, "plan": plan_graph.plan.slug}, EDGE_FIELDS)
            yield EdgeRow(identifier, source, target, _said(known["predicate"]), flat)


def _flat(known: Mapping[str, Any], fields: Mapping[str, type]) -> dict[str, Value]:
    """The known attributes, renamed and ordered by the fields."""
    named = {_RENAMED.get(name, name): value for name, value in known.items()}
    return {
        name: Decimal(named[name]) if kind is Decimal else named[name]
        for name, kind in fields.items()
        if named.get(name) not in (None, "", ())
    }


def _said(name: str) -> str:
    """The Chinese label of a class or predicate, in whatever language the user reads messages."""
    return _SAID.get(name) or load_ontology()[name].labels["zh"]


def joined(names: Iterable[str]) -> str:
    r"""Several names as one text: ``甲|乙``, a ``|`` inside a name written ``\|`` and a ``\`` written ``\\``."""
    return _SEPARATOR.join(name.replace("\\", "\\\\").replace(_SEPARATOR, "\\" + _SEPARATOR) for name in names)


def text(value: Value) -> str:
    """A value as text: a decimal in plain digits, several names joined."""
    if isinstance(value, tuple):
        return joined(value)
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
