"""A browser, and pages of a server or of a file opened in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from walking import Visit, browsing, visiting


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One headless Chromium for all tests of a module."""
    with browsing() as running:
        yield running


@pytest.fixture
def visit(browser: Any, url: str) -> Iterator[Visit]:
    """Open addresses of the server that the module calls ``url``."""
    with visiting(browser, url) as opened:
        yield opened


@pytest.fixture
def open_page(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Open a text as the file ``graph.html``, and wait until it is drawn."""
    path = tmp_path / "graph.html"
    with visiting(browser, path.as_uri()) as open_file:

        def opened(text: str, *, fragment: str = "", **looks: Any) -> Any:
            path.write_text(text, encoding="utf-8")
            page = open_file(fragment, **looks)
            page.wait_for_selector("#panel h2", state="attached")
            page.wait_for_timeout(300)
            return page

        yield opened
