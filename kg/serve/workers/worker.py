"""A worker process: reads tasks from standard input and writes replies until it is killed or the input ends."""

from __future__ import annotations

import os
import signal
import struct
import sys
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import BinaryIO

from kg import messages
from kg.build.outdir import OutDir, staged
from kg.errors import StoreError
from kg.serve.workers.operations import BUSY, Bounds, Task, TaskReply, answer
from kg.store import Store, open_store
from kg.store.embedded import EmbeddedStore

FRAME = struct.Struct(">II")
"""The header of each message: the lengths of its head and body in bytes."""
START = 60.0
"""The time limit for opening the store, in seconds."""
_GRACE = 2.0


@dataclass(slots=True)
class Source:
    """The store in a folder, reopened when a build or an update has replaced it; or a remote server.

    Thread-safe: a reader of the old store keeps its reference.
    """

    out: OutDir
    server: str = ""
    stamp: tuple[int, ...] = ()
    opened: Store | None = field(default=None, repr=False)
    lock: Lock = field(default_factory=Lock, repr=False)

    def current(self) -> Store:
        """The store as it is now."""
        with self.lock:
            stamp = () if self.server else self._stamp()
            if self.opened is None or (stamp and stamp != self.stamp):
                self.opened, self.stamp = open_store(self.out.store, server=self.server), stamp
            return self.opened

    def close(self) -> None:
        """Close it; the next use reopens it."""
        with self.lock:
            self.opened = None

    def _stamp(self) -> tuple[int, ...]:
        """The identity of the store's folder; empty while it is being replaced."""
        try:
            found = (self.out.store / "CURRENT").stat()
        except OSError:
            return ()
        return found.st_dev, found.st_ino, found.st_mtime_ns, found.st_ctime_ns


def main() -> None:
    """Run the worker with the settings of ``sys.argv``."""
    out, server, language, rows, size, seconds, memory = sys.argv[1:]
    messages.use(language)
    if hasattr(signal, "SIGINT"):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    _bound_memory(int(memory))
    source, bounds = Source(OutDir(Path(out)), server), Bounds(int(rows), int(size))
    incoming, outgoing = sys.stdin.buffer, _own_output()
    while head := incoming.read(FRAME.size):
        length, _ = FRAME.unpack(head)
        task = Task.unpacked(incoming.read(length))
        _set_alarm(START if task.kind == "ready" else float(seconds) + _GRACE)
        reply = _reply(source, task, bounds)
        _set_alarm(0)
        reply_head = reply.head()
        outgoing.write(FRAME.pack(len(reply_head), len(reply.body)) + reply_head)
        outgoing.write(reply.body)
        outgoing.flush()


def _reply(source: Source, task: Task, bounds: Bounds) -> TaskReply:
    try:
        if task.kind == "update" and not source.server:
            with staged(source.out) as stage, EmbeddedStore.forking(source.out.store, stage.store) as store:
                return answer(store, task, bounds)
        reply = answer(source.current(), task, bounds)
        if reply.status == BUSY and not source.server:
            # A build may have moved the folder away under an open store.
            source.close()
            reply = answer(source.current(), task, bounds)
    except StoreError as error:
        return TaskReply(BUSY, message=str(error))
    return reply


def _own_output() -> BinaryIO:
    """Standard output for replies only; what libraries print goes to standard error."""
    own = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return own


def _bound_memory(size: int) -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (size, size))


def _set_alarm(seconds: float) -> None:
    """Have the system end this process after so many seconds, in case the server has died."""
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)


if __name__ == "__main__":
    main()
