"""graph.html beside plain pyvis with the same layout, in headless Chromium.

``PYTHONPATH=.:tests python tests/benchmarks/measure_view.py 1000 5000 10000``

Prints a table: time to the first stable picture (median of the rounds, the two pages in turn), and frames and
drawings a second while the map is dragged and zoomed. ``requestAnimationFrame`` counts the frames; a drawing is an
``afterDrawing`` of vis-network.
"""

from __future__ import annotations

import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright
from pyvis.network import Network

from crowds import crowd
from kg.model import PlanGraph
from kg.view import render
from kg.view.layout import arrange
from kg.view.scene import make_scene
from kg.view.style import load_style
from needs import chromium

ROUNDS = 5
SECONDS = 3.0
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
WATCH = """
window.seen = {first: 0, last: 0, draws: 0, frames: 0};
requestAnimationFrame(function wait() {
  if (!window.network?.on) return requestAnimationFrame(wait);
  network.on("afterDrawing", () => {
    seen.last = performance.now();
    seen.first ||= seen.last;
    seen.draws += 1;
  });
});
requestAnimationFrame(function count() { seen.frames += 1; requestAnimationFrame(count); });
"""


def plain(graph: PlanGraph) -> str:
    """What pyvis draws of the same nodes at the same places, physics off, its links to a network taken out."""
    style = load_style("zh")
    looks = {look.name: look for look in style.types}
    scene = make_scene([graph], types=list(looks), front="")
    layout = arrange(scene)
    network = Network(height="100vh", width="100%", directed=True, cdn_resources="in_line")
    for at, (node, (x, y), size) in enumerate(zip(scene.nodes, layout.points, layout.sizes, strict=True)):
        look = looks[node.type]
        row = {"id": at, "label": node.label, "title": node.name, "x": x, "y": y, "size": size}
        network.nodes.append({**row, "color": look.colour, "shape": look.shape})
        network.node_ids.append(at)
    network.edges = [{"from": e.source, "to": e.target, "title": e.predicate, "arrows": "to"} for e in scene.edges]
    network.options = {"physics": {"enabled": False}, "edges": {"smooth": False}}
    html = re.sub(r"<link\s[^>]*https://[^>]*>|<script\s[^>]*https://[^>]*></script>", "", network.generate_html())
    return f"<!doctype html>{html}"


def opened(browser: Any, path: Path) -> Any:
    page = browser.new_page(viewport={"width": 1280, "height": 760})
    page.add_init_script(WATCH)
    page.goto(path.as_uri())
    page.wait_for_function("seen.first > 0", timeout=120_000)
    page.wait_for_timeout(1000)
    return page


def rates(page: Any, step: Callable[[int], None]) -> tuple[float, float]:
    """Frames and drawings a second while ``step`` is done over and over."""
    before, started, times = page.evaluate("({...seen})"), time.perf_counter(), 0
    while time.perf_counter() - started < SECONDS:
        step(times)
        times += 1
    after, took = page.evaluate("({...seen})"), time.perf_counter() - started
    return (after["frames"] - before["frames"]) / took, (after["draws"] - before["draws"]) / took


def moved(browser: Any, path: Path) -> Iterator[tuple[float, float]]:
    page = opened(browser, path)
    box = page.locator("#mynetwork canvas").bounding_box()
    x, y = box["x"] + 30, box["y"] + box["height"] - 60

    def drag(times: int) -> None:
        page.mouse.move(x + times * 7 % 300, y - times * 5 % 200)
        time.sleep(0.02)

    def zoom(times: int) -> None:
        page.mouse.wheel(0, 80 if times // 8 % 2 else -80)
        time.sleep(0.04)

    page.mouse.move(x, y)
    page.mouse.down()
    yield rates(page, drag)
    page.mouse.up()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    yield rates(page, zoom)
    page.close()


def stable(browser: Any, path: Path) -> float:
    page = opened(browser, path)
    last = float(page.evaluate("seen.last"))
    page.close()
    return last


def main(sizes: list[int]) -> None:
    lines = ["| page | nodes | generated in s | kB | stable ms | drag frames / drawings | zoom frames / drawings |"]
    lines.append("|" + " --- |" * 7)
    with sync_playwright() as driver, tempfile.TemporaryDirectory() as folder:
        browser = driver.chromium.launch(executable_path=chromium(), args=FLAGS)
        for size in sizes:
            graph = crowd(entities=size * 7 // 10, goals=size * 3 // 10, facts=size * 12 // 10)
            made: dict[str, tuple[Path, float]] = {}
            for name, draw in {"plain pyvis": plain, "graph.html": lambda graph: render([graph])}.items():
                started = time.perf_counter()
                text = draw(graph)
                path = Path(folder) / f"{name.replace(' ', '-')}-{size}.html"
                path.write_text(text, encoding="utf-8")
                made[name] = path, time.perf_counter() - started
            firsts = {name: [stable(browser, path)] for name, (path, _) in made.items()}
            for _ in range(ROUNDS - 1):
                for name, (path, _) in made.items():
                    firsts[name].append(stable(browser, path))
            for name, (path, took) in made.items():
                motion = " | ".join(f"{frames:.0f} / {draws:.0f}" for frames, draws in moved(browser, path))
                size_kb = path.stat().st_size // 1000
                lines.append(
                    f"| {name} | {size} | {took:.2f} | {size_kb} | {statistics.median(firsts[name]):.0f} | {motion} |"
                )
        browser.close()
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [1000, 5000])
