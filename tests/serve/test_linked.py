"""Linked data: what has an IRI of ours answers at it."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox
import pytest

from kg import iri
from kg.model import PlanGraph
from serving import Served
from synthetic import synthetic_graph

GRAPH: PlanGraph = synthetic_graph("made-up")
ENTITY = next(entity for entity in GRAPH.entities if entity.type == "Park")
PARK = iri.entity_id(ENTITY.ref)
IDS: Sequence[str] = (
    iri.plan_id("made-up"),
    PARK,
    iri.section_id("made-up", 1),
    iri.goal_id("made-up", GRAPH.goals[0]),
    iri.fact_id("made-up", next(fact for fact in GRAPH.facts if fact.predicate != "alias")),
    iri.mention_id("made-up", ENTITY.mentions[0], ENTITY.ref),
)
FORMATS = {
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdf",
    "application/json": "json",
}


@pytest.mark.parametrize("path", IDS)
@pytest.mark.parametrize(("accept", "suffix"), FORMATS.items())
def test_every_thing_leads_to_its_data(client: Served, path: str, accept: str, suffix: str) -> None:
    answer = client.get(f"/id/{path}", headers={"Accept": accept})
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/data/{path}.{suffix}"
    assert answer.headers["vary"] == "Accept"
    data = client.get(answer.headers["location"], headers={"Accept": "image/png"})
    assert data.headers["content-type"].partition(";")[0] == accept
    assert iri.ids() + path in data.text or f"id:{path.partition('/')[0]}\\/" in data.text


def test_a_browser_is_led_to_a_page(client: Served) -> None:
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    answer = client.get(f"/id/{PARK}", headers={"Accept": accept})
    assert answer.status_code == 303
    page = client.get(answer.headers["location"])
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert ENTITY.name in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_data_holds_what_is_said_of_a_thing_and_who_says_it(client: Served) -> None:
    read = list(ox.parse(client.get(f"/data/{PARK}.nt").content, ox.RdfFormat.N_TRIPLES))
    park = ox.NamedNode(iri.ids() + PARK)
    assert any(quad.subject == park for quad in read)
    assert all(park in (quad.subject, quad.object) for quad in read)


def test_plain_json_needs_no_rdf(client: Served) -> None:
    thing = client.get(f"/data/{PARK}.json").json()
    assert thing["name"] == ENTITY.name
    assert thing["types"] == ["园区"]
    assert {"名称", "schema:name"} & {one["label"] for one in thing["said"]}


@pytest.mark.parametrize(
    "path", ["/id/park/none", "/id/park", "/id/", "/id/../../etc/passwd", "/id/park/%3E%20%7B%7D", "/id/plan/made-up/x"]
)
def test_what_is_not_there_is_not_found(client: Served, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.text.count("\n") == 1


@pytest.mark.parametrize(
    "path", [f"/data/{PARK}.exe", "/data/park/none.ttl", "/data/park/none.json", "/page/park/none"]
)
def test_no_document_about_nothing(client: Served, path: str) -> None:
    assert client.get(path).status_code == 404


def test_no_format_for_a_picture(client: Served) -> None:
    assert client.get(f"/id/{PARK}", headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize("accept", ["text/turtle", "application/rdf+xml"])
def test_the_ontology_can_be_read(wide: Served, accept: str) -> None:
    answer = wide.get("/ontology", headers={"Accept": accept})
    assert answer.headers["content-type"].partition(";")[0] == accept
    assert "Park" in answer.text
