"""Pages for people, from the templates beside this module; whatever stands in a plan is shown as text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from kg import iri, messages
from kg.messages import say

_HERE = Path(__file__).parent


class Pages:
    """Renders templates. A page can use ``say``, ``lang``, and ``local``, which gives an IRI its address here."""

    def __init__(self) -> None:
        self.templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def routes(self) -> list[BaseRoute]:
        """The files that pages use."""
        return [Mount("/static", StaticFiles(directory=_HERE / "static"))]

    def render(self, request: Request, name: str, **values: Any) -> Response:
        """A page with its values."""
        root = request.scope.get("root_path", "") + "/"

        def local(address: str) -> str:
            """An IRI of ours on this server; others can be followed only if they lead to the web."""
            if address.startswith(iri.base()):
                return str(root + address.removeprefix(iri.base()))
            return address if address.startswith(("http://", "https://")) else ""

        words = {"say": say, "lang": messages.language(), "local": local, "root": root}
        return HTMLResponse(self.templates.get_template(name).render(words | values))
