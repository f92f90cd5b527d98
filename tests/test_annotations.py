"""The annotations that a build writes have exactly the form that the scorer of the references reads."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from kg.build.pipeline import Options, build, read_plan
from kg.cli import DEMO_PLAN
from kg.document import read_document
from kg.export import jsonl
from kg.export.build_files import OF_EACH
from kg.model import Document, PlanGraph, Provenance, Status
from kg.ontology import load_ontology
from kg.project import data_file
from reference_plans import PLANS, SCORER, document_of, graph_of

Record: TypeAlias = dict[str, Any]

CLASSES = {name for name, term in load_ontology().classes.items() if "Entity" in term.parents}
RELATIONS = {
    *("leadingIndustry", "engagedIn", "cooperatesWith", "reliesOn", "undertakes", "locatedIn", "hasPart", "alias")
}
COMPARATORS = {"=", ">", ">=", "<", "<=", "~"}
PLACE = ["start", "end"]
KEYS = {
    "entity": ["kind", "type", "name", *PLACE, "id", "rule"],
    "goal": ["kind", "holder", "text", *PLACE, "status", "value", "unit", "comparator", "year", "rule"],
    "fact": ["kind", "subject", "predicate", "object", *PLACE, "status", "rule"],
}
DEMO = data_file(DEMO_PLAN)
every_plan = pytest.mark.parametrize(
    "path",
    [DEMO, *(pytest.param(path, marks=pytest.mark.corpus) for path in PLANS)],
    ids=lambda path: path.stem,
)


@cache
def demo() -> tuple[Document, PlanGraph]:
    return read_document(DEMO), read_plan(DEMO, Options()).plan_graph


def plan(path: Path) -> tuple[Document, PlanGraph]:
    return demo() if path == DEMO else (document_of(path), graph_of(path))


def annotated(path: Path) -> tuple[Document, PlanGraph, list[Record]]:
    document, graph = plan(path)
    return document, graph, [json.loads(line) for line in jsonl.render(graph).splitlines()]


def of(records: list[Record], kind: str) -> Iterator[Record]:
    found = [record for record in records if record["kind"] == kind]
    assert found
    return iter(found)


def folded(text: str) -> str:
    """A name without width, case, quotes and spaces, which the scorer does not look at."""
    return re.sub(r"[^\w+%]+", "", unicodedata.normalize("NFKC", text)).lower()


@every_plan
def test_every_record_is_of_a_kind_and_has_its_keys(path: Path) -> None:
    _, graph, records = annotated(path)
    assert {record["kind"] for record in records} == KEYS.keys()
    assert all(list(record) == KEYS[record["kind"]] for record in records)
    said = sum(len(entity.mentions) for entity in graph.entities)
    assert len(records) == said + len(graph.goals) + len(graph.facts)


@every_plan
def test_offsets_cut_whole_runs_out_of_one_line(path: Path) -> None:
    document, _, records = annotated(path)
    for record in records:
        cut = document.text[record["start"] : record["end"]]
        assert 0 <= record["start"] < record["end"] <= len(document.text)
        assert cut.strip() == cut != ""
        assert "\n" not in cut


@every_plan
def test_an_entity_is_called_what_its_line_calls_it(path: Path) -> None:
    document, graph, records = annotated(path)
    entities = list(of(records, "entity"))
    assert {record["type"] for record in entities} <= CLASSES
    verbatim = {
        (mention.evidence.start, mention.evidence.end, mention.type, mention.name)
        for entity in graph.entities
        for mention in entity.mentions
        if mention.provenance is Provenance.VERBATIM
    }
    told = {(record["start"], record["end"], record["type"], record["name"]) for record in entities}
    assert verbatim <= told
    assert [said for said in verbatim if folded(document.text[said[0] : said[1]]) != folded(said[3])] == []
    assert all(record["name"] == record["name"].strip() != "" for record in entities)


@every_plan
def test_a_goal_is_the_text_at_its_place_with_a_whole_quantity_or_none(path: Path) -> None:
    document, graph, records = annotated(path)
    names = {name for entity in graph.entities for name in (entity.name, *entity.aliases)}
    for record in of(records, "goal"):
        assert record["text"] == document.text[record["start"] : record["end"]]
        assert record["holder"] in names
        assert record["status"] in set(Status)
        assert record["year"] is None or 1900 < record["year"] < 2200
        if record["value"] is None:
            assert record["unit"] is record["comparator"] is None
        else:
            assert isinstance(record["value"], int | float)
            assert record["unit"]
            assert record["comparator"] in COMPARATORS


@every_plan
def test_a_value_is_the_same_number_in_json(path: Path) -> None:
    _, graph, records = annotated(path)
    for goal, record in zip(graph.goals, of(records, "goal"), strict=True):
        value = goal.quantity.value if goal.quantity else None
        assert (None if record["value"] is None else Decimal(str(record["value"]))) == value


@every_plan
def test_a_fact_joins_two_names_by_a_relation(path: Path) -> None:
    _, _, records = annotated(path)
    for record in of(records, "fact"):
        assert record["predicate"] in RELATIONS
        assert record["status"] in set(Status)
        assert record["subject"]
        assert record["object"]
        assert record["subject"] != record["object"]


def test_a_build_writes_one_object_a_line_under_the_plans_own_name(tmp_path: Path) -> None:
    build([DEMO], out=tmp_path / "out")
    path = tmp_path / "out" / "annotations" / f"{DEMO.stem}.jsonl"
    assert [path.name for path in path.parent.iterdir()] == [path.name]
    assert f"annotations/{path.name}" == next(iter(OF_EACH)).format(slug=DEMO.stem)
    written = path.read_bytes().decode("utf-8")
    assert written == jsonl.render(demo()[1])
    assert not written.startswith("\ufeff")
    assert "\r" not in written
    assert written.endswith("}\n")


@pytest.mark.corpus
@every_plan
def test_the_scorer_finds_nothing_amiss_between_a_plan_and_itself(path: Path, tmp_path: Path) -> None:
    document, _, records = annotated(path)
    gold, annotations = tmp_path / "gold.jsonl", tmp_path / "annotations.jsonl"
    header = {"kind": "header", "lines": list(range(1, len(document.line_starts) + 1)), "region": document.region}
    lined = ({**record, "line": document.line_at(record["start"])} for record in records)
    for file, rows in ((gold, (header, *lined)), (annotations, records)):
        file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    plain = tmp_path / "plan.txt"
    plain.write_text(document.text, encoding="utf-8", newline="")
    command = [sys.executable, str(SCORER), str(gold), str(plain), str(annotations), "--json"]
    score = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    assert score["entities"]["all"]["p"] == score["entities"]["all"]["r"] == 1.0
    assert score["facts"]["all"]["p"] == 1.0
    assert score["goals"]["f1"] == 1.0
    assert (score["goals"]["holder"], score["goals"]["status"]) == (1.0, 1.0)
