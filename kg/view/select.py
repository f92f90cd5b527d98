"""Selection of a part of the plans for a smaller page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from kg.errors import InputError
from kg.graph import ALIAS
from kg.messages import say
from kg.model import PlanGraph, Ref
from kg.view.scene import GOAL


def select(
    plan_graphs: Iterable[PlanGraph],
    *,
    around: str | None = None,
    hops: int = 1,
    types: Collection[str] = (),
    plans: Collection[str] = (),
) -> list[PlanGraph]:
    """The selected part of the plans; without a criterion it is not restricted.

    ``plans`` are slugs; ``around`` is a name or an alias, with all that lies within ``hops`` relations
    of it, though not beyond a plan's own region, which is tied to everything; ``types`` are class names.
    """
    chosen = [plan_graph for plan_graph in plan_graphs if not plans or plan_graph.plan.slug in plans]
    if around is not None:
        near = _within(chosen, _named(chosen, around), hops)
        holders = {ref for ref, distance in near.items() if distance < hops}
        chosen = [_cut(plan_graph, near, holders) for plan_graph in chosen]
    if types:
        kept = {entity.ref for plan_graph in chosen for entity in plan_graph.entities if entity.type in types}
        chosen = [_cut(plan_graph, kept, kept if GOAL in types else ()) for plan_graph in chosen]
    return chosen


def _named(plan_graphs: Sequence[PlanGraph], name: str) -> set[Ref]:
    """The entities of that name, or else of that alias."""
    entities = [entity for plan_graph in plan_graphs for entity in plan_graph.entities]
    found = {entity.ref for entity in entities if entity.name == name}
    found = found or {entity.ref for entity in entities if name in entity.aliases}
    if not found:
        raise InputError(say("no-such-entity", name=name))
    return found


def _within(plan_graphs: Sequence[PlanGraph], start: set[Ref], hops: int) -> dict[Ref, int]:
    """Each entity within ``hops`` of ``start``, with its distance."""
    ties: dict[Ref, set[Ref]] = defaultdict(set)
    for fact in (fact for plan_graph in plan_graphs for fact in plan_graph.facts):
        ties[fact.subject].add(fact.object)
        ties[fact.object].add(fact.subject)
    regions = {Ref("Place", plan_graph.plan.region) for plan_graph in plan_graphs} - start
    distance = dict.fromkeys(start, 0)
    ring = start
    for step in range(1, hops + 1):
        ring = {end for ref in ring - regions for end in ties[ref]} - distance.keys()
        distance.update(dict.fromkeys(ring, step))
    return distance


def _cut(plan_graph: PlanGraph, kept: Collection[Ref], holders: Collection[Ref]) -> PlanGraph:
    """The entities of ``kept``, the facts among them, and the goals of ``holders``."""
    goals = tuple(goal for goal in plan_graph.goals if goal.holder in holders and goal.holder in kept)
    ends = {*kept, *(Ref(GOAL, goal.text) for goal in goals)}
    return replace(
        plan_graph,
        entities=tuple(entity for entity in plan_graph.entities if entity.ref in kept),
        goals=goals,
        facts=tuple(
            fact
            for fact in plan_graph.facts
            if fact.subject in ends and (fact.object in ends or fact.predicate == ALIAS)
        ),
    )
