from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.errors import InputError, KgError
from kg.export import files, writers
from kg.export.stored import StoredPlans
from kg.graph import canonical
from kg.model import PlanGraph
from kg.rdf import graph_name, to_triples
from kg.store.embedded import EmbeddedStore
from kg.store.remote import RemoteStore
from servers import oxigraph
from synthetic import synthetic_graph

GRAPHS = [synthetic_graph(slug, seed=seed) for seed, slug in enumerate(("two", "规划", "one"))]


def store() -> EmbeddedStore:
    made = EmbeddedStore.memory()
    for graph in GRAPHS:
        made.replace(graph_name(graph.plan.slug), to_triples(graph))
    return made


def test_plans_come_by_slug_and_as_often_as_asked() -> None:
    plans = StoredPlans(store())
    for _ in range(2):
        assert [graph.plan.slug for graph in plans] == ["one", "two", "规划"]


def test_what_a_server_holds_gives_the_same_bytes() -> None:
    with oxigraph() as root, RemoteStore.at(root) as remote, store() as embedded:
        for graph in GRAPHS:
            remote.replace(graph_name(graph.plan.slug), to_triples(graph))
        for form in ("trig", "gexf"):
            [write] = writers(form).values()
            assert "".join(write(StoredPlans(remote))) == "".join(write(StoredPlans(embedded)))


def test_one_plan_is_all_that_its_writer_sees() -> None:
    assert list(StoredPlans(store(), "规划")) == [canonical(GRAPHS[1])]


def test_a_plan_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(InputError, match=r"三.*one、two、规划"):
        StoredPlans(store(), "三")


def test_files_go_where_they_are_wanted(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert files.places("gexf", to=None, out=out) == {"graph.gexf": out / "graph.gexf"}
    assert files.places("gexf", to=None, out=out, slug="one") == {"graph.gexf": out / "one-graph.gexf"}
    assert files.places("gexf", to=tmp_path / "a.xml", out=out) == {"graph.gexf": tmp_path / "a.xml"}
    assert files.places("gexf", to=tmp_path, out=out) == {"graph.gexf": tmp_path / "graph.gexf"}
    new = tmp_path / "new"
    assert files.places("csv", to=new, out=out) == {"nodes.csv": new / "nodes.csv", "edges.csv": new / "edges.csv"}


def test_two_files_do_not_go_into_one(tmp_path: Path) -> None:
    (tmp_path / "there").touch()
    for to in ("a.csv", "there"):
        with pytest.raises(KgError, match=r"nodes\.csv、edges\.csv.*目录"):
            files.places("csv", to=tmp_path / to, out=tmp_path)


class Failing:
    """One plan, then no more."""

    def __iter__(self) -> Iterator[PlanGraph]:
        yield GRAPHS[0]
        raise OSError(5, "made-up failure")


def test_a_failure_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    where = files.places("csv", to=tmp_path, out=tmp_path)
    files.write("csv", [], where)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(InputError, match=r"nodes\.csv.*made-up failure.*--to"):
        files.write("csv", Failing(), where)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_folder_that_is_not_there_is_made(tmp_path: Path) -> None:
    files.write("nquads", GRAPHS, {"graph.nq": tmp_path / "a" / "b" / "c.nq"})
    assert (tmp_path / "a" / "b" / "c.nq").stat().st_size > 100_000


def test_a_sheet_begins_with_the_mark_that_excel_wants(tmp_path: Path) -> None:
    files.write("csv", GRAPHS, files.places("csv", to=tmp_path, out=tmp_path))
    for name in ("nodes.csv", "edges.csv"):
        assert (tmp_path / name).read_bytes().startswith(b"\xef\xbb\xbf")
