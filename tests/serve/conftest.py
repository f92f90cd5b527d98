"""A server over made-up plans, in this process and in one of its own."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg import iri
from kg.build.outdir import OutDir
from kg.ontology import knowledge_graphs
from kg.project import PACKAGE
from kg.query.void import Tally, describe
from kg.rdf import graph_name, to_triples
from kg.serve.settings import Limits, Settings
from kg.store.embedded import EmbeddedStore
from servers import free_port, running
from serving import TOKEN, Served, in_process
from synthetic import synthetic_graph

SLUGS = ("made-up", "other")


@pytest.fixture(scope="session")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a build of two made-up plans leaves."""
    folder = OutDir(tmp_path_factory.mktemp("serve") / "out")
    with EmbeddedStore.forking(folder.root / "none", folder.store) as store:
        tally = Tally()
        for name, triples in knowledge_graphs().items():
            store.replace(name, triples)
        for slug in SLUGS:
            triples = to_triples(synthetic_graph(slug))
            store.replace(graph_name(slug), triples)
            tally.add(triples)
        store.replace(iri.description(), describe(store, tally))
    return folder.root


@pytest.fixture(scope="module")
def client(out: Path) -> Iterator[Served]:
    """A read-only server with small limits."""
    limits = Limits(seconds=2, rows=50, workers=2, waiting=4, patience=3, body=100_000, stall=5)
    with in_process(Settings(out, limits=limits)) as served:
        yield served


@pytest.fixture(scope="module")
def wide(out: Path) -> Iterator[Served]:
    """A read-only server with the usual limits."""
    with in_process(Settings(out)) as served:
        yield served


@pytest.fixture
def writable(tmp_path: Path) -> Iterator[Served]:
    """A server over an empty store that may be changed."""
    EmbeddedStore.forking(tmp_path / "none", tmp_path / "out" / "store").close()
    limits = Limits(workers=2)
    with in_process(Settings(tmp_path / "out", update_token=TOKEN, limits=limits)) as served:
        served.headers["Authorization"] = f"Bearer {TOKEN}"
        yield served


@pytest.fixture(scope="module")
def url(out: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of ``kg serve`` in a process of its own, on a copy that may be changed."""
    copy = OutDir(tmp_path_factory.mktemp("process") / "out")
    EmbeddedStore.forking(OutDir(out).store, copy.store).close()
    port = free_port()
    command = (sys.executable, "-m", "kg.cli", "serve", "--out", str(copy.root), "--port", str(port))
    options = ("--timeout", "3", "--workers", "2", "--update-token", TOKEN)
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    with running(*command, *options, port=port, environment=environment):
        yield f"http://127.0.0.1:{port}/"
