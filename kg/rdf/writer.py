"""Writes a plan as triples, in the order of the text."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kg import iri
from kg.graph import ALIAS
from kg.model import Entity, Evidence, Fact, Goal, Mention, PlanGraph, Quantity, Section, Span
from kg.ontology import DCTERMS, INDUSTRIES, OA, PROV, RDF, RDFS, SCHEMA, SKOS, XSD, Ontology, load_ontology

DIGEST = "sha256:"
"""The prefix of text digests in RDF."""


class PlanWriter:
    """Writes one plan; each method yields the triples of one kind of node."""

    def __init__(self, plan_graph: PlanGraph) -> None:
        self.plan_graph = plan_graph
        self.slug = plan_graph.plan.slug
        self.ids = iri.ids()
        self.ontology: Ontology = load_ontology()
        self.heads = {Span(head.start, head.end): head for head in plan_graph.heads}
        self.known: dict[str, ox.NamedNode] = {}

    def triples(self) -> Iterator[ox.Triple]:
        yield from self._plan()
        starts = [section.start for section in self.plan_graph.sections]
        for section, end in zip(self.plan_graph.sections, [*starts[1:], None], strict=True):
            yield from self._section(section)
            yield from self.about(
                self.node(iri.section_id(self.slug, section.index)),
                (SCHEMA + "text", _zh(self.plan_graph.text[section.start : end])),
            )
        for entity in self.plan_graph.entities:
            yield from self._entity(entity)
        for goal in self.plan_graph.goals:
            yield from self._goal(goal)
        for fact in self.plan_graph.facts:
            yield from self._fact(fact)

    def term(self, name: str) -> ox.NamedNode:
        """The node of an ontology term, or of an IRI."""
        if name not in self.known:
            self.known[name] = ox.NamedNode(name if ":" in name else self.ontology.iri(name))
        return self.known[name]

    def node(self, identifier: str) -> ox.NamedNode:
        """The node of an id."""
        return ox.NamedNode(self.ids + identifier)

    def about(self, subject: ox.NamedNode, *pairs: tuple[str, object]) -> Iterator[ox.Triple]:
        """One triple for each pair of predicate and value; pairs with None are skipped."""
        for predicate, value in pairs:
            if value is not None:
                yield ox.Triple(subject, self.term(predicate), _object(value))

    def _plan(self) -> Iterator[ox.Triple]:
        plan = self.plan_graph.plan
        start, end = plan.period or (None, None)
        yield from self.about(
            self.node(iri.plan_id(plan.slug)),
            (RDF + "type", self.term("Plan")),
            (DCTERMS + "title", _zh(plan.title)),
            (DCTERMS + "identifier", plan.slug),
            ("region", self._region()),
            (SCHEMA + "spatialCoverage", plan.region or None),
            ("periodStart", self._year(start)),
            ("periodEnd", self._year(end)),
            ("encoding", plan.encoding),
            ("characters", plan.characters),
            ("textDigest", DIGEST + plan.digest),
        )

    def _region(self) -> ox.NamedNode | None:
        name = self.plan_graph.plan.region
        places = (e for e in self.plan_graph.entities if e.type == "Place" and name in (e.name, *e.aliases))
        place = next(places, None)
        return self.node(iri.entity_id(place.ref)) if place else None

    def _section(self, section: Section) -> Iterator[ox.Triple]:
        above = iri.plan_id(self.slug) if section.parent < 0 else iri.section_id(self.slug, section.parent)
        yield from self.about(
            self.node(iri.section_id(self.slug, section.index)),
            (RDF + "type", self.term("Section")),
            ("sectionKind", self.term(section.kind)),
            ("number", section.number or None),
            (DCTERMS + "title", _zh(section.title)),
            (DCTERMS + "isPartOf", self.node(above)),
            (SCHEMA + "position", section.index),
            (OA + "start", section.start),
            (OA + "end", section.end),
            ("line", section.line),
        )

    def _entity(self, entity: Entity) -> Iterator[ox.Triple]:
        node = self.node(iri.entity_id(entity.ref))
        yield from self.about(
            node,
            (RDF + "type", self.term(entity.type)),
            (SKOS + "prefLabel", _zh(entity.name)),
            *((SKOS + "altLabel", _zh(alias)) for alias in entity.aliases),
            (SCHEMA + "name", entity.name),
            self._code(entity),
        )
        for mention in entity.mentions:
            section = self.node(iri.section_id(self.slug, mention.evidence.section))
            evidence = self.node(iri.mention_id(self.slug, mention, entity.ref))
            yield from self.about(node, ("mentionedIn", section), ("evidence", evidence))
        for mention in entity.mentions:
            yield from self._mention(mention, entity)

    def _code(self, entity: Entity) -> tuple[str, object]:
        if entity.code and entity.type == "Industry":
            return SKOS + "broader", ox.NamedNode(INDUSTRIES + entity.code)
        datatype = self.term("GBT2260") if entity.type == "Place" else None
        return SKOS + "notation", ox.Literal(entity.code, datatype=datatype) if entity.code else None

    def _mention(self, mention: Mention, entity: Entity) -> Iterator[ox.Triple]:
        node = self.node(iri.mention_id(self.slug, mention, entity.ref))
        head = self.heads[mention.head] if mention.head else None
        yield from self._evidence(node, mention.evidence)
        yield from self.about(
            node,
            (RDFS + "label", _zh(mention.name)),
            (DCTERMS + "type", self.term(mention.type) if mention.type != entity.type else None),
            ("rule", mention.rule),
            ("provenance", self.term(mention.provenance.value)),
            (DCTERMS + "requires", self._quoted(head) if head else None),
        )
        if head:
            yield from self._evidence(self._quoted(head), head)

    def _quoted(self, evidence: Evidence) -> ox.NamedNode:
        return self.node(iri.evidence_id(self.slug, Span(evidence.start, evidence.end)))

    def _evidence(self, node: ox.NamedNode, evidence: Evidence) -> Iterator[ox.Triple]:
        yield from self.about(
            node,
            (RDF + "type", self.term("Evidence")),
            (RDF + "type", self.term(OA + "TextPositionSelector")),
            (RDF + "type", self.term(OA + "TextQuoteSelector")),
            (OA + "exact", _zh(evidence.quote)),
            (OA + "start", evidence.start),
            (OA + "end", evidence.end),
            ("line", evidence.line),
            ("section", self.node(iri.section_id(self.slug, evidence.section))),
            (PROV + "wasQuotedFrom", self.node(iri.plan_id(self.slug))),
        )

    def _goal(self, goal: Goal) -> Iterator[ox.Triple]:
        node = self.node(iri.goal_id(self.slug, goal))
        yield from self.about(self.node(iri.entity_id(goal.holder)), ("hasGoal", node))
        yield from self.about(
            node,
            (RDF + "type", self.term("Goal")),
            ("goalText", _zh(goal.text)),
            ("status", self.term(goal.status.value)),
            *self._quantity(goal.quantity),
            ("targetYear", self._year(goal.year)),
            ("rule", goal.rule),
            ("provenance", self.term(goal.provenance.value)),
            ("evidence", self._quoted(goal.evidence)),
        )
        yield from self._evidence(self._quoted(goal.evidence), goal.evidence)

    def _quantity(self, quantity: Quantity | None) -> Iterator[tuple[str, object]]:
        if quantity:
            yield "value", ox.Literal(iri.plain(quantity.value), datatype=self.term(XSD + "decimal"))
            yield "unit", quantity.unit
            yield "comparator", quantity.comparator

    def _year(self, year: int | None) -> ox.Literal | None:
        return None if year is None else ox.Literal(f"{year:04}", datatype=self.term(XSD + "gYear"))

    def _fact(self, fact: Fact) -> Iterator[ox.Triple]:
        subject = self.node(iri.entity_id(fact.subject))
        if fact.predicate == ALIAS:
            predicate: str = SKOS + "altLabel"
            object_: object = _zh(fact.object.name)
        else:
            predicate, object_ = fact.predicate, self.node(iri.entity_id(fact.object))
        yield from self.about(subject, (predicate, object_))
        yield from self.about(
            self.node(iri.fact_id(self.slug, fact)),
            (RDF + "type", self.term("Statement")),
            (RDF + "subject", subject),
            (RDF + "predicate", self.term(predicate)),
            (RDF + "object", object_),
            ("status", self.term(fact.status.value)),
            ("rule", fact.rule),
            ("provenance", self.term(fact.provenance.value)),
            ("evidence", self._quoted(fact.evidence)),
        )
        yield from self._evidence(self._quoted(fact.evidence), fact.evidence)


def _zh(text: str) -> ox.Literal | None:
    return ox.Literal(text, language="zh") if text else None


def _object(value: object) -> ox.NamedNode | ox.Literal:
    if isinstance(value, ox.NamedNode | ox.Literal):
        return value
    if isinstance(value, int | str):
        return ox.Literal(value)
    raise TypeError(value)
