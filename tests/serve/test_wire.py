"""The protocol on the wire: each request byte by byte, as a conformance suite sends it, and what must come back.

Nothing here goes through a client's library, so nothing is put right on the way: no Accept, no Content-Type,
no escaping that the request does not have.
"""

from __future__ import annotations

import http.client
import io
import json
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import pytest
import rdflib

from serving import TOKEN, Served

FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
BOOLEANS = ("application/sparql-results+xml", "application/sparql-results+json")
ROWS = (*BOOLEANS, "text/tab-separated-values", "text/csv")
GRAPHS = ("application/rdf+xml", "text/turtle", "application/n-triples", "application/ld+json")
D1, D2, D3 = (f"http://data.test/sparql/data{n}.rdf" for n in (1, 2, 3))
FOAF, DC = "http://xmlns.com/foaf/0.1/", "http://purl.org/dc/terms/"


@dataclass(frozen=True)
class Answer:
    status: int
    type: str
    body: bytes
    headers: dict[str, str]

    @property
    def true(self) -> bool:
        """What an ASK came to, in whichever format it came."""
        result = rdflib.query.Result.parse(
            io.BytesIO(self.body), format={BOOLEANS[0]: "xml", BOOLEANS[1]: "json"}[self.type]
        )
        return bool(result.askAnswer)


def send(server: Served, head: str, body: bytes = b"", *, accept: str = "", token: str = "") -> Answer:
    """Send ``head``, a request line and header lines, and ``body``; the rest of what HTTP needs is put in."""
    lines = [*head.split("\n"), "Host: kg.test", "Connection: close"]
    lines += [f"Accept: {accept}"] if accept else []
    lines += [f"Authorization: Bearer {token}"] if token else []
    lines += [f"Content-Length: {len(body)}"] if body or head.startswith("POST") else []
    connection = http.client.HTTPConnection(server.base_url.host, server.base_url.port, timeout=30)
    connection.connect()
    assert connection.sock is not None
    connection.sock.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
    answer = http.client.HTTPResponse(connection.sock)
    answer.begin()
    headers = {name.lower(): value for name, value in answer.getheaders()}
    found = Answer(answer.status, headers.get("content-type", "").partition(";")[0], answer.read(), headers)
    connection.close()
    return found


def form(**parameters: str) -> bytes:
    return urlencode({name.replace("_", "-"): value for name, value in parameters.items()}).encode()


def address(*parameters: tuple[str, str]) -> str:
    return "?" + urlencode(parameters) if parameters else ""


def post(kind: str, *parameters: tuple[str, str]) -> str:
    return f"POST /sparql{address(*parameters)} HTTP/1.1" + (f"\nContent-Type: {kind}" if kind else "")


# Queries -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("GET /sparql?query=ASK%20%7B%7D HTTP/1.1", b""),
        ("GET /sparql/?query=ASK%20%7B%7D HTTP/1.1", b""),
        ("GET /sparql?query=ASK+%7b%7d HTTP/1.1", b""),
        (post(FORM), b"query=ASK%20%7B%7D"),
        (post(QUERY), b"ASK {}"),
    ],
)
@pytest.mark.parametrize("accept", ["", *BOOLEANS])
def test_a_query_in_each_of_the_three_ways(client: Served, head: str, body: bytes, accept: str) -> None:
    answer = send(client, head, body, accept=accept)
    assert (answer.status, answer.type) == (200, accept or BOOLEANS[1])
    assert answer.true


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("SELECT (1 AS ?value) {}", ROWS),
        ("ASK {}", BOOLEANS),
        ("DESCRIBE <http://example.org/>", GRAPHS),
        ("CONSTRUCT { <s> <p> 1 } WHERE {}", GRAPHS),
    ],
)
def test_each_form_of_query_has_its_types(client: Served, text: str, types: tuple[str, ...]) -> None:
    for accept in ("", "*/*", *types):
        answer = send(client, post(FORM), form(query=text), accept=accept)
        assert answer.status == 200
        assert answer.type in types
        assert answer.type == accept or accept in ("", "*/*")
        assert "accept" in answer.headers["vary"].lower()


DATASETS = [
    # the text, the default graphs, the named graphs, what holds
    ("ASK { <D1> ?p ?o }", [D1], [], True),
    ("ASK { <D2> ?p ?o }", [D1], [], False),
    ("ASK { <D1> a ?type . <D2> a ?type }", [D1, D2], [], True),
    ("ASK { <D1> a ?type . <D3> a ?type }", [D1, D2], [], False),
    ("ASK { GRAPH ?g { ?s ?p ?o } }", [], [D1, D2], True),
    ("ASK { ?s ?p ?o }", [], [D1, D2], False),
    ("ASK { GRAPH ?g { ?s ?p ?o } }", [D1, D2], [], False),
    ("ASK { <D3> a ?type GRAPH ?g { <D1> a ?type } }", [D3], [D1, D2], True),
    ("ASK { <D1> a ?type GRAPH ?g { <D3> a ?type } }", [D3], [D1, D2], False),
    ("ASK { GRAPH <D1> { <D1> ?p ?o } GRAPH <D2> { <D2> ?p ?o } }", [D3], [D1, D2], True),
    # The dataset of the request takes the place of that of the text.
    ("ASK FROM <D3> { <D1> ?p ?o }", [D1], [], True),
    ("ASK FROM <D3> { <D3> ?p ?o }", [D1], [], False),
    ("ASK FROM NAMED <D3> { GRAPH ?g { <D3> ?p ?o } }", [], [D1], False),
    ("ASK FROM <http://nobody.test/x> { <D1> ?p ?o }", [D1], [], True),
    # A graph that the service does not have is empty.
    ("ASK { ?s ?p ?o }", ["http://nobody.test/x"], [], False),
]


def documents() -> str:
    graphs = "".join(f"GRAPH <{name}> {{ <{name}> a <{FOAF}Document> }} " for name in (D1, D2, D3))
    return f"CLEAR ALL ; INSERT DATA {{ {graphs}}}"


def named(text: str) -> str:
    for name, graph in (("D1", D1), ("D2", D2), ("D3", D3)):
        text = text.replace(f"<{name}>", f"<{graph}>")
    return text


def test_the_dataset_in_each_of_the_ways(writable: Served) -> None:
    assert send(writable, post(UPDATE), documents().encode(), token=TOKEN).status == 204
    for text, default, named_, holds in DATASETS:
        query = named(text)
        dataset = [*(("default-graph-uri", g) for g in default), *(("named-graph-uri", g) for g in named_)]
        for answer in (
            send(writable, f"GET /sparql{address(('query', query), *dataset)} HTTP/1.1"),
            send(writable, f"GET /sparql{address(*dataset, ('query', query))} HTTP/1.1"),
            send(writable, post(FORM), address(("query", query), *dataset)[1:].encode()),
            send(writable, post(QUERY, *dataset), query.encode()),
        ):
            assert answer.status == 200, answer.body
            assert answer.true is holds, (text, default, named_)


BAD_QUERIES = [
    ("PUT /sparql?query=ASK%20%7B%7D HTTP/1.1", b"", 405),
    ("DELETE /sparql?query=ASK%20%7B%7D HTTP/1.1", b"", 405),
    ("GET /sparql?query=ASK%20%7B%7D&query=SELECT%20%2A%20%7B%7D HTTP/1.1", b"", 400),
    (post(FORM), b"query=ASK%20%7B%7D&query=SELECT%20%2A%20%7B%7D", 400),
    (post("text/plain"), b"ASK {}", 415),
    (post("text/plain"), b"query=ASK%20%7B%7D", 415),
    (post(""), b"query=ASK%20%7B%7D", 415),
    (post(""), b"ASK {}", 415),
    (post(f"{QUERY}; charset=UTF-16"), "ASK {}".encode("utf-16"), 415),
    (post(QUERY), "ASK {}".encode("utf-16"), 400),
    ("GET /sparql?query=ASK%20%7B HTTP/1.1", b"", 400),
    (post(QUERY), b"ASK {", 400),
    (post(FORM), b"query=ASK%20%7B", 400),
    (post(FORM), b"qeury=ASK%20%7B%7D", 400),
    (post(FORM), b"", 400),
    ("GET /sparql?query=ASK%20%7B%7D HTTP/1.1\nAccept: image/png", b"", 406),
]


@pytest.mark.parametrize(("head", "body", "status"), BAD_QUERIES)
def test_a_bad_query(client: Served, head: str, body: bytes, status: int) -> None:
    answer = send(client, head, body)
    assert (answer.status, answer.type) == (status, "text/plain")
    assert answer.body.strip()


# Updates -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "body"), [(post(FORM), b"update=CLEAR%20ALL"), (post(UPDATE), b"CLEAR ALL"), (post(UPDATE), b"")]
)
def test_an_update_in_each_of_the_two_ways(writable: Served, head: str, body: bytes) -> None:
    assert send(writable, head, body, token=TOKEN).status == 204


FOUND = "http://data.test/protocol-update-dataset-test/"
COPY = f"INSERT {{ GRAPH <{FOUND}> {{ ?s a <{DC}BibliographicResource> }} }} WHERE "
RESOURCE = f"a <{DC}BibliographicResource>"
MERGED, FROM_NAMED = f"{COPY} {{ ?s a <{FOAF}Document> }}", f"{COPY} {{ GRAPH ?g {{ ?s a <{FOAF}Document> }} }}"
UPDATES = [
    # the text, the default graphs, the named graphs, of which things it then says something
    (MERGED, [D1], [], {D1}),
    (MERGED, [D1, D2], [], {D1, D2}),
    (FROM_NAMED, [], [D1], {D1}),
    (FROM_NAMED, [], [D1, D2], {D1, D2}),
    (MERGED, [], [D1, D2], set()),
    (FROM_NAMED, [D1, D2], [], set()),
    (f"{MERGED} ; {FROM_NAMED}", [D1], [D2], {D1, D2}),
    (f"{COPY} {{ GRAPH <{D1}> {{ ?s a <{FOAF}Document> }} }}", [D3], [D1], {D1}),
]


@pytest.mark.parametrize("way", ["form", "direct"])
def test_the_dataset_of_an_update(writable: Served, way: str) -> None:
    for text, default, named_, things in UPDATES:
        dataset = [*(("using-graph-uri", g) for g in default), *(("using-named-graph-uri", g) for g in named_)]
        update = f"{documents()} ; {text}"
        if way == "form":
            answer = send(writable, post(FORM), address(("update", update), *dataset)[1:].encode(), token=TOKEN)
        else:
            answer = send(writable, post(UPDATE, *dataset), update.encode(), token=TOKEN)
        assert answer.status == 204, answer.body
        for thing in (D1, D2, D3):
            query = quote(f"ASK {{ GRAPH <{FOUND}> {{ <{thing}> {RESOURCE} }} }}")
            assert send(writable, f"GET /sparql?query={query} HTTP/1.1").true is (thing in things), (text, thing)


def test_the_base_of_an_update_is_the_service(writable: Served) -> None:
    graph = "http://data.test/protocol-base-test/"
    text = f"CLEAR GRAPH <{graph}> ; INSERT DATA {{ GRAPH <{graph}> {{ <urn:s> <urn:p> <test> }} }}"
    assert send(writable, post(UPDATE), text.encode(), token=TOKEN).status == 204
    query = quote(f"SELECT ?o {{ GRAPH <{graph}> {{ <urn:s> <urn:p> ?o }} }}")
    [row] = json.loads(send(writable, f"GET /sparql?query={query} HTTP/1.1").body)["results"]["bindings"]
    assert row["o"] == {"type": "uri", "value": "http://kg.test/test"}


PEOPLE, ADDRESSES = "http://data.test/people", "http://data.test/addresses"
CHANGE = "DELETE { ?p <urn:name> 'Bill' } INSERT { ?p <urn:name> 'William' } "
BAD_UPDATES = [
    ("GET /sparql?update=CLEAR%20ALL HTTP/1.1", b"", 400),
    ("PUT /sparql?update=CLEAR%20ALL HTTP/1.1", b"", 405),
    (post(FORM), b"update=CLEAR%20NAMED&update=CLEAR%20DEFAULT", 400),
    (post(FORM), b"update=CLEAR%20NAMED&query=ASK%20%7B%7D", 400),
    (post("text/plain"), b"CLEAR NAMED", 415),
    (post(""), b"update=CLEAR%20NAMED", 415),
    (post(""), b"CLEAR NAMED", 415),
    (post(f"{UPDATE}; charset=UTF-16"), "CLEAR NAMED".encode("utf-16"), 415),
    (post(UPDATE), "CLEAR NAMED".encode("utf-16"), 400),
    (post(FORM), b"update=CLEAR%20XYZ", 400),
    (post(UPDATE), b"CLEAR XYZ", 400),
    *(
        (post(FORM), form(**{parameter: PEOPLE, "update": f"{clause} WHERE {{ ?p <urn:name> 'Bill' }}"}), 400)
        for parameter in ("using_graph_uri", "using_named_graph_uri")
        for clause in (
            f"{CHANGE} USING <{ADDRESSES}>",
            f"{CHANGE} USING NAMED <{ADDRESSES}>",
            f"WITH <{ADDRESSES}> {CHANGE}",
        )
    ),
]


@pytest.mark.parametrize(("head", "body", "status"), BAD_UPDATES)
def test_a_bad_update_changes_nothing(writable: Served, head: str, body: bytes, status: int) -> None:
    kept = f"INSERT DATA {{ GRAPH <{ADDRESSES}> {{ <urn:a> <urn:name> 'Bill' }} }}"
    assert send(writable, post(UPDATE), kept.encode(), token=TOKEN).status == 204
    answer = send(writable, head, body, token=TOKEN)
    assert (answer.status, answer.type) == (status, "text/plain")
    query = quote("ASK { GRAPH ?g { <urn:a> <urn:name> 'Bill' } }")
    assert send(writable, f"GET /sparql?query={query} HTTP/1.1").true


# The description ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("accept", ["", *GRAPHS, "text/html, */*;q=0.1"])
@pytest.mark.parametrize("path", ["/sparql", "/sparql/", "/sparql?"])
def test_without_a_query_the_service_describes_itself(client: Served, accept: str, path: str) -> None:
    answer = send(client, f"GET {path} HTTP/1.1", accept=accept)
    assert answer.status == 200
    assert answer.type == (accept if accept in GRAPHS else "text/turtle")
    names = {"application/rdf+xml": "xml", "application/n-triples": "nt", "application/ld+json": "json-ld"}
    graph = rdflib.Graph().parse(data=answer.body, format=names.get(answer.type, "turtle"))
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    [service] = graph.subjects(rdflib.RDF.type, sd.Service)
    endpoint = "http://kg.test/sparql" + ("/" if path.endswith("/") else "")
    assert graph.value(service, sd.endpoint) == rdflib.URIRef(endpoint)
    assert (service, sd.supportedLanguage, sd.SPARQL11Query) in graph
