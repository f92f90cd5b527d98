from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from importlib.resources import files

import pytest
from pyvis.network import Network

from crowds import NASTY, crowd
from kg.ontology import load_ontology
from kg.project import PACKAGE
from kg.view import render
from kg.view.page import SCRIPTS, forbid_references
from kg.view.style import LANGUAGES, load_style, words

PAGE = render([crowd()])


def data(page: str = PAGE) -> dict[str, list[dict[str, object]]]:
    found = re.search(r'<script type="application/json" id="plan-graph">(.*?)</script>', page, re.DOTALL)
    assert found
    value: dict[str, list[dict[str, object]]] = json.loads(found[1])
    return value


# One file, no network ---------------------------------------------------------------------------


def test_it_is_one_html_document_in_utf8() -> None:
    assert PAGE.startswith('<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">')
    assert PAGE.count("<html") == PAGE.count("<body>") == PAGE.count("<h1>") == 1
    PAGE.encode("utf-8")


def test_pyvis_links_to_a_network_even_in_line_and_this_page_does_not() -> None:
    network = Network(directed=True, cdn_resources="in_line")
    raw = network.generate_html(notebook=False)
    with pytest.raises(RuntimeError, match="self-contained"):
        forbid_references(raw)
    forbid_references(PAGE)
    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", PAGE)


@pytest.mark.parametrize(
    "markup",
    [
        '<script src="https://cdn.example/x.js"></script>',
        '<link rel=stylesheet href="//cdn.example/x.css">',
        '<img src="lib/x.png">',
        "<style>@import 'x.css';</style>",
        "<style>body{background:url(https://cdn.example/x.png)}</style>",
        '<form action="https://example.org"></form>',
    ],
)
def test_what_would_be_fetched_is_refused(markup: str) -> None:
    with pytest.raises(RuntimeError, match="self-contained"):
        forbid_references(PAGE.replace("</body>", markup + "</body>"))


def test_what_only_looks_like_a_reference_is_let_through() -> None:
    forbid_references('<a href="#x">a</a><img src="data:image/png;base64,AA"><script>"<img src=http://x>"</script>')


def test_the_library_comes_from_pyvis_and_runs_by_its_hash() -> None:
    scripts = re.findall(r"<script>(.*?)</script>", PAGE, re.DOTALL)
    assert len(scripts) == 2
    assert "vis-network" in scripts[0][:200]
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', PAGE)
    assert policy
    allowed = policy[1].replace("&#39;", "'").replace("&#43;", "+")
    assert "default-src 'none'" in allowed
    assert "unsafe-inline" not in allowed
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in allowed


def test_no_handler_stands_in_the_markup() -> None:
    markup = re.sub(r"<script.*?</script>", "", PAGE, flags=re.DOTALL)
    assert not re.search(r"\son\w+\s*=", markup)


# What plans say is data -------------------------------------------------------------------------


def test_nasty_text_cannot_leave_its_place() -> None:
    bare = render([])
    for markup in ("<script", "</script>", "<!--", "<img"):
        assert PAGE.count(markup) == bare.count(markup), markup
    block = PAGE[PAGE.index('id="plan-graph">') + 16 :]
    assert "<" not in block[: block.index("</script>")]


def test_nasty_text_is_kept_as_it_is() -> None:
    names = {node["name"] for node in data()["nodes"]}
    assert set(NASTY) <= names
    quotes = [quote[4] for quote in data()["quotes"]]  # type: ignore[index]
    assert all(any(text in str(quote) for quote in quotes) for text in NASTY)


def test_a_nasty_title_is_escaped() -> None:
    graph = crowd()
    page = render([replace(graph, plan=replace(graph.plan, title=NASTY[1]))])
    assert page.count("</script>") == 3
    assert "&lt;/script&gt;" in page[: page.index("<style>")]


def test_pyvis_is_given_no_text_of_a_plan() -> None:
    drawing = re.findall(r"<script>(.*?)</script>", PAGE, re.DOTALL)[1]
    nodes = json.loads(
        drawing[drawing.index("nodes = new vis.DataSet(") + 24 : drawing.index(");", drawing.index("nodes = new vis"))]
    )
    assert {key for node in nodes for key in node} == {"id", "x", "y", "size"}


# The same bytes ---------------------------------------------------------------------------------


def test_the_same_graphs_give_the_same_bytes_in_any_order() -> None:
    first, second = crowd("a"), crowd("b", seed=3)
    assert render([first, second]) == render([second, first]) == render([first, second])


# Words ------------------------------------------------------------------------------------------


def test_both_languages_have_the_same_words_and_places() -> None:
    tables = words()
    assert tuple(tables) == LANGUAGES
    chinese, english = (tables[lang] for lang in LANGUAGES)
    assert chinese.keys() == english.keys()
    for key, text in chinese.items():
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", english[key])), key


def test_every_word_is_used_and_every_used_word_is_there() -> None:
    sources = [files("kg.view").joinpath("assets", name).read_text("utf-8") for name in (*SCRIPTS, "page.html")]
    sources += [files("kg.view").joinpath(name).read_text("utf-8") for name in ("__init__.py", "page.py", "select.py")]
    text = "\n".join(sources)
    used = set(re.findall(r"""(?:word\(|words\[|\)\[|messages\.language\(\)\]\[)["']([\w-]+)["']""", text))
    used |= set(re.findall(r"""tool\("\w+", "[^"]+", "([\w-]+)"\)""", text))
    used |= {f"by-{kind}" for kind in ("type", "predicate", "status", "chapter", "plan")}
    assert used == words()["zh"].keys()


def test_english_by_a_switch() -> None:
    page = render([crowd()], lang="en")
    assert '<html lang="en">' in page
    labels = [look["label"] for look in data(page)["types"]]
    assert labels[:2] == ["park", "enterprise"]
    assert "云河市" in page


def test_the_page_carries_its_other_language() -> None:
    chinese, english = data(PAGE), data(render([crowd()], lang="en"))
    for page, other in ((chinese, english), (english, chinese)):
        carried: dict[str, object] = page["other"]  # type: ignore[assignment]
        assert carried["lang"] == other["lang"]
        assert carried["words"] == other["words"]
        for kind in ("types", "predicates", "statuses"):
            assert carried[kind] == [look["label"] for look in other[kind]]
        assert carried["provenances"] == other["provenances"]


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="xx"):
        load_style("xx")


def test_titles() -> None:
    assert "<title>云河市示例规划（crowd） · 知识图谱</title>" in PAGE
    assert "<title>2 份规划的知识图谱</title>" in render([crowd("a"), crowd("b")])
    assert "<title>自己的题目</title>" in render([crowd()], title="自己的题目")


def test_an_empty_graph_says_so() -> None:
    assert words()["zh"]["empty"] in render([])


# Style ------------------------------------------------------------------------------------------


def test_every_class_and_predicate_that_can_be_drawn_has_its_look() -> None:
    style = load_style("zh")
    ontology = load_ontology()
    things = {name for name, term in ontology.classes.items() if "Entity" in term.parents} | {"Goal"}
    assert things <= {look.name for look in style.types}
    relations = {name for name, term in ontology.predicates.items() if term.range & (things | {"Entity"})}
    assert relations - {"region"} <= {look.name for look in style.predicates}
    assert [look.name for look in style.statuses] == ["achieved", "ongoing", "planned", "exploring"]


def test_every_shape_can_be_drawn() -> None:
    shapes = files("kg.view").joinpath("assets", "canvas/shapes.js").read_text("utf-8")
    for look in load_style("zh").types:
        if look.name not in ("Section", "Plan"):
            assert f"  {look.shape}:" in shapes


def test_dark_colours_stand_out() -> None:
    style = load_style("zh")
    for look in (*style.types, *style.predicates, *style.statuses):
        red, green, blue = (int(look.dark[at : at + 2], 16) for at in (1, 3, 5))
        assert 0.2126 * red + 0.7152 * green + 0.0722 * blue > 60, look


# The parts of the page --------------------------------------------------------------------------


def test_every_asset_is_used_and_small() -> None:
    folder = PACKAGE / "view" / "assets"
    assets = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert assets == {*SCRIPTS, "page.html", "view.css"}
    for name in assets:
        assert len(files("kg.view").joinpath("assets", name).read_text("utf-8").splitlines()) <= 500


def test_scripts_never_turn_text_into_markup() -> None:
    for name in SCRIPTS:
        text = files("kg.view").joinpath("assets", name).read_text("utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function", text), name
