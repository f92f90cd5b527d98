from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg import iri
from kg.ontology import RDF, XSD, Node, index, load_ontology, prefixes
from kg.query.named import load_queries
from kg.query.void import SHACL, VOID, VOID_EXT, Tally, dataset_iri, describe, describe_any
from kg.rdf import graph_name, to_triples
from kg.store.embedded import EmbeddedStore
from synthetic import synthetic_graph

GRAPHS = [synthetic_graph(slug) for slug in ("made-up", "other")]


@pytest.fixture(scope="module")
def described() -> list[ox.Triple]:
    tally = Tally()
    with EmbeddedStore.memory() as store:
        for graph in GRAPHS:
            store.replace(graph_name(graph.plan.slug), to_triples(graph))
            tally.add(to_triples(graph))
        return describe(store, tally)


def parts(triples: list[ox.Triple], key: str, count: str) -> dict[str, int]:
    """What each partition is about, with its count."""
    table = index(triples)
    return {
        said[VOID + key][0].value: int(said[VOID + count][0].value)
        for said in table.values()
        if VOID + key in said and VOID + count in said
    }


def test_each_class_is_counted(described: list[ox.Triple]) -> None:
    parks = {entity.ref for graph in GRAPHS for entity in graph.entities if entity.type == "Park"}
    classes = parts(described, "class", "entities")
    assert classes[load_ontology().iri("Park")] == len(parks)
    assert classes[load_ontology().iri("Plan")] == 2


def test_each_property_is_counted(described: list[ox.Triple]) -> None:
    said = {triple for graph in GRAPHS for triple in to_triples(graph)}
    goals = sum(triple.predicate.value == load_ontology().iri("hasGoal") for triple in said)
    assert parts(described, "property", "triples")[load_ontology().iri("hasGoal")] == goals
    assert index(described)[ox.NamedNode(dataset_iri())][VOID + "triples"] == [ox.Literal(len(said))]


def links(triples: list[ox.Triple]) -> set[tuple[str, str, str]]:
    table = index(triples)

    def all_(node: Node, predicate: str) -> list[Node]:
        return table[node].get(predicate, []) if node in table else []

    found = set()
    for node in table:
        for class_ in all_(node, VOID + "class"):
            for part in all_(node, VOID + "propertyPartition"):
                [property_] = all_(part, VOID + "property")
                others = [o for p in all_(part, VOID + "classPartition") for o in all_(p, VOID + "class")]
                others += [
                    o for p in all_(part, VOID_EXT + "datatypePartition") for o in all_(p, VOID_EXT + "datatype")
                ]
                found |= {(class_.value, property_.value, other.value) for other in others}
    return found


def test_what_stands_in_relation_to_what_is_told(described: list[ox.Triple]) -> None:
    term = load_ontology().iri
    told = links(described)
    for graph in GRAPHS:
        for fact in graph.facts:
            if fact.predicate != "alias":
                assert (term(fact.subject.type), term(fact.predicate), term(fact.object.type)) in told
    assert (term("Evidence"), term("line"), XSD + "integer") in told
    assert (term("Park"), "http://www.w3.org/2004/02/skos/core#prefLabel", RDF + "langString") in told


def test_prefixes_and_examples_are_told_without_a_store() -> None:
    table = index(describe_any())
    declared = {
        said[SHACL + "prefix"][0].value: said[SHACL + "namespace"][0].value
        for said in table.values()
        if SHACL + "prefix" in said
    }
    assert declared == prefixes()
    for name, query in load_queries().items():
        said = table[ox.NamedNode(iri.base() + "queries/" + name)]
        assert {label.language for label in said["http://www.w3.org/2000/01/rdf-schema#label"]} == set(query.titles)


def test_an_example_stands_alone() -> None:
    store = ox.Store()
    for triple in describe_any():
        if triple.predicate.value == SHACL + "select":
            store.query(triple.object.value)


def test_it_is_the_same_whatever_the_order(described: list[ox.Triple]) -> None:
    tally = Tally()
    with EmbeddedStore.memory() as store:
        for graph in GRAPHS[::-1]:
            store.replace(graph_name(graph.plan.slug), to_triples(graph)[::-1])
            tally.add(to_triples(graph)[::-1])
        assert describe(store, tally) == described


def test_every_name_is_an_iri_of_ours(described: list[ox.Triple]) -> None:
    nodes = {triple.subject.value for triple in described}
    assert all(node.startswith(iri.base()) for node in nodes)
    assert not any(isinstance(node, ox.BlankNode) for triple in described for node in triple)
