"""What a store on a server does beyond the contract: where it asks, who it says it is, what it says goes wrong."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pyoxigraph as ox
import pytest

from kg.errors import InputError, KgError, StoreError
from kg.store import open_store
from kg.store.remote import Addresses, RemoteStore
from servers import free_port

TRIPLE = ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.Literal("名"))
RESULTS = b'{"head":{"vars":["g"]},"results":{"bindings":[{"g":{"type":"uri","value":"urn:g"}}]}}'


class Stub:
    """A server that answers all alike and remembers what it was asked."""

    def __init__(self) -> None:
        self.status, self.type, self.body = 200, "application/sparql-results+json", RESULTS
        self.description: tuple[str, bytes] | None = None
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                stub.asked.append((self.command, self.path, dict(self.headers), body))
                kind, told = stub.type, stub.body
                if self.command == "GET" and stub.description:
                    kind, told = stub.description
                self.send_response(stub.status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(told)))
                self.end_headers()
                self.wfile.write(told)

            do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815 -- These names are the library's.

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stub]:
    for name in ("QUERY", "UPDATE", "GRAPHS", "TOKEN", "USER", "PASSWORD"):
        monkeypatch.delenv(f"KG_STORE_{name}", raising=False)
    stub = Stub()
    thread = threading.Thread(target=stub.server.serve_forever)
    thread.start()
    yield stub
    stub.server.shutdown()
    stub.server.server_close()
    thread.join()


def test_a_root_has_three_addresses() -> None:
    addresses = Addresses.of("http://h:1/", {})
    assert (addresses.query, addresses.update, addresses.graphs) == (
        "http://h:1/query",
        "http://h:1/update",
        "http://h:1/store",
    )


def test_any_other_address_takes_all_three() -> None:
    addresses = Addresses.of("https://h/ds", {})
    assert {addresses.query, addresses.update, addresses.graphs} == {"https://h/ds"}


def test_the_environment_wins() -> None:
    settings = {f"KG_STORE_{name}": f"http://h/{name}" for name in ("QUERY", "UPDATE", "GRAPHS")}
    addresses = Addresses.of("http://h/", settings)
    assert (addresses.query, addresses.update, addresses.graphs) == (
        "http://h/QUERY",
        "http://h/UPDATE",
        "http://h/GRAPHS",
    )


@pytest.mark.parametrize(
    "url", ["", "h:1", "ftp://h/", "file:///etc/passwd", "http://", "http://me:secret@h/", "/exports"]
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(KgError) as caught:
        Addresses.of(url, {})
    assert "secret" not in str(caught.value)
    assert caught.value.exit_code == 2


def test_a_plan_is_replaced_by_one_put(stub: Stub) -> None:
    with open_store(None, server=stub.url) as store:  # type: ignore[arg-type]  # No folder is looked at.
        store.replace("urn:g", [TRIPLE])
    [(method, path, headers, body)] = stub.asked
    assert (method, path) == ("PUT", "/store?graph=urn%3Ag")
    assert headers["Content-Type"] == "application/n-triples"
    assert [quad.triple for quad in ox.parse(body, ox.RdfFormat.N_TRIPLES)] == [TRIPLE]


def test_a_fault_before_the_end_sends_nothing(stub: Stub) -> None:
    def breaking() -> Iterator[ox.Triple]:
        yield TRIPLE
        raise LookupError("power cut")

    with RemoteStore.at(stub.url) as store, pytest.raises(LookupError):
        store.replace("urn:g", breaking())
    assert stub.asked == []


def test_a_token_is_sent(stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_STORE_TOKEN", "t0ken")
    with RemoteStore.at(stub.url) as store:
        store.graphs()
    assert stub.asked[0][2]["Authorization"] == "Bearer t0ken"


def test_a_name_and_password_are_sent(stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_STORE_USER", "me")
    monkeypatch.setenv("KG_STORE_PASSWORD", "secret")
    with RemoteStore.at(stub.url) as store:
        store.graphs()
    assert stub.asked[0][2]["Authorization"] == "Basic bWU6c2VjcmV0"


def test_a_query_brings_its_prefixes_and_graphs(stub: Stub) -> None:
    with RemoteStore.at(stub.url) as store:
        store.query("SELECT * { ?g a ex:G }", prefixes={"ex": "urn:ex#", "no": "urn:no#"})
    [*_, (_, path, _, body)] = stub.asked
    assert path == "/query"
    assert b"PREFIX+ex%3A+%3Curn%3Aex%23%3E" in body
    assert b"no%3A" not in body
    assert b"default-graph-uri=urn%3Ag&named-graph-uri=urn%3Ag" in body


def test_a_server_that_merges_its_graphs_is_told_none(stub: Stub) -> None:
    told = "[] <urn:feature> <http://www.w3.org/ns/sparql-service-description#UnionDefaultGraph> ."
    stub.description = ("text/turtle", told.encode())
    with RemoteStore.at(stub.url) as store:
        store.query("SELECT * { ?s ?p ?o }", prefixes={})
    assert [asked[0] for asked in stub.asked] == ["GET", "POST"]
    assert b"graph-uri" not in stub.asked[-1][3]


@pytest.mark.parametrize("kind", ["application/sparql-results+xml", "application/sparql-results+xml; charset=utf-8"])
def test_another_format_than_asked_for_is_read_too(stub: Stub, kind: str) -> None:
    stub.type = kind
    stub.body = (
        b'<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="g"/></head><results>'
        b'<result><binding name="g"><uri>urn:g</uri></binding></result></results></sparql>'
    )
    with RemoteStore.at(stub.url) as store:
        assert store.graphs() == ("urn:g",)


@pytest.mark.parametrize(
    ("status", "body", "fault", "word"),
    [
        (400, b"no\nsuch <b>word</b>", InputError, "no such word"),
        (401, b"", StoreError, "KG_STORE_TOKEN"),
        (403, b"", StoreError, "KG_STORE_USER"),
        (404, b"<html>" + b"nothing " * 99, StoreError, "KG_STORE_QUERY"),
        (500, b"oops", StoreError, "oops"),
        (302, b"", StoreError, "302"),
        (200, b"no json", StoreError, "200"),
    ],
)
def test_what_goes_wrong_is_one_line(stub: Stub, status: int, body: bytes, fault: type[KgError], word: str) -> None:
    stub.status, stub.body = status, body
    with RemoteStore.at(stub.url) as store, pytest.raises(fault, match=word) as caught:
        store.graphs()
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400


def test_a_graph_that_is_not_there_is_empty_and_can_be_removed(stub: Stub) -> None:
    stub.status = 404
    with RemoteStore.at(stub.url) as store:
        assert list(store.dump("urn:g")) == []
        store.remove("urn:g")


def test_a_server_that_is_away_is_one_line() -> None:
    url = f"http://127.0.0.1:{free_port()}/"
    with RemoteStore.at(url) as store:
        for act in (store.graphs, lambda: store.replace("urn:g", [TRIPLE]), lambda: list(store.dump("urn:g"))):
            with pytest.raises(StoreError, match=url) as caught:
                act()
            assert caught.value.exit_code == 4
            assert "\n" not in str(caught.value)


def test_a_long_dump_comes_in_pieces(stub: Stub) -> None:
    triples = [ox.Triple(ox.NamedNode(f"urn:{n}"), TRIPLE.predicate, ox.Literal("名" * 50)) for n in range(5000)]
    stub.type, stub.body = "application/n-triples", ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
    with RemoteStore.at(stub.url) as store:
        assert list(store.dump("urn:g")) == triples
