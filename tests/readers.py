"""Reads exports back with tools that had no part in writing them, as nodes and edges.

A reader gives what :func:`expected` gives of the graph itself: attributes under the names of
``kg.graph``, those that are empty left out.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias
from xml.etree import ElementTree

import networkx as nx
import ocg
import pyoxigraph as ox
import rdflib

from kg.export import writers
from kg.export.property_graph.flat import EDGE_FIELDS, NODE_FIELDS
from kg.graph import to_networkx
from kg.model import PlanGraph
from kg.rdf import from_triples, graph_name, rdf_graph_of, to_triples

Known: TypeAlias = dict[str, Any]
Files: TypeAlias = Mapping[str, str]


class Drawn(NamedTuple):
    """Nodes by id, edges by id with their ends."""

    nodes: dict[str, Known]
    edges: dict[str, tuple[str, str, Known]]


def files(form: str, graphs: Sequence[PlanGraph]) -> dict[str, str]:
    """What a format makes of some plans, by file name."""
    return {name: "".join(write(graphs)) for name, write in writers(form).items()}


# The graph itself ----------------------------------------------------------------------------------


def expected(graphs: Iterable[PlanGraph]) -> Drawn:
    """The nodes and edges of the networkx graphs of all plans; a thing of several has all its aliases."""
    nodes: dict[str, Known] = {}
    edges: dict[str, tuple[str, str, Known]] = {}
    for graph in graphs:
        drawn = to_networkx(graph)
        for identifier, known in drawn.nodes(data=True):
            earlier = nodes.get(identifier, {})
            nodes[identifier] = {**_filled(known), **earlier}
            if names := {*known.get("aliases", ()), *earlier.get("aliases", ())}:
                nodes[identifier]["aliases"] = tuple(sorted(names))
        for source, target, key, known in drawn.edges(keys=True, data=True):
            edges[key.partition(" ")[2] or source] = (source, target, _filled(known))
    return Drawn(nodes, edges)


def _filled(known: Mapping[str, Any]) -> Known:
    filled = {name: value for name, value in known.items() if value not in (None, "", ())}
    return {**filled, "value": float(filled["value"])} if "value" in filled else filled


def changed(drawn: Drawn, change: Callable[[str], str]) -> Drawn:
    """The same with every text changed."""

    def all_of(known: Known) -> Known:
        return {name: _changed(value, change) for name, value in known.items()}

    nodes = {identifier: all_of(known) for identifier, known in drawn.nodes.items()}
    return Drawn(nodes, {key: (source, target, all_of(known)) for key, (source, target, known) in drawn.edges.items()})


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, tuple):
        return tuple(map(change, value))
    return change(value) if isinstance(value, str) else value


# Formats of nodes and edges ------------------------------------------------------------------------


def graphml(written: Files) -> Drawn:
    drawn = nx.parse_graphml(written["graph.graphml"], force_multigraph=True)
    nodes = {_slashed(identifier): _node(known) for identifier, known in drawn.nodes(data=True)}
    return Drawn(
        nodes,
        {
            _slashed(key): (_slashed(source), _slashed(target), _edge(known))
            for source, target, key, known in drawn.edges(keys=True, data=True)
        },
    )


def _slashed(identifier: str) -> str:
    return identifier.replace(":", "/")


def gexf(written: Files) -> Drawn:
    drawn = nx.read_gexf(io.BytesIO(written["graph.gexf"].encode()), version="1.3")
    return Drawn(
        {identifier: _node(known) for identifier, known in drawn.nodes(data=True)},
        {known["id"]: (source, target, _edge(known)) for source, target, known in drawn.edges(data=True)},
    )


def tables(written: Files) -> Drawn:
    nodes, edges = (_rows(written[name]) for name in ("nodes.csv", "edges.csv"))
    return Drawn(
        {row["Id"]: _node({**row, "label": row["Label"]}) for row in nodes},
        {row["Id"]: (row["Source"], row["Target"], _edge(row)) for row in edges},
    )


def _rows(text: str) -> list[dict[str, Any]]:
    """A sheet as a spreadsheet has it: the mark gone, the apostrophe before a would-be formula unseen."""
    read = csv.DictReader(io.StringIO(text.encode().decode("utf-8-sig"), newline=""))
    return [{name: unguarded(cell) for name, cell in row.items()} for row in read]


def unguarded(cell: str) -> str:
    return re.sub("^'('*[=+\\-@\t\r\n＝＋－＠])", r"\1", cell)


def cypher(written: Files) -> Drawn:
    """What a database has when the script has run."""
    database = run_cypher([written["graph.cypher"]])
    nodes = database.execute("MATCH (n:Thing) RETURN properties(n) AS known, labels(n) AS labels")
    edges = database.execute(
        "MATCH (a)-[r]->(b) RETURN properties(a) AS a, type(r) AS type, properties(r) AS known, properties(b) AS b"
    )
    assert all(set(row["labels"]) == {"Thing", row["known"]["kind"]} for row in nodes)
    assert all(row["type"] == row["known"]["predicate"] for row in edges)
    return Drawn(
        {row["known"]["id"]: _node(row["known"]) for row in nodes},
        {row["known"]["id"]: (row["a"]["id"], row["b"]["id"], _edge(row["known"])) for row in edges},
    )


def run_cypher(scripts: Iterable[str]) -> ocg.Graph:
    """Run each statement of the scripts; only the constraint is not of openCypher."""
    database = ocg.Graph()
    for script in scripts:
        for statement in statements(script):
            if not statement.startswith("CREATE CONSTRAINT"):
                database.execute(statement)
    return database


_CYPHER = re.compile(r"//[^\n]*|'(?:[^'\\]|\\.)*'|;|[^';/]+|/", re.DOTALL)


def statements(script: str) -> list[str]:
    """The statements of a script, cut at each semicolon that stands in no string; comments left out."""
    found = [""]
    at = 0
    for token in _CYPHER.finditer(script):
        assert token.start() == at, f"unread: {script[at : token.start()]!r}"
        at = token.end()
        if token[0] == ";":
            found.append("")
        elif not token[0].startswith("//"):
            found[-1] += token[0]
    assert at == len(script)
    assert not found[-1].strip()
    return [statement.strip() for statement in found[:-1]]


_ADDED = {"Id", "Label", "Source", "Target", "id", "kind_label"}
_NAMES = {"mention_type": "type", "mention_name": "name"}


def _node(known: Mapping[str, Any]) -> Known:
    """Attributes as the graph has them: the slug is the plan's own, other nodes have it besides."""
    plan = {"slug": known["plan"]} if known["kind"] == "Plan" else {}
    return {**_typed(known, NODE_FIELDS, _ADDED | {"plan"}), **plan}


def _edge(known: Mapping[str, Any]) -> Known:
    return _typed(known, EDGE_FIELDS, _ADDED | {"plan", "label"})


def _typed(known: Mapping[str, Any], fields: Mapping[str, type], left_out: set[str]) -> Known:
    typed = {
        _NAMES.get(name, name): _value(value, fields.get(name, str))
        for name, value in known.items()
        if name not in left_out
    }
    return _filled(typed)


def _value(value: Any, kind: type) -> Any:
    if kind is tuple:
        return split(value) if isinstance(value, str) else tuple(value)
    if kind is int and value != "":
        return int(value)
    return value


def split(joined: str) -> tuple[str, ...]:
    r"""The names that ``a|b`` joins, where ``\|`` and ``\\`` are characters of a name."""
    if not joined:
        return ()
    parts = [""]
    for spelt in re.findall(r"\\.|[^\\]", joined, re.DOTALL):
        if spelt == "|":
            parts.append("")
        else:
            parts[-1] += spelt[-1]
    return tuple(parts)


# RDF -----------------------------------------------------------------------------------------------


def to_rdf(plan_graph: PlanGraph) -> rdflib.Graph:
    """The triples of a plan as an rdflib graph."""
    return rdf_graph_of(to_triples(plan_graph))


def from_rdf(rdf_graph: rdflib.Graph) -> PlanGraph:
    """The plan that an rdflib graph holds."""
    lines = rdf_graph.serialize(format="nt", encoding="utf-8")
    return from_triples(quad.triple for quad in ox.parse(lines, ox.RdfFormat.N_TRIPLES))


def rdf(written: Files, form: str) -> dict[str, rdflib.Graph]:
    """What rdflib reads, by the name of the graph; the name is empty where a format knows none."""
    [text] = written.values()
    dataset = rdflib.Dataset()
    dataset.parse(data=text, format=form)
    found = {str(graph.identifier): graph for graph in dataset.graphs() if len(graph)}
    return {name.replace("urn:x-rdflib:default", ""): graph for name, graph in found.items()}


def of_rdf(form: str) -> Callable[[Files], Drawn]:
    """The nodes and edges of the one plan that a file of RDF holds, in a graph of its name if the format has such."""

    def read(written: Files) -> Drawn:
        [(name, rdf_graph)] = rdf(written, form).items()
        graph = from_rdf(rdf_graph)
        assert name in ("", graph_name(graph.plan.slug))
        return expected([graph])

    return read


RDF_FORMS = {
    "turtle": "turtle",
    "trig": "trig",
    "ntriples": "nt",
    "nquads": "nquads",
    "jsonld": "json-ld",
    "rdfxml": "xml",
}
"""What rdflib calls our formats."""

NAMING = ("trig", "nquads", "jsonld")
"""The formats that name the graph of each plan."""


# Annotations ---------------------------------------------------------------------------------------


def annotations(written: Files) -> Drawn:
    """What JSON lines hold: no sections, and of each thing its id, class and place only."""
    nodes: dict[str, Known] = {}
    edges: dict[str, tuple[str, str, Known]] = {}
    for row in map(json.loads, written["annotations.jsonl"].splitlines()):
        place = {name: row[name] for name in ("start", "end", "rule")}
        if row["kind"] == "entity":
            edges[row["evidence_id"]] = (row["id"], "", {**place, "predicate": "mentionedIn", "type": row["type"]})
        elif row["kind"] == "goal":
            said = {name: row[name] for name in ("status", "value", "unit", "comparator", "year")}
            nodes[row["id"]] = _filled({**place, **said, "label": row["text"], "holder": row["holder"]})
            edges[row["id"]] = (row["holder_id"], row["id"], {"predicate": "hasGoal"})
        else:
            object_ = row.get("object_id", row["subject_id"])
            known = {**place, "predicate": row["predicate"], "status": row["status"]}
            edges[row["id"]] = (row["subject_id"], object_, known)
    return Drawn(nodes, edges)


def as_annotated(drawn: Drawn) -> Drawn:
    """What is left of a graph in annotations."""
    nodes = {identifier: known for identifier, known in drawn.nodes.items() if known["kind"] == "Goal"}
    kept = ("start", "end", "rule", "status", "value", "unit", "comparator", "year", "label")
    holders = {t: drawn.nodes[s]["label"] for s, t, known in drawn.edges.values() if known["predicate"] == "hasGoal"}
    edges = {}
    for key, (source, target, known) in drawn.edges.items():
        mention = known["predicate"] == "mentionedIn"
        if known["predicate"] != "isPartOf":
            told = ("start", "end", "rule", "predicate", "type" if mention else "status")
            edges[key] = (source, "" if mention else target, {name: known[name] for name in told if name in known})
    return Drawn(
        {
            identifier: {name: known[name] for name in kept if name in known} | {"holder": holders[identifier]}
            for identifier, known in nodes.items()
        },
        edges,
    )


# All -----------------------------------------------------------------------------------------------

READERS: Mapping[str, Callable[[Files], Drawn]] = {
    **{form: of_rdf(called) for form, called in RDF_FORMS.items()},
    "graphml": graphml,
    "gexf": gexf,
    "csv": tables,
    "cypher": cypher,
    "jsonl": annotations,
}
"""A reader for each format."""


_ELEMENT = re.compile(r"\{[^}]*\}")


def elements(text: str) -> list[ElementTree.Element]:
    """The elements of an XML document in its order, their names without namespace."""
    found = list(ElementTree.fromstring(text.encode()).iter())  # noqa: S314 -- our own file
    for element in found:
        element.tag = _ELEMENT.sub("", element.tag)
    return found
