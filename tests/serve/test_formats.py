"""Result formats held against their specifications: every kind of term in each, read by rdflib and by hand."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree

import pytest
import rdflib
from rdflib import BNode, Literal, URIRef, Variable

from serving import Served

JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
CSV, TSV = "text/csv", "text/tab-separated-values"
READERS = {JSON: "json", XML: "xml", CSV: "csv", TSV: "tsv"}
ROWS = r"""SELECT ?n ?x ?y WHERE {
  { BIND(BNODE() AS ?b) VALUES (?n ?kind) { (1 "blank") } BIND(?b AS ?x) BIND(?b AS ?y) }
  UNION { VALUES (?n ?x ?y) {
    (2 <http://kg.test/a?b=c&d='e'> UNDEF)
    (3 "plain" "中文"@zh-hant)
    (4 4 4.50)
    (5 1.0e6 true)
    (6 "quote \" comma , tab \t line \n return \r back \\ end" " ")
    (7 "2026-01-31"^^xsd:date "<b>&amp;</b>"^^<http://kg.test/type>)
    (8 "" "😀 'single'")
  } } } ORDER BY ?n"""
WANTED = {
    2: (URIRef("http://kg.test/a?b=c&d='e'"), None),
    3: (Literal("plain"), Literal("中文", lang="zh-hant")),
    4: (Literal("4", datatype=rdflib.XSD.integer), Literal("4.50", datatype=rdflib.XSD.decimal)),
    5: (Literal("1.0e6", datatype=rdflib.XSD.double), Literal("true", datatype=rdflib.XSD.boolean)),
    6: (Literal('quote " comma , tab \t line \n return \r back \\ end'), Literal(" ")),
    7: (
        Literal("2026-01-31", datatype=rdflib.XSD.date),
        Literal("<b>&amp;</b>", datatype=URIRef("http://kg.test/type")),
    ),
    8: (Literal(""), Literal("😀 'single'")),
}


def asked(client: Served, text: str, accept: str) -> bytes:
    answer = client.get("/sparql", params={"query": text}, headers={"Accept": accept})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].partition(";")[0] == accept
    return answer.content


def same(term: rdflib.term.Node | None, wanted: rdflib.term.Node | None) -> bool:
    """Whether two terms are the same; a number may be spelt otherwise, as in 4.5 for 4.50."""
    if isinstance(term, Literal) and isinstance(wanted, Literal) and term.datatype == wanted.datatype:
        return term.language == wanted.language and (str(term) == str(wanted) or (
            wanted.datatype in (rdflib.XSD.decimal, rdflib.XSD.double) and term.value == wanted.value))  # fmt: skip
    return term == wanted


@pytest.mark.parametrize("accept", [JSON, XML])
def test_every_kind_of_term_comes_back(client: Served, accept: str) -> None:
    result = rdflib.query.Result.parse(io.BytesIO(asked(client, ROWS, accept)), format=READERS[accept])
    assert result.vars == list(map(Variable, "nxy"))
    n, x, y = map(Variable, "nxy")
    rows = {int(row[n]): (row.get(x), row.get(y)) for row in result.bindings}
    blank = rows.pop(1)
    # One node in two columns of a row is one node.
    assert isinstance(blank[0], BNode)
    assert blank[0] == blank[1]
    assert rows.keys() == WANTED.keys()
    for number, wanted in WANTED.items():
        assert all(map(same, rows[number], wanted)), (number, rows[number], wanted)


def test_the_json_is_that_of_its_specification(client: Served) -> None:
    document = json.loads(asked(client, ROWS, JSON))
    assert document["head"] == {"vars": ["n", "x", "y"]}
    assert document.keys() == {"head", "results"}
    rows = {row["n"]["value"]: row for row in document["results"]["bindings"]}
    assert rows["1"]["x"]["type"] == "bnode"
    assert rows["1"]["x"] == rows["1"]["y"]
    assert rows["2"].keys() == {"n", "x"}
    assert rows["3"]["x"] == {"type": "literal", "value": "plain"}
    assert rows["3"]["y"] == {"type": "literal", "value": "中文", "xml:lang": "zh-hant"}
    assert rows["4"]["x"] == {"type": "literal", "value": "4", "datatype": str(rdflib.XSD.integer)}
    assert json.loads(asked(client, "ASK {}", JSON)) == {"head": {}, "boolean": True}


def test_the_xml_is_that_of_its_specification(client: Served) -> None:
    ns = "{http://www.w3.org/2005/sparql-results#}"
    document = ElementTree.fromstring(asked(client, ROWS, XML))  # noqa: S314 -- Our own server's.
    assert document.tag == ns + "sparql"
    assert [child.tag for child in document] == [ns + "head", ns + "results"]
    assert [child.attrib for child in document[0]] == [{"name": "n"}, {"name": "x"}, {"name": "y"}]
    rows = [{child.get("name"): child[0] for child in row} for row in document[1]]
    assert {part.tag for row in rows for part in row.values()} == {ns + "uri", ns + "literal", ns + "bnode"}
    assert rows[1].keys() == {"n", "x"}
    assert rows[2]["y"].attrib == {"{http://www.w3.org/XML/1998/namespace}lang": "zh-hant"}
    assert rows[3]["x"].attrib == {"datatype": str(rdflib.XSD.integer)}
    assert rows[5]["x"].text == str(WANTED[6][0])
    no = ElementTree.fromstring(asked(client, "ASK { ?s <urn:none> ?o }", XML))  # noqa: S314 -- Our own server's.
    assert [child.tag for child in no] == [ns + "head", ns + "boolean"]
    assert no[1].text == "false"


def test_the_csv_is_that_of_its_specification(client: Served) -> None:
    text = asked(client, ROWS, CSV).decode()
    # RFC 4180: CRLF after every row, also the last; only what must be is quoted, quotes are doubled.
    assert text.endswith("\r\n")
    assert '"quote "" comma , tab \t line \n return \r back \\ end", \r\n' in text
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[0] == ["n", "x", "y"]
    assert rows[1][1] == rows[1][2]
    assert rows[1][1].startswith("_:")
    # Values are bare: no brackets, no quotes, no types, no languages; what is unbound is empty.
    assert rows[2] == ["2", "http://kg.test/a?b=c&d='e'", ""]
    assert rows[3] == ["3", "plain", "中文"]
    assert rows[6] == ["6", str(WANTED[6][0]), " "]
    assert rows[8] == ["8", "", "😀 'single'"]


def test_the_tsv_is_that_of_its_specification(client: Served) -> None:
    lines = asked(client, ROWS, TSV).decode().split("\n")
    assert lines[-1] == ""
    rows = [line.split("\t") for line in lines[:-1]]
    assert rows[0] == ["?n", "?x", "?y"]
    # Terms are as in Turtle: numbers bare, the rest between marks; tabs and line ends escaped.
    assert rows[1][1].startswith("_:")
    assert rows[2] == ["2", "<http://kg.test/a?b=c&d='e'>", ""]
    assert rows[3] == ["3", '"plain"', '"中文"@zh-hant']
    assert rows[4][1] == "4"
    assert rows[6][1] == r'"quote \" comma , tab \t line \n return \r back \\ end"'
    assert rows[7] == ["7", f'"2026-01-31"^^<{rdflib.XSD.date}>', '"<b>&amp;</b>"^^<http://kg.test/type>']
    for number, row in enumerate(rows[2:], start=2):
        for cell, wanted in zip(row[1:], WANTED[number], strict=True):
            document = f"<urn:s> <urn:p> {cell} ."
            read = next(rdflib.Graph().parse(data=document, format="turtle").objects(), None) if cell else None
            assert same(read, wanted), (cell, wanted)


@pytest.mark.parametrize("accept", READERS)
def test_no_rows_are_a_result_too(client: Served, accept: str) -> None:
    body = asked(client, "SELECT ?a ?b WHERE { ?a <urn:none> ?b }", accept)
    result = rdflib.query.Result.parse(io.BytesIO(body), format=READERS[accept])
    assert [str(name) for name in result.vars or ()] == ["a", "b"]
    assert len(result) == 0
    assert accept != CSV or body == b"a,b\r\n"
    assert accept != TSV or body == b"?a\t?b\n"


GRAPHS = {"text/turtle": "turtle", "application/n-triples": "nt", "application/ld+json": "json-ld"}


@pytest.mark.parametrize(("accept", "form"), [*GRAPHS.items(), ("application/rdf+xml", "xml")])
def test_every_kind_of_term_comes_back_in_a_graph(client: Served, accept: str, form: str) -> None:
    data = " ; ".join(
        f"<http://kg.test/p{at}> {term.n3()}"
        for at, pair in enumerate(WANTED.values())
        for term in pair
        if term is not None
    )
    body = asked(client, f"CONSTRUCT {{ <http://kg.test/s> {data} }} WHERE {{}}", accept)
    graph = rdflib.Graph().parse(data=body, format=form)
    for at, pair in enumerate(WANTED.values()):
        objects = list(graph.objects(URIRef("http://kg.test/s"), URIRef(f"http://kg.test/p{at}")))
        wanted = [term for term in pair if term is not None]
        assert len(objects) == len(wanted)
        assert all(any(same(found, term) for found in objects) for term in wanted), (objects, wanted)


@pytest.mark.parametrize(
    ("accept", "text"),
    [
        (XML, r'SELECT ("a\u0001b\uFFFFc\r\u0085d" AS ?x) {}'),
        ("application/rdf+xml", r'CONSTRUCT { <urn:s> <urn:p/q> "a\u0001b\uFFFFc\r\u0085d" } WHERE {}'),
    ],
)
def test_xml_is_well_formed_whatever_a_literal_holds(client: Served, accept: str, text: str) -> None:
    document = ElementTree.fromstring(asked(client, text, accept))  # noqa: S314 -- Our own server's.
    assert "".join(document.itertext()).strip() == "a\ufffdb\ufffdc\r\u0085d"
