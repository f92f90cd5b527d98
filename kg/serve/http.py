"""Runs the server with uvicorn."""

from __future__ import annotations

import socket
from collections.abc import Callable

import uvicorn

from kg.build.outdir import OutDir
from kg.errors import KgError
from kg.messages import say
from kg.serve.app import create_app
from kg.serve.guard import protocol
from kg.serve.settings import Settings
from kg.store import open_store

_LEAVING = 3
_BACKLOG = 512


def serve(settings: Settings, *, host: str, port: int, announce: Callable[[str], None]) -> None:
    """Serve until interrupted. Raises StoreError if there is no store, KgError if the address can't be used."""
    with open_store(OutDir(settings.out).store, server=settings.server) as store:
        store.graphs()
    with listening(host, port) as listener:
        shown = f"[{host}]" if ":" in host else host
        announce(f"http://{shown}:{listener.getsockname()[1]}/")
        server_of(settings).run(sockets=[listener])


def listening(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 means any free port. Raises KgError if the address can't be used."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise KgError(say("port-taken", host=host, port=port, error=error.strerror or error)) from error


def server_of(settings: Settings) -> uvicorn.Server:
    """The configured server, not yet running."""
    limits = settings.limits
    config = uvicorn.Config(
        create_app(settings),
        http=protocol(limits),
        ws="none",
        log_level="error",
        access_log=False,
        server_header=False,
        limit_concurrency=limits.connections,
        h11_max_incomplete_event_size=limits.header,
        timeout_graceful_shutdown=_LEAVING,
    )
    return uvicorn.Server(config)
