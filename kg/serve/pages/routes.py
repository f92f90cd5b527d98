"""The addresses of the pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import pyvis
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from kg.serve.pages import asking, console, goals, overview, parks, reader, things
from kg.serve.pages import search as finding
from kg.serve.pages.site.page import HEADERS, Answer, Asker, Site, Visit
from kg.serve.pages.site.styles import style_sheet

_HERE = Path(__file__).parent
_VIS = Path(pyvis.__file__).parent / "templates" / "lib" / "vis-9.1.2"
_A_DAY = {"Cache-Control": "max-age=86400"}

PAGES: Mapping[str, Callable[[Visit], Answer]] = {
    "/": overview.page,
    "/search": finding.page,
    "/page/{kind}/{key}": things.page,
    "/page/{kind}/{key}/table.csv": things.table,
    "/page/{kind}/{key}/neighbours": things.neighbours,
    "/read/{slug}": reader.page,
    "/goals": goals.page,
    "/goals.csv": goals.table,
    "/parks": parks.page,
    "/parks/pair": parks.pair_page,
    "/ask": asking.page,
    "/vocabulary": console.vocabulary,
    "/presentation": things.presentation,
}
"""Each page that asks the store in queries of ours."""

SLOW: Mapping[str, Callable[[Visit, Asker], Awaitable[Answer]]] = {
    "/query": console.page,
    "/query.csv": console.table,
}
"""Each page that runs a query of the reader's."""


def page_routes(site: Site) -> list[BaseRoute]:
    """The pages of a site and the files that they use."""
    return [
        *(Route(path, site.endpoint(page)) for path, page in PAGES.items()),
        *(Route(path, site.slow_endpoint(page)) for path, page in SLOW.items()),
        Route("/assets/looks.css", _looks),
        Route("/assets/vis-network.min.js", _vis),
        Mount("/assets", StaticFiles(directory=_HERE / "static")),
    ]


async def _looks(request: Request) -> Response:
    return PlainTextResponse(style_sheet(), media_type="text/css", headers={**HEADERS, **_A_DAY})


def _vis(request: Request) -> Response:
    text = (_VIS / "vis-network.min.js").read_bytes()
    return Response(text, media_type="text/javascript", headers={**HEADERS, **_A_DAY})
