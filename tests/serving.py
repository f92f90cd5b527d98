"""A server in this process, as its clients see it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeAlias

from starlette.testclient import TestClient

from kg.serve.app import create_app
from kg.serve.settings import Settings

Served: TypeAlias = TestClient


@contextmanager
def in_process(settings: Settings) -> Iterator[Served]:
    with TestClient(create_app(settings), base_url="http://kg.test", follow_redirects=False) as client:
        yield client
