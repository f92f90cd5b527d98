"""Writes plans down for other tools: one table of formats, one writer a file.

A writer is named and not imported here, so that the command line can list the formats without
reading in what they stand on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from typing import TypeAlias, cast

from kg.model import PlanGraph

Writer: TypeAlias = Callable[[Iterable[PlanGraph]], Iterator[str]]
"""Gives the text of a file in pieces, from plans that it may go through more than once."""

FORMATS: Mapping[str, Mapping[str, str]] = {
    "turtle": {"graph.ttl": "rdf.turtle:turtle"},
    "trig": {"graph.trig": "rdf.turtle:trig"},
    "ntriples": {"graph.nt": "rdf.ntriples:ntriples"},
    "nquads": {"graph.nq": "rdf.ntriples:nquads"},
    "jsonld": {"graph.jsonld": "rdf.jsonld:jsonld"},
    "rdfxml": {"graph.rdf": "rdf.rdfxml:rdfxml"},
    "graphml": {"graph.graphml": "property_graph.graphml:graphml"},
    "gexf": {"graph.gexf": "property_graph.gexf:gexf"},
    "csv": {"nodes.csv": "property_graph.tables:nodes", "edges.csv": "property_graph.tables:edges"},
    "cypher": {"graph.cypher": "property_graph.cypher:cypher"},
    "jsonl": {"annotations.jsonl": "jsonl:jsonl"},
}
"""Each format with its files and who writes them; the choices of the command line come from here."""


def writers(form: str) -> dict[str, Writer]:
    """The files of a format, each with its writer."""
    return {name: _writer(*written.split(":")) for name, written in FORMATS[form].items()}


def _writer(module: str, function: str) -> Writer:
    return cast("Writer", getattr(import_module(f"{__name__}.{module}"), function))
