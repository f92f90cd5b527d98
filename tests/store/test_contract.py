"""What every store promises; a new one is one line in STORES."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import InputError, StoreError
from kg.store import Rows, Store, Term, Triples
from kg.store.embedded import EmbeddedStore

STORES: Mapping[str, Callable[[Path], Store]] = {
    "memory": lambda folder: EmbeddedStore.memory(),
    "disk": lambda folder: EmbeddedStore.writing(folder / "store"),
    "fork": lambda folder: EmbeddedStore.forking(folder / "none", folder / "store"),
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
    assert {row[0].value for row in answer.rows if row[0]} == {"甲", "乙"}


def test_a_query_can_ask_for_one_graph(store: Store) -> None:
    store.replace(A, [triple("x", "甲")])
    store.replace(B, [triple("y", "乙")])
    answer = store.query(f"SELECT ?s WHERE {{ GRAPH <{B}> {{ ?s ?p ?o }} }}", prefixes={})
    assert isinstance(answer, Rows)
    assert answer.rows == ((Term("uri", "https://kg.test/y"),),)


def test_ask_and_construct(store: Store) -> None:
    store.replace(A, [triple("x", "甲")])
    assert store.query('ASK { ?s ?p "甲"@zh }', prefixes={}) is True
    assert store.query('ASK { ?s ?p "乙"@zh }', prefixes={}) is False
    answer = store.query("CONSTRUCT WHERE { ?s ?p ?o }", prefixes={})
    assert answer == Triples((triple("x", "甲"),))


def test_unbound_and_typed_values(store: Store) -> None:
    answer = store.query('SELECT ?a ?b ("x"@en AS ?c) (4 AS ?d) { }', prefixes={})
    assert isinstance(answer, Rows)
    integer = "http://www.w3.org/2001/XMLSchema#integer"
    lang = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
    assert answer.rows == ((None, None, Term("literal", "x", lang, "en"), Term("literal", "4", integer)),)


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
