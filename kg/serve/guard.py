"""Security headers, CORS, limits on request size, and timeouts for connections."""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from kg.messages import say
from kg.serve.settings import Limits

_LONG_ADDRESS, _LONG_HEAD = 414, 431

_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Retry-After, X-Row-Limit, X-Rows, X-Rows-Cut",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; script-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Authorization, Content-Type",
    "Access-Control-Max-Age": "86400",
    "Allow": "GET, HEAD, POST, OPTIONS",
}


class Guard:
    """ASGI middleware: allows any origin, sets a Content-Security-Policy, and ends responses that stall."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self.app = app
        self.limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request and add the headers to its response."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            async with asyncio.timeout(self.limits.stall):
                await send(message)

        await self._chosen(scope)(scope, receive, send_guarded)

    def _chosen(self, scope: Scope) -> ASGIApp:
        """The application, or an immediate response to a preflight request or an oversized head."""
        # The server bounds a head only while it waits for more of it.
        address = len(scope["raw_path"]) + len(scope["query_string"])
        head = sum(len(name) + len(value) for name, value in scope["headers"])
        if address > self.limits.header or head > self.limits.header:
            status = _LONG_ADDRESS if address > self.limits.header else _LONG_HEAD
            return PlainTextResponse(say("too-large", size=self.limits.header) + "\n", status)
        return Response(status_code=204, headers=_PREFLIGHT) if scope["method"] == "OPTIONS" else self.app


def protocol(limits: Limits) -> type[H11Protocol]:
    """The HTTP protocol of uvicorn that also closes idle connections."""

    class Patient(H11Protocol):
        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self._watch()

        def _watch(self) -> None:
            self.seen = self.cycle
            self.watch = self.loop.call_later(limits.stall, self._look)

        def _look(self) -> None:
            # A connection between two requests is idle too; it is closed if none has come since the last look.
            idle = self.conn.their_state is h11.IDLE and (self.cycle is None or self.cycle.response_complete)
            if idle and self.cycle is self.seen:
                self.transport.close()
            else:
                self._watch()

        def connection_lost(self, exc: Exception | None) -> None:
            self.watch.cancel()
            super().connection_lost(exc)

    return Patient
