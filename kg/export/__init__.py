"""Exports plans for other tools: one table of formats, one writer for each file.

A writer is named and not imported here, so that the command line can list the formats without
reading in what they stand on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from typing import TypeAlias, cast

from kg.model import PlanGraph

Writer: TypeAlias = Callable[[Iterable[PlanGraph]], Iterator[str]]
"""Yields the text of a file in pieces; it may iterate over the plans more than once."""

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
"""The files of each format with their writers (module:function); the command line offers these formats."""


def writers(form: str) -> dict[str, Writer]:
    """The files of a format, each with its writer."""
    return {name: _writer(*written.split(":")) for name, written in FORMATS[form].items()}


def _writer(module: str, function: str) -> Writer:
    return cast("Writer", getattr(import_module(f"{__name__}.{module}"), function))
