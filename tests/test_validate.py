from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from rdflib import SH

from kg import messages
from kg.errors import AnswerNo, KnowledgeError
from kg.model import PlanGraph
from kg.ontology import DCTERMS, OA, RDF, SKOS, XSD, index, load_ontology
from kg.project import ontology_file
from kg.rdf import graph_name, rdf_graph_of, to_triples
from kg.store.embedded import EmbeddedStore
from kg.validate import ValidationReport, check_quotes, check_shapes, freed, read_shapes, validate
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
    assert outcome == ValidationReport(2, ())
    outcome.insist()
    assert "全部符合" in outcome.render()


def test_a_fault_names_the_thing_the_line_and_the_mend() -> None:
    graph = synthetic_graph()
    findings = check_shapes(without(graph, PLAN + "status", "id/goal/"))
    assert len(findings) == len(graph.goals)
    goal = min(graph.goals, key=lambda goal: goal.evidence.line)
    assert findings[0].line == goal.evidence.line
    assert findings[0].message == "目标必须有且仅有一个状态，取自 plan:StatusScheme。现在没有。"
    assert f"第 {goal.evidence.line} 行 目标“" in findings[0].render()


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
    [finding] = check_shapes(to_triples(replace(graph, facts=(fact._replace(object=place),))))
    assert finding.line == fact.evidence.line
    assert finding.thing == f"“{fact.subject.name}” → 依托 → “{place.name}”"


# Broken graphs -------------------------------------------------------------------------------------

WHOLE = to_triples(synthetic_graph(mentions=30, goals=6))
DECIMAL, YEAR = ox.NamedNode(XSD + "decimal"), ox.NamedNode(XSD + "gYear")


def first(predicate: str, of: str = "") -> ox.Triple:
    return min((t for t in WHOLE if t.predicate.value == predicate and of in str(t.subject)), key=str)


def put(old: ox.Triple, *new: ox.Literal | ox.NamedNode) -> list[ox.Triple]:
    """The graph with other values in the place of one."""
    return [t for t in WHOLE if t != old] + [ox.Triple(old.subject, old.predicate, value) for value in new]


VALUE = first(PLAN + "value")
LABEL = first(SKOS + "prefLabel", "id/park/")
START = first(OA + "start", "id/evidence/")
STATED = first(PLAN + "leadingIndustry")
STATEMENTS = {
    t.subject
    for t in WHOLE
    if t.predicate.value == RDF + "object"
    and t.object == STATED.object
    and ox.Triple(t.subject, ox.NamedNode(RDF + "subject"), STATED.subject) in WHOLE
}
BROKEN = {
    "two values": (
        put(VALUE, ox.Literal("5", datatype=DECIMAL), ox.Literal("x")),
        "数值（plan:value）最多一个",
        "现为 “5”、“x”",
    ),
    "no unit": (put(first(PLAN + "unit")), "必须同时给出", "目标“"),
    "no label": (put(LABEL), "中文首选名称", "园区“"),
    "two labels": (put(LABEL, LABEL.object, ox.Literal("别的", language="zh")), "中文首选名称", "现为 “别的”、“示例"),  # type: ignore[arg-type]
    "two classes": (
        [*WHOLE, ox.Triple(LABEL.subject, ox.NamedNode(RDF + "type"), ox.NamedNode(PLAN + "Place"))],
        "只能属于九类中的一类",
        "“示例",
    ),
    "no class": (put(first(RDF + "type", str(LABEL.subject))), "的主语必须是", "“示例"),
    "start after end": (put(START, ox.Literal(999_999)), "必须小于终点", "现为 “999999”"),
    "no section": (put(first(PLAN + "section")), "所在章节（plan:section）", "证据“"),
    "years the wrong way": (
        put(first(PLAN + "periodStart"), ox.Literal("2099", datatype=YEAR)),
        "不得晚于终止年",
        "规划“",
    ),
    "a rule of no form": (put(first(PLAN + "rule"), ox.Literal("A B")), "规则编号", "现为 “A B”"),
    "a goal of nobody": (put(first(PLAN + "hasGoal")), "至少要有一个持有者", "目标“"),
    "no digest": (put(first(PLAN + "textDigest")), "文本摘要值", "现在没有"),
    "no shared head": (put(first(DCTERMS + "requires")), "必须以 dcterms:requires 指向", "来由是补全"),
    "a statement of nothing": (put(STATED), "必须也直接写在图中", "陈述 “示例"),
    "a relation from nowhere": ([t for t in WHOLE if t.subject not in STATEMENTS], "没有陈述", "的关系 主导产业 “示例"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_told_by_name(name: str) -> None:
    triples, wrong, told = BROKEN[name]
    findings = check_shapes(triples)
    assert any(wrong in finding.message and told in finding.render() for finding in findings), findings
    assert len(set(findings)) == len(findings) < 8
    assert not [finding for finding in findings if "http" in finding.message]


@pytest.mark.parametrize("name", BROKEN)
def test_a_report_is_in_one_language(name: str) -> None:
    messages.use("en")
    for finding in check_shapes(BROKEN[name][0]):
        assert not re.search("[一-鿿：（）。]", re.sub("“.*?”", "", finding.render())), finding


def results(triples: Iterable[ox.Triple], shapes: rdflib.Graph) -> set[tuple[str, ...]]:
    """What a validator says of which node, in no order."""
    told = pyshacl.validate(rdf_graph_of(triples), shacl_graph=shapes, inference="none")[1]
    parts = (SH.focusNode, SH.sourceConstraintComponent, SH.resultMessage)
    return {
        tuple(str(value) for part in parts for value in sorted(told.objects(result, part)))
        for result in told.objects(None, SH.result)
    }


def test_shapes_whose_properties_stand_on_their_own_find_the_same() -> None:
    gone, added = set[ox.Triple](), set[ox.Triple]()
    for triples, *_ in BROKEN.values():
        gone |= set(WHOLE) - set(triples)
        added |= set(triples) - set(WHOLE)
    worst = set(WHOLE) - gone | added
    found = results(worst, read_shapes())
    assert len(found) > 10
    assert results(worst, freed(read_shapes())) == found


@pytest.mark.parametrize("wrong", ["-1", "1.5", "x", "", "１２"])
def test_a_place_is_a_whole_number(wrong: str, caplog: pytest.LogCaptureFixture) -> None:
    for kind in ("integer", "decimal", "string"):
        place = ox.Literal(wrong, datatype=ox.NamedNode(XSD + kind))
        assert any("不小于 0 的整数" in finding.message for finding in check_shapes(put(START, place))), kind
    assert caplog.text == ""


def test_a_fault_in_a_shape_is_told_with_its_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "shapes.ttl"
    monkeypatch.setattr("kg.validate.shapes_file", lambda: path)
    right = ontology_file("shapes.ttl").read_text(encoding="utf-8")
    for wrong in (
        right + "<",
        right.replace("SELECT $this ?value", "SELECT $this ?value ?", 1),
        right.replace("( plan:Park", "", 1),
    ):
        path.write_text(wrong, encoding="utf-8")
        monkeypatch.setattr("kg.validate._shapes", lambda: freed(read_shapes()))
        with pytest.raises(KnowledgeError) as told:
            check_shapes(WHOLE)
        assert str(told.value).startswith(f"{path}：")
        assert "\n" not in str(told.value)


def test_a_report_has_a_line_for_each_finding() -> None:
    outcome = ValidationReport(
        1, tuple(check_shapes(put(LABEL, ox.Literal("甲\n乙", language="zh"), ox.Literal("丙", language="zh"))))
    )
    assert outcome.findings
    assert outcome.render().count("\n") == len(outcome.findings) + 1


def test_findings_fail_with_the_code_of_no() -> None:
    store = store_of()
    store.replace(graph_name("made-up"), without(synthetic_graph(), OA + "exact", "id/evidence/"))
    outcome = validate(store)
    assert outcome.findings
    with pytest.raises(AnswerNo):
        outcome.insist()


def test_quotes_are_what_the_text_says() -> None:
    graph, document = synthetic_graph(), synthetic_document(lines=16)
    assert check_quotes(index(to_triples(graph)), document) == []
    moved = replace(document, text="　" + document.text)
    assert len(check_quotes(index(to_triples(graph)), moved)) > 50
    assert validate(store_of(graph), documents=[moved]).findings


def test_a_text_that_is_not_stored_is_told() -> None:
    outcome = validate(store_of(synthetic_graph()), documents=[synthetic_document("other")])
    assert [finding.plan for finding in outcome.findings] == ["other"]
