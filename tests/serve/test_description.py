"""What a program learns of the endpoint without being told."""

from __future__ import annotations

from collections import Counter

import pytest
import rdflib
from rdflib.namespace import RDF, VOID
from rdflib.plugins.sparql import prepareQuery

from kg import iri
from kg.ontology import load_ontology, prefixes
from kg.query.named import load_queries
from serving import Served

SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
TYPES = {
    "text/turtle": "turtle",
    "application/rdf+xml": "xml",
    "application/n-triples": "nt",
    "application/ld+json": "json-ld",
}


def described(client: Served, path: str = "/sparql", accept: str = "text/turtle") -> rdflib.Graph:
    answer = client.get(path, headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == accept
    return rdflib.Graph().parse(data=answer.content, format=TYPES[accept])


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
@pytest.mark.parametrize("accept", TYPES)
def test_the_endpoint_describes_itself(wide: Served, accept: str, path: str) -> None:
    graph = described(wide, path, accept)
    endpoint = rdflib.URIRef(str(wide.base_url.join(path)))
    [service] = graph.subjects(RDF.type, SD.Service)
    assert list(graph.objects(service, SD.endpoint)) == [endpoint]
    assert SD.SPARQL11Query in graph.objects(service, SD.supportedLanguage)
    assert SD.UnionDefaultGraph in graph.objects(service, SD.feature)
    assert len(list(graph.objects(service, SD.resultFormat))) == 8
    names = {str(name) for name in graph.objects(None, SD.name)}
    assert {iri.ids() + iri.plan_id("made-up"), load_ontology().graph} <= names


TERMS = """Service Dataset Graph NamedGraph endpoint supportedLanguage resultFormat feature defaultDataset
    defaultGraph namedGraph name graph SPARQL10Query SPARQL11Query SPARQL11Update UnionDefaultGraph"""
DOMAINS = {
    "endpoint": "Service",
    "defaultDataset": "Service",
    "defaultGraph": "Dataset",
    "namedGraph": "Dataset",
    "name": "NamedGraph",
    "graph": "NamedGraph",
}
RANGES = {"defaultDataset": "Dataset", "defaultGraph": "Graph", "namedGraph": "NamedGraph", "graph": "Graph"}


def test_the_description_keeps_to_its_schema(wide: Served) -> None:
    graph = described(wide)
    used = {node for triple in graph for node in triple if str(node).startswith(str(SD))}
    assert used <= {SD[name] for name in TERMS.split()}
    for name, class_ in DOMAINS.items():
        assert all((subject, RDF.type, SD[class_]) in graph for subject in graph.subjects(SD[name]))
    for name, class_ in RANGES.items():
        assert all((value, RDF.type, SD[class_]) in graph for value in graph.objects(None, SD[name]))


@pytest.mark.parametrize("accept", TYPES)
def test_void_is_at_its_well_known_place(wide: Served, accept: str) -> None:
    graph = described(wide, "/.well-known/void", accept)
    [dataset] = graph.subjects(RDF.type, VOID.Dataset)
    assert rdflib.URIRef(str(wide.base_url.join("/sparql"))) in graph.objects(dataset, VOID.sparqlEndpoint)
    assert not list(graph.subjects(RDF.type, SD.Service))


def test_the_counts_are_those_of_the_store(wide: Served) -> None:
    graph = described(wide, "/.well-known/void")
    text = "SELECT ?c (COUNT(?s) AS ?n) { ?s a ?c FILTER(STRSTARTS(STR(?c), STR(plan:))) } GROUP BY ?c"
    rows = wide.get("/sparql", params={"query": text}).json()["results"]["bindings"]
    counted = {row["c"]["value"]: int(row["n"]["value"]) for row in rows}
    told = {
        str(graph.value(part, VOID["class"])): int(graph.value(part, VOID.entities))
        for part in graph.objects(None, VOID.classPartition)
        if graph.value(part, VOID.entities) is not None
    }
    assert counted.items() <= told.items()
    assert told[load_ontology().iri("Park")] > 0


def test_the_partitions_are_those_of_the_store(wide: Served) -> None:
    """Each property by how many triples have it, each class and property by the classes of what it leads to."""
    graph = described(wide, "/.well-known/void")
    [dataset] = graph.subjects(RDF.type, VOID.Dataset)
    told = {
        str(graph.value(part, VOID.property)): int(graph.value(part, VOID.triples))
        for part in graph.objects(dataset, VOID.propertyPartition)
    }
    # What the description says of the store is no part of what it counts.
    inside = f"GRAPH ?g {{ ?s ?p ?o }} FILTER(?g != <{iri.description()}>)"
    counted = {
        row["p"]: int(row["n"])
        for row in rows(wide, f"SELECT ?p (COUNT(*) AS ?n) {{ SELECT DISTINCT ?s ?p ?o {{ {inside} }} }} GROUP BY ?p")
    }
    assert told == counted
    assert int(graph.value(dataset, VOID.triples)) == sum(counted.values())
    assert int(graph.value(dataset, VOID.properties)) == len(counted)
    plan = load_ontology().iri
    parks = rdflib.URIRef(plan("Park"))
    [park] = [p for p in graph.objects(dataset, VOID.classPartition) if graph.value(p, VOID["class"]) == parks]
    links = {
        (str(graph.value(part, VOID.property)), str(graph.value(other, VOID["class"]))): int(
            graph.value(other, VOID.triples)
        )
        for part in graph.objects(park, VOID.propertyPartition)
        for other in graph.objects(part, VOID.classPartition)
    }
    text = "SELECT ?p ?c (COUNT(*) AS ?n) { GRAPH ?g { ?s a plan:Park ; ?p ?o . ?o a ?c } } GROUP BY ?p ?c"
    found = {(row["p"], row["c"]): int(row["n"]) for row in rows(wide, text)}
    assert links
    assert all(found[link] == count for link, count in links.items())


# The queries below are those that the editor of the Swiss Institute of Bioinformatics asks an endpoint.

PREFIXES = """PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT DISTINCT ?prefix ?namespace WHERE { [] sh:namespace ?namespace ; sh:prefix ?prefix } ORDER BY ?prefix"""
EXAMPLES = """PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?sq ?comment ?query WHERE {
  ?sq a sh:SPARQLExecutable ; rdfs:comment ?comment ; sh:select|sh:ask|sh:construct|sh:describe ?query .
} ORDER BY ?sq"""
PARTITIONS = """PREFIX void: <http://rdfs.org/ns/void#>
PREFIX void-ext: <http://ldf.fi/void-ext#>
SELECT DISTINCT ?class ?prop ?other ?datatype WHERE {
  ?cp void:class ?class ; void:propertyPartition ?pp . ?pp void:property ?prop .
  OPTIONAL { { ?pp void:classPartition [ void:class ?other ] }
             UNION { ?pp void-ext:datatypePartition [ void-ext:datatype ?datatype ] } } }"""


def rows(client: Served, text: str) -> list[dict[str, str]]:
    found = client.get("/sparql", params={"query": text}, headers={"Accept": "application/sparql-results+json"}).json()
    return [{name: cell["value"] for name, cell in row.items()} for row in found["results"]["bindings"]]


def test_an_editor_finds_the_prefixes(wide: Served) -> None:
    assert {row["prefix"]: row["namespace"] for row in rows(wide, PREFIXES)} == prefixes()


def test_an_editor_finds_examples_that_run(wide: Served) -> None:
    found = rows(wide, EXAMPLES)
    assert Counter(row["sq"] for row in found) == {iri.base() + "queries/" + name: 2 for name in load_queries()}
    for query in {row["query"] for row in found}:
        # An example declares its own prefixes, for it is taken elsewhere.
        prepareQuery(query)
        assert wide.get("/sparql", params={"query": query}).status_code == 200


def test_an_editor_finds_classes_and_properties(wide: Served) -> None:
    found = rows(wide, PARTITIONS)
    plan = load_ontology().iri
    assert any(
        row["class"] == plan("Park") and row["prop"] == plan("hasGoal") and row.get("other") == plan("Goal")
        for row in found
    )
    assert any(row["prop"] == plan("value") and row.get("datatype", "").endswith("#decimal") for row in found)


def test_a_store_without_a_description_is_described_all_the_same(writable: Served) -> None:
    graph = described(writable)
    assert len(list(graph.subjects(RDF.type, SH.SPARQLExecutable))) == len(load_queries())
    assert len(list(graph.objects(None, SH.prefix))) == len(prefixes())
