from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pyoxigraph as ox
import pytest

from kg.errors import AnswerNo
from kg.model import PlanGraph
from kg.ontology import OA, load_ontology
from kg.rdf import graph_name, to_triples
from kg.store.embedded import EmbeddedStore
from kg.validate import Outcome, check_quotes, check_shapes, validate
from synthetic import synthetic_document, synthetic_graph

PLAN = load_ontology().namespace


def store_of(*graphs: PlanGraph) -> EmbeddedStore:
    store = EmbeddedStore.memory()
    for graph in graphs:
        store.replace(graph_name(graph.plan.slug), to_triples(graph))
    ontology = load_ontology()
    store.replace(ontology.graph, ontology.triples)
    return store


def without(graph: PlanGraph, predicate: str, subject_part: str) -> Iterable[ox.Triple]:
    return [t for t in to_triples(graph) if t.predicate.value != predicate or subject_part not in str(t.subject)]


def test_what_we_write_conforms() -> None:
    outcome = validate(store_of(synthetic_graph("one"), synthetic_graph("two", seed=2)), jobs=2)
    assert outcome == Outcome(2, ())
    outcome.insist()
    assert "全部符合" in outcome.render()


def test_a_fault_names_the_thing_the_line_and_the_mend() -> None:
    graph = synthetic_graph()
    findings = check_shapes(without(graph, PLAN + "status", "id/goal/"))
    assert len(findings) == len(graph.goals)
    goal = min(graph.goals, key=lambda goal: goal.evidence.line)
    assert findings[0].line == goal.evidence.line
    assert findings[0].message == "目标必须有且仅有一个状态，取自 plan:StatusScheme。"
    assert f"第 {goal.evidence.line} 行 “" in findings[0].render()


def test_a_statement_is_told_by_its_parts() -> None:
    findings = check_shapes(without(synthetic_graph(), PLAN + "status", "id/statement/"))
    assert any("→ 主导产业 →" in finding.thing for finding in findings)


def test_a_check_over_the_whole_graph_names_the_node_at_fault() -> None:
    findings = check_shapes(without(synthetic_graph(), PLAN + "leadingIndustry", "id/park/"))
    assert findings
    assert all("→ 主导产业 →" in finding.thing for finding in findings)


def test_a_relation_to_the_wrong_class_is_told_where_it_is_stated() -> None:
    graph = synthetic_graph(facts=40)
    fact = next(fact for fact in graph.facts if fact.predicate == "reliesOn")
    place = next(entity.ref for entity in graph.entities if entity.type == "Place")
    [finding] = check_shapes(to_triples(replace(graph, facts=(replace(fact, object=place),))))
    assert finding.line == fact.evidence.line
    assert finding.thing == f"“{fact.subject.name}” → 依托 → “{place.name}”"


def test_findings_fail_with_the_code_of_no() -> None:
    store = store_of()
    store.replace(graph_name("made-up"), without(synthetic_graph(), OA + "exact", "id/evidence/"))
    outcome = validate(store)
    assert outcome.findings
    with pytest.raises(AnswerNo):
        outcome.insist()


def test_quotes_are_what_the_text_says() -> None:
    graph, document = synthetic_graph(), synthetic_document(lines=16)
    assert check_quotes(to_triples(graph), document) == []
    moved = replace(document, text="　" + document.text)
    assert len(check_quotes(to_triples(graph), moved)) > 50
    assert validate(store_of(graph), documents=[moved]).findings


def test_a_text_that_is_not_stored_is_told() -> None:
    outcome = validate(store_of(synthetic_graph()), documents=[synthetic_document("other")])
    assert [finding.plan for finding in outcome.findings] == ["other"]
