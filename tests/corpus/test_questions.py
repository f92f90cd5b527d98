"""The questions of the reference are answered from the plans that they are about."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from kg.ask import ask
from kg.ask.reply import render
from kg.rdf import graph_name, to_triples
from kg.store.embedded import EmbeddedStore
from needs import SHARED
from reference_plans import graph_of

pytestmark = pytest.mark.corpus

QUESTIONS = SHARED / "eval" / "questions.tsv"
SCORER = SHARED / "eval" / "score_questions.py"
LEAST = 0.8


def questions() -> list[dict[str, str]]:
    with QUESTIONS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture(scope="module")
def answers() -> list[str]:
    """The reply to each question as ``kg ask --format json`` prints it, all plans in one store."""
    with EmbeddedStore.memory() as store:
        for slug in sorted({row["plan"] for row in questions()}):
            store.replace(graph_name(slug), to_triples(graph_of(SHARED / "plans" / f"{slug}.txt")))
        return [render(ask(store, row["question"], plan=row["plan"]), store, "json") for row in questions()]


def test_most_questions_are_answered_wholly_right(answers: list[str], tmp_path: Path) -> None:
    given = tmp_path / "answers.jsonl"
    given.write_text("".join(answers), encoding="utf-8")
    command = [sys.executable, str(SCORER), str(QUESTIONS), str(given), "--show"]
    told = subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout
    share = float(told.splitlines()[-1].split("wholly right ")[1].split(",")[0])
    assert share >= LEAST, told


def test_every_answer_cuts_out_its_evidence(answers: list[str]) -> None:
    for row, line in zip(questions(), answers, strict=True):
        text = graph_of(SHARED / "plans" / f"{row['plan']}.txt").text
        for answer in json.loads(line)["answers"]:
            assert answer["evidence"]
            for piece in answer["evidence"]:
                assert text[piece["start"] : piece["end"]] == piece["quote"]
