"""The limits as text, the named queries, and the VoID description at its well-known address."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields, replace

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from kg import messages
from kg.messages import say
from kg.query.named import load_queries
from kg.serve.negotiate import PLAIN_JSON, RESULTS, choose
from kg.serve.responses import MISSING, ErrorResponse
from kg.serve.workers.dispatch import Dispatcher, accepted
from kg.serve.workers.operations import UNACCEPTABLE, Task
from kg.serve.workers.truncation import CSV, JSON

_FORMS = (PLAIN_JSON, RESULTS[2])


class Directory:
    """The addresses ``/limits``, ``/queries`` and ``/.well-known/void``."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self.dispatcher = dispatcher

    def routes(self) -> Sequence[Route]:
        """The routes, in order of precedence."""
        return [
            Route("/limits", self.limits),
            Route("/.well-known/void", self.void),
            Route("/queries", self.queries),
            Route("/queries/{name}.{suffix}", self.named),
            Route("/queries/{name}", self.named),
        ]

    async def limits(self, request: Request) -> Response:
        """The limits of a request as text."""
        listed = (
            f"{field.name}: {getattr(self.dispatcher.limits, field.name)}\n" for field in fields(self.dispatcher.limits)
        )
        return PlainTextResponse(say("limits-about") + "\n\n" + "".join(listed))

    async def void(self, request: Request) -> Response:
        """The VoID description of the dataset."""
        return await self.dispatcher.answer(request, Task("describe", "void"))

    async def queries(self, request: Request) -> Response:
        """The named queries with their parameters, as JSON."""
        language = messages.language()
        listed = [
            {
                "name": query.name,
                "title": query.titles[language],
                "about": query.abouts[language],
                "parameters": [
                    {"name": one.name, "types": one.types, "example": one.example, "optional": one.optional}
                    for one in query.parameters
                ],
            }
            for query in load_queries().values()
        ]
        return _json(listed)

    async def named(self, request: Request) -> Response:
        """The result of a named query, as JSON or CSV."""
        suffix = request.path_params.get("suffix")
        offers = [offer for offer in _FORMS if suffix in (None, offer.suffix)]
        if not offers:
            raise ErrorResponse(MISSING, say("no-such-page"))
        choice = choose(offers, "" if suffix else accepted(request))
        if choice is None:
            raise ErrorResponse(UNACCEPTABLE, say("not-acceptable-rows"), {"Vary": "Accept"})
        given = {name: value for name, value in request.query_params.items() if value}
        task = Task("named", request.path_params["name"], given=given)
        if choice.type == CSV:
            return await self.dispatcher.answer(request, task, only=_FORMS[1])
        return _json(await self._rows(request, replace(task, rows_as=JSON)))

    async def _rows(self, request: Request, task: Task) -> list[dict[str, str]]:
        found = json.loads((await self.dispatcher.run(request, task)).body)
        columns = found["head"]["vars"]
        return [
            {column: row[column]["value"] if column in row else "" for column in columns}
            for row in found["results"]["bindings"]
        ]


def _json(value: object) -> Response:
    text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    return Response(text, media_type=PLAIN_JSON.type, headers={"Vary": "Accept"})
