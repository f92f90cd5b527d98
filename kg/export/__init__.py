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
    "turtle": {"graph.ttl": "turtle:turtle"},
    "trig": {"graph.trig": "turtle:trig"},
    "ntriples": {"graph.nt": "lines:ntriples"},
    "nquads": {"graph.nq": "lines:nquads"},
    "jsonld": {"graph.jsonld": "jsonld:jsonld"},
    "rdfxml": {"graph.rdf": "rdfxml:rdfxml"},
    "graphml": {"graph.graphml": "graphml:graphml"},
    "gexf": {"graph.gexf": "gexf:gexf"},
    "csv": {"nodes.csv": "tables:nodes", "edges.csv": "tables:edges"},
    "cypher": {"graph.cypher": "cypher:cypher"},
    "jsonl": {"annotations.jsonl": "jsonl:jsonl"},
}
"""Each format with its files and who writes them; the choices of the command line come from here."""


def writers(form: str) -> dict[str, Writer]:
    """The files of a format, each with its writer."""
    return {name: _writer(*written.split(":")) for name, written in FORMATS[form].items()}


def _writer(module: str, function: str) -> Writer:
    return cast("Writer", getattr(import_module(f"{__name__}.{module}"), function))
