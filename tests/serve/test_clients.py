"""Clients that others wrote, as they are, against ``kg serve`` in a process of its own."""

from __future__ import annotations

import warnings
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from SPARQLWrapper import CSV, JSON, JSONLD, N3, POST, RDFXML, TSV, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, Unauthorized

from kg.ontology import load_ontology
from serving import TOKEN
from synthetic import synthetic_graph

PLAN = load_ontology().namespace
PARKS = f"PREFIX plan: <{PLAN}> SELECT ?n WHERE {{ ?p a plan:Park ; <https://schema.org/name> ?n }}"
NAMES = {e.name for slug in ("made-up", "other") for e in synthetic_graph(slug).entities if e.type == "Park"}


@pytest.fixture
def wrapper(url: str) -> SPARQLWrapper:
    return SPARQLWrapper(url + "sparql")


@pytest.mark.parametrize("method", ["GET", POST])
def test_sparqlwrapper_gets_json(wrapper: SPARQLWrapper, method: str) -> None:
    wrapper.setQuery(PARKS)
    wrapper.setMethod(method)
    wrapper.setReturnFormat(JSON)
    found = wrapper.queryAndConvert()
    assert {row["n"]["value"] for row in found["results"]["bindings"]} == NAMES


def test_sparqlwrapper_gets_xml(wrapper: SPARQLWrapper) -> None:
    wrapper.setQuery(PARKS)
    wrapper.setReturnFormat(XML)
    found = wrapper.queryAndConvert()
    assert {node.firstChild.data for node in found.getElementsByTagName("literal")} == NAMES


@pytest.mark.parametrize("form", [CSV, TSV])
def test_sparqlwrapper_gets_tables(wrapper: SPARQLWrapper, form: str) -> None:
    wrapper.setQuery(PARKS)
    wrapper.setReturnFormat(form)
    assert all(name in wrapper.queryAndConvert().decode() for name in NAMES)


@pytest.mark.parametrize("form", [TURTLE, N3, RDFXML, JSONLD])
def test_sparqlwrapper_gets_graphs(wrapper: SPARQLWrapper, form: str) -> None:
    wrapper.setQuery(PARKS.replace("SELECT ?n", "CONSTRUCT { ?p <urn:name> ?n }"))
    wrapper.setReturnFormat(form)
    found = wrapper.queryAndConvert()
    graph = rdflib.Graph().parse(data=found, format="turtle") if isinstance(found, bytes) else found
    assert {str(name) for name in graph.objects(None, rdflib.URIRef("urn:name"))} == NAMES


def test_sparqlwrapper_is_told_of_a_wrong_query(wrapper: SPARQLWrapper) -> None:
    wrapper.setQuery("SELECT WHERE")
    with pytest.raises(QueryBadFormed):
        wrapper.query()


def test_sparqlwrapper_updates_with_the_token(wrapper: SPARQLWrapper) -> None:
    wrapper.setMethod(POST)
    wrapper.setQuery("INSERT DATA { GRAPH <urn:w> { <urn:w> <urn:w> 1 } }")
    with pytest.raises(Unauthorized):
        wrapper.query()
    wrapper.addCustomHttpHeader("Authorization", f"Bearer {TOKEN}")
    wrapper.query()
    wrapper.setQuery("ASK { GRAPH <urn:w> { ?s ?p 1 } }")
    wrapper.setReturnFormat(JSON)
    assert wrapper.queryAndConvert()["boolean"] is True


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("form", ["xml", "json", "csv", "tsv"])
def test_rdflib_asks(url: str, method: str, form: str) -> None:
    graph = rdflib.Graph(SPARQLStore(url + "sparql", method=method, returnFormat=form))
    assert {str(row.n) for row in graph.query(PARKS)} == NAMES


def test_rdflib_walks_the_graph(url: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        graph = rdflib.Graph(SPARQLStore(url + "sparql"))
        parks = set(graph.subjects(rdflib.RDF.type, rdflib.URIRef(PLAN + "Park")))
        assert {str(graph.value(park, rdflib.SDO.name)) for park in parks} == NAMES
        assert len(graph) > 100


def test_rdflib_constructs_and_describes(url: str) -> None:
    graph = rdflib.Graph(SPARQLStore(url + "sparql"))
    assert len(graph.query(PARKS.replace("SELECT ?n", "CONSTRUCT { ?p <urn:name> ?n }")).graph) == len(NAMES)
    assert bool(graph.query("ASK { ?s ?p ?o }")) is True


def test_rdflib_updates_with_the_token(url: str) -> None:
    store = SPARQLUpdateStore(url + "sparql", url + "sparql", headers={"Authorization": f"Bearer {TOKEN}"})
    graph = rdflib.Graph(store, identifier=rdflib.URIRef("urn:r"))
    triple = (rdflib.URIRef("urn:a"), rdflib.URIRef("urn:b"), rdflib.Literal('名 "\\ \n%', lang="zh"))
    graph.add(triple)
    assert list(graph) == [triple]
    graph.remove(triple)
    assert list(graph) == []


def test_sixteen_clients_at_once(url: str) -> None:
    def ask(number: int) -> set[str]:
        with httpx.Client() as client:
            found: set[str] = set()
            for _ in range(10):
                answer = client.get(url + "sparql", params={"query": f"{PARKS} #{number}"})
                assert answer.status_code == 200, answer.text
                found |= {row["n"]["value"] for row in answer.json()["results"]["bindings"]}
            return found

    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(ask, range(16))) == [NAMES] * 16
