"""Loading, ten typical queries and the endpoint, beside pyoxigraph used directly and rdflib's own engine.

``PYTHONPATH=.:tests python tests/benchmarks/measure_store.py 100000 1000000``

Prints the tables of docs/performance.md: all that stands in one table was measured in turns in the same run. Times of
queries are the best of many, those of the endpoint medians. "pyoxigraph" is asked in its own way, of the same folder
and, with its own union of graphs, of a store that it loaded itself. Both stores are compacted before they are asked.
"""

from __future__ import annotations

import http.client
import json
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox
import rdflib

from kg.build.outdir import OutDir
from kg.ontology import prefixes
from kg.project import PACKAGE
from kg.rdf import graph_name, to_triples
from kg.store import Rows, open_store
from kg.store.embedded import EmbeddedStore
from servers import free_port, running
from synthetic import synthetic_graph

ROUNDS, ENOUGH, PATIENCE = 9, 0.5, 30.0
PER_PLAN = {"mentions": 900, "goals": 350, "facts": 450}

QUERIES = {
    "parks by name": "SELECT ?n { ?p a plan:Park ; schema:name ?n } ORDER BY ?n",
    "parks of an industry": "SELECT DISTINCT ?n { ?p plan:leadingIndustry/schema:name '示例3号' ; schema:name ?n }",
    "industries of a park": "SELECT DISTINCT ?n { ?p schema:name '示例0号' ; plan:leadingIndustry/schema:name ?n }",
    "projects by body": "SELECT ?b ?n { ?p plan:undertakes ?q ; schema:name ?b . ?q schema:name ?n } ORDER BY ?b ?n",
    "planned goals with an amount": "SELECT ?t ?v ?u { ?g a plan:Goal ; plan:status plan:planned ; plan:value ?v ;"
    " plan:unit ?u ; plan:goalText ?t } ORDER BY DESC(?v) LIMIT 50",
    "goals by year and status": "SELECT ?y ?s (COUNT(?g) AS ?n) { ?g a plan:Goal ; plan:targetYear ?y ;"
    " plan:status ?s } GROUP BY ?y ?s ORDER BY ?y ?s",
    "everything on one thing": "SELECT ?p ?o { ?e schema:name '示例0号' ; ?p ?o }",
    "its statements with evidence": "SELECT ?q ?l { ?f rdf:subject/schema:name '示例0号' ; plan:evidence ?e ;"
    " rdf:predicate plan:locatedIn . ?e oa:exact ?q ; plan:line ?l }",
    "the most connected": "SELECT ?n (COUNT(?o) AS ?c) { ?e schema:name ?n ; plan:leadingIndustry|plan:reliesOn|"
    "plan:undertakes|plan:locatedIn ?o } GROUP BY ?n ORDER BY DESC(?c) ?n LIMIT 20",
    "parks without an enterprise": "SELECT ?n { ?p a plan:Park ; schema:name ?n"
    " FILTER NOT EXISTS { ?p plan:reliesOn ?e . ?e a plan:Enterprise } }",
}


def plans(size: int) -> Iterator[tuple[str, list[ox.Triple]]]:
    """Made-up plans with so many triples in all, none of them twice in the union or in a graph by chance alone."""
    done = number = 0
    while done < size:
        triples = to_triples(synthetic_graph(f"plan-{number}", seed=number, **PER_PLAN))[: size - done]
        yield graph_name(f"plan-{number}"), triples
        done, number = done + len(triples), number + 1


def timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def row(*cells: object) -> None:
    say("| " + " | ".join(map(str, cells)) + " |")


def head(*cells: str) -> None:
    say("")
    row(*cells)
    row(*("---" for _ in cells))


# Loading -------------------------------------------------------------------------------------------------


def load_ours(folder: Path, said: Sequence[tuple[str, list[ox.Triple]]]) -> None:
    with EmbeddedStore.forking(folder / "none", folder / "store") as store:
        for name, triples in said:
            store.replace(name, triples)


def load_theirs(folder: Path, lines: Path) -> None:
    folder.mkdir()
    store = ox.Store(str(folder / "store"))
    store.bulk_load(path=str(lines), format=ox.RdfFormat.N_QUADS)
    store.flush()


def measure_loading(size: int, folder: Path) -> None:
    said = list(plans(size))
    folder.mkdir(parents=True)
    lines = folder / "all.nq"
    quads = (ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(name)) for name, triples in said for t in triples)
    ox.serialize(quads, str(lines), ox.RdfFormat.N_QUADS)
    rates: dict[str, list[float]] = {"theirs": [], "ours": []}
    for turn in range(3):
        rates["theirs"].append(size / timed(partial(load_theirs, folder / f"theirs-{turn}", lines)))
        rates["ours"].append(size / timed(partial(load_ours, folder / f"ours-{turn}", said)))
    theirs, ours = (statistics.median(rates[who]) for who in ("theirs", "ours"))
    row(f"{size:,}", len(said), f"{theirs:,.0f}", f"{ours:,.0f}", f"{ours / theirs:.2f}")


def peak(size: int) -> float:
    """Megabytes that a process needs to load plans that come one after another."""
    with tempfile.TemporaryDirectory() as folder, multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_load_and_look, (size, folder))


def _load_and_look(size: int, folder: str) -> float:
    with EmbeddedStore.forking(Path(folder) / "none", Path(folder) / "store") as store:
        for name, triples in plans(size):
            store.replace(name, triples)
    # What getrusage tells begins with the memory of the process that started this one.
    told = Path("/proc/self/status").read_text()
    return int(told.partition("VmHWM:")[2].split()[0]) / 1024


# Queries -------------------------------------------------------------------------------------------------


def measure_queries(size: int, folder: Path) -> None:
    for who in ("ours-0", "theirs-0"):
        ox.Store(str(folder / who / "store")).optimize()
    ours = EmbeddedStore.reading(folder / "ours-0" / "store")
    theirs = ox.Store.read_only(str(folder / "theirs-0" / "store"))
    known, slow = prefixes(), _Rdflib(ours, folder / "merged.nt")
    head(f"{size:,} triples", "rows", "kg, ms", "pyoxigraph, ms", "kg / pyoxigraph", "its own union, ms", "rdflib, ms")
    ratios = []
    for name, text in QUERIES.items():
        ways = {
            "kg": lambda text=text: ours.query(text, prefixes=known),
            "same": lambda text=text: [tuple(found) for found in ours.store.query(text, prefixes=known)],
        }
        best = {way: min(times) for way, times in in_turns(ways).items()}
        # Apart from the others: it may take a thousand times as long, and leaves them no cache.
        union = min(timed(partial(_union, theirs, text)) for _ in range(3)) * 1000
        answer = ours.query(text, prefixes=known)
        rows = len(answer.rows) if isinstance(answer, Rows) else 0
        ratios.append(best["kg"] / best["same"])
        numbers = (f"{best['kg']:.2f}", f"{best['same']:.2f}", f"{ratios[-1]:.2f}", f"{union:.2f}")
        row(name, rows, *numbers, slow.time(text))
    row("median ratio", "", "", "", f"{statistics.median(ratios):.2f}", "", "")
    slow.close()


def _union(store: ox.Store, text: str) -> list[tuple[object, ...]]:
    found = store.query(text, prefixes=prefixes(), use_default_graph_as_union=True)
    return list(map(tuple, found))  # type: ignore[arg-type]  # All of them are SELECTs.


def in_turns(ways: Mapping[str, Callable[[], object]]) -> dict[str, list[float]]:
    """Milliseconds of each way, in many rounds; each round begins with another, for the first finds a cold cache."""
    took: dict[str, list[float]] = {way: [] for way in ways}
    order, begun = list(ways), time.perf_counter()
    while len(took[order[0]]) < ROUNDS or time.perf_counter() - begun < ENOUGH:
        for way in order:
            took[way].append(timed(ways[way]) * 1000)
        order.append(order.pop(0))
    return took


class _Rdflib:
    """rdflib's engine over the same triples in memory, in a process that is ended when it takes too long."""

    def __init__(self, store: EmbeddedStore, file: Path) -> None:
        quads = store.store.quads_for_pattern(None, None, None, ox.DefaultGraph())
        ox.serialize((quad.triple for quad in quads), str(file), ox.RdfFormat.N_TRIPLES)
        self.file = file
        self._start()

    def _start(self) -> None:
        self.here, there = multiprocessing.Pipe()
        self.process = multiprocessing.get_context("fork").Process(target=_answer, args=(str(self.file), there))
        self.process.start()
        self.here.recv()

    def time(self, text: str) -> str:
        self.here.send("".join(f"PREFIX {name}: <{space}> " for name, space in prefixes().items()) + text)
        if self.here.poll(PATIENCE):
            return f"{self.here.recv() * 1000:.0f}"
        self.close()
        self._start()
        return f"not in {PATIENCE:.0f} s"

    def close(self) -> None:
        self.process.kill()
        self.process.join()


def _answer(file: str, pipe: object) -> None:
    graph = rdflib.Graph().parse(file, format="nt")
    pipe.send(True)  # type: ignore[attr-defined]
    while True:
        text = pipe.recv()  # type: ignore[attr-defined]
        pipe.send(timed(lambda text=text: list(graph.query(text))))  # type: ignore[attr-defined]


# The endpoint --------------------------------------------------------------------------------------------

SMALL = "SELECT ?n { ?p a plan:Park ; schema:name ?n } LIMIT 10"


def ask(connection: http.client.HTTPConnection, text: str) -> int:
    address = "/sparql?" + urlencode({"query": text})
    connection.request("GET", address, headers={"Accept": "application/sparql-results+json"})
    answer = connection.getresponse()
    json.loads(answer.read())
    return answer.status


def measure_endpoint(out: OutDir) -> None:
    port = free_port()
    command = (sys.executable, "-m", "kg.cli", "serve", "--out", str(out.root), "--port", str(port))
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    with running(*command, port=port, environment=environment), open_store(out.store) as store:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        ask(connection, SMALL)
        direct, served = [], []
        for _ in range(2000):
            served.append(timed(lambda: ask(connection, SMALL)) * 1000)
            direct.append(timed(lambda: _direct(store)) * 1000)
        added = statistics.median(served) - statistics.median(direct)
        head("one client", "pyoxigraph, ms", "endpoint, ms", "added, ms")
        row(
            "small query, median of 2,000",
            *(f"{n:.2f}" for n in (statistics.median(direct), statistics.median(served), added)),
        )
        _measure_clients(port)


def _direct(store: object) -> bytes:
    found = store.store.query(SMALL, prefixes=prefixes())  # type: ignore[attr-defined]
    return found.serialize(format=ox.QueryResultsFormat.JSON) or b""


def _measure_clients(port: int) -> None:
    texts = [*QUERIES.values(), SMALL]

    def client(number: int) -> list[tuple[int, float]]:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        told = []
        for turn in range(60):
            begun = time.perf_counter()
            status = ask(connection, texts[(number + turn) % len(texts)])
            told.append((status, (time.perf_counter() - begun) * 1000))
        return told

    begun = time.perf_counter()
    with ThreadPoolExecutor(16) as threads:
        told = [one for each in threads.map(client, range(16)) for one in each]
    took = time.perf_counter() - begun
    times = [time for _, time in told]
    errors = sum(status != 200 for status, _ in told)
    head(
        "16 clients, all queries in turn",
        "answers",
        "errors",
        "answers per second",
        "median, ms",
        "95th percentile, ms",
    )
    row(
        "",
        len(told),
        errors,
        f"{len(told) / took:.0f}",
        f"{statistics.median(times):.1f}",
        f"{statistics.quantiles(times, n=20)[-1]:.1f}",
    )


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [100_000]
    with tempfile.TemporaryDirectory() as folder:
        head("triples", "plans", "pyoxigraph bulk_load, triples/s", "kg, triples/s", "kg / pyoxigraph")
        for size in sizes:
            measure_loading(size, Path(folder) / str(size))
        head("triples", "peak memory of loading, MB")
        for size in sizes:
            row(f"{size:,}", f"{peak(size):.0f}")
        for size in sizes:
            measure_queries(size, Path(folder) / str(size))
        for size in sizes:
            say(f"\nOver {size:,} triples:")
            measure_endpoint(OutDir(Path(folder) / str(size) / "ours-0"))


if __name__ == "__main__":
    main()
