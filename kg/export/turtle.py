"""Turtle that a person can read: prefixes, one block a node, in the order of the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox

from kg import iri
from kg.model import PlanGraph
from kg.ontology import RDF, XSD, Node, prefixes
from kg.rdf import to_triples

_TYPE = RDF + "type"
_PLAIN_NUMBER = XSD + "integer"
# Narrower than Turtle allows, so that no escape and no other reading is possible.
_DIGITS = re.compile(r"[0-9]+")
_LOCAL = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_ID = re.compile(r"[a-z]+/[0-9a-z-]+")


def render(graphs: Sequence[PlanGraph]) -> str:
    """The plans as one Turtle document, a commented part for each, by slug."""
    names = prefixes()
    spell = _Spelling(names, iri.ids())
    parts = [spell.header()]
    for graph in sorted(graphs, key=lambda graph: graph.plan.slug):
        parts.append(f"\n# {' '.join(graph.plan.title.split())} ({graph.plan.slug})\n")
        parts.extend(spell.blocks(to_triples(graph)))
    return "".join(parts)


def render_triples(triples: Iterable[ox.Triple]) -> str:
    """Any triples as Turtle, sorted."""
    spell = _Spelling(prefixes(), iri.ids())
    return spell.header() + "".join(spell.blocks(sorted(triples, key=str)))


class _Spelling:
    """How nodes are spelt under a set of prefixes and a base."""

    def __init__(self, names: dict[str, str], base: str) -> None:
        self.names = {prefix: namespace for prefix, namespace in sorted(names.items()) if prefix != "id"}
        self.base = base
        self.spelt: dict[str, str] = {}

    def header(self) -> str:
        lines = [f"@prefix {prefix}: <{namespace}> ." for prefix, namespace in self.names.items()]
        return "\n".join([f"@base <{self.base}> .", *lines, ""])

    def blocks(self, triples: Iterable[ox.Triple]) -> Iterator[str]:
        by_subject: dict[Node, dict[str, list[str]]] = {}
        for triple in triples:
            said = by_subject.setdefault(triple.subject, {})
            said.setdefault(self.verb(triple.predicate.value), []).append(self.node(triple.object))
        for subject, said in by_subject.items():
            pairs = " ;\n    ".join(f"{verb} {', '.join(objects)}" for verb, objects in said.items())
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
        if value.startswith(self.base) and _ID.fullmatch(value, len(self.base)):
            return f"<{value[len(self.base) :]}>"
        for prefix, namespace in self.names.items():
            local = value[len(namespace) :]
            if value.startswith(namespace) and _LOCAL.fullmatch(local):
                return f"{prefix}:{local}"
        return f"<{value}>"
