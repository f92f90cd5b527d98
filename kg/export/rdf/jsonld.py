"""JSON-LD: a named graph for each plan, an object for each thing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import pyoxigraph as ox

from kg.export.rdf.abbreviation import IriAbbreviations
from kg.model import PlanGraph
from kg.ontology import RDF, XSD, Node
from kg.rdf import graph_name, to_triples

_TYPE = RDF + "type"
# Digits that JSON and RDF write alike; more of them would not fit the numbers of every reader.
_WHOLE = re.compile(r"0|[1-9][0-9]{0,14}")
_KEPT = 4096


def jsonld(plans: Iterable[PlanGraph]) -> Iterator[str]:
    """The plans as one document with its context inside."""
    names = IriAbbreviations()
    context = {"@base": names.base, **names.prefixes}
    yield f'{{"@context": {json.dumps(context, indent=1)},\n"@graph": ['
    between = "\n"
    for plan_graph in plans:
        objects = _JsonObjects(names)
        things = ",\n".join(_json(thing) for thing in objects.things(to_triples(plan_graph)))
        yield f'{between}{{"@id": {_json(objects.id(graph_name(plan_graph.plan.slug)))}, "@graph": [\n{things}\n]}}'
        between = ",\n"
    yield "\n]}\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


class _JsonObjects:
    def __init__(self, names: IriAbbreviations) -> None:
        self.names = names
        self.term = lru_cache(_KEPT)(self._term)

    def things(self, triples: Iterable[ox.Triple]) -> Iterator[dict[str, object]]:
        """One object for each subject, in the order in which they come."""
        by_subject: dict[str, dict[str, list[object]]] = {}
        for triple in triples:
            about = by_subject.setdefault(self.id(_value(triple.subject)), {})
            if triple.predicate.value == _TYPE:
                about.setdefault("@type", []).append(self.term(_value(triple.object)))
            else:
                about.setdefault(self.term(triple.predicate.value), []).append(self.node(triple.object))
        for subject, known in by_subject.items():
            yield {"@id": subject} | {name: one_or_all(values) for name, values in known.items()}

    def id(self, value: str) -> str:
        return self.names.relative(value) or value

    def _term(self, value: str) -> str:
        return self.names.prefixed(value) or value

    def node(self, node: Node) -> object:
        if not isinstance(node, ox.Literal):
            value = _value(node)
            return {"@id": self.names.relative(value) or self.term(value)}
        if node.language is not None:
            return {"@value": node.value, "@language": node.language}
        kind = node.datatype.value
        if kind == XSD + "string":
            return node.value
        if kind == XSD + "integer" and _WHOLE.fullmatch(node.value):
            return int(node.value)
        return {"@value": node.value, "@type": self.term(kind)}


def one_or_all(values: list[object]) -> object:
    """A value by itself, several as a list."""
    return values[0] if len(values) == 1 else values


def _value(node: Node) -> str:
    if not isinstance(node, ox.NamedNode):
        raise TypeError(node)  # A plan has no nodes without a name.
    return node.value
