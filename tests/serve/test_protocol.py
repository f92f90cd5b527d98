"""The SPARQL 1.1 Protocol, in the manner of the W3C's suite: a request, and what must come back."""

from __future__ import annotations

import json
from typing import Any

import pyoxigraph as ox
import pytest

from kg.rdf import graph_name
from serving import Served

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
JSON = "application/sparql-results+json"
A, B = graph_name("made-up"), graph_name("other")
COUNT = "SELECT (COUNT(?p) AS ?n) { ?p a plan:Plan }"
NAMED = "SELECT (COUNT(?p) AS ?n) { GRAPH ?g { ?p a plan:Plan } }"


def ask(client: Served, text: str, **parameters: Any) -> Any:
    answer = client.get("/sparql", params={"query": text, **parameters}, headers={"Accept": JSON})
    assert answer.status_code == 200, answer.text
    return answer.json()


def count(client: Served, text: str, **parameters: Any) -> int:
    [row] = ask(client, text, **parameters)["results"]["bindings"]
    return int(row["n"]["value"])


# Three ways to ask ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
def test_query_by_get(client: Served, path: str) -> None:
    answer = client.get(path, params={"query": "ASK {}"})
    assert answer.status_code == 200
    assert answer.json()["boolean"] is True


def test_query_by_form(client: Served) -> None:
    answer = client.post("/sparql", data={"query": "ASK {}"})
    assert answer.json()["boolean"] is True


def test_query_by_form_in_utf_8(client: Served) -> None:
    headers = {"Content-Type": FORM + "; charset=UTF-8"}
    answer = client.post("/sparql", content="query=ASK%20%7B%20BIND(%22%E5%90%8D%22%20AS%20?x)%7D", headers=headers)
    assert answer.json()["boolean"] is True


@pytest.mark.parametrize("kind", [QUERY, QUERY + "; charset=utf-8", QUERY + ';charset="UTF-8"', QUERY.upper()])
def test_query_directly(client: Served, kind: str) -> None:
    answer = client.post("/sparql", content='SELECT ("名" AS ?n) {}'.encode(), headers={"Content-Type": kind})
    assert answer.json()["results"]["bindings"] == [{"n": {"type": "literal", "value": "名"}}]


def test_head_is_get_without_a_body(client: Served) -> None:
    asked = {"params": {"query": "ASK {}"}}
    assert (
        client.head("/sparql", **asked).headers["content-type"]
        == client.get("/sparql", **asked).headers["content-type"]
    )


def test_unknown_parameters_are_passed_over(client: Served) -> None:
    assert ask(client, "ASK {}", format="json", ac="1")["boolean"] is True


# The dataset ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["get", "form", "form and address", "direct"])
def test_the_default_graph_is_that_of_the_request(client: Served, way: str) -> None:
    dataset = {"default-graph-uri": [A]}
    text = COUNT
    if way == "get":
        answer = client.get("/sparql", params={"query": text, **dataset})
    elif way == "form":
        answer = client.post("/sparql", data={"query": text, **dataset})
    elif way == "form and address":
        answer = client.post("/sparql", params=dataset, data={"query": text})
    else:
        answer = client.post("/sparql", params=dataset, content=text, headers={"Content-Type": QUERY})
    assert answer.json()["results"]["bindings"][0]["n"]["value"] == "1"


def test_without_a_dataset_all_graphs_are_asked(client: Served) -> None:
    assert count(client, COUNT) == 2
    assert count(client, NAMED) == 2


def test_several_default_graphs_are_merged(client: Served) -> None:
    assert count(client, COUNT, **{"default-graph-uri": [A, B]}) == 2


def test_named_graphs_only(client: Served) -> None:
    assert count(client, NAMED, **{"named-graph-uri": [A]}) == 1
    assert count(client, COUNT, **{"named-graph-uri": [A]}) == 0


def test_default_graphs_only(client: Served) -> None:
    assert count(client, NAMED, **{"default-graph-uri": [A]}) == 0


def test_both_kinds_of_graphs(client: Served) -> None:
    text = "SELECT (COUNT(*) AS ?n) { ?p a plan:Plan . GRAPH ?g { ?q a plan:Plan } FILTER(?p != ?q) }"
    assert count(client, text, **{"default-graph-uri": A, "named-graph-uri": B}) == 1


def test_the_dataset_of_the_request_wins_over_that_of_the_text(client: Served) -> None:
    text = COUNT.replace("{", f"FROM <{A}> FROM <{B}> {{", 1)
    assert count(client, text) == 2
    assert count(client, text, **{"default-graph-uri": A}) == 1
    assert count(client, text, **{"named-graph-uri": A}) == 0


def test_a_graph_that_is_not_there_is_empty(client: Served) -> None:
    """The W3C's tests name graphs that no service has, and expect an answer."""
    assert ask(client, "ASK {}", **{"default-graph-uri": "http://kg.test/none"})["boolean"] is True
    assert ask(client, "ASK { ?s ?p ?o }", **{"default-graph-uri": "http://kg.test/none"})["boolean"] is False


# Formats -------------------------------------------------------------------------------------------------

ROWS = "SELECT ?a ?b WHERE { VALUES (?a ?b) { (<urn:x> '名\\n\"'@zh) (4 UNDEF) } }"


@pytest.mark.parametrize("media_type", [JSON, "application/sparql-results+xml", "text/tab-separated-values"])
def test_rows_in_each_format(client: Served, media_type: str) -> None:
    answer = client.get("/sparql", params={"query": ROWS}, headers={"Accept": media_type})
    assert answer.headers["content-type"].partition(";")[0] == media_type
    form = ox.QueryResultsFormat.from_media_type(media_type)
    rows = [tuple(row) for row in ox.parse_query_results(answer.content, form)]
    assert rows == [(ox.NamedNode("urn:x"), ox.Literal('名\n"', language="zh")), (ox.Literal(4), None)]


def test_rows_as_csv(client: Served) -> None:
    answer = client.get("/sparql", params={"query": ROWS}, headers={"Accept": "text/csv"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.decode() == 'a,b\r\nurn:x,"名\n"""\r\n4,\r\n'


@pytest.mark.parametrize("media_type", [JSON, "application/sparql-results+xml"])
def test_booleans_in_each_format(client: Served, media_type: str) -> None:
    answer = client.get("/sparql", params={"query": "ASK { ?s ?p <urn:none> }"}, headers={"Accept": media_type})
    form = ox.QueryResultsFormat.from_media_type(media_type)
    assert not ox.parse_query_results(answer.content, form)


GRAPH_TYPES = ["text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"]


@pytest.mark.parametrize("media_type", GRAPH_TYPES)
@pytest.mark.parametrize("text", ["CONSTRUCT { <s> <http://kg.test/p> '名\"'@zh } WHERE {}", f"DESCRIBE <{A}>"])
def test_graphs_in_each_format(client: Served, media_type: str, text: str) -> None:
    answer = client.get("/sparql", params={"query": text}, headers={"Accept": media_type})
    assert answer.headers["content-type"].partition(";")[0] == media_type
    read = list(ox.parse(answer.content, ox.RdfFormat.from_media_type(media_type)))
    assert read
    if text.startswith("CONSTRUCT"):
        # A relative IRI stands under the endpoint.
        [quad] = read
        assert quad.subject.value == str(client.base_url.join("/s"))
        assert quad.object == ox.Literal('名"', language="zh")


@pytest.mark.parametrize(
    ("accept", "rows", "graph"),
    [
        ("", JSON, "text/turtle"),
        ("*/*", JSON, "text/turtle"),
        ("text/html, application/xhtml+xml, */*;q=0.8", JSON, "text/turtle"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.9, application/rdf+xml;q=0.2, text/turtle;q=0.1",
         "application/sparql-results+xml", "application/rdf+xml"),
        ("application/json", "application/json", "application/json"),
        ("text/*", "text/csv", "text/turtle"),
        ("text/csv, application/n-triples", "text/csv", "application/n-triples"),
        (f"{JSON};q=0, */*;q=0.1", "application/sparql-results+xml", "text/turtle"),
        ("application/xml", "application/xml", "application/xml"),
    ],
)  # fmt: skip
def test_quality_decides(client: Served, accept: str, rows: str, graph: str) -> None:
    headers = {"Accept": accept}
    for text, wanted in ((ROWS, rows), ("CONSTRUCT WHERE { ?s a plan:Plan }", graph)):
        answer = client.get("/sparql", params={"query": text}, headers=headers)
        assert answer.headers["content-type"].partition(";")[0] == wanted
        assert "Accept" in answer.headers["vary"]


# What belongs to no query --------------------------------------------------------------------------------

BAD = [
    ("get", {"params": {"query": ["ASK {}", "SELECT * {}"]}}, 400),
    ("get", {"params": {"query": "ASK {"}}, 400),
    ("get", {"params": {"query": ""}}, 400),
    ("get", {"params": {"query": "ASK { ?s ex:undeclared ?o }"}}, 400),
    ("get", {"params": {"update": "CLEAR ALL"}}, 400),
    ("get", {"params": "query=ASK%20%7B%20%22%FF%22%20%7D"}, 400),
    ("get", {"params": {"query": "ASK {}", "default-graph-uri": "not an iri"}}, 400),
    ("get", {"params": {"query": "ASK {}", "default-graph-uri": "urn:a> { ?s ?p ?o } #"}}, 400),
    ("post", {"data": {"query": ["ASK {}", "ASK {}"]}}, 400),
    ("post", {"data": {"query": "ASK {}", "update": "CLEAR ALL"}}, 400),
    ("post", {"data": {"other": "ASK {}"}}, 400),
    ("post", {"params": {"query": "ASK {}"}, "content": "ASK {}", "headers": {"Content-Type": QUERY}}, 400),
    ("post", {"content": b"ASK { ?s ?p '\xff' }", "headers": {"Content-Type": QUERY}}, 400),
    ("post", {"content": "CLEAR ALL", "headers": {"Content-Type": QUERY}}, 400),
    ("post", {"content": "", "headers": {"Content-Type": QUERY}}, 400),
    ("post", {"content": "ASK {}", "headers": {"Content-Type": "text/plain"}}, 415),
    ("post", {"content": "ASK {}"}, 415),
    ("post", {"content": "query=ASK%20%7B%7D"}, 415),
    ("post", {"content": "ASK {}".encode("utf-16"), "headers": {"Content-Type": QUERY + "; charset=UTF-16"}}, 415),
    ("post", {"content": "ASK {}".encode("utf-16"), "headers": {"Content-Type": QUERY}}, 400),
    ("post", {"data": {"query": "ASK {}"}, "headers": {"Content-Type": FORM + "; charset=latin-1"}}, 415),
    ("post", {"content": "CLEAR ALL", "headers": {"Content-Type": "application/sparql-update"}}, 403),
    ("post", {"data": {"update": "CLEAR ALL"}}, 403),
    ("put", {"params": {"query": "ASK {}"}}, 405),
    ("delete", {"params": {"query": "ASK {}"}}, 405),
    ("patch", {"params": {"query": "ASK {}"}}, 405),
    ("get", {"params": {"query": "ASK {}"}, "headers": {"Accept": "image/png"}}, 406),
    ("get", {"params": {"query": "ASK {}"}, "headers": {"Accept": "text/turtle"}}, 406),
    ("get", {"params": {"query": "DESCRIBE <urn:a>"}, "headers": {"Accept": JSON}}, 406),
    ("get", {"headers": {"Accept": JSON}}, 406),
]  # fmt: skip


@pytest.mark.parametrize(("method", "request_", "status"), BAD)
def test_what_is_no_query_gets_its_status_and_a_line(
    client: Served, method: str, request_: dict[str, Any], status: int
) -> None:
    answer = client.request(method.upper(), "/sparql", **request_)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.text.strip()
    assert answer.text.count("\n") == 1
    if status == 405:
        assert {"GET", "POST"} <= set(answer.headers["allow"].split(", "))


def test_a_wrong_query_says_where(client: Served) -> None:
    assert "1:7" in client.get("/sparql", params={"query": "SELECT"}).text


def test_messages_are_in_the_language_of_the_server(client: Served) -> None:
    assert "查询有误" in client.get("/sparql", params={"query": "SELECT"}).text


# Other pages may ask -------------------------------------------------------------------------------------


def test_any_page_may_ask(client: Served) -> None:
    answer = client.get("/sparql", params={"query": "ASK {}"}, headers={"Origin": "https://editor.test"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "X-Rows-Cut" in answer.headers["access-control-expose-headers"]


def test_a_refusal_can_be_read_by_a_page_too(client: Served) -> None:
    for path in ("/sparql?query=x", "/none"):
        assert client.get(path).headers["access-control-allow-origin"] == "*"


def test_a_page_may_ask_whether_it_may_ask(client: Served) -> None:
    headers = {
        "Origin": "https://editor.test",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    answer = client.options("/sparql", headers=headers)
    assert answer.status_code == 204
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert "Content-Type" in answer.headers["access-control-allow-headers"]


# Cut results ---------------------------------------------------------------------------------------------

MANY = "SELECT ?x WHERE { ?x ?p ?o }"


@pytest.mark.parametrize(
    "media_type", [JSON, "application/sparql-results+xml", "text/tab-separated-values", "text/csv"]
)
def test_a_cut_result_is_whole_and_says_so(client: Served, media_type: str) -> None:
    answer = client.get("/sparql", params={"query": MANY}, headers={"Accept": media_type})
    assert answer.status_code == 200
    assert (answer.headers["x-rows-cut"], answer.headers["x-row-limit"], answer.headers["x-rows"]) == (
        "true",
        "50",
        "50",
    )
    if media_type == "text/csv":
        assert answer.text.count("\r\n") == 51
    else:
        form = ox.QueryResultsFormat.from_media_type(media_type)
        assert len(list(ox.parse_query_results(answer.content, form))) == 50
    limits = str(client.base_url.join("/limits"))
    if media_type == JSON:
        assert json.loads(answer.content)["head"]["link"] == [limits]
    if media_type.endswith("xml"):
        assert f'<link href="{limits}"/></head>' in answer.text


@pytest.mark.parametrize("media_type", GRAPH_TYPES)
def test_a_cut_graph_is_whole_and_says_so(client: Served, media_type: str) -> None:
    text = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(!isBlank(?s) && !isBlank(?o)) }"
    answer = client.get("/sparql", params={"query": text}, headers={"Accept": media_type})
    assert answer.headers["x-rows-cut"] == "true"
    assert len(list(ox.parse(answer.content, ox.RdfFormat.from_media_type(media_type)))) == 50
    assert ("50 行" in answer.text) is (media_type != "application/ld+json")


def test_a_result_of_the_very_size_is_not_cut(client: Served) -> None:
    answer = client.get("/sparql", params={"query": MANY + " LIMIT 50"})
    assert answer.headers["x-rows-cut"] == "false"
    assert "link" not in answer.json()["head"]


def test_the_limits_can_be_read(client: Served) -> None:
    assert "rows: 50\n" in client.get("/limits").text
