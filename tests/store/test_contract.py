"""What every store promises; a new one is one line in STORES."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import InputError, StoreError
from kg.store import Rows, Scope, Store, Triples
from kg.store.embedded import EmbeddedStore
from kg.store.remote import RemoteStore
from kg.store.text import Dataset
from servers import oxigraph


@contextmanager
def on_a_server(*options: str) -> Iterator[Store]:
    with oxigraph(*options) as url, RemoteStore.at(url) as store:
        yield store


STORES: Mapping[str, Callable[[Path], AbstractContextManager[Store]]] = {
    "memory": lambda folder: EmbeddedStore.memory(),
    "disk": lambda folder: EmbeddedStore.writing(folder / "store"),
    "fork": lambda folder: EmbeddedStore.forking(folder / "none", folder / "store"),
    "server": lambda folder: on_a_server(),
    "merging server": lambda folder: on_a_server("--union-default-graph"),
}
A, B = "https://kg.test/id/plan/a", "https://kg.test/id/plan/b"
PREFIXES = {"ex": "https://kg.test/"}


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with STORES[request.param](tmp_path) as opened:
        yield opened


def triple(subject: str, text: str) -> ox.Triple:
    name = ox.NamedNode("https://kg.test/name")
    return ox.Triple(ox.NamedNode(f"https://kg.test/{subject}"), name, ox.Literal(text, language="zh"))


def test_an_empty_store_has_no_graphs(store: Store) -> None:
    assert store.graphs() == ()


def test_replace_puts_a_graph_in_place_of_the_old(store: Store) -> None:
    store.replace(A, [triple("x", "旧"), triple("y", "旧")])
    store.replace(A, [triple("x", "新")])
    assert list(store.dump(A)) == [triple("x", "新")]


def test_replace_leaves_other_graphs_alone(store: Store) -> None:
    store.replace(A, [triple("x", "甲")])
    store.replace(B, [triple("x", "乙")])
    store.replace(A, [triple("y", "丙")])
    assert store.graphs() == (A, B)
    assert list(store.dump(B)) == [triple("x", "乙")]


@pytest.mark.parametrize("text", ["引号\" ' \\", "行\n行", "}} ; DROP ALL ; {{", "\t\0\x7f", "𠮷😀"])
def test_replace_takes_any_text(store: Store, text: str) -> None:
    store.replace(A, [triple("x", text)])
    assert list(store.dump(A)) == [triple("x", text)]


def test_a_broken_replace_leaves_the_old(store: Store) -> None:
    store.replace(A, [triple("x", "旧")])

    def breaking() -> Iterator[ox.Triple]:
        yield triple("x", "新")
        raise LookupError("power cut")

    if not getattr(store, "_private", False):
        with pytest.raises(LookupError):
            store.replace(A, breaking())
        assert list(store.dump(A)) == [triple("x", "旧")]


def test_remove_drops_one_graph(store: Store) -> None:
    store.replace(A, [triple("x", "甲")])
    store.replace(B, [triple("x", "乙")])
    store.remove(A)
    store.remove(A)
    assert store.graphs() == (B,)


def test_a_query_sees_the_union_of_the_graphs(store: Store) -> None:
    store.replace(A, [triple("x", "甲")])
    store.replace(B, [triple("y", "乙")])
    answer = store.query("SELECT ?n WHERE { ?s ex:name ?n } ORDER BY ?n", prefixes=PREFIXES)
    assert isinstance(answer, Rows)
    assert answer.columns == ("n",)
    assert [row[0].value for row in answer.rows] == ["乙", "甲"]


@pytest.mark.parametrize(
    ("clauses", "pattern", "names"),
    [
        (f"FROM <{A}>", "?s ex:name ?n", ["甲"]),
        (f"FROM <{A}>", "GRAPH ?g { ?s ex:name ?n }", []),
        (f"FROM NAMED <{A}>", "GRAPH ?g { ?s ex:name ?n }", ["甲"]),
        (f"FROM NAMED <{A}>", "?s ex:name ?n", []),
        (f"FROM ex:id\\/plan\\/a FROM NAMED <{B}>", "GRAPH ?g { ?s ex:name ?n }", ["乙"]),
        ("FROM <https://kg.test/none>", "?s ex:name ?n", []),
    ],
)
def test_a_query_may_say_what_it_is_asked_of(store: Store, clauses: str, pattern: str, names: list[str]) -> None:
    store.replace(A, [triple("x", "甲")])
    store.replace(B, [triple("y", "乙")])
    answer = store.query(f"SELECT ?n {clauses} WHERE {{ {pattern} }}", prefixes=PREFIXES)
    assert isinstance(answer, Rows)
    assert [row[0].value for row in answer.rows] == names


def test_a_dataset_of_the_request_wins(store: Store) -> None:
    store.replace(A, [triple("x", "甲")])
    store.replace(B, [triple("y", "乙")])
    text = f"SELECT ?n FROM <{A}> WHERE {{ ?s ex:name ?n }}"
    found = store.solve(text, Scope(PREFIXES, dataset=Dataset(default=(B,))))
    assert [row["n"].value for row in found] == ["乙"]
    text = "SELECT ?n { GRAPH ?g { ?s ex:name ?n } }"
    found = store.solve(text, Scope(PREFIXES, dataset=Dataset(named=(B,))))
    assert [row["n"].value for row in found] == ["乙"]


def test_relative_iris_stand_under_the_base(store: Store) -> None:
    found = store.solve("CONSTRUCT { <s> <p> 1 } WHERE {}", Scope(base="https://kg.test/sparql"))
    assert [str(one.subject) for one in found] == ["<https://kg.test/s>"]


def test_an_update_changes_the_store(store: Store) -> None:
    store.replace(A, [triple("x", "甲")])
    store.update(f"INSERT DATA {{ GRAPH <{B}> {{ ex:y ex:name '乙'@zh }} }}; DROP GRAPH <{A}>", Scope(PREFIXES))
    assert store.graphs() == (B,)
    assert list(store.dump(B)) == [triple("y", "乙")]


@pytest.mark.parametrize("clear", ["CLEAR GRAPH <{}>", "clear graph <{}>", "CLEAR SILENT GRAPH <{}>"])
def test_a_graph_that_is_not_there_can_be_cleared(store: Store, clear: str) -> None:
    store.replace(A, [triple("x", "甲")])
    text = f"{clear.format(A)} ; {clear.format(B)} ; INSERT DATA {{ GRAPH <{B}> {{ ex:y ex:name 'CLEAR GRAPH' }} }}"
    store.update(text, Scope(PREFIXES))
    assert list(store.dump(A)) == []
    assert len(list(store.dump(B))) == 1


UPDATES = (
    f"INSERT {{ GRAPH <{B}> {{ ?s ex:name ?n }} }} WHERE {{ ?s ex:name ?n }}",
    f"DELETE {{ ex:z ex:name ?n }} INSERT {{ GRAPH <{B}> {{ ?s ex:name ?n }} }}\nWHERE{{ ?s ex:name ?n }}",
)


@pytest.mark.parametrize("text", UPDATES)
def test_the_dataset_of_an_update_is_that_of_its_patterns(store: Store, text: str) -> None:
    store.replace(A, [triple("x", "甲")])
    store.update(text, Scope(PREFIXES, dataset=Dataset(default=(A,))))
    assert list(store.dump(B)) == [triple("x", "甲")]


def test_an_update_has_one_dataset(store: Store) -> None:
    store.replace(A, [triple("x", "甲")])
    for text in (f"WITH <{A}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}", f"INSERT {{}} USING <{A}> WHERE {{}}"):
        with pytest.raises(InputError):
            store.update(text, Scope(dataset=Dataset(default=(A,))))
    assert list(store.dump(A)) == [triple("x", "甲")]


@pytest.mark.parametrize("text", ["LOAD <file:///etc/hosts>", "LOAD SILENT <http://127.0.0.1:9/> INTO GRAPH <urn:a>"])
def test_an_update_loads_nothing(store: Store, text: str) -> None:
    with pytest.raises(InputError, match="LOAD"):
        store.update(text, Scope())
    assert store.graphs() == ()


def test_a_query_can_ask_for_one_graph(store: Store) -> None:
    store.replace(A, [triple("x", "甲")])
    store.replace(B, [triple("y", "乙")])
    answer = store.query(f"SELECT ?s WHERE {{ GRAPH <{B}> {{ ?s ?p ?o }} }}", prefixes={})
    assert isinstance(answer, Rows)
    assert answer.rows == ((ox.NamedNode("https://kg.test/y"),),)


def test_ask_and_construct(store: Store) -> None:
    store.replace(A, [triple("x", "甲")])
    assert store.query('ASK { ?s ?p "甲"@zh }', prefixes={}) is True
    assert store.query('ASK { ?s ?p "乙"@zh }', prefixes={}) is False
    answer = store.query("CONSTRUCT WHERE { ?s ?p ?o }", prefixes={})
    assert answer == Triples((triple("x", "甲"),))


def test_unbound_and_typed_values(store: Store) -> None:
    answer = store.query('SELECT ?a ?b ("x"@en AS ?c) (4 AS ?d) { }', prefixes={})
    assert isinstance(answer, Rows)
    assert answer.rows == ((None, None, ox.Literal("x", language="en"), ox.Literal(4)),)


@pytest.mark.parametrize(
    "wrong", ["SELECT", "INSERT DATA { <urn:a> <urn:b> 1 }", "DROP ALL", "LOAD <file:///etc/hosts>"]
)
def test_what_is_no_query_is_refused_in_one_line(store: Store, wrong: str) -> None:
    store.replace(A, [triple("x", "甲")])
    with pytest.raises(InputError) as caught:
        store.query(wrong, prefixes={})
    assert "\n" not in str(caught.value)
    assert store.graphs() == (A,)


def test_from_reads_no_file(store: Store, tmp_path: Path) -> None:
    secret = tmp_path / "secret.ttl"
    secret.write_text("<urn:a> <urn:b> <urn:c> .")
    answer = store.query(f"SELECT * FROM <{secret.as_uri()}> {{ ?s ?p ?o }}", prefixes={})
    assert isinstance(answer, Rows)
    assert answer.rows == ()


def test_a_closed_store_says_so(store: Store) -> None:
    store.close()
    with pytest.raises(StoreError):
        store.graphs()
