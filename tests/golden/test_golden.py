"""All that is extracted from one small plan, through RDF and back, as a reader would write it down."""

from __future__ import annotations

import difflib
import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from kg.build.pipeline import Options, read_plan
from kg.model import Goal, PlanGraph
from kg.rdf import from_triples, to_triples

FOLDER = Path(__file__).parent
PLAN, STATEMENTS = FOLDER / "yunhe.txt", FOLDER / "yunhe.statements.txt"


def statements(graph: PlanGraph) -> Iterator[tuple[int, str]]:
    """Each entity where it is first mentioned, each fact and each goal, with its line of the plan."""
    for entity in sorted(graph.entities, key=lambda entity: entity.mentions[0].evidence):
        yield entity.mentions[0].evidence.line, " | ".join((entity.name, "is a", entity.type, *entity.aliases))
    for fact in graph.facts:
        parts = (fact.subject.name, fact.predicate, fact.object.name, fact.status.value, fact.evidence.quote)
        yield fact.evidence.line, " | ".join(parts)
    for goal in graph.goals:
        parts = (goal.holder.name, "hasGoal", measure(goal), goal.status.value, goal.evidence.quote)
        yield goal.evidence.line, " | ".join(parts)


def measure(goal: Goal) -> str:
    """Comparator, value, unit and year of a goal, "-" if it has none of them."""
    amount = goal.quantity
    parts = [amount.comparator, f"{amount.value}", amount.unit] if amount else []
    return " ".join([*parts, *([f"by {goal.year}"] if goal.year else [])]) or "-"


def listing(graph: PlanGraph) -> list[str]:
    """The lines of the plan, each followed by what it states."""
    stated: dict[int, list[str]] = defaultdict(list)
    for number, statement in statements(graph):
        stated[number].append(statement)
    lines = enumerate(graph.text.splitlines(), 1)
    return [row for number, line in lines for row in (f"> {line}", *stated[number])]


def differences(expected: Sequence[str], found: Sequence[str]) -> list[str]:
    """The missing rows after "-", the surplus ones after "+"."""
    rows = difflib.unified_diff(expected, found, n=0, lineterm="")
    return [row for row in rows if not row.startswith(("---", "+++", "@@"))]


def test_the_statements_of_a_small_plan() -> None:
    built = read_plan(PLAN, Options(region="云河市"))
    found = listing(from_triples(to_triples(built.plan_graph)))
    if os.environ.get("KG_UPDATE_GOLDEN"):
        STATEMENTS.write_text("\n".join(found) + "\n", encoding="utf-8")
    differing = differences(STATEMENTS.read_text(encoding="utf-8").splitlines(), found)
    if differing:
        pytest.fail("\n".join(differing), pytrace=False)


def test_only_rows_that_differ_are_shown() -> None:
    assert differences(["> 甲乙", "甲 | is a | Park"], ["> 甲乙", "甲 | is a | Place"]) == [
        "-甲 | is a | Park",
        "+甲 | is a | Place",
    ]
