"""The graph over HTTP: SPARQL 1.1 Protocol, linked data, named queries.

``app`` assembles the parts; each part is a class with its own routes. The server process evaluates no
query of a client itself: ``workers.pool`` keeps worker processes that can be killed, and
``workers.operations`` runs in them.
"""

from __future__ import annotations

from collections.abc import Callable

from kg.errors import KgError
from kg.messages import say
from kg.serve.settings import Limits, Settings

__all__ = ["Limits", "Settings", "run"]

_EXTRA = ("starlette", "uvicorn", "jinja2", "h11")


def run(settings: Settings, *, host: str, port: int, announce: Callable[[str], None]) -> None:
    """Serve until interrupted; ``announce`` gets the URL. Raises KgError if the extra ``serve`` is not installed."""
    try:
        from kg.serve import http
    except ModuleNotFoundError as error:
        if error.name not in _EXTRA:
            raise
        raise KgError(say("extra-missing", name=error.name, extra="serve")) from error
    http.serve(settings, host=host, port=port, announce=announce)
