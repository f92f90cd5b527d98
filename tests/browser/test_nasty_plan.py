"""A plan whose text is full of markup, read as any plan is: wherever it is shown, it is text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest

from kg.build.pipeline import Options, read_plan
from kg.iri import entity_id
from kg.model import PlanGraph
from kg.view import render
from walking import Visit, serving

pytestmark = pytest.mark.browser

TEXT = """云河市<script>document.title='broken'</script>发展规划
一、推进“<img src=x onerror=alert(1)>”建设
云河高新区重点发展生物医药、新材料等主导产业。实施“</script><script>alert(2)</script>”工程，建设“javascript:alert(3)”创新中心。
到2030年，云河高新区培育“<b onmouseover=alert(4)>”企业20家以上，产值达到300亿元。
二、支持云河港
依托“<svg/onload=alert(5)>”实验室，打造云河港产业园；深入实施“" onfocus=alert(6) autofocus x="”行动。
"""
NEEDLES = ("<script", "</script>", "javascript:", "onerror=")
STRANGE = "img, iframe, object, embed, form [formaction], a[href^='javascript'], script:not([src]), [onerror], [onload]"


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> PlanGraph:
    path = tmp_path_factory.mktemp("plan") / "nasty.txt"
    path.write_text(TEXT, encoding="utf-8")
    return read_plan(path, Options()).plan_graph


@pytest.fixture(scope="module")
def url(graph: PlanGraph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving([graph], tmp_path_factory.mktemp("nasty")) as address:
        yield address


def pages(graph: PlanGraph) -> dict[str, str]:
    """The address of each kind of page → a piece of the plan that it has to show."""
    project = next(entity for entity in graph.entities if entity.type == "Project" and "script" in entity.name)
    select = "SELECT ?thing ?name { ?thing schema:name ?name }"
    ties = "SELECT ?one ?other { ?one plan:undertakes ?other }"
    return {
        "/": "<script>document.title",
        "/search?q=" + quote("script"): "</script><script>alert",
        "/page/" + entity_id(project.ref): "</script><script>alert",
        "/read/nasty": "<img src=x onerror=alert(1)>",
        "/goals": "建设“javascript:alert(3)”创新中心",
        "/parks": "生物医药",
        "/ask?q=" + quote("云河高新区实施哪些项目？"): "</script>",
        "/ask?q=" + quote("<script>alert(7)</script>"): "提问",
        "/query?query=" + quote(select): "<img src=x onerror=",
        "/query?view=graph&query=" + quote(ties): "结果",
    }


def test_the_plan_is_read_with_its_markup(graph: PlanGraph) -> None:
    said = "\n".join([graph.plan.title, *(e.name for e in graph.entities), *(g.text for g in graph.goals)])
    for needle in NEEDLES:
        assert needle in said.replace("：", ":"), needle


def test_every_page_shows_it_as_text(visit: Visit, graph: PlanGraph) -> None:
    for path, piece in pages(graph).items():
        page = visit(path)
        page.wait_for_load_state("networkidle")
        assert piece in page.inner_text("main"), path
        assert page.title().endswith("规划知识图谱"), path
        assert page.locator(STRANGE).count() == 0, path
        page.keyboard.press("Tab")
        page.mouse.move(400, 400)


def test_its_links_lead_into_its_text(visit: Visit, graph: PlanGraph) -> None:
    page = visit("/read/nasty")
    page.locator(".claim", has_text="alert（2）").first.click()
    assert "</script><script>alert(2)</script>" in page.evaluate(
        "[...CSS.highlights.get('claim')].map(String).join('')"
    )
    page.click(".mention:has-text('script') >> nth=0")
    assert "script" in page.inner_text("h1")


def test_the_file_shows_it_as_text(open_page: Callable[..., Any], graph: PlanGraph) -> None:
    page = open_page(render([graph]))
    assert page.title().startswith("云河市<script>document.title")
    for entity in graph.entities:
        page.fill("#q", entity.name)
        page.press("#q", "Enter")
        page.wait_for_timeout(60)
        assert page.inner_text("#panel h2") == entity.name
    assert page.locator("#panel script, #panel img, #panel svg[onload], #panel b[onmouseover]").count() == 0
