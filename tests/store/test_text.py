"""What is read out of a SPARQL text, and that nothing which an engine obeys is overlooked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import InputError
from kg.store.text import Dataset, dataset_of, declaring, form_of, refuse_calls, undeclared, using
from servers import unvisited

CALLS = [
    "SELECT * { SERVICE <U> { ?s ?p ?o } }",
    "SELECT * { service silent <U> { ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o.SERVICE ?g { ?s ?p ?o } }",
    "SELECT * { ?s ?p 1SERVICE <U> { ?s ?p ?o } }",
    "SELECT * { ?s ?p trueSERVICE:x { ?a ?b ?c } }",
    "SELECT*{SERVICESILENT<U>{}}",
    "SELECT * { SERVICE:x{} }",
    "SELECT * { SERVICE a.b:c\\-d {} }",
    "SELECT * { ?s ?p a:x.y.SERVICE <U> {} }",
    "SELECT * { service#x\nsilent#y\r<U>#z\n{ ?s ?p ?o } }",
    "SELECT * { ?s ?p ?a FILTER(?a<?b)SERVICE ?g#>\n{ ?s ?p ?o } }",
    'SELECT * { ?s ?p ?a FILTER(?a<?b#>"""\n) SERVICE ?g { ?s ?p ?o } #"""\n }',
    'SELECT * { VALUES ?v {"""a"} SERVICE <U> {?s ?p ?o} #\\q"""\n}',
    "SELECT * { VALUES ?v {'''a'} SERVICE <U> {?s ?p ?o} #\\q'''\n}",
]
NO_CALLS = [
    "SELECT ?service { ?service a plan:Park }",
    "SELECT * { ?s dcterms:service ?o . { ?a ?b ?c } }",
    "SELECT * { ?s a schema:Service . { ?a ?b ?c } }",
    "SELECT * { ?s a schema:Service OPTIONAL { ?a ?b ?c } }",
    "SELECT * { ?s <http://purl.org/service/x> ?o . { ?a ?b ?c } }",
    'SELECT * { ?s ?p "SERVICE <U> {" }',
    "SELECT * { ?s ?p '''it's a service''' }",
    'SELECT * { ?s rdfs:label "服务"@service }',
    "SELECT * # SERVICE <U> {\n{ ?s ?p ?o }",
]


@pytest.mark.parametrize("text", CALLS)
def test_no_call_is_overlooked(text: str) -> None:
    with pytest.raises(InputError, match="SERVICE"):
        refuse_calls(text, "SERVICE")


@pytest.mark.parametrize("text", NO_CALLS)
def test_the_word_alone_is_no_call(text: str) -> None:
    refuse_calls(text, "SERVICE")


@pytest.mark.parametrize(
    "text", ["LOAD <U>", "DROP ALL;load silent <U>INTO GRAPH <g>", "CLEAR ALL ;LOAD:x", "LOAD#\n<U>"]
)
def test_no_load_is_overlooked(text: str) -> None:
    with pytest.raises(InputError, match="LOAD"):
        refuse_calls(text, "LOAD")


def test_the_word_load_is_no_load() -> None:
    refuse_calls('INSERT DATA { <a> rdfs:label "LOAD <U>" ; ex:load "x" } # LOAD <U>', "LOAD")


@pytest.fixture(scope="module")
def listener() -> Iterator[tuple[str, list[object]]]:
    with unvisited() as address_and_visitors:
        yield address_and_visitors


PIECES = [
    "SERVICE",
    "service ",
    "SILENT",
    "<U>",
    ":",
    ":x",
    "?u",
    "{",
    "}",
    "{ ?s ?p ?o }",
    " ",
    "\n",
    ".",
    ";",
    ",",
    "#",
    "\\",
]
PIECES += [
    '"',
    "'",
    '"""',
    "'''",
    "<",
    ">",
    "a",
    "1",
    "true",
    "?s ?p ?o",
    "?s ?p a:b",
    ".c",
    "FILTER(1<2)",
    "FILTER(?s<?u",
    ")",
    "OPTIONAL",
]
PIECES += ["VALUES ?v {", "BIND(<U> AS ?u)", "@en", "^^<x>", "UNION", "<?a#>", "\\q", "\\u0053", "GRAPH ?g"]


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PIECES), max_size=14), st.integers(0, 14), st.sampled_from(["", "} ", '"', "#\n"]))
def test_oxigraph_obeys_no_call_that_was_let_through(
    listener: tuple[str, list[object]], pieces: list[str], at: int, closing: str
) -> None:
    url, came = listener
    call = f"{closing}SERVICE <{url}> {{ ?s ?p ?o }}"
    body = "".join([*pieces[:at], call, *pieces[at:]]).replace("<U>", f"<{url}>")
    text = f"PREFIX : <{url}> PREFIX a: <urn:a> SELECT * {{ {body} }}"
    try:
        refuse_calls(text, "SERVICE")
    except InputError:
        return
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal(1)))
    before = len(came)
    with suppress(SyntaxError, ValueError, OSError):
        list(store.query(text))
    assert len(came) == before, text


# The dataset ---------------------------------------------------------------------------------------------

P = {"ex": "http://kg.test/"}


@pytest.mark.parametrize(
    ("text", "default", "named"),
    [
        ("SELECT * { ?s ?p ?o }", (), ()),
        ("SELECT * FROM <urn:a> { ?s ?p ?o }", ("urn:a",), ()),
        ("select*from<urn:a>from named<urn:b>{}", ("urn:a",), ("urn:b",)),
        ("ASK FROM ex:a#x\nFROM NAMED#y\nex:b\\/c {}", ("http://kg.test/a",), ("http://kg.test/b/c",)),
        ("PREFIX ex: <urn:x:> ASK FROM ex:a {}", ("urn:x:a",), ()),
        ("BASE <http://a.test/b/> ASK FROM <c> FROM <file:///d> {}", ("http://a.test/b/c", "file:///d"), ()),
        ("ASK FROM <c> {}", ("http://base.test/c",), ()),
        ("SELECT ?from { ?from ex:from 'FROM <urn:a>' } # FROM <urn:b>", (), ()),
        ("SELECT (?a<?b AS ?c) FROM <urn:a> { ?s ?p ?o FILTER(?s < ?o) }", ("urn:a",), ()),
        ("SELECT * { { SELECT * { ?s ?p ?o } } }", (), ()),
        ("SELECT * FROM", ("",), ()),
    ],
)
def test_the_graphs_of_the_clauses(text: str, default: tuple[str, ...], named: tuple[str, ...]) -> None:
    found = dataset_of(text, prefixes=P, base="http://base.test/")
    if text.endswith("FROM"):
        assert found  # No such query; what matters is that it is not taken for one without a dataset.
    else:
        assert found == Dataset(default, named)


def test_prefixes_are_declared_where_they_are_missing() -> None:
    text = "PREFIX a: <urn:a> SELECT * { ?s a:x b:y ; c:z 'd:w' } # e:v"
    prefixes = {name: f"urn:{name}" for name in "abcde"}
    assert undeclared(text, prefixes) == {"b": "urn:b", "c": "urn:c"}
    assert declaring(text, prefixes) == f"PREFIX b: <urn:b> PREFIX c: <urn:c> {text}"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("PREFIX select: <urn:x> # SELECT\nASK {}", "ASK"),
        ("BASE <urn:select> construct WHERE {}", "CONSTRUCT"),
        ("DESCRIBE <urn:a>", "DESCRIBE"),
        ("SELECT*{}", "SELECT"),
        ("CLEAR ALL", ""),
    ],
)
def test_the_form_of_a_query(text: str, form: str) -> None:
    assert form_of(text) == form


def test_a_dataset_is_put_into_every_operation() -> None:
    text = 'INSERT { ?s ?p 1 } WHERE { ?s ?p "WHERE" }; DELETE WHERE { ?s ?p 2 }; '
    text += "DELETE { ?s ?p 3 } where { { SELECT * WHERE {} } }"
    clause = "USING <urn:a> USING NAMED <urn:b>"
    assert " ".join(using(text, Dataset(("urn:a",), ("urn:b",))).split()) == (
        f'INSERT {{ ?s ?p 1 }} {clause} WHERE {{ ?s ?p "WHERE" }}; DELETE {{ ?s ?p 2 }} {clause} WHERE {{ ?s ?p 2 }}; '
        f"DELETE {{ ?s ?p 3 }} {clause} where {{ {{ SELECT * WHERE {{}} }} }}"
    )
