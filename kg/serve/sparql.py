"""The SPARQL 1.1 Protocol: queries and updates at one address, and the service description without either."""

from __future__ import annotations

import asyncio
import hmac
from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

import pyoxigraph as ox
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from kg.messages import say
from kg.serve.responses import BAD, FORBIDDEN, GONE, LATE, MEDIA_TYPE, TOO_LARGE, UNAUTHORIZED, ErrorResponse
from kg.serve.settings import Limits
from kg.serve.workers.dispatch import Dispatcher
from kg.serve.workers.operations import Task

FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
_DATASETS = {
    "query": ("default-graph-uri", "named-graph-uri"),
    "update": ("using-graph-uri", "using-named-graph-uri"),
}


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of the protocol: its kind (``query`` or ``update``), text and dataset."""

    kind: str
    text: str
    default: tuple[str, ...]
    named: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The SPARQL endpoint at ``/sparql``."""

    dispatcher: Dispatcher
    token: str = ""

    def routes(self) -> Sequence[Route]:
        """The endpoint with and without a trailing slash: clients differ."""
        methods = ["GET", "POST"]
        return [Route(path, self.serve, methods=methods) for path in ("/sparql", "/sparql/")]

    async def serve(self, request: Request) -> Response:
        """Handle a query, an update, or a request for the service description."""
        body = await read_body(request, self.dispatcher.limits)
        operation = operation_of(request, body)
        if operation is None:
            return await self.dispatcher.answer(request, Task("describe", updates=bool(self.token)))
        task = Task(operation.kind, operation.text, operation.default, operation.named)
        if operation.kind == "query":
            return await self.dispatcher.answer(request, task)
        self._authorize(request)
        return await self.dispatcher.change(request, task)

    def _authorize(self, request: Request) -> None:
        if not self.token:
            raise ErrorResponse(FORBIDDEN, say("read-only"))
        given = _credentials(request.headers.get("authorization", ""))
        if not hmac.compare_digest(given.encode(), self.token.encode()):
            raise ErrorResponse(UNAUTHORIZED, say("wrong-token"), {"WWW-Authenticate": 'Bearer realm="kg"'})


# Reading a request -------------------------------------------------------------------------------------


def operation_of(request: Request, body: bytes) -> Operation | None:
    """The operation of a request, None if it has neither query nor update. Raises ErrorResponse if it is malformed."""
    address = _parameters(request.url.query.encode())
    if request.method != "POST":
        if "update" in address:
            raise ErrorResponse(BAD, say("update-by-get"))
        return _from_form(address, {}) if "query" in address else None
    media_type = _media_type(request.headers.get("content-type", ""))
    if media_type == FORM:
        return _from_form(_parameters(body), address)
    if media_type not in (QUERY, UPDATE):
        raise ErrorResponse(MEDIA_TYPE, say("wrong-content-type"), {"Accept-Post": f"{FORM}, {QUERY}, {UPDATE}"})
    if "query" in address or "update" in address:
        raise ErrorResponse(BAD, say("one-operation"))
    kind = "query" if media_type == QUERY else "update"
    return Operation(kind, _decoded(body), *_dataset(kind, address))


def _from_form(form: Mapping[str, Sequence[str]], address: Mapping[str, Sequence[str]]) -> Operation:
    asked = [(kind, text) for kind in _DATASETS for text in (*form.get(kind, ()), *address.get(kind, ()))]
    if len(asked) != 1:
        raise ErrorResponse(BAD, say("one-operation"))
    kind, text = asked[0]
    default, named = _dataset(kind, form)
    more_default, more_named = _dataset(kind, address)
    return Operation(kind, text, default + more_default, named + more_named)


def _dataset(kind: str, parameters: Mapping[str, Sequence[str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    default, named = (tuple(parameters.get(name, ())) for name in _DATASETS[kind])
    for name in (*default, *named):
        try:
            ox.NamedNode(name)
        except ValueError as error:
            raise ErrorResponse(BAD, say("bad-graph-name", graph=name)) from error
    return default, named


def _parameters(encoded: bytes) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    try:
        for name, value in parse_qsl(encoded.decode("ascii"), keep_blank_values=True, errors="strict"):
            found.setdefault(name, []).append(value)
    except ValueError as error:
        raise ErrorResponse(BAD, say("not-utf-8")) from error
    return found


def _media_type(header: str) -> str:
    """The media type of a Content-Type header. Raises ErrorResponse for a charset other than UTF-8."""
    media_type, *parameters = (part.strip().lower() for part in header.split(";"))
    charsets = [part.partition("=")[2].strip('" ') for part in parameters if part.startswith("charset")]
    if any(charset not in ("utf-8", "utf8") for charset in charsets):
        raise ErrorResponse(MEDIA_TYPE, say("not-utf-8"))
    return media_type


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ErrorResponse(BAD, say("not-utf-8")) from error


def _credentials(header: str) -> str:
    """The token of a Bearer header or the password of a Basic header: some clients support Basic only."""
    scheme, _, value = header.partition(" ")
    if scheme.lower() == "basic":
        try:
            return b64decode(value, validate=True).decode().partition(":")[2]
        except ValueError:
            return ""
    return value.strip() if scheme.lower() == "bearer" else ""


async def read_body(request: Request, limits: Limits) -> bytes:
    """The body of a request. Raises ErrorResponse if it is too long or does not arrive in time."""
    declared = request.headers.get("content-length", "0")
    if declared.isdecimal() and int(declared) > limits.body:
        raise ErrorResponse(TOO_LARGE, say("too-large", size=limits.body))
    parts, size = [], 0
    try:
        async with asyncio.timeout(limits.stall):
            async for part in request.stream():
                size += len(part)
                if size > limits.body:
                    raise ErrorResponse(TOO_LARGE, say("too-large", size=limits.body))
                parts.append(part)
    except TimeoutError as error:
        raise ErrorResponse(LATE, say("too-slow")) from error
    except ClientDisconnect as error:
        raise ErrorResponse(GONE, say("too-slow")) from error
    return b"".join(parts)
