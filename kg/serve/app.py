"""Puts the parts of the server together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from kg.outdir import OutDir
from kg.serve.answers import refused
from kg.serve.desk import Desk
from kg.serve.front import Front
from kg.serve.guard import Guard
from kg.serve.linked import LinkedData
from kg.serve.pages.routes import page_routes
from kg.serve.pages.site import Site
from kg.serve.pool import Pool
from kg.serve.settings import Settings
from kg.serve.sparql import Endpoint
from kg.serve.worker import Source


def create_app(settings: Settings) -> Starlette:
    """The whole server as an ASGI application; a new part is a class with ``routes``, named here."""
    pool = Pool(settings)
    desk = Desk(pool, settings.limits)
    source = Source(OutDir(settings.out), settings.server)
    site = Site(source.current, desk.run)

    @asynccontextmanager
    async def living(app: Starlette) -> AsyncIterator[None]:
        # Nobody has to wait for the tables of names and goals; a failure is told to whoever asks.
        await asyncio.gather(pool.start(), run_in_threadpool(site.warm))
        try:
            yield
        finally:
            await pool.stop()
            source.close()

    parts = (Endpoint(desk, settings.update_token), LinkedData(desk), Front(desk))
    return Starlette(
        routes=[*page_routes(site), *(route for part in parts for route in part.routes())],
        middleware=[Middleware(Guard, limits=settings.limits)],
        exception_handlers={HTTPException: refused, Exception: refused},
        lifespan=living,
    )
