from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import StoreError
from kg.store import Rows, Scope, open_store, text_of
from kg.store.embedded import EmbeddedStore

A = "https://kg.test/id/plan/a"
NEW = ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.Literal("新"))
OLD = ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.Literal("旧"))


def filled(folder: Path) -> Path:
    with EmbeddedStore.writing(folder) as store:
        store.replace(A, [OLD])
    return folder


def test_a_store_outlives_its_process(tmp_path: Path) -> None:
    with open_store(filled(tmp_path / "store")) as store:
        assert list(store.dump(A)) == [OLD]


def test_a_missing_store_says_to_build(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="kg build"):
        open_store(tmp_path / "store")


def test_a_damaged_store_is_one_line(tmp_path: Path) -> None:
    folder = filled(tmp_path / "store")
    (folder / "CURRENT").write_text("nonsense")
    with pytest.raises(StoreError) as caught:
        open_store(folder)
    assert "\n" not in str(caught.value)


def test_a_fork_changes_nothing_of_its_source(tmp_path: Path) -> None:
    source = filled(tmp_path / "store")
    before = {path.name: path.read_bytes() for path in source.iterdir()}
    with EmbeddedStore.forking(source, tmp_path / "fork") as fork:
        assert list(fork.dump(A)) == [OLD]
        fork.replace(A, [NEW])
        assert list(fork.dump(A)) == [NEW]
    assert {path.name: path.read_bytes() for path in source.iterdir()} == before
    with open_store(source) as store:
        assert list(store.dump(A)) == [OLD]
    with open_store(tmp_path / "fork") as store:
        assert list(store.dump(A)) == [NEW]


def test_a_fork_can_be_read_beside_an_open_source(tmp_path: Path) -> None:
    source = filled(tmp_path / "store")
    with open_store(source) as reading, EmbeddedStore.forking(source, tmp_path / "fork") as fork:
        fork.replace(A, [NEW])
        assert list(reading.dump(A)) == [OLD]


def test_a_process_killed_while_replacing_leaves_the_old(tmp_path: Path) -> None:
    folder = filled(tmp_path / "store")
    script = (
        "import os, sys; from pathlib import Path; import pyoxigraph as ox\n"
        "from kg.store.embedded import EmbeddedStore\n"
        "def triples():\n"
        "    for i in range(1000): yield ox.Triple(ox.NamedNode('urn:a'), ox.NamedNode('urn:b'), ox.Literal(str(i)))\n"
        "    os._exit(9)\n"
        f"EmbeddedStore.writing(Path({str(folder)!r})).replace({A!r}, triples())\n"
    )
    done = subprocess.run([sys.executable, "-c", script], check=False)
    assert done.returncode == 9
    with open_store(folder) as store:
        assert list(store.dump(A)) == [OLD]


B = "https://kg.test/id/plan/b"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def count(store: EmbeddedStore) -> int:
    answer = store.query(COUNT, prefixes={})
    assert isinstance(answer, Rows)
    return int(text_of(answer.rows[0][0]))


@pytest.fixture(params=["memory", "disk", "fork"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EmbeddedStore]:
    kinds = {
        "memory": EmbeddedStore.memory,
        "disk": lambda: EmbeddedStore.writing(tmp_path / "store"),
        "fork": lambda: EmbeddedStore.forking(tmp_path / "none", tmp_path / "store"),
    }
    with kinds[request.param]() as opened:
        yield opened


def test_what_two_graphs_say_is_said_once(store: EmbeddedStore) -> None:
    store.replace(A, [OLD, NEW])
    store.replace(B, [OLD])
    assert count(store) == 2
    store.replace(A, [NEW])
    assert count(store) == 2
    store.remove(B)
    assert count(store) == 1
    store.remove(A)
    assert count(store) == 0


def test_blank_nodes_are_one_in_both_views(store: EmbeddedStore) -> None:
    node = ox.BlankNode()
    said = [
        ox.Triple(node, ox.NamedNode("urn:b"), ox.Literal("一")),
        ox.Triple(ox.NamedNode("urn:a"), NEW.predicate, node),
    ]
    for _ in range(2):
        store.replace(A, said)
        assert count(store) == 2
        assert store.query("ASK { GRAPH ?g { <urn:a> ?p ?x } ?x <urn:b> '一' }", prefixes={}) is True


def test_an_update_is_seen_in_the_union(store: EmbeddedStore) -> None:
    store.replace(A, [OLD])
    store.replace(B, [OLD])
    store.update(f"DELETE DATA {{ GRAPH <{A}> {{ {OLD} }} }}; INSERT DATA {{ GRAPH <{A}> {{ {NEW} }} }}", Scope())
    assert count(store) == 2
    store.update(f"DROP GRAPH <{B}>", Scope())
    assert count(store) == 1
    store.update("INSERT DATA { <urn:x> <urn:y> 1 }", Scope())
    store.update(f"DROP GRAPH <{A}>", Scope())
    assert count(store) == 1
    store.update("DROP ALL", Scope())
    assert count(store) == 0


def test_a_store_of_others_is_seen_whole(tmp_path: Path) -> None:
    others = ox.Store(str(tmp_path / "store"))
    others.add(ox.Quad(OLD.subject, OLD.predicate, OLD.object, ox.NamedNode(A)))
    others.flush()
    del others
    with open_store(tmp_path / "store") as store:
        assert store.query("ASK { <urn:a> ?p ?o }", prefixes={}) is True


def test_rdflib_sees_the_union(store: EmbeddedStore) -> None:
    store.replace(A, [OLD])
    store.replace(B, [OLD])
    assert len(list(store.as_rdflib().query("SELECT * { ?s ?p ?o }"))) == 1
