from __future__ import annotations

import random
from dataclasses import replace

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib.compare import isomorphic

from kg.errors import KnowledgeError, StoreError
from kg.export.rdf import turtle
from kg.graph import canonical
from kg.model import PlanGraph, Ref
from kg.ontology import INDUSTRIES, OA, RDF, SKOS, knowledge_graphs, load_ontology
from kg.rdf import from_triples, graph_name, to_triples
from kg.rdf.writer import PlanWriter
from readers import from_rdf, to_rdf
from strategies import plan_graphs
from synthetic import synthetic_graph


@given(plan_graphs(), st.randoms())
def test_the_round_trip_is_the_identity_in_any_order(graph: PlanGraph, chance: random.Random) -> None:
    triples = to_triples(graph)
    chance.shuffle(triples)
    assert from_triples(triples) == canonical(graph)


@given(plan_graphs())
def test_turtle_brings_the_triples_back(graph: PlanGraph) -> None:
    text = turtle.render([graph])
    assert {quad.triple for quad in ox.parse(text, ox.RdfFormat.TURTLE)} == set(to_triples(graph))


@given(plan_graphs())
def test_rdflib_brings_the_plan_back(graph: PlanGraph) -> None:
    assert from_rdf(to_rdf(graph)) == canonical(graph)


def test_two_parsers_read_the_same_graph_from_turtle() -> None:
    graph = synthetic_graph()
    by_rdflib = rdflib.Graph().parse(data=turtle.render([graph]), format="turtle")
    assert isomorphic(by_rdflib, to_rdf(graph))


def test_each_triple_stands_once() -> None:
    triples = to_triples(synthetic_graph())
    assert len(triples) == len(set(triples))


def test_ids_are_ascii_under_one_base() -> None:
    base = "https://plan-kg.example/id/"
    for triple in to_triples(synthetic_graph("规划 一")):
        assert isinstance(triple.subject, ox.NamedNode)
        assert triple.subject.value.startswith(base)
        assert triple.subject.value.isascii()


def test_the_base_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_BASE", "https://kg.test/x/")
    assert graph_name("a-plan") == "https://kg.test/x/id/plan/a-plan"
    assert to_triples(synthetic_graph())[0].subject.value.startswith("https://kg.test/x/id/plan/")


def test_a_fact_is_a_direct_triple_with_a_statement() -> None:
    graph = synthetic_graph()
    fact = next(fact for fact in graph.facts if fact.predicate == "leadingIndustry")
    rdf_graph = to_rdf(graph)
    plan = rdflib.Namespace(load_ontology().namespace)
    subject, object_ = (rdf_graph.value(None, rdflib.SKOS.prefLabel, _zh(ref)) for ref in (fact.subject, fact.object))
    assert (subject, plan.leadingIndustry, object_) in rdf_graph
    statements = [
        node
        for node in rdf_graph.subjects(rdflib.RDF.subject, subject)
        if (node, rdflib.RDF.object, object_) in rdf_graph
    ]
    assert statements
    quotes = {rdf_graph.value(rdf_graph.value(node, plan.evidence), rdflib.URIRef(OA + "exact")) for node in statements}
    assert rdflib.Literal(fact.evidence.quote, lang="zh") in quotes


def _zh(ref: Ref) -> rdflib.Literal:
    return rdflib.Literal(ref.name, lang="zh")


def test_an_alias_is_an_alternative_label() -> None:
    graph = synthetic_graph(facts=60)
    alias = next(fact for fact in graph.facts if fact.predicate == "alias")
    literal = ox.Literal(alias.object.name, language="zh")
    predicates = {triple.predicate.value for triple in to_triples(graph) if triple.object == literal}
    assert predicates == {SKOS + "altLabel", RDF + "object"}


def test_codes_are_notations_of_places_and_broader_concepts_of_industries() -> None:
    graph = synthetic_graph()
    coded = {"Place": "120116", "Industry": "sei2018-1-5"}
    entities = tuple(replace(entity, code=coded.get(entity.type)) for entity in graph.entities)
    rdf_graph = to_rdf(replace(graph, entities=entities))
    notations = set(rdf_graph.objects(None, rdflib.SKOS.notation))
    assert {str(notation.datatype) for notation in notations} == {load_ontology().iri("GBT2260")}
    broader = set(rdf_graph.objects(None, rdflib.SKOS.broader))
    assert broader == {rdflib.URIRef(INDUSTRIES + "sei2018-1-5")}
    [scheme] = [triples for name, triples in knowledge_graphs().items() if name.startswith(INDUSTRIES)]
    assert INDUSTRIES + "sei2018-1-5" in {triple.subject.value for triple in scheme}


def test_a_misspelt_type_is_an_error() -> None:
    writer = PlanWriter(canonical(synthetic_graph()))
    with pytest.raises(KnowledgeError, match="Pork"):
        writer.term("Pork")


def test_a_damaged_graph_is_told_as_such() -> None:
    triples = [t for t in to_triples(synthetic_graph()) if t.predicate.value != OA + "start"]
    with pytest.raises(StoreError, match="kg build"):
        from_triples(triples)
