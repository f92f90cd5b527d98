from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from from_networkx import from_networkx
from kg.graph import canonical, to_networkx
from kg.model import PlanGraph
from strategies import plan_graphs
from synthetic import synthetic_graph


@given(plan_graphs())
def test_networkx_brings_the_plan_back(graph: PlanGraph) -> None:
    assert from_networkx(to_networkx(graph)) == canonical(graph)


@given(plan_graphs(), st.randoms())
def test_order_and_repetition_do_not_matter(graph: PlanGraph, chance: random.Random) -> None:
    def mixed(items: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(chance.sample(items * 2, len(items) * 2))

    shuffled = replace(
        graph,
        goals=mixed(graph.goals),
        facts=mixed(graph.facts),
        entities=tuple(chance.sample(graph.entities, len(graph.entities))),
        heads=mixed(graph.heads),
    )
    assert canonical(shuffled) == canonical(graph)


@given(plan_graphs())
def test_canonical_is_idempotent(graph: PlanGraph) -> None:
    assert canonical(canonical(graph)) == canonical(graph)


def test_every_fact_goal_and_mention_is_an_edge_or_node() -> None:
    graph = canonical(synthetic_graph())
    drawn = to_networkx(graph)
    predicates = [known["predicate"] for *_, known in drawn.edges(data=True)]
    assert predicates.count("mentionedIn") == sum(len(entity.mentions) for entity in graph.entities)
    assert predicates.count("hasGoal") == len(graph.goals)
    assert len(predicates) - predicates.count("isPartOf") - predicates.count("mentionedIn") == len(graph.goals) + len(
        graph.facts
    )
    kinds = [known["kind"] for _, known in drawn.nodes(data=True)]
    assert kinds.count("Goal") == len(graph.goals)


def test_edges_carry_their_evidence() -> None:
    drawn = to_networkx(synthetic_graph())
    facts = [known for *_, known in drawn.edges(data=True) if "status" in known]
    assert facts
    for known in facts:
        assert known["end"] - known["start"] == len(known["quote"])
        assert known["rule"]


def test_an_alias_names_its_subject() -> None:
    graph = synthetic_graph(facts=60)
    alias = next(fact for fact in graph.facts if fact.predicate == "alias")
    [entity] = (entity for entity in canonical(graph).entities if entity.ref == alias.subject)
    assert alias.object.name in entity.aliases
