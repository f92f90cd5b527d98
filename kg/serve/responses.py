"""Error responses in plain text, and the response bodies of results."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from kg.messages import say
from kg.serve.negotiate import Choice
from kg.serve.settings import Limits
from kg.serve.workers.operations import BUSY, DONE, OK, UNACCEPTABLE, TaskReply

BAD, UNAUTHORIZED, FORBIDDEN, MISSING, METHOD, LATE, TOO_LARGE, MEDIA_TYPE = 400, 401, 403, 404, 405, 408, 413, 415
GONE = 499
"""The client has closed the connection; nobody receives this status."""
AGAIN = "2"
"""The Retry-After header of a busy server, in seconds."""
_PIECE = 256 << 10

_WORDS = {MISSING: "no-such-page", METHOD: "wrong-method"}


class ErrorResponse(HTTPException):
    """An error response with a message for the user."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, message, headers)


def refused(request: Request, error: Exception) -> Response:
    """The response to a failed request; errors of the framework get a message in the user's language as well."""
    status, message, headers = 500, say("server-fault"), None
    if isinstance(error, HTTPException):
        status, message, headers = error.status_code, error.detail, error.headers
        if not isinstance(error, ErrorResponse):
            message = say(_WORDS[status]) if status in _WORDS else message
    return PlainTextResponse(message + "\n", status, headers)


def insist(reply: TaskReply) -> None:
    """Raise ErrorResponse unless the task succeeded."""
    if reply.status not in (OK, DONE):
        headers = {"Retry-After": AGAIN} if reply.status == BUSY else {}
        vary = {"Vary": "Accept"} if reply.status == UNACCEPTABLE else {}
        raise ErrorResponse(reply.status, reply.message, headers | vary)


class Outbox:
    """Sends large responses in pieces; responses that wait to be sent have a common limit in bytes."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.room = limits.outgoing

    def answer(self, reply: TaskReply, choice: Choice, body: bytes) -> Response:
        """The response for a result, with headers for the number of rows and whether it is truncated."""
        headers = {"Content-Type": choice.header, "Vary": "Accept", "X-Row-Limit": str(self.limits.rows)}
        if reply.rows >= 0:
            headers |= {"X-Rows": str(reply.rows), "X-Rows-Cut": str(reply.more).lower()}
        if len(body) <= _PIECE:
            return Response(body, headers=headers)
        if len(body) > self.room:
            raise ErrorResponse(BUSY, say("server-busy"), {"Retry-After": AGAIN})
        return StreamingResponse(self._pieces(body), headers=headers | {"Content-Length": str(len(body))})

    async def _pieces(self, body: bytes) -> AsyncIterator[bytes]:
        self.room -= len(body)
        try:
            for start in range(0, len(body), _PIECE):
                yield body[start : start + _PIECE]
        finally:
            self.room += len(body)
