"""SPARQL servers in processes of their own."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

BUSY = 20.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Come back when something listens there."""
    until = time.monotonic() + BUSY
    while time.monotonic() < until:
        assert process.poll() is None, f"the server ended with {process.returncode}"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise TimeoutError(port)


@contextmanager
def running(
    *command: str, port: int, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A process that listens on a port, ended at the end."""
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, env=environment, **silent)  # type: ignore[call-overload]
    try:
        wait_for(port, process)
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def oxigraph(*options: str) -> Iterator[str]:
    """The root of an Oxigraph server in memory."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    assert program, "oxigraph is not installed: pip install -e '.[test]'"
    port = free_port()
    with running(program, "serve", "--bind", f"127.0.0.1:{port}", *options, port=port):
        yield f"http://127.0.0.1:{port}/"


@contextmanager
def unvisited() -> Iterator[tuple[str, list[object]]]:
    """An address where nobody should come, and who has come there."""
    came: list[object] = []
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        listener.settimeout(0.05)
        done = threading.Event()

        def accept() -> None:
            while not done.is_set():
                try:
                    connection, address = listener.accept()
                except TimeoutError:
                    continue
                came.append(address)
                connection.close()

        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/", came
        finally:
            done.set()
            thread.join()
