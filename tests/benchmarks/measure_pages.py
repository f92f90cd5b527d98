"""How long the pages of ``kg serve`` take, over a folder that a build wrote.

``PYTHONPATH=.:tests python tests/benchmarks/measure_pages.py DIR``

The server runs in a process of its own and is asked over HTTP. The entities are the hundred with most
relations, for theirs are the longest pages, and two hundred drawn by a fixed seed.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import httpx

from kg.build.outdir import OutDir
from kg.serve.pages.site.catalogue import Catalogue
from kg.store import open_store
from servers import free_port, running

_TIED, _DRAWN, _TIMES = 100, 200, 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    out = parser.parse_args().out
    tied, drawn, reading = addresses(out)
    port = free_port()
    command = (sys.executable, "-m", "kg.cli", "serve", "--out", str(out), "--port", str(port))
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    server = running(*command, port=port, environment=environment)
    with server, httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as web:
        print("| page | median ms | 95th percentile | maximum | kB |\n| --- | --- | --- | --- | --- |")  # noqa: T201
        # The port is open before the server is ready.
        tell("server start", [ask(web, "/limits")])
        tell("/, first request", [ask(web, "/")])
        tell("/", [ask(web, "/") for _ in range(_TIMES * 4)])
        tell(f"entity, {len(tied)} most connected", [ask(web, path) for path in tied])
        tell(f"entity, random sample of {len(drawn)}", [ask(web, path) for path in drawn])
        tell("neighbourhood", [ask(web, path + "/neighbours") for path in tied[:30]])
        tell("reader, each plan's first page", [ask(web, path) for path in reading])
        tell("search as you type", [ask(web, f"/search?part=1&q={quote(text)}") for text in "区港工园业" * _TIMES])
        tell("goals", [ask(web, "/goals?status=planned&sort=-value") for _ in range(_TIMES)])
        tell("parks", [ask(web, "/parks") for _ in range(_TIMES)])


def addresses(out: Path) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
    """The pages of the most tied entities, of some drawn by lot, and of the plans' texts."""
    with open_store(OutDir(out).store) as store:
        catalogue = Catalogue(store)
        tied = [catalogue.names[thing].id for thing, _ in catalogue.ties.most_common(_TIED)]
        names = sorted(named.id for named in catalogue.names.values())
        drawn = random.Random(7).sample(names, min(_DRAWN, len(names)))
        reading = [f"/read/{slug}" for slug in catalogue.plans]
    return [f"/page/{name}" for name in tied], [f"/page/{name}" for name in drawn], reading


def ask(web: httpx.Client, path: str) -> tuple[float, int]:
    """Milliseconds and bytes of one answer."""
    begun = time.perf_counter()
    answer = web.get(path)
    answer.raise_for_status()
    return (time.perf_counter() - begun) * 1000, len(answer.content)


def tell(name: str, found: Sequence[tuple[float, int]]) -> None:
    """One line of the table."""
    times = sorted(taken for taken, _ in found)
    late = times[min(int(len(times) * 0.95), len(times) - 1)]
    size = statistics.median(size for _, size in found) / 1000
    print(f"| {name} | {statistics.median(times):.0f} | {late:.0f} | {times[-1]:.0f} | {size:.0f} |")  # noqa: T201


if __name__ == "__main__":
    main()
