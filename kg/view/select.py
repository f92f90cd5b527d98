"""Cut a smaller graph out of plans, for a smaller page."""

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
    graphs: Iterable[PlanGraph],
    *,
    around: str | None = None,
    hops: int = 1,
    types: Collection[str] = (),
    plans: Collection[str] = (),
) -> list[PlanGraph]:
    """The part of ``graphs`` that is asked for; what is not asked for stays whole.

    ``plans`` are slugs; ``around`` is a name or an alias, with all that lies within ``hops`` relations
    of it, though not beyond a plan's own region, which is tied to everything; ``types`` are class names.
    """
    chosen = [graph for graph in graphs if not plans or graph.plan.slug in plans]
    if around is not None:
        near = _within(chosen, _named(chosen, around), hops)
        holders = {ref for ref, distance in near.items() if distance < hops}
        chosen = [_cut(graph, near, holders) for graph in chosen]
    if types:
        kept = {entity.ref for graph in chosen for entity in graph.entities if entity.type in types}
        chosen = [_cut(graph, kept, kept if GOAL in types else ()) for graph in chosen]
    return chosen


def _named(graphs: Sequence[PlanGraph], name: str) -> set[Ref]:
    """The entities of that name, or else of that alias."""
    entities = [entity for graph in graphs for entity in graph.entities]
    found = {entity.ref for entity in entities if entity.name == name}
    found = found or {entity.ref for entity in entities if name in entity.aliases}
    if not found:
        raise InputError(say("no-such-entity", name=name))
    return found


def _within(graphs: Sequence[PlanGraph], start: set[Ref], hops: int) -> dict[Ref, int]:
    """Each entity within ``hops`` of ``start``, with its distance."""
    ties: dict[Ref, set[Ref]] = defaultdict(set)
    for fact in (fact for graph in graphs for fact in graph.facts):
        ties[fact.subject].add(fact.object)
        ties[fact.object].add(fact.subject)
    regions = {Ref("Place", graph.plan.region) for graph in graphs} - start
    distance = dict.fromkeys(start, 0)
    ring = start
    for step in range(1, hops + 1):
        ring = {end for ref in ring - regions for end in ties[ref]} - distance.keys()
        distance.update(dict.fromkeys(ring, step))
    return distance


def _cut(graph: PlanGraph, kept: Collection[Ref], holders: Collection[Ref]) -> PlanGraph:
    """The entities of ``kept``, the facts among them, and the goals of ``holders``."""
    goals = tuple(goal for goal in graph.goals if goal.holder in holders and goal.holder in kept)
    ends = {*kept, *(Ref(GOAL, goal.text) for goal in goals)}
    return replace(
        graph,
        entities=tuple(entity for entity in graph.entities if entity.ref in kept),
        goals=goals,
        facts=tuple(
            fact for fact in graph.facts if fact.subject in ends and (fact.object in ends or fact.predicate == ALIAS)
        ),
    )
