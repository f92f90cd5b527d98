"""The mentions, goals and facts of a plan as JSON lines with offsets."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from kg import iri
from kg.graph import ALIAS, canonical
from kg.model import Entity, Evidence, Fact, Goal, Mention, PlanGraph, Provenance, Ref


def render(plan_graph: PlanGraph) -> str:
    """One object a line, in the order of the text within each kind."""
    return "".join(map(_line, _records(plan_graph)))


def jsonl(plans: Iterable[PlanGraph]) -> Iterator[str]:
    """The records of several plans, each with its plan and the ids of the entities that it connects."""
    for plan_graph in map(canonical, plans):
        slug = plan_graph.plan.slug
        for record, joined in zip(_records(plan_graph), _joined(plan_graph), strict=True):
            yield _line({"plan": slug, **record, **joined})


_BREAKS = {ord(char): f"\\u{ord(char):04x}" for char in "\x85\u2028\u2029"}


def _line(record: Mapping[str, object]) -> str:
    # What other readers take for the end of a line is escaped, so that an object stays on one.
    return json.dumps(record, ensure_ascii=False).translate(_BREAKS) + "\n"


def _records(plan_graph: PlanGraph) -> Iterator[dict[str, object]]:
    names = _spoken(plan_graph)
    yield from (_entity(mention, entity) for mention, entity in _mentions(plan_graph))
    yield from map(_goal, plan_graph.goals)
    yield from (_fact(fact, names) for fact in plan_graph.facts)


def _joined(plan_graph: PlanGraph) -> Iterator[dict[str, str]]:
    """The ids that lead from each record to the same thing in the other formats."""
    slug = plan_graph.plan.slug
    for mention, entity in _mentions(plan_graph):
        yield {"evidence_id": iri.mention_id(slug, mention, entity.ref)}
    for goal in plan_graph.goals:
        yield {"id": iri.goal_id(slug, goal), "holder_id": iri.entity_id(goal.holder)}
    for fact in plan_graph.facts:
        ids = {"id": iri.fact_id(slug, fact), "subject_id": iri.entity_id(fact.subject)}
        yield ids if fact.predicate == ALIAS else {**ids, "object_id": iri.entity_id(fact.object)}


def _mentions(plan_graph: PlanGraph) -> list[tuple[Mention, Entity]]:
    mentions = ((mention, entity) for entity in plan_graph.entities for mention in entity.mentions)
    return sorted(mentions, key=lambda pair: (pair[0].evidence, pair[1].ref))


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
    """The name of an entity as mentioned in a line; its full name for a short form."""
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


def _spoken(plan_graph: PlanGraph) -> dict[tuple[int, Ref], str]:
    """The first name by which each line mentions each entity."""
    names: dict[tuple[int, Ref], str] = {}
    for entity in plan_graph.entities:
        for mention in entity.mentions:
            names.setdefault((mention.evidence.line, entity.ref), _said(mention, entity))
    return names


def _fact(fact: Fact, names: Mapping[tuple[int, Ref], str]) -> dict[str, object]:
    line = fact.evidence.line
    return {
        "kind": "fact",
        "subject": names.get((line, fact.subject), fact.subject.name),
        "predicate": fact.predicate,
        "object": names.get((line, fact.object), fact.object.name),
        **_place(fact.evidence),
        "status": fact.status.value,
        "rule": fact.rule,
    }


def _place(evidence: Evidence) -> dict[str, object]:
    return {"start": evidence.start, "end": evidence.end}


def number(value: Decimal) -> int | float:
    """A decimal as JSON has it, whole if it is whole."""
    return int(value) if value == value.to_integral_value() else float(value)
