"""What a server serves, and how much of it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one request may take, and how many there may be."""

    seconds: float = 30.0
    """A query that takes longer is ended."""
    rows: int = 100_000
    """The maximum number of rows or triples of a result; a longer one is truncated and marked as such."""
    result: int = 32 * _MIB
    """A result of more bytes is cut at its last whole row."""
    memory: int = 4096 * _MIB
    """How much address space a query may take, where the system can bound it."""
    workers: int = max(2, os.cpu_count() or 1)
    """How many queries run at once."""
    waiting: int = 64
    """How many more may wait for their turn."""
    patience: float = 10.0
    """The number of seconds that they wait before the server answers that it is busy."""
    body: int = 4 * _MIB
    """The largest request."""
    header: int = 64 << 10
    """The longest head of a request, with its address."""
    connections: int = 512
    stall: float = 15.0
    """For how many seconds a client may take to send a head, to send a body, or to take a piece of an answer."""
    outgoing: int = 512 * _MIB
    """How many bytes of answers may be on their way at once."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the graph lies, and who may change it."""

    out: Path
    server: str = ""
    update_token: str = ""
    """Without it nothing can be changed."""
    limits: Limits = field(default_factory=Limits)
