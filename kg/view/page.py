"""The page around the graph: pyvis makes the network, and only what works without a network is kept.

pyvis links Bootstrap from a content delivery network even with inline resources, writes its
heading twice and no doctype. So its scripts are taken out of its page and put into ours; a check then
makes sure that nothing in the result points outside.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from html.parser import HTMLParser
from importlib.resources import files
from typing import Any

import jinja2
from pyvis.network import Network

from kg.view.layout import Layout
from kg.view.scene import Scene
from kg.view.style import TAGS, Style, other_language

SCRIPTS = (
    "graph/language.js",
    "graph/data.js",
    "panels/dom.js",
    "graph/state.js",
    "graph/walk.js",
    "canvas/shapes.js",
    "canvas/painter.js",
    "canvas/labels.js",
    "canvas/camera.js",
    "canvas/pointer.js",
    "panels/search.js",
    "panels/panel.js",
    "panels/filters.js",
    "main.js",
)
_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL)
_OPTIONS = {
    "nodes": {"shape": "dot", "hidden": True},
    "edges": {"smooth": False, "hidden": True},
    "physics": {"enabled": False},
    "interaction": {"hover": False, "selectable": False, "zoomSpeed": 0.6},
}


def make_page(scene: Scene, layout: Layout, style: Style, *, title: str, data: str) -> str:
    """The whole document."""
    library, drawing = _pyvis_scripts(scene, layout)
    # One script, so that no frame is drawn between pyvis's part and ours.
    drawing += '\n(() => {\n"use strict";\n' + "\n".join(_asset(name) for name in SCRIPTS) + "})();\n"
    css = _asset("view.css")
    page = _template().render(
        words=style.words,
        language=TAGS[style.lang],
        other_language=TAGS[other_language(style.lang)],
        title=title,
        any_nodes=bool(scene.nodes),
        counts=style.words["counts"].format(**_counts(scene)),
        policy=_policy([library, drawing], css),
        css=css,
        library=library,
        drawing=drawing,
        data=data,
    )
    forbid_references(page)
    return page


def _counts(scene: Scene) -> dict[str, int]:
    goals = sum(node.type == "Goal" for node in scene.nodes)
    return {"entities": len(scene.nodes) - goals, "goals": goals, "relations": len(scene.edges)}


def _pyvis_scripts(scene: Scene, layout: Layout) -> tuple[str, str]:
    """vis-network as pyvis ships it, and the script by which pyvis fills and draws the network."""
    network = Network(height="100%", width="100%", directed=True, notebook=False, cdn_resources="in_line")
    network.templateEnv.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    # add_node and add_edge look through all that is there already, which makes filling quadratic.
    network.nodes = [_node(scene, layout, at) for at in range(len(scene.nodes))]
    network.node_ids = list(range(len(scene.nodes)))
    network.node_map = dict(enumerate(network.nodes))
    network.edges = [{"id": at, "from": edge.source, "to": edge.target} for at, edge in enumerate(scene.edges)]
    network.options = _OPTIONS
    html = network.generate_html(notebook=False)
    bodies = [body for attributes, body in _SCRIPT.findall(html) if "src=" not in attributes]
    library = next(body for body in bodies if "vis-network" in body[:400])
    drawing = next(body for body in bodies if "drawGraph()" in body)
    return library, drawing


def _node(scene: Scene, layout: Layout, at: int) -> dict[str, Any]:
    x, y = layout.points[at]
    # Without its label: vis-network would measure every one before it draws, a fifth of the time to the first picture.
    return {"id": at, "x": x, "y": y, "size": layout.sizes[at]}


def _policy(scripts: Sequence[str], css: str) -> str:
    """A Content-Security-Policy under which these scripts run and no other, and nothing is fetched."""
    hashes = " ".join(_hash(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {hashes}; style-src {_hash(css)}; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _asset(name: str) -> str:
    return files("kg.view").joinpath("assets", name).read_text(encoding="utf-8").replace("\r\n", "\n")


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
    return environment.from_string(_asset("page.html"))


class _References(HTMLParser):
    """Collects what would make a browser fetch something."""

    FETCHING = ("src", "srcset", "href", "data", "poster", "action", "formaction", "background")

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.style = tag == "style"
        self.found.extend(
            f"<{tag} {name}={value}>" for name, value in attrs if name in self.FETCHING and not _is_inner(value or "")
        )

    def handle_endtag(self, tag: str) -> None:
        self.style = False

    def handle_data(self, data: str) -> None:
        if self.style:
            self.found.extend(re.findall(r"@import[^;]*|url\(\s*['\"]?(?!data:|#)[^)]*\)", data))


def _is_inner(value: str) -> bool:
    return value.startswith(("#", "data:"))


def forbid_references(page: str) -> None:
    """Raise if anything in ``page`` would be fetched from elsewhere."""
    references = _References()
    references.feed(page)
    references.close()
    if references.found:
        raise RuntimeError(f"the page is not self-contained: {references.found[0]}")
