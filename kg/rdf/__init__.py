"""The mapping between PlanGraph and RDF.

``from_triples(to_triples(plan_graph)) == canonical(plan_graph)``, in whatever order the triples are. They
belong to the named graph :func:`graph_name`. ``ontology/plan.ttl`` defines the terms,
``ontology/shapes.ttl`` the constraints on the nodes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg import iri
from kg.errors import StoreError
from kg.graph import canonical
from kg.messages import say
from kg.model import PlanGraph
from kg.ontology import XSD, Node, index, prefixes
from kg.rdf.reader import PlanReader
from kg.rdf.writer import PlanWriter

if TYPE_CHECKING:
    import rdflib
    import rdflib.store


def graph_name(slug: str) -> str:
    """The IRI of a plan, which is also the name of its named graph."""
    return iri.ids() + iri.plan_id(slug)


def to_triples(plan_graph: PlanGraph) -> list[ox.Triple]:
    """The triples of a plan without duplicates, in text order."""
    return list(dict.fromkeys(PlanWriter(canonical(plan_graph)).triples()))


def from_triples(triples: Iterable[ox.Triple]) -> PlanGraph:
    """The inverse of :func:`to_triples`. Raises StoreError if triples are missing."""
    try:
        return PlanReader(index(triples)).plan_graph()
    except (KeyError, IndexError, ValueError, StopIteration) as error:
        raise StoreError(say("damaged-graph", error=repr(error))) from error


def rdf_graph_of(triples: Iterable[ox.Triple], *, store: rdflib.store.Store | str = "default") -> rdflib.Graph:
    """Any triples as an rdflib graph, in memory or another store, with the usual prefixes."""
    import rdflib

    rdf_graph = rdflib.Graph(store)
    for prefix, namespace in prefixes().items():
        rdf_graph.bind(prefix, namespace)
    node = _ToRdflib().node
    rdf_graph.addN((node(t.subject), node(t.predicate), node(t.object), rdf_graph) for t in triples)
    return rdf_graph


class _ToRdflib:
    """Turns nodes of Oxigraph into nodes of rdflib, each IRI once."""

    def __init__(self) -> None:
        import rdflib

        self.rdflib = rdflib
        self.iris: dict[str, rdflib.URIRef] = {}

    def node(self, node: Node) -> rdflib.term.Node:
        if isinstance(node, ox.NamedNode):
            return self.iri(node.value)
        if isinstance(node, ox.BlankNode):
            return self.rdflib.BNode(node.value)
        if not isinstance(node, ox.Literal):
            raise TypeError(node)
        # To rdflib "x" and "x"^^xsd:string are two literals; N-Triples readers give the first.
        plain = node.language is not None or node.datatype.value == XSD + "string"
        datatype = None if plain else self.iri(node.datatype.value)
        return self.rdflib.Literal(node.value, lang=node.language, datatype=datatype, normalize=False)

    def iri(self, value: str) -> rdflib.URIRef:
        if value not in self.iris:
            self.iris[value] = self.rdflib.URIRef(value)
        return self.iris[value]
