"""What all pages share: the language, the tables of the store, and the templates."""

from __future__ import annotations

import tomllib
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlencode

import jinja2
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from kg import __version__, messages
from kg.errors import InputError, KgError, StoreError
from kg.messages import say
from kg.ontology import load_ontology
from kg.serve.pages.site import links
from kg.serve.pages.site.catalogue import Catalogue, Catalogues
from kg.serve.workers.operations import Task, TaskReply
from kg.store import Store

Asker: TypeAlias = Callable[[Request, Task], Awaitable[TaskReply]]
"""Runs a query of the user in a worker process. Raises HTTPException if it fails."""

_COOKIE = "kg_lang"
_YEAR = 365 * 24 * 3600
_DIGITS = 10
_MISSING, _BAD, _AWAY = 404, 400, 503
_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in _POLICY.items()),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""Pages load scripts and other resources from this server only."""


class NotThere(InputError):
    """The entity or plan of an address is not in the store."""


@dataclass(frozen=True)
class Address:
    """The path and the parameters of a request."""

    request: Request

    @property
    def page(self) -> str:
        return self.request.url.path

    @property
    def path(self) -> Mapping[str, str]:
        return self.request.path_params

    def asked(self, name: str) -> str:
        """A parameter, empty if it is not there."""
        return self.request.query_params.get(name, "").strip()

    def number(self, name: str, *, least: int = 0) -> int:
        """A parameter as a number; ``least`` if it is no number or smaller."""
        text = self.asked(name)
        return max(int(text), least) if text.isascii() and text.isdigit() and len(text) < _DIGITS else least

    def with_(self, **changes: object) -> str:
        """The same address with other parameters; an empty one is left out."""
        given = {**self.request.query_params, **{name: str(value) for name, value in changes.items()}}
        query = urlencode({name: value for name, value in given.items() if value})
        return self.page + ("?" + query if query else "")


@dataclass(frozen=True)
class Visit(Address):
    """A request with the tables of the store and the language of the page."""

    catalogue: Catalogue
    lang: str

    @property
    def store(self) -> Store:
        return self.catalogue.store

    def word(self, key: str, **values: object) -> str:
        """A text of the pages in the reader's language."""
        return worded(self.lang)(key, **values)


@dataclass(frozen=True)
class Page:
    """A template with its values and the status of the response."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200


Answer: TypeAlias = Page | Response


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """The texts of the pages by language."""
    table: Mapping[str, Mapping[str, str]] = tomllib.loads(
        Path(__file__).parents[1].joinpath("words.toml").read_text(encoding="utf-8")
    )
    return table


def worded(lang: str) -> Callable[..., str]:
    """A function that returns texts of the pages in a language, with their placeholders filled."""

    def word(key: str, **values: object) -> str:
        return words()[lang][key].format(**values)

    return word


class Site:
    """The pages over the store that ``stores`` returns; ``ask`` runs queries of users in a worker process."""

    def __init__(self, stores: Callable[[], Store], ask: Asker) -> None:
        self.ask = ask
        self.catalogues = Catalogues(stores)

    @cached_property
    def templates(self) -> jinja2.Environment:
        """The templates; all values are escaped, and an undefined name is an error."""
        environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(Path(__file__).parents[1] / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.globals.update(
            thing=links.thing, reading=links.reading, version=__version__, types=links.type_order()
        )
        return environment

    def endpoint(self, answer: Callable[[Visit], Answer]) -> Callable[[Request], Response]:
        """The endpoint of a page that reads the store; runs in a thread."""

        def respond(request: Request) -> Response:
            return self._spoken(request, answer)

        return respond

    def slow_endpoint(
        self, run: Callable[[Visit, Asker], Awaitable[Answer]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """The endpoint of a page that runs a query of the user in a worker process."""

        async def respond(request: Request) -> Response:
            lang = self._language(request)
            with messages.speaking(lang):
                try:
                    visit = Visit(request, await run_in_threadpool(self.catalogues.current), lang)
                    answer = await run(visit, self.ask)
                except HTTPException as error:
                    answer = Page("error.html", {"message": error.detail}, error.status_code)
                except KgError as error:
                    answer = _failed(error)
                return await run_in_threadpool(self._written, request, lang, answer)

        return respond

    def _spoken(self, request: Request, answer: Callable[[Visit], Answer]) -> Response:
        lang = self._language(request)
        with messages.speaking(lang):
            try:
                try:
                    found = answer(Visit(request, self.catalogues.current(), lang))
                except StoreError:
                    # A build may have moved the store away meanwhile.
                    found = answer(Visit(request, self.catalogues.current(), lang))
            except KgError as error:
                found = _failed(error)
            return self._written(request, lang, found)

    def warm(self) -> None:
        """Read the tables before the first request; a failure is reported with that request."""
        with suppress(KgError):
            self.catalogues.warm()

    def _language(self, request: Request) -> str:
        asked = request.query_params.get("lang") or request.cookies.get(_COOKIE, "")
        return asked if asked in messages.LANGUAGES else messages.language()

    def _written(self, request: Request, lang: str, answer: Answer) -> Response:
        response = answer if isinstance(answer, Response) else self._html(request, lang, answer)
        response.headers.update(HEADERS)
        if request.query_params.get("lang") in messages.LANGUAGES:
            response.set_cookie(_COOKIE, lang, max_age=_YEAR, samesite="lax", httponly=True)
        return response

    def _html(self, request: Request, lang: str, page: Page) -> Response:
        address = Address(request)
        text = self.templates.get_template(page.template).render(
            w=worded(lang), here=address, asked=address.asked, lang=lang, term=_namer(lang), **page.values
        )
        return HTMLResponse(text, page.status, headers={"Vary": "Cookie"})


def _failed(error: KgError) -> Page:
    status = _MISSING if isinstance(error, NotThere) else _AWAY if isinstance(error, StoreError) else _BAD
    return Page("error.html", {"message": str(error)}, status)


def _namer(lang: str) -> Callable[[str], str]:
    """A function from the name of an ontology term to its label; other names are returned unchanged."""
    ontology = load_ontology()

    def label(name: str) -> str:
        if name == "altLabel":
            return say("alias")
        return ontology[name].labels[lang] if name in ontology else name

    return label
