"""Updates over HTTP: only where asked for by name, only with the token, seen at once."""

from __future__ import annotations

import httpx
import pytest

from serving import Served

UPDATE = {"Content-Type": "application/sparql-update"}
FOAF = "PREFIX foaf: <http://xmlns.com/foaf/0.1/> "
G = "http://kg.test/graph/{}"


def ask(client: Served, text: str) -> bool:
    answer = client.get("/sparql", params={"query": text}, headers={"Accept": "application/sparql-results+json"})
    assert answer.status_code == 200, answer.text
    return bool(answer.json()["boolean"])


def change(client: Served, text: str, **dataset: object) -> httpx.Response:
    return client.post("/sparql", params=dataset, content=text, headers=UPDATE)


@pytest.mark.parametrize("way", ["form", "direct"])
def test_an_update_is_seen_by_the_next_query(writable: Served, way: str) -> None:
    text = "INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> '名' } }"
    for _ in range(3):
        answer = writable.post("/sparql", data={"update": text}) if way == "form" else change(writable, text)
        assert answer.status_code == 204
        assert ask(writable, "ASK { <urn:a> ?p '名' }")
        assert change(writable, "DROP ALL").status_code == 204
        assert not ask(writable, "ASK { ?s ?p ?o }")


def test_a_relative_iri_stands_under_the_endpoint(writable: Served) -> None:
    assert change(writable, "INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> <test> } }").status_code == 204
    assert ask(writable, f"ASK {{ <urn:a> <urn:b> <{writable.base_url.join('/test')}> }}")


DOCUMENTS = "".join(f"GRAPH <{G.format(n)}> {{ <{G.format(n)}> a foaf:Document }} " for n in (1, 2, 3))
FILL = f"{FOAF} DROP ALL; INSERT DATA {{ {DOCUMENTS} }}; "
COPY = "INSERT { GRAPH <urn:found> { ?s <urn:in> 'default' } } WHERE { ?s a foaf:Document }"
COPY_NAMED = "INSERT { GRAPH <urn:found> { ?s <urn:in> ?g } } WHERE { GRAPH ?g { ?s a foaf:Document } }"


def found(client: Served) -> dict[str, str]:
    text = "SELECT ?s ?g { GRAPH <urn:found> { ?s <urn:in> ?g } }"
    rows = client.get("/sparql", params={"query": text}).json()["results"]["bindings"]
    return {row["s"]["value"]: row["g"]["value"] for row in rows}


def test_the_default_graphs_of_an_update(writable: Served) -> None:
    graphs = [G.format(1), G.format(2)]
    assert change(writable, FILL + COPY, **{"using-graph-uri": graphs}).status_code == 204
    assert found(writable) == {G.format(1): "default", G.format(2): "default"}


def test_the_named_graphs_of_an_update(writable: Served) -> None:
    graphs = [G.format(1), G.format(2)]
    assert change(writable, FILL + COPY_NAMED, **{"using-named-graph-uri": graphs}).status_code == 204
    assert found(writable) == {graph: graph for graph in graphs}


def test_both_kinds_of_graphs_of_an_update(writable: Served) -> None:
    dataset = {"using-graph-uri": G.format(1), "using-named-graph-uri": G.format(2)}
    assert change(writable, f"{FILL}{COPY}; {COPY_NAMED}", **dataset).status_code == 204
    assert found(writable) == {G.format(1): "default", G.format(2): G.format(2)}


@pytest.mark.parametrize(
    ("text", "dataset"),
    [
        ("INSERT", {}),
        ("ASK {}", {}),
        ("INSERT { ?s ?p 1 } USING <urn:a> WHERE { ?s ?p ?o }", {"using-graph-uri": "urn:g"}),
        ("INSERT { ?s ?p 1 } USING NAMED <urn:a> WHERE { ?s ?p ?o }", {"using-named-graph-uri": "urn:g"}),
        ("WITH <urn:a> DELETE { ?s ?p 1 } WHERE { ?s ?p ?o }", {"using-graph-uri": "urn:g"}),
        ("CLEAR ALL", {"using-graph-uri": "not an iri"}),
        ("LOAD <file:///etc/passwd>", {}),
        ("LOAD SILENT <http://127.0.0.1:9/> INTO GRAPH <urn:g>", {}),
        ("INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", {}),
    ],
)
def test_a_wrong_update_changes_nothing(writable: Served, text: str, dataset: dict[str, str]) -> None:
    assert change(writable, "INSERT DATA { GRAPH <urn:a> { <urn:a> <urn:b> 0 } }").status_code == 204
    answer = change(writable, text, **dataset)
    assert answer.status_code == 400, answer.text
    assert answer.text.count("\n") == 1
    assert ask(writable, "ASK { <urn:a> <urn:b> 0 FILTER NOT EXISTS { ?s ?p 1 } }")


def test_an_operation_after_a_wrong_one_is_not_done(writable: Served) -> None:
    change(writable, "INSERT DATA { GRAPH <urn:a> { <urn:a> <urn:b> 0 } }")
    assert change(writable, "DROP ALL; CREATE GRAPH <urn:x>; CREATE GRAPH <urn:x>").status_code >= 400
    assert ask(writable, "ASK { <urn:a> <urn:b> 0 }")


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic YTpi", "Basic %%", "a token"])
def test_without_the_token_nothing_changes(writable: Served, header: str) -> None:
    writable.headers["Authorization"] = header
    answer = change(writable, "INSERT DATA { <urn:a> <urn:b> 0 }")
    assert answer.status_code == 401
    assert "Bearer" in answer.headers["www-authenticate"]
    assert not ask(writable, "ASK { ?s ?p ?o }")


def test_the_token_may_come_as_a_password(writable: Served) -> None:
    del writable.headers["Authorization"]
    answer = writable.post("/sparql", data={"update": "CLEAR ALL"}, auth=("anyone", "a token"))
    assert answer.status_code == 204


def test_the_description_tells_of_updates(writable: Served, client: Served) -> None:
    for server, told in ((writable, True), (client, False)):
        assert ("SPARQL11Update" in server.get("/sparql").text) is told
