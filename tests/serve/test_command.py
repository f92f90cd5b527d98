"""``kg serve`` and ``--store`` as a user types them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from kg.project import PACKAGE
from servers import free_port, oxigraph, wait_for

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(PACKAGE.parent), "KG_LANG": "zh"}
KG = (sys.executable, "-m", "kg.cli")


def kg(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*KG, *map(str, arguments)],
        env={**ENVIRONMENT, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def failed(done: subprocess.CompletedProcess[str], code: int, word: str) -> None:
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith("kg: ")
    assert done.stderr.count("\n") == 1
    assert word in done.stderr


def test_it_says_where_it_is_and_stops_when_told(out: Path) -> None:
    port = free_port()
    process = subprocess.Popen(
        [*KG, "serve", "--out", str(out), "--port", str(port)],
        env={**ENVIRONMENT, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    wait_for(port, process)  # type: ignore[arg-type]
    assert httpx.get(f"http://127.0.0.1:{port}/sparql", params={"query": "ASK {}"}).status_code == 200
    process.send_signal(signal.SIGINT)
    told, complaints = process.communicate(timeout=30)
    assert process.returncode == 0
    assert told.startswith(f"http://127.0.0.1:{port}/ ")
    assert complaints == ""


def test_it_is_open_to_this_machine_alone(url: str) -> None:
    import socket

    port = int(url.rpartition(":")[2].strip("/"))
    for address in {found[4][0] for found in socket.getaddrinfo(socket.gethostname(), port, socket.AF_INET)}:
        if not str(address).startswith("127."):
            with socket.socket() as probe:
                assert probe.connect_ex((address, port)) != 0


def test_without_a_graph_it_does_not_start(tmp_path: Path) -> None:
    failed(kg("serve", "--out", tmp_path), 4, "kg build")


def test_a_taken_port_is_told(out: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        failed(kg("serve", "--out", out, "--port", taken.getsockname()[1]), 2, "--port")


@pytest.mark.parametrize("option", [("--timeout", "0"), ("--max-rows", "0"), ("--workers", "-1"), ("--port", "99999")])
def test_a_limit_that_is_none_is_wrong_use(option: tuple[str, str]) -> None:
    failed(kg("serve", *option), 2, option[0])


@pytest.mark.parametrize("package", ["starlette", "uvicorn"])
def test_a_missing_package_is_told(out: Path, tmp_path: Path, package: str) -> None:
    (tmp_path / f"{package}.py").write_text(f"raise ModuleNotFoundError('gone', name='{package}')")
    path = os.pathsep.join((str(tmp_path), str(PACKAGE.parent)))
    failed(kg("serve", "--out", out, PYTHONPATH=path), 2, ".[serve]")


@pytest.mark.parametrize("command", [("query", "ASK {}"), ("plans", "list"), ("serve",), ("validate",)])
def test_a_server_that_is_away_is_exit_code_4(command: tuple[str, ...]) -> None:
    url = f"http://127.0.0.1:{free_port()}/"
    failed(kg(*command, "--store", url), 4, url)


def test_a_plan_is_built_asked_served_and_removed_on_a_server(tmp_path: Path) -> None:
    with oxigraph() as url:
        where = ("--out", tmp_path / "out", "--store", url)
        assert kg("build", *where).returncode == 0
        assert not (tmp_path / "out" / "store").exists()
        parks = "SELECT DISTINCT ?n { ?p a plan:Park ; schema:name ?n } ORDER BY ?n"
        told = kg("query", parks, "--format", "csv", *where).stdout
        assert "天津港保税区" in told
        assert "binhai-145" in kg("plans", "list", *where).stdout
        port = free_port()
        process = subprocess.Popen([*KG, "serve", "--port", str(port), *map(str, where)], env=ENVIRONMENT)
        try:
            wait_for(port, process)
            answer = httpx.get(
                f"http://127.0.0.1:{port}/sparql", params={"query": parks}, headers={"Accept": "text/csv"}
            )
            assert answer.text.splitlines() == told.splitlines()
        finally:
            process.kill()
            process.wait()
        assert kg("plans", "remove", "binhai-145", *where).returncode == 0
        assert kg("query", "ASK { ?p a plan:Park }", "--format", "csv", *where).stdout.strip() == "false"
