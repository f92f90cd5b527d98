"""Pages walked in a real browser, with all that goes wrong on the way."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kg.build.outdir import OutDir
from kg.model import PlanGraph
from kg.ontology import knowledge_graphs
from kg.project import PACKAGE
from kg.rdf import graph_name, to_triples
from kg.store.embedded import EmbeddedStore
from needs import chromium
from servers import free_port, running

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
Visit = Callable[..., Any]


@contextmanager
def serving(graphs: Sequence[PlanGraph], root: Path) -> Iterator[str]:
    """The address of ``kg serve`` over some plans."""
    folder = OutDir(root / "out")
    with EmbeddedStore.forking(folder.root / "none", folder.store) as store:
        for name, triples in knowledge_graphs().items():
            store.replace(name, triples)
        for graph in graphs:
            store.replace(graph_name(graph.plan.slug), to_triples(graph))
    port = free_port()
    command = (sys.executable, "-m", "kg.cli", "serve", "--out", str(folder.root), "--port", str(port))
    with running(*command, port=port, environment={**os.environ, "PYTHONPATH": str(PACKAGE.parent)}):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def browsing() -> Iterator[Any]:
    """A headless Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()


class Watched:
    """A page, with all that went wrong in it and all that it asked for."""

    def __init__(self, page: Any, url: str) -> None:
        self.page = page
        self.url = url
        self.wrong: list[str] = []
        self.asked: list[str] = []
        page.on("console", lambda message: message.type in ("error", "warning") and self.wrong.append(message.text))
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("dialog", lambda dialog: (self.wrong.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: self.asked.append(request.url))

    def verify(self) -> None:
        # Chromium reports any 404 as an error; a test that asks for one expects it.
        assert [text for text in self.wrong if "404" not in text] == []
        assert all(address.startswith((self.url, "data:", "blob:")) for address in self.asked), self.asked


@contextmanager
def visiting(browser: Any, url: str) -> Iterator[Visit]:
    """Open addresses below ``url``; at the end nothing may have gone wrong."""
    watched: list[Watched] = []

    def opened(path: str, *, viewport: dict[str, int] = WIDE, dark: bool = False, scripts: bool = True) -> Any:
        context = browser.new_context(
            viewport=viewport,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            java_script_enabled=scripts,
        )
        watched.append(Watched(context.new_page(), url))
        watched[-1].page.goto(url + path)
        return watched[-1].page

    yield opened
    for one in watched:
        one.verify()
        one.page.context.close()


def marked(page: Any) -> str:
    """The words that the reader marks."""
    page.wait_for_selector("mark")
    return "".join(page.locator("mark").all_inner_texts())
