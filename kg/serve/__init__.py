"""The graph over HTTP: SPARQL 1.1 Protocol, linked data, named queries.

``app`` puts the parts together; each part is a class with its own routes, so that pages can be added
beside them. The server never evaluates anything itself: ``pool`` keeps processes that do, which can be
killed, and ``operations`` is what runs in them.
"""

from __future__ import annotations

from collections.abc import Callable

from kg.errors import KgError
from kg.messages import say
from kg.serve.settings import Limits, Settings

__all__ = ["Limits", "Settings", "run"]

_EXTRA = ("starlette", "uvicorn", "jinja2", "h11")


def run(settings: Settings, *, host: str, port: int, announce: Callable[[str], None]) -> None:
    """Serve at an address until told to stop; what it needs beyond the package is an extra."""
    try:
        from kg.serve import http
    except ModuleNotFoundError as error:
        if error.name not in _EXTRA:
            raise
        raise KgError(say("extra-missing", name=error.name, extra="serve")) from error
    http.serve(settings, host=host, port=port, announce=announce)
