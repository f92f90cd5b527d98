"""The mentions, goals and facts of a plan as JSON lines, each with its place in the text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal

from kg import iri
from kg.model import Entity, Evidence, Fact, Goal, Mention, PlanGraph, Provenance, Ref


def render(graph: PlanGraph) -> str:
    """One object a line, in the order of the text within each kind."""
    spoken = _spoken(graph)
    facts = (_fact(fact, spoken) for fact in graph.facts)
    records = (*_entities(graph), *map(_goal, graph.goals), *facts)
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def _entities(graph: PlanGraph) -> Iterator[dict[str, object]]:
    said = ((mention, entity) for entity in graph.entities for mention in entity.mentions)
    for mention, entity in sorted(said, key=lambda pair: (pair[0].evidence, pair[1].ref)):
        yield _entity(mention, entity)


def _entity(mention: Mention, entity: Entity) -> dict[str, object]:
    return {
        "kind": "entity",
        "type": mention.type,
        "name": _said(mention, entity),
        **_place(mention.evidence),
        "id": iri.entity_id(entity.ref),
        "rule": mention.rule,
    }


def _said(mention: Mention, entity: Entity) -> str:
    """What a line calls an entity; the entity's own name where a short form stands for it."""
    return entity.name if mention.provenance is Provenance.RESOLVED else mention.name


def _goal(goal: Goal) -> dict[str, object]:
    amount = goal.quantity
    return {
        "kind": "goal",
        "holder": goal.holder.name,
        "text": goal.text,
        **_place(goal.evidence),
        "status": goal.status.value,
        "value": number(amount.value) if amount else None,
        "unit": amount.unit if amount else None,
        "comparator": amount.comparator if amount else None,
        "year": goal.year,
        "rule": goal.rule,
    }


def _spoken(graph: PlanGraph) -> dict[tuple[int, Ref], str]:
    """What each line calls each entity; the first name where it has several."""
    spoken: dict[tuple[int, Ref], str] = {}
    for entity in graph.entities:
        for mention in entity.mentions:
            spoken.setdefault((mention.evidence.line, entity.ref), _said(mention, entity))
    return spoken


def _fact(fact: Fact, spoken: Mapping[tuple[int, Ref], str]) -> dict[str, object]:
    line = fact.evidence.line
    return {
        "kind": "fact",
        "subject": spoken.get((line, fact.subject), fact.subject.name),
        "predicate": fact.predicate,
        "object": spoken.get((line, fact.object), fact.object.name),
        **_place(fact.evidence),
        "status": fact.status.value,
        "rule": fact.rule,
    }


def _place(evidence: Evidence) -> dict[str, object]:
    return {"start": evidence.start, "end": evidence.end}


def number(value: Decimal) -> int | float:
    """A decimal as JSON has it, whole if it is whole."""
    return int(value) if value == value.to_integral_value() else float(value)
