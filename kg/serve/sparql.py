"""The SPARQL 1.1 Protocol: queries and updates at one address, and the service description without either."""

from __future__ import annotations

import asyncio
import hmac
from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.messages import say
from kg.serve.answers import BAD, FORBIDDEN, LATE, MEDIA_TYPE, TOO_LARGE, UNAUTHORIZED, Refusal, insist, told
from kg.serve.cut import JSON, XML
from kg.serve.negotiate import GRAPHS, RESULTS, Choice, choose
from kg.serve.operations import DONE, Reply, Task, UNACCEPTABLE
from kg.serve.pool import Pool
from kg.serve.settings import Limits

FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
_DATASETS = {
    "query": ("default-graph-uri", "named-graph-uri"),
    "update": ("using-graph-uri", "using-named-graph-uri"),
}
_COMMENTS = {
    "text/turtle": b"# %s\n",
    "application/n-triples": b"# %s\n",
    "application/rdf+xml": b"\n<!-- %s -->\n",
}


@dataclass(frozen=True, slots=True)
class Operation:
    """What a request asks for: ``query`` or ``update``, its text, and its dataset."""

    kind: str
    text: str
    default: tuple[str, ...]
    named: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The address where SPARQL is spoken."""

    pool: Pool
    token: str = ""

    def routes(self) -> Sequence[Route]:
        """With and without a slash at the end, for clients differ."""
        methods = ["GET", "POST"]
        return [Route(path, self.serve, methods=methods) for path in ("/sparql", "/sparql/")]

    async def serve(self, request: Request) -> Response:
        """Answer any request at the address."""
        body = await read_body(request, self.pool.limits)
        operation = operation_of(request, body)
        if operation is None:
            return await self._describe(request)
        if operation.kind == "update":
            return await self._update(request, operation)
        return await self._query(request, operation)

    async def _query(self, request: Request, operation: Operation) -> Response:
        accept = accepted(request)
        rows, graph = choose(RESULTS, accept), choose(GRAPHS, accept)
        task = Task(
            "query",
            text=operation.text,
            default=operation.default,
            named=operation.named,
            base=endpoint_of(request),
            rows_as=rows.type if rows else "",
            graph_as=graph.type if graph else "",
        )
        reply = await unless_gone(request, self.pool, task)
        choice = rows if rows and reply.type == rows.type else graph
        return sent(request, reply, choice, limit=self.pool.limits.rows)

    async def _update(self, request: Request, operation: Operation) -> Response:
        self._authorize(request)
        text, base = operation.text, endpoint_of(request)
        task = Task("update", text, operation.default, operation.named, base)
        # An update runs to its end or its time, also when nobody waits for it any more.
        reply = await asyncio.shield(self.pool.run(task))
        insist(reply)
        return Response(status_code=DONE)

    def _authorize(self, request: Request) -> None:
        if not self.token:
            raise Refusal(FORBIDDEN, say("read-only"))
        given = _credentials(request.headers.get("authorization", ""))
        if not hmac.compare_digest(given.encode(), self.token.encode()):
            raise Refusal(UNAUTHORIZED, say("wrong-token"), {"WWW-Authenticate": 'Bearer realm="kg"'})

    async def _describe(self, request: Request) -> Response:
        return await described(request, self.pool, Task("describe", updates=bool(self.token)))


async def described(request: Request, pool: Pool, task: Task) -> Response:
    """A description in the format that the client accepts."""
    choice = choose(GRAPHS, accepted(request))
    asked = Task(task.kind, task.text, base=endpoint_of(request), graph_as=choice.type if choice else "", updates=task.updates)
    return sent(request, await unless_gone(request, pool, asked), choice, limit=pool.limits.rows)


# Reading a request -------------------------------------------------------------------------------------


def operation_of(request: Request, body: bytes) -> Operation | None:
    """What is asked for, None for nothing; raise if the protocol has no such request."""
    address = _parameters(request.url.query.encode())
    if request.method != "POST":
        if "update" in address:
            raise Refusal(BAD, say("update-by-get"))
        return _from_form(address, {}) if "query" in address else None
    media_type = _media_type(request.headers.get("content-type", ""))
    if media_type == FORM:
        return _from_form(_parameters(body), address)
    if media_type not in (QUERY, UPDATE):
        raise Refusal(MEDIA_TYPE, say("wrong-content-type"), {"Accept-Post": f"{FORM}, {QUERY}, {UPDATE}"})
    if "query" in address or "update" in address:
        raise Refusal(BAD, say("one-operation"))
    kind = "query" if media_type == QUERY else "update"
    return Operation(kind, _decoded(body), *_dataset(kind, address))


def _from_form(form: Mapping[str, Sequence[str]], address: Mapping[str, Sequence[str]]) -> Operation:
    asked = [(kind, text) for kind in _DATASETS for text in (*form.get(kind, ()), *address.get(kind, ()))]
    if len(asked) != 1:
        raise Refusal(BAD, say("one-operation"))
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
            raise Refusal(BAD, say("bad-graph-name", graph=name)) from error
    return default, named


def _parameters(encoded: bytes) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    try:
        for name, value in parse_qsl(encoded.decode("ascii"), keep_blank_values=True, errors="strict"):
            found.setdefault(name, []).append(value)
    except ValueError as error:
        raise Refusal(BAD, say("not-utf-8")) from error
    return found


def _media_type(header: str) -> str:
    """The media type of a body, which is in UTF-8 or refused."""
    media_type, *parameters = (part.strip().lower() for part in header.split(";"))
    charsets = [part.partition("=")[2].strip('" ') for part in parameters if part.startswith("charset")]
    if any(charset not in ("utf-8", "utf8") for charset in charsets):
        raise Refusal(MEDIA_TYPE, say("not-utf-8"))
    return media_type


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refusal(BAD, say("not-utf-8")) from error


def _credentials(header: str) -> str:
    """The token of a Bearer header, or the password of a Basic one, which is all that some clients can send."""
    scheme, _, value = header.partition(" ")
    if scheme.lower() == "basic":
        try:
            return b64decode(value, validate=True).decode().partition(":")[2]
        except ValueError:
            return ""
    return value.strip() if scheme.lower() == "bearer" else ""


async def read_body(request: Request, limits: Limits) -> bytes:
    """The body of a request, if it is not too long and does not take too long."""
    declared = request.headers.get("content-length", "0")
    if declared.isdecimal() and int(declared) > limits.body:
        raise Refusal(TOO_LARGE, say("too-large", size=limits.body))
    parts, size = [], 0
    try:
        async with asyncio.timeout(limits.upload):
            async for part in request.stream():
                size += len(part)
                if size > limits.body:
                    raise Refusal(TOO_LARGE, say("too-large", size=limits.body))
                parts.append(part)
    except TimeoutError as error:
        raise Refusal(LATE, say("too-slow")) from error
    return b"".join(parts)


def accepted(request: Request) -> str:
    """The Accept header, all its lines as one."""
    return ", ".join(request.headers.getlist("accept"))


def endpoint_of(request: Request) -> str:
    """The address of the endpoint as the client has it."""
    endpoint = str(request.base_url) + "sparql"
    try:
        return ox.NamedNode(endpoint).value
    except ValueError as error:
        raise Refusal(BAD, say("bad-host")) from error


# Answering it ------------------------------------------------------------------------------------------


async def unless_gone(request: Request, pool: Pool, task: Task) -> Reply:
    """Run a task; if the client hangs up meanwhile, end it."""
    running = asyncio.ensure_future(pool.run(task))
    leaving = asyncio.ensure_future(_gone(request.receive))
    try:
        await asyncio.wait((running, leaving), return_when=asyncio.FIRST_COMPLETED)
    finally:
        leaving.cancel()
        if not running.done():
            running.cancel()
    return await running


async def _gone(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def sent(request: Request, reply: Reply, choice: Choice | None, *, limit: int) -> Response:
    """The response to a query, in which a cut result says that it was cut."""
    insist(reply)
    if choice is None:
        raise Refusal(UNACCEPTABLE, reply.message)
    body = _marked(reply, str(request.base_url) + "limits") if reply.more else reply.body
    return told(reply, choice, limit=limit, body=body)


def _marked(reply: Reply, link: str) -> bytes:
    """A cut result with a word of it inside, where the format has a place for one."""
    address = link.encode()
    if reply.type == JSON:
        return reply.body.replace(b'"head":{', b'"head":{"link":["%s"],' % address, 1)
    if reply.type == XML:
        return reply.body.replace(b"</head>", b'<link href="%s"/></head>' % address, 1)
    comment = _COMMENTS.get(reply.type)
    return reply.body + comment % say("cut", rows=reply.rows).encode() if comment else reply.body
