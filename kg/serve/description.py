"""The SPARQL 1.1 Service Description of an endpoint, with the VoID description of its dataset."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kg import iri
from kg.ontology import RDF
from kg.query.void import VOID, dataset_iri, describe_any
from kg.store import Store

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_WRITTEN = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "JSON-LD",
    "RDF_XML",
)
_LANGUAGES = {False: ("SPARQL10Query", "SPARQL11Query"), True: ("SPARQL10Query", "SPARQL11Query", "SPARQL11Update")}


def describe_service(store: Store, endpoint: str, *, updates: bool, dataset_only: bool = False) -> list[ox.Triple]:
    """The service description of an endpoint; with ``dataset_only`` only the VoID description of its dataset."""
    stored = list(store.dump(iri.description()))
    dataset = [*(stored or describe_any()), *_dataset(store, endpoint)]
    return dataset if dataset_only else [*_service(endpoint, updates=updates), *dataset]


def _service(endpoint: str, *, updates: bool) -> Iterator[ox.Triple]:
    service = endpoint + "#service"
    yield _triple(service, RDF + "type", _SD + "Service")
    yield _triple(service, _SD + "endpoint", endpoint)
    yield _triple(service, _SD + "feature", _SD + "UnionDefaultGraph")
    yield _triple(service, _SD + "defaultDataset", dataset_iri())
    for language in _LANGUAGES[updates]:
        yield _triple(service, _SD + "supportedLanguage", _SD + language)
    for form in _WRITTEN:
        yield _triple(service, _SD + "resultFormat", _FORMATS + form)


def _dataset(store: Store, endpoint: str) -> Iterator[ox.Triple]:
    dataset, default = dataset_iri(), endpoint + "#default"
    yield _triple(dataset, RDF + "type", _SD + "Dataset")
    yield _triple(dataset, VOID + "sparqlEndpoint", endpoint)
    yield _triple(dataset, _SD + "defaultGraph", default)
    yield _triple(default, RDF + "type", _SD + "Graph")
    for at, graph in enumerate(store.graphs()):
        named, content = f"{endpoint}#named-{at}", f"{endpoint}#graph-{at}"
        yield _triple(dataset, _SD + "namedGraph", named)
        yield _triple(named, RDF + "type", _SD + "NamedGraph")
        yield _triple(named, _SD + "name", graph)
        yield _triple(named, _SD + "graph", content)
        yield _triple(content, RDF + "type", _SD + "Graph")


def _triple(subject: str, predicate: str, value: str) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), ox.NamedNode(value))
