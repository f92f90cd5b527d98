"""The reference plans beside the checkout, each read once for all tests."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from kg.build.pipeline import Options, read_plan
from kg.document import read_document
from kg.model import Document, PlanGraph
from needs import SHARED

PLANS = tuple(sorted(SHARED.glob("plans/*.txt")))
REFERENCES = tuple(sorted(SHARED.glob("eval/gold/*.jsonl")))
SCORER = SHARED / "eval" / "score.py"


@cache
def document_of(path: Path) -> Document:
    return read_document(path)


@cache
def graph_of(path: Path) -> PlanGraph:
    """The plan through document, extract and link."""
    return read_plan(path, Options()).plan_graph


@cache
def regions() -> dict[str, str]:
    """The region of each plan by file name, as the list of the plans has it."""
    with (SHARED / "plans" / "INDEX.tsv").open(encoding="utf-8", newline="") as file:
        return {row["file"]: row["region"] for row in csv.DictReader(file, delimiter="\t")}
