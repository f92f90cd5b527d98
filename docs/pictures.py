"""Take the pictures of the README from the demo plan: ``python docs/pictures.py``.

Needs ``pip install -e '.[serve,browser]'`` and a Chromium on the search path, or named in ``KG_CHROMIUM``.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

PICTURES = Path(__file__).resolve().parent / "pictures"
CHECKOUT = PICTURES.parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
SIZE = {"width": 1120, "height": 700}
PARK = "东疆保税港区"
PATIENCE = 30.0


def main() -> None:
    """Build the demo plan and take its pictures."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        out = Path(folder) / "out"
        subprocess.run((*kg("build"), "--out", str(out)), check=True, stdout=subprocess.DEVNULL, env=environment())  # noqa: S603
        browser = driver.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page(viewport=SIZE, color_scheme="light", reduced_motion="reduce", locale="zh-CN")
        take_graph(page, out / "graph.html")
        with serving(out) as url:
            take_reader(page, url)
        browser.close()


def take_graph(page: Any, path: Path) -> None:
    """The first look at ``graph.html``."""
    page.goto(path.as_uri())
    page.wait_for_selector("#panel h2")
    page.wait_for_timeout(1000)
    page.screenshot(path=PICTURES / "graph.png")


def take_reader(page: Any, url: str) -> None:
    """The sentence behind a relation of a park, as one click on its page shows it."""
    page.goto(url)
    page.fill("#find", PARK)
    page.press("#find", "Enter")
    page.click("#hits .hits a >> nth=0")
    page.click(".quote a >> nth=0")
    page.wait_for_selector("#mark")
    page.wait_for_load_state("networkidle")
    page.mouse.move(0, 0)
    page.screenshot(path=PICTURES / "reader.png")


@contextmanager
def serving(out: Path) -> Iterator[str]:
    """The address of ``kg serve`` over a build."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = (*kg("serve"), "--out", str(out), "--port", str(port))
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment())  # noqa: S603
    try:
        until = time.monotonic() + PATIENCE
        while not listens(port):
            if process.poll() is not None or time.monotonic() > until:
                raise SystemExit("kg serve did not start")
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait()


def listens(port: int) -> bool:
    """Whether something answers at a port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def kg(command: str) -> tuple[str, ...]:
    """A command of this checkout in Chinese."""
    return (sys.executable, "-m", "kg.cli", "--lang", "zh", command)


def environment() -> dict[str, str]:
    """The environment in which this checkout is the package."""
    return {**os.environ, "PYTHONPATH": str(CHECKOUT)}


def chromium() -> str | None:
    """The path of a Chromium."""
    return os.environ.get("KG_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


if __name__ == "__main__":
    main()
