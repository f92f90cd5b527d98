from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import StoreError
from kg.store import open_store
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


def test_rdflib_sees_the_union(tmp_path: Path) -> None:
    store = EmbeddedStore.memory()
    store.replace(A, [OLD])
    dataset = store.as_rdflib()
    assert len(list(dataset.query("SELECT * { ?s ?p ?o }"))) == 1
