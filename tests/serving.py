"""A server in this process, as its clients see it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeAlias

import httpx

from kg.serve.http import listening, server_of
from kg.serve.settings import Settings

TOKEN = "a token"  # noqa: S105 -- Of tests alone.
Served: TypeAlias = httpx.Client
_START = 20.0


@contextmanager
def in_process(settings: Settings) -> Iterator[Served]:
    """A client of a server that runs in a thread."""
    server = server_of(settings)
    with listening("127.0.0.1", 0) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            until = time.monotonic() + _START
            while not server.started:
                assert thread.is_alive(), "the server ended"
                assert time.monotonic() < until, "the server does not start"
                time.sleep(0.01)
            url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            with httpx.Client(base_url=url, timeout=30, headers={"Accept": "*/*"}) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join()
