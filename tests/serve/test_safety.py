"""What the server does to those who mean it ill, or ask for too much."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import cycle, islice, product
from pathlib import Path

import httpx
import pytest

from kg.build.outdir import OutDir, staged
from kg.serve.settings import Limits, Settings
from kg.store.embedded import EmbeddedStore
from servers import unvisited
from serving import Served, in_process

HOUR = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
UPDATE = {"Content-Type": "application/sparql-update"}
SOON = 20.0
linux = pytest.mark.skipif(sys.platform != "linux", reason="looks processes up in /proc")


def ask(client: Served, text: str = "ASK { ?s ?p ?o }") -> httpx.Response:
    return client.post("/sparql", data={"query": text})


def workers() -> set[int]:
    """The query processes of this very process."""
    found = set()
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
                if int(parent) == os.getpid() and b"kg.serve.workers.worker" in (folder / "cmdline").read_bytes():
                    found.add(int(folder.name))
            except OSError:
                continue
    return found


def eventually(true: object) -> None:
    until = time.monotonic() + SOON
    while not true():  # type: ignore[operator]
        assert time.monotonic() < until
        time.sleep(0.02)


# Nothing outside the store ---------------------------------------------------------------------------------


@pytest.fixture
def outside() -> Iterator[tuple[str, list[object]]]:
    """An address, and who has come there."""
    with unvisited() as address_and_visitors:
        yield address_and_visitors


CALLS = [
    "SELECT * { SERVICE <U> { ?s ?p ?o } }",
    "SELECT * { service silent <U> { ?s ?p ?o } }",
    "SELECT * { ?x a plan:Plan . BIND(<U> AS ?u) SERVICE ?u { ?s ?p ?o } }",
    "PREFIX : <U> SELECT * { SERVICE:{ ?s ?p ?o } }",
    "PREFIX a: <urn:a> PREFIX : <U> SELECT * { ?s ?p a:x.y.SERVICE : { ?s ?p ?o } }",
    "SELECT * { VALUES ?v { \"\"\"a\"} SERVICE <U> { ?s ?p ?o } #\\q\"\"\"\n}",
    "SELECT * { OPTIONAL { SERVICE#\n<U>#\n{ ?s ?p ?o } } }",
    "ASK FROM <U> { ?s ?p ?o }",
    "SELECT * FROM NAMED <U> { GRAPH ?g { ?s ?p ?o } }",
    "LOAD <U>",
    "LOAD SILENT <U> INTO GRAPH <urn:g>",
]  # fmt: skip


@pytest.mark.parametrize("text", CALLS)
def test_nobody_is_called(client: Served, outside: tuple[str, list[object]], text: str) -> None:
    url, came = outside
    answer = ask(client, text.replace("U", url))
    assert answer.status_code == 400, answer.text
    assert came == []


@pytest.mark.parametrize("clause", ["FROM", "FROM NAMED"])
def test_no_file_is_read_by_from(client: Served, clause: str) -> None:
    answer = ask(client, f"SELECT * {clause} <file:///etc/passwd> {{ ?s ?p ?o }}")
    assert answer.status_code == 400
    assert "root:" not in answer.text
    assert "file:///etc/passwd" in answer.text


@pytest.mark.parametrize("parameter", ["default-graph-uri", "named-graph-uri"])
@pytest.mark.parametrize("name", ["file:///etc/passwd", "ftp://127.0.0.1/x", "data:text/turtle,"])
def test_no_file_is_read_by_a_parameter(client: Served, parameter: str, name: str) -> None:
    answer = client.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }", parameter: name})
    assert answer.status_code == 400


# Time and room ---------------------------------------------------------------------------------------------

HEAVY = [
    HOUR,
    "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?e ?i",
    "ASK { ?a (!<urn:x>)* ?b . ?c (!<urn:x>)* ?d . ?e (!<urn:x>)* ?f BIND(RAND() AS ?r) FILTER(?r > 2) }",
    "CONSTRUCT { ?a ?b ?c } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i BIND(RAND() AS ?r) FILTER(?r > 2) }",
    "SELECT (GROUP_CONCAT(?c) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
]


@pytest.mark.parametrize("text", HEAVY)
def test_a_query_of_an_hour_is_ended_and_the_next_answered(client: Served, text: str) -> None:
    answer = ask(client, text)
    assert answer.status_code in (500, 504), answer.text
    assert answer.text.count("\n") == 1
    assert ask(client).json()["boolean"] is True


@linux
def test_what_ran_too_long_runs_no_more(out: Path) -> None:
    others = workers()
    with in_process(Settings(out, limits=Limits(seconds=0.5, workers=1))) as client:
        eventually(lambda: len(workers() - others) == 2)
        before = workers() - others
        assert ask(client, HOUR).status_code == 504
        eventually(lambda: len(before & workers()) == 1)
        assert ask(client).status_code == 200
        eventually(lambda: len(workers() - others) == 2)


def test_an_endless_result_is_cut_at_once(client: Served) -> None:
    answer = ask(client, "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")
    assert answer.status_code == 200
    assert answer.headers["x-rows-cut"] == "true"


def test_a_result_of_too_many_bytes_is_cut_at_a_row(out: Path) -> None:
    with in_process(Settings(out, limits=Limits(result=10_000, workers=1))) as client:
        for text in ("SELECT * { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"):
            answer = ask(client, text)
            assert answer.headers["x-rows-cut"] == "true"
            assert len(answer.content) < 20_000
        assert len(ask(client, "SELECT * { ?s ?p ?o }").json()["results"]["bindings"]) > 10


@pytest.mark.parametrize("text", ["ASK " + "{" * 200_000 + "}" * 200_000, "ASK { FILTER(" + "(" * 90_000])
def test_what_breaks_a_process_breaks_no_other(out: Path, text: str) -> None:
    with in_process(Settings(out, limits=Limits(workers=1))) as client:
        answer = ask(client, text)
        assert answer.status_code in (400, 500)
        assert answer.text.count("\n") == 1
        assert ask(client).status_code == 200


@linux
def test_a_query_gets_no_more_memory_than_it_may(out: Path) -> None:
    with in_process(Settings(out, limits=Limits(workers=1, memory=512 << 20))) as client:
        answer = ask(client, "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a ?e ?c ?f")
        assert answer.status_code in (500, 504)
        assert ask(client).status_code == 200


@linux
def test_a_process_that_someone_kills_is_replaced(out: Path) -> None:
    others = workers()
    with in_process(Settings(out, limits=Limits(workers=2))) as client:
        before = workers() - others
        for worker in before:
            os.kill(worker, signal.SIGKILL)
        eventually(lambda: not before & workers())
        assert ask(client).status_code == 200
        eventually(lambda: len(workers() - others) == 3)


# Too many at once --------------------------------------------------------------------------------------------


def test_who_finds_it_busy_may_come_back(out: Path) -> None:
    with in_process(Settings(out, limits=Limits(seconds=3, workers=1, waiting=0))) as client:
        with ThreadPoolExecutor(1) as thread:
            running = thread.submit(ask, client, HOUR)
            time.sleep(0.5)
            answer = ask(client)
            assert answer.status_code == 503
            assert int(answer.headers["retry-after"]) > 0
            assert answer.text.count("\n") == 1
            assert running.result().status_code == 504
        assert ask(client).status_code == 200


def test_others_wait_for_their_turn(out: Path) -> None:
    with in_process(Settings(out, limits=Limits(workers=1, waiting=16))) as client, ThreadPoolExecutor(16) as threads:
        assert {answer.status_code for answer in threads.map(lambda _: ask(client), range(64))} == {200}


def test_a_client_that_leaves_takes_its_query_along(out: Path) -> None:
    with in_process(Settings(out, limits=Limits(seconds=60, workers=1, patience=10))) as client:
        query = httpx.QueryParams(query=HOUR)
        with socket.create_connection((client.base_url.host, client.base_url.port)) as leaving:
            leaving.sendall(f"GET /sparql?{query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            time.sleep(0.5)
        assert ask(client).status_code == 200


# Heads and bodies ----------------------------------------------------------------------------------------------


def test_a_long_body_is_refused(client: Served) -> None:
    text = "ASK {}" + " " * 100_000
    for content in (text, (part for part in [text.encode()])):
        answer = client.post("/sparql", content=content, headers={"Content-Type": "application/sparql-query"})
        assert answer.status_code == 413
        assert answer.text.count("\n") == 1
    assert ask(client).status_code == 200


def test_a_long_head_is_refused(client: Served) -> None:
    assert client.get("/sparql", headers={"X-Long": "x" * 100_000}).status_code in (400, 431)
    with socket.create_connection((client.base_url.host, client.base_url.port), timeout=SOON) as raw:
        raw.sendall(b"GET /sparql?query=" + b"x" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n")
        assert raw.recv(12) in (b"HTTP/1.1 400", b"HTTP/1.1 414")
    assert ask(client).status_code == 200


HEAD = b"GET /sparql HTTP/1.1\r\nHost: x\r\n"
BODY = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nContent-Type: application/sparql-query\r\n\r\nASK"


@pytest.mark.parametrize("beginning", [b"", HEAD, BODY])
def test_who_stops_halfway_is_cut_off(out: Path, beginning: bytes) -> None:
    with in_process(Settings(out, limits=Limits(workers=1, stall=0.5))) as client:
        with socket.create_connection((client.base_url.host, client.base_url.port), timeout=SOON) as slow:
            slow.sendall(beginning)
            told = slow.recv(9999)
            assert told == b"" or told.startswith(b"HTTP/1.1 408")
        assert ask(client).status_code == 200


def test_a_connection_in_use_is_kept(out: Path) -> None:
    with in_process(Settings(out, limits=Limits(workers=1, stall=0.5))) as client:
        address = (client.base_url.host, client.base_url.port)
        with closing(http.client.HTTPConnection(*address, timeout=SOON)) as connection:
            for _ in range(40):
                connection.request("GET", "/limits")
                answer = connection.getresponse()
                assert (answer.status, answer.read()[:1] != b"") == (200, True)
                assert connection.sock is not None
                # It is between two requests most of the time.
                time.sleep(0.05)


PATHS = ("/sparql", "/id/x", "/data/x.ttl", "/queries/x", "/page/x", "/", "/static/x", "/ontology", "/.well-known/void")
ENDINGS = (
    *("%00", "..%2f..%2fetc/passwd", "%ff%fe", "%0d%0aX:%20y", "a" * 5000, "%F0%9F%98%80", "?query=%00"),
    *("?query=" + "(" * 3000, "?query=" + "%7B" * 2000, "?a=1&a=2&" + "&" * 900, "?query=ASK%7B%7D&query="),
    *("?query=ASK%7B%22%5Cu0000%22%7D", "?default-graph-uri=%3E", "?update=DROP%20ALL"),
    "?query=SELECT*%7BSERVICE%3Cx%3A%3E%7B%7D%7D",
)
METHODS = (b"GET", b"POST", b"PUT", b"TRACE", b"CONNECT", b"\x00\x01", b"OPTIONS", b"HEAD")
HEADS = (
    *(b"Accept: " + b"*/*;q=1," * 2000, b"Accept: \xff\xfe/;q=,,;=", b"Accept: a/b;q=9e999", b"Range: bytes=0-,-1,5-2"),
    *(b'Content-Type: \xe4\xb8;charset="', b'Host: "><script>', b"Host: a b", b"Host: [::1", b"X" * 70_000),
    *(b"Content-Length: -1", b"Content-Length: 99999999999", b"Transfer-Encoding: chunked\r\nContent-Length: 3"),
    *(b"Expect: 100-continue", b"Upgrade: websocket\r\nConnection: upgrade", b"Authorization: Basic \xff"),
    b"Authorization: Bearer " + b"x" * 9000,
)
NO_HTTP = (b"\x16\x03\x01\x02\x00" * 50, b"\r\n" * 500, b"GET", b"GET / HTTP/9.9\r\n\r\n", b"\xff" * 70_000)


def hostile() -> Iterator[bytes]:
    for path, ending in product(PATHS, ENDINGS):
        yield f"GET {path}{ending} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
        yield f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(ending)}\r\n\r\n{ending}".encode()
    for head, method in product(HEADS, METHODS):
        yield method + b" /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\n" + head + b"\r\n\r\n"
    yield from NO_HTTP


def test_it_stays_up_through_a_thousand_hostile_requests(client: Served) -> None:
    def send(data: bytes) -> bytes:
        with socket.create_connection((client.base_url.host, client.base_url.port), timeout=SOON) as connection:
            try:
                connection.sendall(data)
                connection.shutdown(socket.SHUT_WR)
                return connection.recv(100)
            except (ConnectionError, TimeoutError):
                return b""

    requests = list(islice(cycle(hostile()), 1000))
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(send, requests))
    statuses = {answer[9:12].decode() for answer in answers if answer}
    # None of these is a fault of the server; the line may be full, and then it says so.
    assert statuses - {"503"} <= {
        "100",
        "200",
        "204",
        "303",
        "400",
        "403",
        "404",
        "405",
        "408",
        "413",
        "414",
        "415",
        "431",
    }
    assert ask(client).json()["boolean"] is True


# While the graph changes ---------------------------------------------------------------------------------------


def test_a_build_is_seen_without_a_restart(tmp_path: Path) -> None:
    out = OutDir(tmp_path / "out")
    EmbeddedStore.forking(tmp_path / "none", out.store).close()
    with in_process(Settings(out.root, limits=Limits(workers=2))) as client:
        for number in range(3):
            assert ask(client, f"ASK {{ GRAPH <urn:{number}> {{ ?s ?p ?o }} }}").json()["boolean"] is False
            with staged(out) as stage, EmbeddedStore.forking(out.store, stage.store) as store:
                from kg.store import Scope

                store.update(f"INSERT DATA {{ GRAPH <urn:{number}> {{ <urn:a> <urn:b> 1 }} }}", Scope())
            for _ in range(4):
                assert ask(client, f"ASK {{ GRAPH <urn:{number}> {{ ?s ?p ?o }} }}").json()["boolean"] is True
