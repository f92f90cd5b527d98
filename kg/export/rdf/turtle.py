"""Readable Turtle: prefixes, one block for each subject, in text order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox

from kg.export.rdf.abbreviation import IriAbbreviations
from kg.model import PlanGraph
from kg.ontology import RDF, XSD, Node
from kg.rdf import graph_name, to_triples

_TYPE = RDF + "type"
_PLAIN_NUMBER = XSD + "integer"
_DIGITS = re.compile(r"[0-9]+")


def render(plan_graphs: Sequence[PlanGraph]) -> str:
    """The plans as one Turtle document, by slug."""
    return "".join(turtle(sorted(plan_graphs, key=lambda plan_graph: plan_graph.plan.slug)))


def turtle(plans: Iterable[PlanGraph]) -> Iterator[str]:
    """The plans as one Turtle document, a commented part for each."""
    yield _TurtleTerms().header()
    for plan_graph in plans:
        yield _title(plan_graph)
        # One for each plan, so that the cache does not grow with the number of plans.
        yield from _TurtleTerms().blocks(to_triples(plan_graph))


def trig(plans: Iterable[PlanGraph]) -> Iterator[str]:
    """The plans as one TriG document, each the named graph that bears its name."""
    yield _TurtleTerms().header()
    for plan_graph in plans:
        terms = _TurtleTerms()
        yield f"{_title(plan_graph)}{terms.iri(graph_name(plan_graph.plan.slug))} {{\n"
        yield from terms.blocks(to_triples(plan_graph))
        yield "\n}\n"


def _title(plan_graph: PlanGraph) -> str:
    return f"\n# {' '.join(plan_graph.plan.title.split())} ({plan_graph.plan.slug})\n"


def render_triples(triples: Iterable[ox.Triple]) -> str:
    """Any triples as Turtle, sorted."""
    terms = _TurtleTerms()
    return terms.header() + "".join(terms.blocks(sorted(triples, key=str)))


class _TurtleTerms:
    """Serializes nodes with a base and prefixes."""

    def __init__(self) -> None:
        self.names = IriAbbreviations()
        self.spelt: dict[str, str] = {}

    def header(self) -> str:
        lines = [f"@prefix {prefix}: <{namespace}> ." for prefix, namespace in self.names.prefixes.items()]
        return "\n".join([f"@base <{self.names.base}> .", *lines, ""])

    def blocks(self, triples: Iterable[ox.Triple]) -> Iterator[str]:
        by_subject: dict[Node, dict[str, list[str]]] = {}
        for triple in triples:
            properties = by_subject.setdefault(triple.subject, {})
            properties.setdefault(self.verb(triple.predicate.value), []).append(self.node(triple.object))
        for subject, properties in by_subject.items():
            pairs = " ;\n    ".join(f"{verb} {', '.join(objects)}" for verb, objects in properties.items())
            yield f"\n{self.node(subject)} {pairs} .\n"

    def verb(self, predicate: str) -> str:
        return "a" if predicate == _TYPE else self.iri(predicate)

    def node(self, node: Node) -> str:
        if isinstance(node, ox.NamedNode):
            return self.iri(node.value)
        if isinstance(node, ox.Literal) and node.language is None:
            return self.literal(node)
        return str(node)

    def literal(self, node: ox.Literal) -> str:
        if node.datatype.value == _PLAIN_NUMBER and _DIGITS.fullmatch(node.value):
            return node.value
        if node.datatype.value == XSD + "string":
            return str(node)
        return f"{ox.Literal(node.value)}^^{self.iri(node.datatype.value)}"

    def iri(self, value: str) -> str:
        if value not in self.spelt:
            self.spelt[value] = self._iri(value)
        return self.spelt[value]

    def _iri(self, value: str) -> str:
        return self.names.prefixed(value) or f"<{self.names.relative(value) or value}>"
