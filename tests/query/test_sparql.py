from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import InputError, KgError
from kg.query import sparql as query
from kg.rdf import graph_name, to_triples
from kg.store import Rows, Store, Triples
from kg.store.embedded import EmbeddedStore
from synthetic import synthetic_graph

PARKS = "SELECT ?n WHERE { ?p a plan:Park ; schema:name ?n } ORDER BY ?n"


@pytest.fixture(scope="module")
def store() -> Store:
    graph = synthetic_graph()
    filled = EmbeddedStore.memory()
    filled.replace(graph_name(graph.plan.slug), to_triples(graph))
    return filled


def test_the_usual_prefixes_need_no_declaration(store: Store) -> None:
    answer = query.run(store, PARKS)
    assert isinstance(answer, Rows)
    parks = [entity.name for entity in synthetic_graph().entities if entity.type == "Park"]
    assert sorted(row[0].value for row in answer.rows if row[0]) == sorted(parks)


def test_prefixes_may_be_declared_again(store: Store) -> None:
    assert query.run(store, "PREFIX plan: <urn:none#> ASK { ?p a plan:Park }") is False


def test_a_fact_leads_to_its_quote(store: Store) -> None:
    answer = query.run(
        store,
        "SELECT ?quote ?line WHERE { ?f rdf:predicate plan:locatedIn ; plan:evidence ?e ."
        " ?e oa:exact ?quote ; plan:line ?line } LIMIT 1",
    )
    assert isinstance(answer, Rows)
    assert len(answer.rows) == 1


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { service silent <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o.SERVICE ?g { ?s ?p ?o } }",
        "SELECT * { ?s ?p 1SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?a FILTER(?a<?b)SERVICE ?g#>\n{ ?s ?p ?o } }",
        'SELECT * { ?s ?p ?a FILTER(?a<?b#>"""\n) SERVICE ?g { ?s ?p ?o } #"""\n }',
    ],
)
def test_no_query_calls_another_server(store: Store, sparql: str) -> None:
    with pytest.raises(InputError, match="SERVICE"):
        query.run(store, sparql)


@pytest.mark.parametrize("sparql", ["SELECT ?service { ?service a plan:Park }", "SELECT * { ?s dcterms:service ?o }"])
def test_names_may_hold_the_word(store: Store, sparql: str) -> None:
    query.run(store, sparql)


def test_no_escape_hides_a_keyword(store: Store) -> None:
    with pytest.raises(InputError):
        query.run(store, "SELECT * { \\u0053ERVICE <http://127.0.0.1/> { ?s ?p ?o } }")


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "parks.rq"
    path.write_text("\ufeff" + PARKS, encoding="utf-8")
    assert query.read_query(str(path)) == PARKS


@pytest.mark.parametrize("asked", ["none.rq", "", "  "])
def test_what_can_not_be_asked(asked: str) -> None:
    with pytest.raises(InputError):
        query.read_query(asked)


ROWS = Rows(
    ("名", "n"),
    (
        (ox.NamedNode("https://plan-kg.example/id/park/7f31"), ox.Literal(4)),
        (ox.Literal("保税区,\n“x”", language="zh"), None),
    ),
)
TRIPLES = Triples((ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.Literal("值")),))


def test_json_is_sparql_results() -> None:
    document = json.loads(query.render(ROWS, "json"))
    assert document["head"]["vars"] == ["名", "n"]
    first, second = document["results"]["bindings"]
    assert first["n"] == {"type": "literal", "value": "4", "datatype": query.XSD + "integer"}
    assert second == {"名": {"type": "literal", "value": "保税区,\n“x”", "xml:lang": "zh"}}
    read = ox.parse_query_results(query.render(ROWS, "json"), ox.QueryResultsFormat.JSON)
    assert len(list(read)) == 2


def test_csv_is_sparql_results() -> None:
    rows = list(csv.reader(io.StringIO(query.render(ROWS, "csv"), newline="")))
    assert rows == [["名", "n"], ["https://plan-kg.example/id/park/7f31", "4"], ["保税区,\n“x”", ""]]


def test_the_table_shortens_iris() -> None:
    table = query.render(ROWS, "table")
    assert "id:park/7f31" in table
    assert "（2 行）" in table


def test_markup_in_a_value_is_plain_text() -> None:
    table = query.render(Rows(("a",), ((ox.Literal("[red]红[/red] :smile:"),),)), "table")
    assert "[red]红[/red] :smile:" in table


@pytest.mark.parametrize("form", query.FORMATS)
@pytest.mark.parametrize("answer", [True, False, ROWS, TRIPLES, Rows((), ())])
def test_every_form_takes_every_answer(form: str, answer: query.Answer) -> None:
    assert query.render(answer, form).endswith("\n")


def test_an_unknown_form_names_the_known() -> None:
    with pytest.raises(KgError, match="table、csv、json"):
        query.render(True, "xml")


def test_plans_are_listed(store: Store) -> None:
    answer = query.list_plans(store)
    assert isinstance(answer, Rows)
    assert [row[0].value for row in answer.rows if row[0]] == ["made-up"]
