"""Reads a plan back from its triples."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pyoxigraph as ox

from kg.graph import ALIAS, canonical
from kg.model import (
    Entity,
    Evidence,
    Fact,
    Goal,
    Mention,
    PlanGraph,
    PlanInfo,
    Provenance,
    Quantity,
    Ref,
    Section,
    Span,
    Status,
)
from kg.ontology import DCTERMS, INDUSTRIES, OA, RDF, RDFS, SCHEMA, SKOS, Index, Node, load_ontology
from kg.rdf.writer import DIGEST

_NAMED_THING = "Entity"


class PlanReader:
    """Reads one plan back from its triples."""

    def __init__(self, table: Index) -> None:
        self.table = table
        self.ontology = load_ontology()
        self.sections: dict[Node, int] = {}
        self.refs: dict[Node, Ref] = {}
        self.heads: set[Evidence] = set()

    def plan_graph(self) -> PlanGraph:
        by_class: dict[str, list[Node]] = {}
        for node in self.table:
            for kind in self._all(node, RDF + "type"):
                by_class.setdefault(self._local(kind), []).append(node)
        sections = by_class.get("Section", [])
        self.sections = {node: self._int(node, SCHEMA + "position") for node in sections}
        things = [
            (node, name)
            for name, nodes in by_class.items()
            if name in self.ontology.classes and _NAMED_THING in self.ontology.classes[name].parents
            for node in nodes
        ]
        self.refs = {node: Ref(name, self._text(node, SKOS + "prefLabel")) for node, name in things}
        return canonical(
            PlanGraph(
                plan=self._plan(by_class["Plan"][0]),
                sections=tuple(self._section(node) for node in sections),
                entities=tuple(self._entity(node) for node in self.refs),
                goals=tuple(self._goals()),
                facts=tuple(self._fact(node) for node in by_class.get("Statement", ())),
                heads=tuple(self.heads),
                text="".join(
                    self._text(node, SCHEMA + "text") for node in sorted(sections, key=self.sections.__getitem__)
                ),
            )
        )

    def _all(self, node: Node, predicate: str) -> list[Node]:
        return self.table[node].get(predicate, []) if node in self.table else []

    def _one(self, node: Node, predicate: str) -> Node:
        return self.table[node][predicate][0]

    def iri(self, name: str) -> str:
        return self.ontology.iri(name)

    def _text(self, node: Node, predicate: str) -> str:
        found = self._all(node, predicate)
        return _value(found[0]) if found else ""

    def _int(self, node: Node, predicate: str) -> int:
        return int(_value(self._one(node, predicate)))

    def _year(self, node: Node, name: str) -> int | None:
        found = self._text(node, self.iri(name))
        return int(found) if found else None

    def _local(self, node: Node) -> str:
        return self.ontology.local(_value(node)) or ""

    def _plan(self, node: Node) -> PlanInfo:
        start, end = self._year(node, "periodStart"), self._year(node, "periodEnd")
        return PlanInfo(
            slug=self._text(node, DCTERMS + "identifier"),
            title=self._text(node, DCTERMS + "title"),
            region=self._text(node, SCHEMA + "spatialCoverage"),
            encoding=self._text(node, self.iri("encoding")),
            characters=self._int(node, self.iri("characters")),
            digest=self._text(node, self.iri("textDigest")).removeprefix(DIGEST),
            period=None if start is None or end is None else (start, end),
        )

    def _section(self, node: Node) -> Section:
        return Section(
            index=self.sections[node],
            kind=self._local(self._one(node, self.iri("sectionKind"))),
            number=self._text(node, self.iri("number")),
            title=self._text(node, DCTERMS + "title"),
            start=self._int(node, OA + "start"),
            end=self._int(node, OA + "end"),
            line=self._int(node, self.iri("line")),
            parent=self.sections.get(self._one(node, DCTERMS + "isPartOf"), -1),
        )

    def _entity(self, node: Node) -> Entity:
        ref = self.refs[node]
        return Entity(
            type=ref.type,
            name=ref.name,
            aliases=tuple(_value(alias) for alias in self._all(node, SKOS + "altLabel")),
            mentions=tuple(self._mention(evidence, ref) for evidence in self._all(node, self.iri("evidence"))),
            code=self._text(node, SKOS + "notation")
            or self._text(node, SKOS + "broader").removeprefix(INDUSTRIES)
            or None,
        )

    def _mention(self, node: Node, ref: Ref) -> Mention:
        heads = [self._evidence(head) for head in self._all(node, DCTERMS + "requires")]
        self.heads.update(heads)
        types = self._all(node, DCTERMS + "type")
        return Mention(
            evidence=self._evidence(node),
            type=self._local(types[0]) if types else ref.type,
            name=self._text(node, RDFS + "label"),
            rule=self._text(node, self.iri("rule")),
            provenance=self._provenance(node),
            head=Span(heads[0].start, heads[0].end) if heads else None,
        )

    def _evidence(self, node: Node) -> Evidence:
        return Evidence(
            start=self._int(node, OA + "start"),
            end=self._int(node, OA + "end"),
            quote=self._text(node, OA + "exact"),
            line=self._int(node, self.iri("line")),
            section=self.sections[self._one(node, self.iri("section"))],
        )

    def _provenance(self, node: Node) -> Provenance:
        return Provenance(self._local(self._one(node, self.iri("provenance"))))

    def _status(self, node: Node) -> Status:
        return Status(self._local(self._one(node, self.iri("status"))))

    def _goals(self) -> Iterator[Goal]:
        for holder, ref in self.refs.items():
            for node in self._all(holder, self.iri("hasGoal")):
                yield self._goal(node, ref)

    def _goal(self, node: Node, holder: Ref) -> Goal:
        return Goal(
            evidence=self._evidence(self._one(node, self.iri("evidence"))),
            holder=holder,
            status=self._status(node),
            rule=self._text(node, self.iri("rule")),
            provenance=self._provenance(node),
            quantity=self._quantity(node),
            year=self._year(node, "targetYear"),
        )

    def _quantity(self, node: Node) -> Quantity | None:
        value = self._text(node, self.iri("value"))
        if not value:
            return None
        comparator = self._text(node, self.iri("comparator"))
        return Quantity(Decimal(value), self._text(node, self.iri("unit")), comparator)

    def _fact(self, node: Node) -> Fact:
        subject = self.refs[self._one(node, RDF + "subject")]
        object_ = self._one(node, RDF + "object")
        alias = isinstance(object_, ox.Literal)
        return Fact(
            evidence=self._evidence(self._one(node, self.iri("evidence"))),
            subject=subject,
            predicate=ALIAS if alias else self._local(self._one(node, RDF + "predicate")),
            object=Ref(subject.type, _value(object_)) if alias else self.refs[object_],
            status=self._status(node),
            rule=self._text(node, self.iri("rule")),
            provenance=self._provenance(node),
        )


def _value(node: Node) -> str:
    if isinstance(node, ox.Triple):
        raise ValueError(node)
    return node.value
