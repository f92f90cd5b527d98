"""The pages over two plans: the demo plan as built, and one made up of names that try to break out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.testclient import TestClient

from crowds import NASTY, crowd
from kg.build.pipeline import Options, read_plan
from kg.model import PlanGraph
from kg.ontology import knowledge_graphs
from kg.project import data_file
from kg.rdf import graph_name, to_triples
from kg.serve.pages.routes import page_routes
from kg.serve.pages.site.page import Site
from kg.serve.responses import insist
from kg.serve.workers.operations import Bounds, Task, TaskReply, answer
from kg.store.embedded import EmbeddedStore

PLAN = data_file("plans/binhai-145.txt")
_BOUNDS = Bounds(rows=1000, size=1 << 22)


def client_of(graphs: Sequence[PlanGraph]) -> TestClient:
    """A client of the pages over some plans."""
    store = EmbeddedStore.memory()
    for name, triples in knowledge_graphs().items():
        store.replace(name, triples)
    for graph in graphs:
        store.replace(graph_name(graph.plan.slug), to_triples(graph))

    async def ask(request: Request, task: Task) -> TaskReply:
        reply = await run_in_threadpool(answer, store, task, _BOUNDS)
        insist(reply)
        return reply

    return TestClient(Starlette(routes=page_routes(Site(lambda: store, ask))), base_url="http://127.0.0.1")


@pytest.fixture(scope="session")
def demo_graph() -> PlanGraph:
    return read_plan(PLAN, Options()).plan_graph


@pytest.fixture(scope="session")
def demo(demo_graph: PlanGraph) -> Iterator[TestClient]:
    """The demo plan."""
    with client_of([demo_graph]) as client:
        yield client


@pytest.fixture(scope="session")
def nasty() -> Iterator[TestClient]:
    """A plan whose title, text, names, goals and quotes are all attempts to break out."""
    graph = crowd()
    text = "\n".join(NASTY)
    plan = replace(graph.plan, title=NASTY[1], characters=len(text))
    sections = tuple(
        replace(section, title=NASTY[at % len(NASTY)] if section.title else "", line=max(section.line, 1))
        for at, section in enumerate(graph.sections)
    )
    with client_of([replace(graph, plan=plan, sections=sections, text=text)]) as client:
        yield client


@pytest.fixture(scope="session")
def nothing() -> Iterator[TestClient]:
    """A store without plans."""
    with client_of([]) as client:
        yield client


@pytest.fixture
def plan_text() -> str:
    return Path(PLAN).read_text(encoding="utf-8")
