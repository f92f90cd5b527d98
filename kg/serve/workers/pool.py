"""Processes that answer queries, each killed and replaced when it takes too long.

Oxigraph can't be stopped in the middle of a query from outside; a process can. One more stands by than
may work at once, so that the query after a killed one does not wait for a new process to start.
"""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from time import perf_counter

from kg import messages
from kg.errors import StoreError
from kg.messages import say
from kg.project import PACKAGE
from kg.serve.settings import Settings
from kg.serve.workers.operations import BUSY, DONE, FAILED, Task, TaskReply
from kg.serve.workers.worker import FRAME, START

TIMED_OUT = 504
_AGAIN = 1.0
_DIED = (EOFError, OSError, RuntimeError)
"""What loops raise when the other end of a pipe is gone: asyncio's own the first two, uvloop the third."""
_AT_ONCE = 0.1
"""Seconds in which no query uses up its memory: a worker that is gone by then had been ended by someone else."""
_BUFFER = 1 << 20


def _environment() -> dict[str, str]:
    """That of this process, in which this very package is found."""
    path = os.pathsep.join(filter(None, (str(PACKAGE.parent), os.environ.get("PYTHONPATH"))))
    return {**os.environ, "PYTHONPATH": path}


class Worker:
    """One process."""

    def __init__(self, process: Process) -> None:
        self.process = process

    @classmethod
    async def started(cls, settings: Settings) -> Worker:
        """A process that has opened the store; raise StoreError if it can't."""
        limits = settings.limits
        bounds = (limits.rows, limits.result, limits.seconds, limits.memory)
        arguments = (str(settings.out), settings.server, messages.language(), *map(str, bounds))
        # -P: nothing in the folder that the server was started in is taken for a module.
        command = (sys.executable, "-P", "-m", "kg.serve.workers.worker", *arguments)
        process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, limit=_BUFFER, env=_environment()
        )
        worker = cls(process)
        try:
            async with asyncio.timeout(START):
                reply = await worker.ask(Task("ready"))
        except (*_DIED, TimeoutError) as error:
            await worker.kill()
            raise StoreError(say("worker-lost")) from error
        except asyncio.CancelledError:
            # The pool stops while this one starts.
            await worker.kill()
            raise
        if reply.status != DONE:
            await worker.kill()
            raise StoreError(reply.message)
        return worker

    async def ask(self, task: Task) -> TaskReply:
        """Send one task and wait for its reply. Raises EOFError if the process has ended."""
        incoming, outgoing = self.process.stdin, self.process.stdout
        if incoming is None or outgoing is None:
            raise EOFError
        packed = task.packed()
        incoming.write(FRAME.pack(len(packed), 0) + packed)
        await incoming.drain()
        head, body = FRAME.unpack(await outgoing.readexactly(FRAME.size))
        return TaskReply.joined(await outgoing.readexactly(head), await outgoing.readexactly(body))

    @property
    def gone(self) -> bool:
        """Whether the process has ended, even if the event loop has not noticed yet."""
        if self.process.returncode is not None or not hasattr(os, "waitid"):
            return self.process.returncode is not None
        try:
            return os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
        except ChildProcessError:
            return True

    async def kill(self) -> None:
        """End the process at once."""
        with suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()


class Pool:
    """A fixed number of worker processes that run one task each at a time."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.limits = settings.limits
        self.idle: asyncio.Queue[Worker] = asyncio.Queue()
        self.turns = asyncio.Semaphore(self.limits.workers)
        self.waiting = 0
        self.workers: set[Worker] = set()
        self.chores: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Start all processes. Raises StoreError if a worker can't open the store."""
        await asyncio.gather(*(self._add() for _ in range(self.limits.workers + 1)))

    async def stop(self) -> None:
        """End all processes."""
        chores = tuple(self.chores)
        for chore in chores:
            chore.cancel()
        await asyncio.gather(*chores, return_exceptions=True)
        await asyncio.gather(*(worker.kill() for worker in self.workers))

    async def run(self, task: Task) -> TaskReply:
        """Run one task within the time limit; cancelling the call kills the worker."""
        if self.turns.locked() and self.waiting >= self.limits.waiting:
            return TaskReply(BUSY, message=say("server-busy"))
        self.waiting += 1
        try:
            async with asyncio.timeout(self.limits.patience):
                await self.turns.acquire()
        except TimeoutError:
            return TaskReply(BUSY, message=say("server-busy"))
        finally:
            self.waiting -= 1
        try:
            return await self._run(task)
        finally:
            self.turns.release()

    async def _run(self, task: Task, *, again: bool = True) -> TaskReply:
        try:
            async with asyncio.timeout(self.limits.patience):
                worker = await self._living()
        except TimeoutError:
            return TaskReply(BUSY, message=say("server-busy"))
        done = False
        since = perf_counter()
        try:
            async with asyncio.timeout(self.limits.seconds):
                reply = await worker.ask(task)
            done = True
        except TimeoutError:
            return TaskReply(TIMED_OUT, message=say("query-too-long", seconds=f"{self.limits.seconds:g}"))
        except _DIED:
            if again and perf_counter() - since < _AT_ONCE:
                return await self._run(task, again=False)
            # It ran out of memory or stack, and took nothing with it.
            return TaskReply(FAILED, message=say("query-too-big"))
        finally:
            if done:
                self.idle.put_nowait(worker)
            else:
                self._replace(worker)
        return reply

    async def _living(self) -> Worker:
        """The next idle worker that is alive; dead ones are replaced."""
        while (worker := await self.idle.get()).gone:
            self._replace(worker)
        return worker

    def _replace(self, worker: Worker) -> None:
        self.workers.discard(worker)
        with suppress(ProcessLookupError):
            worker.process.kill()
        chore = asyncio.create_task(self._start_again(worker))
        self.chores.add(chore)
        chore.add_done_callback(self.chores.discard)

    async def _start_again(self, worker: Worker) -> None:
        await worker.kill()
        while True:
            try:
                return await self._add()
            except StoreError:
                # The store may come back; meanwhile there is one process less.
                await asyncio.sleep(_AGAIN)

    async def _add(self) -> None:
        worker = await Worker.started(self.settings)
        self.workers.add(worker)
        self.idle.put_nowait(worker)
