"""Assembles the server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from kg.build.outdir import OutDir
from kg.serve.directory import Directory
from kg.serve.guard import Guard
from kg.serve.linked import LinkedData
from kg.serve.pages.routes import page_routes
from kg.serve.pages.site.page import Site
from kg.serve.responses import refused
from kg.serve.settings import Settings
from kg.serve.sparql import Endpoint
from kg.serve.workers.dispatch import Dispatcher
from kg.serve.workers.pool import Pool
from kg.serve.workers.worker import Source


def create_app(settings: Settings) -> Starlette:
    """The server as an ASGI application; a new part is a class with ``routes()``, added here."""
    pool = Pool(settings)
    dispatcher = Dispatcher(pool, settings.limits)
    source = Source(OutDir(settings.out), settings.server)
    site = Site(source.current, dispatcher.run)

    @asynccontextmanager
    async def living(app: Starlette) -> AsyncIterator[None]:
        # The first request need not wait for the tables of names and goals; a failure is reported with that request.
        await asyncio.gather(pool.start(), run_in_threadpool(site.warm))
        try:
            yield
        finally:
            await pool.stop()
            source.close()

    parts = (Endpoint(dispatcher, settings.update_token), LinkedData(dispatcher), Directory(dispatcher))
    return Starlette(
        routes=[*page_routes(site), *(route for part in parts for route in part.routes())],
        middleware=[Middleware(Guard, limits=settings.limits)],
        exception_handlers={HTTPException: refused, Exception: refused},
        lifespan=living,
    )
