from __future__ import annotations

import json
from decimal import Decimal

from kg.export import jsonl
from kg.graph import canonical
from kg.model import Quantity
from synthetic import synthetic_document, synthetic_graph


def records() -> list[dict[str, object]]:
    return [json.loads(line) for line in jsonl.render(canonical(synthetic_graph())).splitlines()]


def test_every_mention_goal_and_fact_is_a_line() -> None:
    graph = canonical(synthetic_graph())
    kinds = [record["kind"] for record in records()]
    assert kinds.count("entity") == sum(len(entity.mentions) for entity in graph.entities)
    assert kinds.count("goal") == len(graph.goals)
    assert kinds.count("fact") == len(graph.facts)


def test_the_keys_are_those_of_the_scorer() -> None:
    keys = {str(record["kind"]): list(record) for record in records()}
    assert keys == {
        "entity": ["kind", "type", "name", "start", "end", "id", "rule"],
        "goal": ["kind", "holder", "text", "start", "end", "status", "value", "unit", "comparator", "year", "rule"],
        "fact": ["kind", "subject", "predicate", "object", "start", "end", "status", "rule"],
    }


def test_offsets_cut_the_goal_out_of_the_text() -> None:
    text = synthetic_document(lines=16).text
    goals = [record for record in records() if record["kind"] == "goal"]
    assert goals
    assert all(text[goal["start"] : goal["end"]] == goal["text"] for goal in goals)  # type: ignore[misc]


def test_a_whole_value_is_written_whole() -> None:
    assert json.dumps([jsonl.number(Quantity(Decimal(v), "%").value) for v in ("8000", "46.10", "4E+3")]) == (
        "[8000, 46.1, 4000]"
    )
