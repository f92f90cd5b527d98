"""Extraction and linking beside jieba.posseg, which merely tags the same text.

``python tests/benchmarks/measure_extraction.py [PLAN …]``, after ``pip install '.[bench]'``: what is measured is the
package that is installed, compiled or not; with ``PYTHONPATH=.`` it is the sources beside it.

Without a plan: the example plan and, where it lies beside the checkout, all of ``../shared/plans``. Prints two tables:
each plan (the largest last), and all texts as one, cut at growing lengths, whose characters a second stay level if time
grows in proportion. Seconds are those of one core, the best of some rounds in which ours and jieba take turns, after a
first round that reads in dictionaries and knowledge and does not count. ``--profile`` shows instead where the seconds
go.
"""

from __future__ import annotations

import cProfile
import os
import pstats
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

# Before numpy is read in, which asks once how many threads it may have.
os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

import jieba
import jieba.posseg

from kg.cli import DEMO_PLAN
from kg.document import parse_document, read_document
from kg.extract import extract
from kg.extract.line import clauses as scan
from kg.lexicon.knowledge import load_knowledge
from kg.link import link
from kg.project import data_file

ROUNDS = 5
ENOUGH = 20.0
"""Seconds after which no further round is begun."""
SHARES = (32, 16, 8, 4, 2, 1)
TOP = 30
PLANS = Path(__file__).resolve().parents[3] / "shared" / "plans"


class Taken(NamedTuple):
    """Seconds for one text."""

    document: float
    extract: float
    link: float
    jieba: float

    @property
    def ours(self) -> float:
        return self.extract + self.link


def timed(work: Callable[[], object]) -> float:
    since = time.process_time()
    work()
    return time.process_time() - since


def once(text: str) -> Taken:
    """One turn of each with one text; jieba's tags are all taken, since it gives them one by one."""
    knowledge = load_knowledge()
    since = time.process_time()
    document = parse_document(text, slug="measured")
    read = time.process_time()
    extraction = extract(document)
    extracted = time.process_time()
    link(document, extraction, knowledge)
    linked = time.process_time()
    return Taken(
        read - since, extracted - read, linked - extracted, timed(lambda: sum(1 for _ in jieba.posseg.cut(text)))
    )


def best(text: str) -> Taken:
    since = time.monotonic()
    rounds = [once(text)]
    while len(rounds) < ROUNDS and time.monotonic() - since < ENOUGH:
        rounds.append(once(text))
    return Taken(*map(min, zip(*rounds, strict=True)))


def grown(texts: Iterable[str]) -> Iterator[str]:
    """The first of all lines together, twice as many from row to row."""
    lines = "\n".join(texts).splitlines(keepends=True)
    for share in SHARES:
        yield "".join(lines[: len(lines) // share])


COLUMNS = (
    "characters",
    "document s",
    "extract s",
    "link s",
    "kg characters/s",
    "jieba.posseg s",
    "jieba characters/s",
    "speed-up",
)


def table(title: str, rows: Iterable[tuple[str, str]]) -> None:
    tell(" | ".join(["", title, *COLUMNS, ""]).strip())
    tell("| --- " + "| ---: " * len(COLUMNS) + "|")
    for name, text in rows:
        taken, size = best(text), len(text)
        seconds = f"{taken.document:.3f} | {taken.extract:.3f} | {taken.link:.3f}"
        speeds = f"{size / taken.ours:,.0f} | {taken.jieba:.3f} | {size / taken.jieba:,.0f}"
        tell(f"| {name} | {size:,} | {seconds} | {speeds} | {taken.jieba / taken.ours:.2f} |")


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def profile(text: str) -> None:
    """Where the seconds go, by a function's own time and by that of all that it calls."""
    once(text)
    document, knowledge = parse_document(text, slug="measured"), load_knowledge()
    seen = cProfile.Profile()
    seen.enable()
    link(document, extract(document), knowledge)
    seen.disable()
    for order in ("tottime", "cumtime"):
        pstats.Stats(seen).sort_stats(order).print_stats(TOP)


def main() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    given = [Path(argument) for argument in sys.argv[1:] if not argument.startswith("-")]
    paths = given or [data_file(DEMO_PLAN), *sorted(PLANS.glob("*.txt"))]
    texts = {path.stem: read_document(path).text for path in paths}
    jieba.setLogLevel("ERROR")
    once(next(iter(texts.values())))
    if "--profile" in sys.argv:
        profile(max(texts.values(), key=len))
        return
    compiled = not str(scan.__file__).endswith(".py")
    tell(f"{'Compiled' if compiled else 'Pure Python'}, one core.\n")
    table("plan", sorted(texts.items(), key=lambda item: len(item[1])))
    tell("")
    table("share", ((f"1/{share}", text) for share, text in zip(SHARES, grown(texts.values()), strict=True)))


if __name__ == "__main__":
    main()
