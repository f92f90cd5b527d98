"""Convert a PlanGraph to a networkx graph, and put it into canonical order."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from kg import iri
from kg.model import (
    Entity,
    Evidence,
    Fact,
    Goal,
    Mention,
    PlanGraph,
    Ref,
    Section,
    Span,
)

if TYPE_CHECKING:
    import networkx as nx

Attributes: TypeAlias = Mapping[str, Any]
_Item = TypeVar("_Item", bound=Hashable)

ALIAS = "alias"
"""The predicate of a fact whose object is another name of its subject."""


def canonical(plan_graph: PlanGraph) -> PlanGraph:
    """The plan in canonical order, which all serializations share.

    Duplicates are removed. Goals, facts and mentions are in text order, names are sorted by code point.
    The object of an ``alias`` fact becomes an alias of its subject and gets the class of the subject.
    """
    facts = _sorted((_alias_of_subject(fact) for fact in plan_graph.facts), _fact_order)
    named: dict[Ref, set[str]] = {}
    for fact in facts:
        if fact.predicate == ALIAS:
            named.setdefault(fact.subject, set()).add(fact.object.name)
    spans = {mention.head for entity in plan_graph.entities for mention in entity.mentions}
    return replace(
        plan_graph,
        sections=tuple(sorted(plan_graph.sections, key=lambda section: section.index)),
        entities=tuple(
            _canonical_entity(entity, named.get(entity.ref, set()))
            for entity in sorted(plan_graph.entities, key=lambda entity: entity.ref)
        ),
        goals=_sorted(plan_graph.goals, _goal_order),
        facts=facts,
        heads=tuple(sorted(h for h in set(plan_graph.heads) if Span(h.start, h.end) in spans)),
    )


def _canonical_entity(entity: Entity, named: set[str]) -> Entity:
    aliases = {*entity.aliases, *named} - {entity.name, ""}
    mentions = _sorted(entity.mentions, _mention_order)
    return replace(entity, aliases=tuple(sorted(aliases)), mentions=mentions)


def _alias_of_subject(fact: Fact) -> Fact:
    if fact.predicate != ALIAS or fact.object.type == fact.subject.type:
        return fact
    return fact._replace(object=Ref(fact.subject.type, fact.object.name))


def _sorted(items: Iterable[_Item], order: Callable[[_Item], Any]) -> tuple[_Item, ...]:
    return tuple(sorted(dict.fromkeys(items), key=order))


def _mention_order(mention: Mention) -> tuple[object, ...]:
    head = mention.head or ()
    return (mention.evidence, mention.type, mention.name, mention.rule, mention.provenance, head)


def _goal_order(goal: Goal) -> tuple[object, ...]:
    amount = goal.quantity
    measure = (amount.value, amount.unit, amount.comparator) if amount else ()
    return (goal.evidence, goal.holder, goal.status, goal.rule, goal.provenance, measure, goal.year or 0)


def _fact_order(fact: Fact) -> tuple[object, ...]:
    triple = (fact.subject, fact.predicate, fact.object)
    return (fact.evidence, *triple, fact.status, fact.rule, fact.provenance)


def to_networkx(plan_graph: PlanGraph) -> nx.MultiDiGraph:
    """The nodes and edges of a plan with all their attributes.

    Nodes are ids (``park/7f31…``) with an attribute ``kind``. Edges are keyed by predicate and id:
    facts, ``hasGoal``, one ``mentionedIn`` per mention, and ``isPartOf`` between sections; an ``alias``
    is an edge from an entity to itself. The graph attribute ``text`` holds the text of the plan.
    """
    import networkx as nx

    plan_graph = canonical(plan_graph)
    graph = nx.MultiDiGraph(text=plan_graph.text)
    graph.add_nodes_from(_nodes(plan_graph))
    graph.add_edges_from(_edges(plan_graph))
    return graph


def _nodes(plan_graph: PlanGraph) -> Iterator[tuple[str, Attributes]]:
    plan = plan_graph.plan
    start, end = plan.period or (None, None)
    known = {
        "kind": "Plan",
        "label": plan.title,
        "slug": plan.slug,
        "region": plan.region,
        "encoding": plan.encoding,
        "characters": plan.characters,
        "digest": plan.digest,
        "period_start": start,
        "period_end": end,
    }
    yield iri.plan_id(plan.slug), known
    for section in plan_graph.sections:
        yield iri.section_id(plan.slug, section.index), {"kind": "Section", **_section(section)}
    for entity in plan_graph.entities:
        named = {"kind": entity.type, "label": entity.name, "aliases": entity.aliases, "code": entity.code}
        yield iri.entity_id(entity.ref), named
    for goal in plan_graph.goals:
        yield iri.goal_id(plan.slug, goal), {"kind": "Goal", "label": goal.text, **_goal(goal)}


def _section(section: Section) -> Attributes:
    return {
        "label": section.title,
        "index": section.index,
        "section_kind": section.kind,
        "number": section.number,
        "start": section.start,
        "end": section.end,
        "line": section.line,
        "parent": section.parent,
    }


def _goal(goal: Goal) -> Attributes:
    amount = goal.quantity
    return {
        "status": goal.status.value,
        "value": iri.plain(amount.value) if amount else None,
        "unit": amount.unit if amount else None,
        "comparator": amount.comparator if amount else None,
        "year": goal.year,
        **_said(goal),
    }


def _said(item: Goal | Fact | Mention) -> Attributes:
    evidence = item.evidence
    return {
        "rule": item.rule,
        "provenance": item.provenance.value,
        "start": evidence.start,
        "end": evidence.end,
        "quote": evidence.quote,
        "line": evidence.line,
        "section": evidence.section,
    }


def _edges(plan_graph: PlanGraph) -> Iterator[tuple[str, str, str, Attributes]]:
    slug = plan_graph.plan.slug
    for section in plan_graph.sections:
        above = iri.plan_id(slug) if section.parent < 0 else iri.section_id(slug, section.parent)
        yield iri.section_id(slug, section.index), above, "isPartOf", {"predicate": "isPartOf"}
    heads = {Span(head.start, head.end): head for head in plan_graph.heads}
    for entity in plan_graph.entities:
        for mention in entity.mentions:
            key = f"mentionedIn {iri.mention_id(slug, mention, entity.ref)}"
            section_id = iri.section_id(slug, mention.evidence.section)
            yield iri.entity_id(entity.ref), section_id, key, _mention(mention, heads)
    for goal in plan_graph.goals:
        goal_id = iri.goal_id(slug, goal)
        yield iri.entity_id(goal.holder), goal_id, f"hasGoal {goal_id}", {"predicate": "hasGoal"}
    for fact in plan_graph.facts:
        alias = fact.predicate == ALIAS
        key = f"{fact.predicate} {iri.fact_id(slug, fact)}"
        known = {"predicate": fact.predicate, "status": fact.status.value, **_said(fact)}
        subject = iri.entity_id(fact.subject)
        object_ = subject if alias else iri.entity_id(fact.object)
        yield subject, object_, key, known | ({"alias": fact.object.name} if alias else {})


def _mention(mention: Mention, heads: Mapping[Span, Evidence]) -> Attributes:
    head = heads[mention.head] if mention.head else None
    return {
        "predicate": "mentionedIn",
        "type": mention.type,
        "name": mention.name,
        **_said(mention),
        "head_start": head.start if head else None,
        "head_end": head.end if head else None,
        "head_quote": head.quote if head else None,
        "head_line": head.line if head else None,
        "head_section": head.section if head else None,
    }
