"""graph.html in a real browser: nothing is fetched, nothing fails, and one can walk through the graph."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from crowds import NASTY, crowd
from kg.view import render
from walking import PHONE

pytestmark = pytest.mark.browser

GRAPH = crowd()
PARKS = [entity for entity in GRAPH.entities if entity.type == "Park"]
PAGE = render([GRAPH])


def find(page: Any, text: str) -> None:
    page.fill("#q", text)
    page.press("#q", "Enter")
    page.wait_for_timeout(200)


def heading(page: Any) -> str:
    return str(page.inner_text("#panel h2"))


def colours(page: Any) -> int:
    """How many different colours the canvas shows."""
    return int(
        page.evaluate(
            """() => {
            const canvas = document.querySelector('#mynetwork canvas');
            const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d');
            copy.drawImage(canvas, 0, 0);
            const pixels = copy.getImageData(0, 0, canvas.width, canvas.height);
            return new Set(new Uint32Array(pixels.data.buffer)).size;
        }"""
        )
    )


def on_screen(page: Any, index: int) -> tuple[float, float]:
    x, y = page.evaluate(
        f"""() => {{
        const {{left, top}} = document.querySelector('#mynetwork').getBoundingClientRect();
        const at = network.canvasToDOM(nodes.get({index}));
        return [left + at.x, top + at.y];
    }}"""
    )
    return x, y


def test_the_first_look(open_page: Callable[..., Any]) -> None:
    page = open_page(PAGE)
    assert page.inner_text("h1").startswith("云河市示例规划")
    assert "个事物" in page.inner_text("header")
    assert heading(page) == "这是什么"
    assert colours(page) > 200
    assert "Noto Sans CJK" in page.evaluate("getComputedStyle(document.body).fontFamily")
    assert page.evaluate("network.physics.options.enabled") is False


def test_chinese_names_are_really_written(open_page: Callable[..., Any]) -> None:
    page = open_page(PAGE)
    page.evaluate(
        "window.written = []; const write = CanvasRenderingContext2D.prototype.fillText;"
        "CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) { window.written.push(text);"
        " return write.call(this, text, ...rest); }; network.redraw()"
    )
    written = page.evaluate("window.written")
    assert "云河市" in written
    assert any("建设" in text for text in written), "the title of a chapter"
    assert {park.name for park in PARKS} <= set(written)


def test_nasty_text_is_shown_as_text(open_page: Callable[..., Any]) -> None:
    page = open_page(PAGE)
    for text in NASTY:
        find(page, text)
        assert heading(page).split() == text.split()
    assert page.title().startswith("云河市")
    assert page.locator("#panel script, #panel img").count() == 0


def test_search_by_alias_leads_to_facts_and_their_words(open_page: Callable[..., Any]) -> None:
    page = open_page(PAGE)
    entity = next(entity for entity in GRAPH.entities if entity.type == "Park" and entity.aliases)
    find(page, entity.aliases[0])
    assert heading(page) == entity.name
    assert entity.aliases[0] in page.inner_text("#panel .aliases")
    assert page.locator("#panel blockquote").count() > 0
    caption = page.locator("#panel figcaption").first.inner_text()
    assert re.search(r"第 \d+ 行", caption)
    assert re.search("已实现|推进中|拟实现|探索中", caption)


def test_search_by_keys_alone(open_page: Callable[..., Any]) -> None:
    page = open_page(PAGE)
    page.keyboard.press("/")
    page.keyboard.type("开发区")
    second = page.locator("#hits [role=option] > span").nth(1).inner_text()
    page.keyboard.press("ArrowDown")
    assert page.get_attribute("#q", "aria-activedescendant") == "hit-1"
    page.keyboard.press("Enter")
    assert heading(page) == second
    page.keyboard.press("Escape")
    assert heading(page) == "这是什么"


def test_no_hit_says_so(open_page: Callable[..., Any]) -> None:
    page = open_page(PAGE)
    page.fill("#q", "没有这个")
    assert "没有找到" in page.inner_text("#hits")


def test_hover_tells_and_a_click_chooses(open_page: Callable[..., Any]) -> None:
    page = open_page(PAGE)
    x, y = on_screen(page, 1)
    page.mouse.move(x, y)
    page.wait_for_timeout(150)
    told = page.inner_text("#tip")
    assert "园区" in told
    assert "→" in told
    assert "“" in told
    page.mouse.click(x, y)
    assert heading(page) == told.splitlines()[0]
    page.mouse.click(260, 780)
    assert heading(page) == "这是什么"


def test_a_node_is_dragged_and_the_map_is_moved(open_page: Callable[..., Any]) -> None:
    page = open_page(PAGE)
    before = page.evaluate("network.getViewPosition()")
    x, y = on_screen(page, 1)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 50, y + 30, steps=4)
    page.mouse.up()
    moved = page.evaluate("network.getPositions([1])['1']")
    assert moved != page.evaluate("({x: nodes.get(1).x, y: nodes.get(1).y})")
    assert page.evaluate("network.getViewPosition()") == before
    page.mouse.move(250, 780)
    page.mouse.down()
    page.mouse.move(330, 700, steps=4)
    page.mouse.up()
    assert page.evaluate("network.getViewPosition()") != before


def test_back_and_forward_and_a_link_that_reopens(open_page: Callable[..., Any]) -> None:
    page = open_page(PAGE)
    assert page.is_disabled("#back")
    for park in PARKS[:2]:
        find(page, park.name)
    page.click("#back")
    page.wait_for_timeout(300)
    assert heading(page) == PARKS[0].name
    page.click("#forward")
    page.wait_for_timeout(300)
    assert heading(page) == PARKS[1].name
    assert page.is_disabled("#forward")
    page.click("#panel .segments button:nth-child(2)")
    page.uncheck("#filters li:has-text('目标') input >> nth=0")
    page.wait_for_timeout(300)
    link = page.url
    again = open_page(PAGE, fragment=link[link.index("#") :])
    assert heading(again) == PARKS[1].name
    assert again.get_attribute("#panel .segments button:nth-child(2)", "aria-pressed") == "true"
    assert not again.is_checked("#filters li:has-text('目标') input >> nth=0")
    assert again.evaluate("network.getScale()") == pytest.approx(page.evaluate("network.getScale()"), rel=0.01)


def test_an_address_that_names_nothing_here_is_let_be(open_page: Callable[..., Any]) -> None:
    page = open_page(PAGE, fragment="#sel=park/0000&to=x~y&no-type=Nothing&steps=77&at=a,b,c")
    assert heading(page) == "这是什么"


def test_filters_leave_what_they_say(open_page: Callable[..., Any]) -> None:
    page = open_page(PAGE)
    full = colours(page)
    page.hover("#filters li:has-text('园区')")
    page.click("#filters li:has-text('园区') .only")
    page.wait_for_timeout(200)
    assert colours(page) < full
    assert "no-type=" in page.url
    page.uncheck("#filters li:has-text('园区') input")
    assert page.is_visible("#empty")
    page.click("#unfilter")
    assert page.is_hidden("#empty")
    assert "no-type=" not in page.url


@pytest.mark.parametrize("dimension", ["关系", "状态", "章节"])
def test_each_filter_changes_the_picture(open_page: Callable[..., Any], dimension: str) -> None:
    page = open_page(PAGE)
    group = page.locator(f"#filters details:has(summary:has-text('{dimension}'))")
    group.evaluate("details => { details.open = true }")
    picture = "document.querySelector('#mynetwork canvas').toDataURL()"
    before = page.evaluate(picture)
    group.locator("input").first.uncheck()
    page.wait_for_timeout(200)
    assert page.evaluate(picture) != before


def test_the_way_between_two_nodes(open_page: Callable[..., Any]) -> None:
    page = open_page(PAGE)
    find(page, PARKS[0].name)
    page.click("text=到另一个点的路径")
    find(page, PARKS[1].name)
    way = page.inner_text("#panel .way")
    assert f"到“{PARKS[1].name}”" in way
    assert page.locator("#panel .way blockquote").count() == page.locator("#panel .way li").count() >= 1
    assert "to=" in page.url
    page.click("text=关闭路径")
    assert page.locator("#panel .way").count() == 0


def test_a_chapter_can_be_looked_at(open_page: Callable[..., Any]) -> None:
    page = open_page(PAGE)
    page.click("#panel summary:has-text('章节')")
    name = page.inner_text("#panel details[open] .link >> nth=0")
    page.click("#panel details[open] .link >> nth=0")
    assert heading(page) == name
    assert page.locator("#panel .link").count() > 0


def test_a_picture_is_saved(open_page: Callable[..., Any], tmp_path: Path) -> None:
    page = open_page(PAGE)
    with page.expect_download() as download:
        page.click("#picture")
    path = tmp_path / "picture.png"
    download.value.save_as(path)
    assert path.read_bytes().startswith(b"\x89PNG")
    assert download.value.suggested_filename.endswith(".png")


def test_forces_only_when_asked_for_and_back_again(open_page: Callable[..., Any]) -> None:
    page = open_page(PAGE)
    positions = "JSON.stringify(network.getPositions(nodes.getIds()))"
    before = page.evaluate(positions)
    page.click("#physics")
    page.wait_for_timeout(700)
    assert page.evaluate(positions) != before
    page.click("#physics")
    page.wait_for_timeout(300)
    assert page.evaluate(positions) == before


def test_the_map_by_keys(open_page: Callable[..., Any]) -> None:
    page = open_page(PAGE)
    page.focus("#mynetwork")
    view = "JSON.stringify([network.getViewPosition(), network.getScale()])"
    seen = [page.evaluate(view)]
    for key in ("ArrowRight", "ArrowUp", "+"):
        page.keyboard.press(key)
        page.wait_for_timeout(100)
        seen.append(page.evaluate(view))
    assert len(set(seen)) == 4
    page.keyboard.press("0")
    page.wait_for_timeout(100)
    assert page.evaluate("network.getScale()") == pytest.approx(float(seen[0].rsplit(",", 1)[1][:-1]), rel=0.05)


def test_everything_that_acts_has_a_name(open_page: Callable[..., Any]) -> None:
    page = open_page(PAGE)
    find(page, PARKS[0].name)
    nameless = page.evaluate(
        """() => [...document.querySelectorAll('button, input, [role]')].filter((element) =>
            !(element.getAttribute('aria-label') || element.textContent.trim() || element.labels?.length
              || element.id === 'tip')).map((element) => element.outerHTML)"""
    )
    assert nameless == []


@pytest.mark.parametrize("dark", [False, True])
def test_a_phone(open_page: Callable[..., Any], dark: bool) -> None:
    page = open_page(PAGE, viewport=PHONE, dark=dark)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.is_hidden("#filters")
    page.click("#filter")
    assert page.is_visible("#filters")
    page.click("#filters .close")
    find(page, PARKS[0].name)
    boxes = [page.locator(name).bounding_box() for name in ("header", "main", "#panel")]
    for above, below in pairwise(boxes):
        assert above["y"] + above["height"] <= below["y"] + 1
    assert boxes[1]["height"] > 200
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"] for box in boxes)


def test_dark_by_the_system_s_wish(open_page: Callable[..., Any]) -> None:
    light, dark = open_page(PAGE), open_page(PAGE, dark=True)
    paper = "getComputedStyle(document.body).backgroundColor"
    assert light.evaluate(paper) == "rgb(255, 255, 255)"
    assert dark.evaluate(paper) == "rgb(18, 22, 28)"


def test_english(open_page: Callable[..., Any]) -> None:
    page = open_page(render([GRAPH], lang="en"))
    assert heading(page) == "What this is"
    assert "park" in page.inner_text("#filters")
    assert not re.search("[一-鿿]", page.inner_text("#filters details:first-of-type"))


def test_the_language_is_switched_in_the_page_and_back(open_page: Callable[..., Any]) -> None:
    page = open_page(PAGE)
    find(page, PARKS[0].name)
    page.click("#lang")
    page.wait_for_selector("html[lang=en] #panel h2")
    assert heading(page) == PARKS[0].name
    assert "knowledge graph" in page.title()
    assert "goals" in page.inner_text("header")
    assert page.get_attribute("#picture", "aria-label") == "Save as picture"
    assert page.get_attribute("#q", "placeholder").startswith("Search")
    own = page.locator("#filters details:first-of-type, #panel .segments, #panel .badge").all_inner_texts()
    assert own
    assert not re.search("[一-鿿]", "".join(own))
    assert "lang=en" in page.url
    page.click("#lang")
    page.wait_for_selector("html[lang=zh-CN] #panel h2")
    assert heading(page) == PARKS[0].name
    assert "园区" in page.inner_text("#filters")
    assert "lang=" not in page.url


def test_an_accessibility_checker_passes_the_file(open_page: Callable[..., Any]) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    for dark in (False, True):
        page = open_page(PAGE, dark=dark)
        for chosen in ("", PARKS[0].name):
            if chosen:
                find(page, chosen)
            violations = axe.Axe().run(page).response["violations"]
            told = [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in violations]
            assert told == [], (dark, chosen)


def test_nothing_to_show_says_so(open_page: Callable[..., Any]) -> None:
    page = open_page(render([]))
    assert page.is_visible("#empty")


def test_several_plans_have_their_own_filter(open_page: Callable[..., Any]) -> None:
    page = open_page(render([crowd("a"), crowd("b", seed=3)]))
    assert page.locator("#filters summary:has-text('规划')").count() == 1
    assert page.locator("#panel .plan").count() == 2
    many = open_page(render([crowd(f"p{at}", seed=at) for at in range(4)]))
    assert many.locator("#panel .plan").count() == 0
    many.click("#panel summary:has-text('规划')")
    many.wait_for_selector("#panel .plan")
    assert many.locator("#panel .plan").count() == 4


def test_a_large_graph_opens_and_moves_without_its_edges(open_page: Callable[..., Any]) -> None:
    page = open_page(render([crowd(entities=1800, goals=700, facts=2600)]))
    assert page.is_disabled("#physics")
    page.evaluate(
        "window.lines = 0; const line = CanvasRenderingContext2D.prototype.lineTo; const stroke ="
        "CanvasRenderingContext2D.prototype.stroke; CanvasRenderingContext2D.prototype.stroke = function () {"
        " window.lines += 1; return stroke.call(this); }; network.redraw()"
    )
    still = page.evaluate("window.lines")
    page.mouse.move(250, 780)
    page.mouse.down()
    page.mouse.move(300, 740, steps=2)
    page.evaluate("window.lines = 0; network.redraw()")
    assert page.evaluate("window.lines") < still
    page.mouse.up()
