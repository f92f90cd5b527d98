"""The files of XML keep the rules of their schemas that a lenient reader does not insist on."""

from __future__ import annotations

import re
from collections import Counter
from xml.etree.ElementTree import Element

import pytest

from readers import elements, files
from synthetic import synthetic_graph

GRAPHML = files("graphml", [synthetic_graph(mentions=300)])["graph.graphml"]
GEXF = files("gexf", [synthetic_graph(mentions=300)])["graph.gexf"]
TOKEN = re.compile(r"[\w.:-]+", re.ASCII)
VALUES = {
    "int": r"-?\d+",
    "integer": r"-?\d+",
    "double": r"-?\d+(\.\d+)?",
    "string": r"(?s).+",
}


def of(text: str, name: str) -> list[Element]:
    return [element for element in elements(text) if element.tag == name]


@pytest.mark.parametrize("text", [GRAPHML, GEXF], ids=["graphml", "gexf"])
def test_every_end_of_an_edge_is_a_node_and_every_id_is_its_own(text: str) -> None:
    nodes = [node.attrib["id"] for node in of(text, "node")]
    edges = [edge.attrib["id"] for edge in of(text, "edge")]
    assert len(nodes) > 50
    assert max(Counter(nodes).values()) == max(Counter(edges).values()) == 1
    assert {edge.attrib[end] for edge in of(text, "edge") for end in ("source", "target")} <= set(nodes)


def test_graphml_declares_every_datum_before_the_graph_and_for_where_it_stands() -> None:
    names = [element.tag for element in elements(GRAPHML)]
    assert set(names[: names.index("graph")]) == {"graphml", "key"}
    keys = {key.attrib["id"]: key.attrib for key in of(GRAPHML, "key")}
    assert len(keys) == len(of(GRAPHML, "key"))
    told = 0
    for owner in ("node", "edge"):
        for element in of(GRAPHML, owner):
            used = [datum.attrib["key"] for datum in element]
            assert len(set(used)) == len(used)
            for datum in element:
                declared = keys[datum.attrib["key"]]
                assert declared["for"] == owner
                assert re.fullmatch(VALUES[declared["attr.type"]], datum.text or "")
                told += 1
    assert told > 1000


def test_the_ids_of_graphml_are_name_tokens() -> None:
    ids = [element.attrib["id"] for name in ("key", "graph", "node", "edge") for element in of(GRAPHML, name)]
    assert [identifier for identifier in ids if not TOKEN.fullmatch(identifier)] == []


def test_gexf_declares_every_value_and_keeps_the_order_of_its_parts() -> None:
    [graph] = of(GEXF, "graph")
    assert [part.tag for part in graph] == ["attributes", "attributes", "nodes", "edges"]
    for declared, parts in zip(graph[:2], graph[2:], strict=True):
        kinds = {attribute.attrib["id"]: attribute.attrib["type"] for attribute in declared}
        assert declared.attrib["class"] + "s" == parts.tag
        for element in parts:
            values = {value.attrib["for"]: value.attrib["value"] for value in element[0]}
            assert len(values) == len(element[0])
            assert [n for n, value in values.items() if not re.fullmatch(VALUES[kinds[n]], value)] == []


def test_parallel_edges_of_gexf_are_told_apart_by_their_kind() -> None:
    kinds = {edge.attrib["kind"] for edge in of(GEXF, "edge")}
    assert {"leadingIndustry", "hasGoal", "mentionedIn", "isPartOf"} <= kinds
