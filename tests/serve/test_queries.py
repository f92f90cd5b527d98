"""Queries by name over HTTP, for those who know no SPARQL."""

from __future__ import annotations

import csv
import io

import pytest

from kg.query.named import load_queries
from serving import Served
from synthetic import synthetic_graph

PARK = next(entity.name for entity in synthetic_graph("made-up").entities if entity.type == "Park")


def test_the_queries_are_listed(wide: Served) -> None:
    told = wide.get("/queries").json()
    assert [query["name"] for query in told] == list(load_queries())
    assert all(query["title"] and query["about"] for query in told)


@pytest.mark.parametrize("name", load_queries())
def test_every_query_answers_or_says_what_it_does_not_find(wide: Served, name: str) -> None:
    given = {one.name: one.example for one in load_queries()[name].parameters if not one.optional}
    answer = wide.get(f"/queries/{name}", params=given)
    # The made-up plans do not hold all that the examples name.
    found = answer.status_code == 200 and isinstance(answer.json(), list)
    assert found or (answer.status_code == 400 and any(value in answer.text for value in given.values()))


def test_json_and_csv_say_the_same(wide: Served) -> None:
    rows = wide.get("/queries/plans.json").json()
    assert len(rows) == 2
    table = list(csv.DictReader(io.StringIO(wide.get("/queries/plans.csv").text, newline="")))
    assert table == rows
    assert wide.get("/queries/plans", headers={"Accept": "text/csv"}).headers["content-type"].startswith("text/csv")


def test_a_parameter_narrows_the_answer(wide: Served) -> None:
    rows = wide.get("/queries/everything-on.json", params={"thing": PARK}).json()
    assert rows
    assert all(PARK in row.values() for row in rows)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/queries/none", 404),
        ("/queries/plans.exe", 404),
        ("/queries/plans?strange=1", 400),
        ("/queries/..%2fplans", 404),
        ("/queries/everything-on", 400),
    ],
)
def test_what_can_not_be_asked(wide: Served, path: str, status: int) -> None:
    answer = wide.get(path)
    assert answer.status_code == status
    assert answer.text.count("\n") == 1


def test_no_other_format(wide: Served) -> None:
    assert wide.get("/queries/plans", headers={"Accept": "image/png"}).status_code == 406
