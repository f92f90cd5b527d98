"""An rdflib graph in memory whose SPARQL is answered by Oxigraph.

rdflib is fast at looking up triples, but its SPARQL engine is slow and fails on ill-typed literals.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyoxigraph as ox
import rdflib
from oxrdflib import OxigraphStore
from rdflib.plugins.sparql.sparql import Query
from rdflib.plugins.stores.memory import Memory
from rdflib.query import Result
from rdflib.term import Identifier

from kg.rdf import rdf_graph_of


class _AskedMemory(Memory):
    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        super().__init__()
        store = ox.Store()
        store.bulk_extend(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
        self.asked = OxigraphStore(store=store)

    def query(
        self,
        query: Query | str,
        initNs: Mapping[str, Any],  # noqa: N803 -- rdflib's names
        initBindings: Mapping[str, Identifier],  # noqa: N803
        queryGraph: str,  # noqa: N803
        **options: Any,
    ) -> Result:
        # All triples are in the store's default graph, whatever the graph is called here.
        return self.asked.query(query, initNs, initBindings, "", **options)


def asked_graph_of(triples: Iterable[ox.Triple]) -> rdflib.Graph:
    """The triples as an rdflib graph whose queries run in Oxigraph."""
    triples = list(triples)
    return rdf_graph_of(triples, store=_AskedMemory(triples))
