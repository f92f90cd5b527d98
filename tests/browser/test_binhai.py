"""The real plan of Binhai in a real browser: from a thing, a question, a query to the plan's own words."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from kg.view import render
from needs import SHARED
from reference_plans import graph_of
from walking import PHONE, Visit, marked, serving

pytestmark = [pytest.mark.browser, pytest.mark.corpus]

PLAN = SHARED / "plans" / "binhai-145-proposal.txt"
PARK = "东疆保税港区"
PAGES = ("/", "/search?q=" + quote("港"), "/goals", "/parks", "/ask", "/query", "/read/binhai-145-proposal")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving([graph_of(PLAN)], tmp_path_factory.mktemp("binhai")) as address:
        yield address


def text() -> str:
    return PLAN.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_opens_in_both_languages_on_a_phone(visit: Visit, path: str, lang: str) -> None:
    page = visit(path, viewport=PHONE)
    if lang == "en":
        page.click(".lang")
    assert page.get_attribute("html", "lang") == {"zh": "zh-CN", "en": "en"}[lang]
    assert page.inner_text("nav a >> nth=0") == {"zh": "总览", "en": "Overview"}[lang]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if lang == "en" and path not in ("/search?q=" + quote("港"), "/read/binhai-145-proposal"):
        # What the plans say stays Chinese; headings and labels are the page's own.
        own = "all => all.map(e => [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.data).join('').trim())"
        labels = page.locator("h1, h2, label, summary, button, .list thead th, .list thead a").evaluate_all(own)
        assert [label for label in labels if re.search("[一-鿿]", label)] == []
        assert len([label for label in labels if label]) > 1


def test_three_clicks_lead_from_the_park_to_its_sentence(visit: Visit) -> None:
    page = visit("/")
    page.fill("#find", PARK)
    page.click(".find button")
    page.click(f"#hits .hits a:text-is('{PARK}')")
    assert page.inner_text("h1") == PARK
    said = page.locator(".quote a").first
    quoted = said.inner_text()
    said.click()
    assert marked(page) == quoted
    start, end = map(int, re.findall(r"mark=(\d+)-(\d+)", page.url)[0])
    assert text()[start:end] == quoted
    assert page.evaluate("document.querySelector('#mark').getBoundingClientRect().top < innerHeight")
    beside = page.locator(".paragraph.chosen .claim[aria-current]").all_inner_texts()
    assert beside
    assert all(claim.startswith(PARK) for claim in beside)


def test_a_question_leads_to_a_thing_and_to_its_sentence(visit: Visit) -> None:
    question = f"{PARK}的主导产业有哪些？"
    page = visit("/ask")
    page.fill("#q", question)
    page.press("#q", "Enter")
    page.wait_for_selector(".answers")
    facts = (f for f in graph_of(PLAN).facts if f.subject.name == PARK and f.predicate == "leadingIndustry")
    led = {fact.object for fact in facts}
    called = {name for e in graph_of(PLAN).entities if e.ref in led for name in (e.name, *e.aliases)}
    answered = page.locator(".answers .name > a:first-child").all_inner_texts()
    assert answered
    assert set(answered) <= called
    quoted = page.locator(".answers .quote a").first
    words = quoted.inner_text()
    quoted.click()
    assert marked(page) == words
    assert words in text()
    page.go_back()
    page.click(".answers .name > a >> nth=0")
    assert page.inner_text("h1") in {ref.name for ref in led}


def test_a_query_leads_to_its_csv(visit: Visit, tmp_path: Path) -> None:
    page = visit("/query")
    page.fill("#query", "SELECT ?name WHERE { ?park a plan:Park ; schema:name ?name } ORDER BY ?name")
    page.click("form.sparql button")
    page.wait_for_selector(".results tbody tr")
    with page.expect_download() as download:
        page.click("text=导出 CSV")
    download.value.save_as(tmp_path / "parks.csv")
    names = [row["name"] for row in csv.DictReader((tmp_path / "parks.csv").read_text(encoding="utf-8").splitlines())]
    assert sorted(names) == sorted(entity.name for entity in graph_of(PLAN).entities if entity.type == "Park")
    assert PARK in names


def test_gaps_are_those_paragraphs_in_which_nothing_was_read(visit: Visit) -> None:
    page = visit("/read/binhai-145-proposal")
    lines = [int(name.removeprefix("l")) for name in page.locator(".gap").evaluate_all("all => all.map(e => e.id)")]
    assert lines == [int(number) for number in page.locator(".gaps a").all_inner_texts()[: len(lines)]]
    graph = graph_of(PLAN)
    told = {f.evidence.line for f in graph.facts} | {g.evidence.line for g in graph.goals}
    told |= {mention.evidence.line for entity in graph.entities for mention in entity.mentions}
    assert lines
    assert not told & set(lines)


def test_the_file_shows_the_park_with_its_sentence(open_page: Callable[..., Any]) -> None:
    page = open_page(render([graph_of(PLAN)]))
    page.fill("#q", PARK)
    page.press("#q", "Enter")
    page.wait_for_selector("#panel blockquote")
    assert page.inner_text("#panel h2") == PARK
    quoted = page.locator("#panel blockquote").all_inner_texts()
    assert all(words in text() for words in quoted)
