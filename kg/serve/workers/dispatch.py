"""Runs the tasks of requests in worker processes and returns the results in the negotiated format."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive

from kg.messages import say
from kg.serve.negotiate import GRAPHS, RESULTS, Choice, Offer, choose
from kg.serve.responses import BAD, GONE, ErrorResponse, Outbox, insist
from kg.serve.settings import Limits
from kg.serve.workers.operations import DONE, UNACCEPTABLE, Task, TaskReply
from kg.serve.workers.pool import Pool
from kg.serve.workers.truncation import JSON, XML

_COMMENTS = {
    "text/turtle": b"# %s\n",
    "application/n-triples": b"# %s\n",
    "application/rdf+xml": b"\n<!-- %s -->\n",
}


class Dispatcher:
    """Runs tasks for all parts of the server."""

    def __init__(self, pool: Pool, limits: Limits) -> None:
        self.pool = pool
        self.limits = limits
        self.outbox = Outbox(limits)

    async def answer(self, request: Request, task: Task, *, only: Offer | None = None) -> Response:
        """The result of a task in the format that the client prefers, or in the only one that is offered."""
        accept = only.type if only else accepted(request)
        row, graph = choose(RESULTS, accept), choose(GRAPHS, accept)
        reply = await self.run(request, replace(task, rows_as=_type(row), graph_as=_type(graph)))
        choice = row if row and reply.type == row.type else graph
        if choice is None:
            raise ErrorResponse(UNACCEPTABLE, reply.message)
        body = _marked(reply, f"{request.base_url}limits") if reply.more else reply.body
        return self.outbox.answer(reply, choice, body)

    async def run(self, request: Request, task: Task) -> TaskReply:
        """The reply to a task; a task whose client disconnects is cancelled. Raises ErrorResponse if the task fails."""
        reply = await _unless_gone(request.receive, self.pool, replace(task, base=endpoint_of(request)))
        insist(reply)
        return reply

    async def change(self, request: Request, task: Task) -> Response:
        """Run an update until it ends or times out, even if the client disconnects."""
        reply = await asyncio.shield(self.pool.run(replace(task, base=endpoint_of(request))))
        insist(reply)
        return Response(status_code=DONE)


def _type(choice: Choice | None) -> str:
    return choice.type if choice else ""


def accepted(request: Request) -> str:
    """The values of all Accept headers, joined."""
    return ", ".join(request.headers.getlist("accept"))


def endpoint_of(request: Request) -> str:
    """The URL of the SPARQL endpoint as the client sees it, with a trailing slash if it used one."""
    slash = "/" if request.url.path.endswith("/sparql/") else ""
    try:
        return ox.NamedNode(f"{request.base_url}sparql{slash}").value
    except ValueError as error:
        raise ErrorResponse(BAD, say("bad-host")) from error


async def _unless_gone(receive: Receive, pool: Pool, task: Task) -> TaskReply:
    running = asyncio.ensure_future(pool.run(task))
    leaving = asyncio.ensure_future(_gone(receive))
    try:
        await asyncio.wait((running, leaving), return_when=asyncio.FIRST_COMPLETED)
        return running.result() if running.done() else TaskReply(GONE)
    finally:
        leaving.cancel()
        running.cancel()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _marked(reply: TaskReply, link: str) -> bytes:
    """A truncated result with a note or a link to ``/limits`` inside, where the format allows one."""
    address = link.encode()
    if reply.type == JSON:
        return reply.body.replace(b'"head":{', b'"head":{"link":["%s"],' % address, 1)
    if reply.type == XML:
        return reply.body.replace(b"</head>", b'<link href="%s"/></head>' % address, 1)
    comment = _COMMENTS.get(reply.type)
    return reply.body + comment % say("cut", rows=reply.rows).encode() if comment else reply.body
