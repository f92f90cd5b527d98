"""The pages of ``kg serve`` in a real browser: walked as a person walks them, with nothing failing on the way."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from crowds import NASTY, crowd
from kg.build.pipeline import Options, read_plan
from kg.project import data_file
from walking import PHONE, WIDE, Visit, marked, serving

pytestmark = pytest.mark.browser

PARK = "东疆保税港区"
QUERY = "SELECT ?park ?name WHERE { ?park a plan:Park ; schema:name ?name } ORDER BY ?name LIMIT 5"
THING = "/search?q=" + quote(PARK)
"""From here one click leads to the page of a thing."""
PATHS = {
    "overview": "/",
    "search": "/search?q=" + quote("港"),
    "nothing": "/search?q=" + quote("査無此物"),
    "goals": "/goals?status=planned",
    "parks": "/parks",
    "ask": "/ask",
    "answers": "/ask?q=" + quote("哪些园区发展生物医药？"),
    "sparql": "/query?query=" + quote(QUERY),
    "graph": "/query?view=graph&query=" + quote("CONSTRUCT WHERE { ?park plan:leadingIndustry ?industry }"),
    "named": "/query?name=industries-by-park&p.park=" + quote(PARK),
    "reader": "/read/binhai-145",
    "missing": "/page/park/none",
}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server over the demo plan and one of nasty names."""
    graphs = [read_plan(data_file("plans/binhai-145.txt"), Options()).plan_graph, crowd()]
    with serving(graphs, tmp_path_factory.mktemp("app")) as address:
        yield address


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_page_is_wider_than_a_phone(visit: Visit, path: str, dark: bool) -> None:
    page = visit(path, viewport=PHONE, dark=dark)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (paper == "rgb(255, 255, 255)") is not dark
    assert "Noto Sans CJK" in page.evaluate("getComputedStyle(document.body).fontFamily")


@pytest.mark.parametrize("path", [*PATHS.values(), THING])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_an_accessibility_checker_passes(visit: Visit, path: str, dark: bool) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = visit(path, dark=dark)
    if path == THING:
        page.click("#hits .hits a >> nth=0")
        page.wait_for_selector(".graph.drawn")
    page.wait_for_load_state("networkidle")
    found = axe.Axe().run(page).response["violations"]
    told = [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found]
    assert told == []


def test_three_clicks_from_a_park_to_its_sentence(visit: Visit) -> None:
    page = visit("/")
    page.fill("#find", PARK)
    page.click(".find button")
    page.click("#hits .hits a >> nth=0")
    assert page.inner_text("h1") == PARK
    quoted = page.inner_text(".quote a >> nth=0")
    page.click(".quote a >> nth=0")
    assert marked(page) == quoted
    assert page.locator("#mark").evaluate("mark => mark.getBoundingClientRect().top") < WIDE["height"]


def test_a_question_leads_to_its_sentence(visit: Visit) -> None:
    page = visit("/ask")
    page.fill("#q", "哪些园区发展生物医药？")
    page.press("#q", "Enter")
    quoted = page.inner_text(".answers .quote a >> nth=0")
    page.click(".answers .quote a >> nth=0")
    assert marked(page) == quoted


def test_from_the_sparql_page_to_a_csv(visit: Visit, tmp_path: Path) -> None:
    page = visit("/query")
    page.fill("#query", QUERY)
    page.press("#query", "Control+Enter")
    page.wait_for_selector(".results tbody tr")
    assert page.locator(".results tbody tr").count() == 5
    with page.expect_download() as download:
        page.click("text=导出 CSV")
    download.value.save_as(tmp_path / "query.csv")
    rows = list(csv.DictReader((tmp_path / "query.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["name"] for row in rows] == page.locator(".results tbody td:nth-child(2)").all_inner_texts()
    link = page.get_attribute("text=本查询的链接", "href")
    again = visit(link)
    assert again.input_value("#query") == QUERY
    assert again.locator(".results tbody tr").count() == 5


def test_a_result_is_looked_at_as_a_graph(visit: Visit) -> None:
    page = visit("/query")
    page.fill("#query", "CONSTRUCT WHERE { ?park plan:leadingIndustry ?industry }")
    page.press("#query", "Control+Enter")
    page.click(".views >> text=图")
    page.wait_for_selector(".graph.settled")
    ties = page.evaluate("result.edges.length")
    assert 0 < ties <= 200
    shown = page.evaluate("result.nodes.get().map(({ label }) => label).filter(Boolean)")
    assert any(PARK.startswith(name.rstrip("…")) for name in shown)
    again = visit(page.get_attribute("text=本查询的链接", "href"))
    again.wait_for_selector(".graph.settled")
    assert again.evaluate("result.edges.length") == ties


def test_the_editor_colours_and_completes(visit: Visit) -> None:
    page = visit("/query")
    page.wait_for_selector(".editor.lit")
    assert "SELECT" in page.locator(".editor .k").all_inner_texts()
    page.fill("#query", "")
    page.type("#query", "SELECT ?x { ?x a 园区")
    page.wait_for_selector(".offers li")
    assert page.inner_text(".offers li >> nth=0").startswith("plan:Park")
    page.press("#query", "Tab")
    assert page.input_value("#query") == "SELECT ?x { ?x a plan:Park"
    assert page.inner_text(".editor pre").strip() == "SELECT ?x { ?x a plan:Park"


def test_search_answers_while_one_types(visit: Visit) -> None:
    page = visit("/search")
    page.keyboard.press("/")
    page.keyboard.type(PARK[:2])
    page.wait_for_selector(f"#hits a:has-text('{PARK}')")
    assert "q=" in page.url
    page.fill("#q", NASTY[2])
    page.wait_for_selector("#hits a:has-text('onerror')")
    assert page.locator("#hits img").count() == 0


def test_the_neighbourhood_is_drawn_and_grows(visit: Visit) -> None:
    page = visit("/search?q=" + quote("滨海新区"))
    page.click("#hits .hits a >> nth=0")
    page.wait_for_selector(".graph .told:has-text('已画 10 /')")
    assert page.evaluate("window.neighbourhood.nodes.length") == 11
    page.click(".graph .more")
    page.wait_for_selector(".graph .told:has-text('已画 20 /')")
    assert page.evaluate("window.neighbourhood.nodes.length") == 21


def test_a_claim_marks_its_words_where_one_stands(visit: Visit) -> None:
    page = visit("/read/binhai-145")
    claim = page.locator(".claim").first
    start, end = (int(claim.get_attribute(f"data-{side}") or 0) for side in ("start", "end"))
    text = data_file("plans/binhai-145.txt").read_text(encoding="utf-8")
    claim.click()
    lit = page.evaluate("[...CSS.highlights.get('claim')].map(String).join('')")
    assert lit == text[start:end]
    assert f"mark={start}-{end}" in page.url
    again = visit("/read/" + page.url.partition("/read/")[2])
    assert marked(again) == text[start:end]


def test_a_mention_opens_its_thing(visit: Visit) -> None:
    page = visit("/read/binhai-145")
    name = (page.get_attribute(".mention >> nth=0", "title") or "").partition("：")[2]
    page.click(".mention >> nth=0")
    assert page.inner_text("h1") == name


def test_everything_is_read_without_scripts(visit: Visit) -> None:
    page = visit("/", scripts=False)
    page.fill("#find", PARK)
    page.click(".find button")
    page.click("#hits .hits a >> nth=0")
    page.click(".quote a >> nth=0")
    assert page.locator("mark").count() > 0
    page.goto(page.url.partition("/read")[0] + PATHS["sparql"])
    assert page.locator(".results tbody tr").count() == 5


def test_the_first_tab_skips_to_the_content(visit: Visit) -> None:
    page = visit("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_language_is_switched_and_kept(visit: Visit) -> None:
    page = visit("/goals?status=planned")
    page.click(".lang")
    assert page.inner_text("h1") == "Goals"
    assert "status=planned" in page.url
    page.click("nav >> text=Overview")
    assert "government plans" in page.inner_text("h1")


def test_a_nasty_plan_harms_nothing(visit: Visit) -> None:
    page = visit("/read/crowd")
    for text in NASTY[:4]:
        page.goto(page.url.partition("/read")[0].partition("/search")[0] + "/search?q=" + quote(text))
        assert page.title().endswith("规划知识图谱")
        page.click("#hits a >> nth=-1")
        page.go_back()
