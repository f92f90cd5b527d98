from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from kg import iri
from kg.build import pipeline
from kg.build.outdir import OutDir, staged
from kg.build.pipeline import Options, build, redraw, remove, stored_plans
from kg.errors import InputError, KgError, NothingFound, StoreError
from kg.model import Extraction
from kg.ontology import knowledge_graphs
from kg.rdf import graph_name
from kg.store import open_store, plan_names

pytestmark = pytest.mark.usefixtures("fake_stages")


@pytest.fixture
def plan_files(plan_file: Path) -> list[Path]:
    others = [plan_file.with_name(f"{name}.txt") for name in ("alpha", "beta")]
    for other in others:
        other.write_text(plan_file.read_text(encoding="utf-8"), encoding="utf-8")
    return [plan_file, *others]


def files(root: Path) -> dict[str, bytes]:
    """Every result but the store and the report, which holds times."""
    found = {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}
    return {name: text for name, text in found.items() if not name.startswith("store") and name != "report.json"}


def slugs(out: Path) -> list[str]:
    with open_store(OutDir(out).store) as store:
        return sorted(graph.plan.slug for graph in stored_plans(store))


def test_build_writes_every_result(plan_file: Path, tmp_path: Path) -> None:
    out = build([plan_file], out=tmp_path / "out").out
    for path in (out.turtle, out.html, out.report, out.annotations("made-up"), out.refused("made-up")):
        assert path.stat().st_size > 0, path
    assert {path.name for path in tmp_path.iterdir()} == {"out", "plans"}


def test_the_store_holds_the_plan_and_the_ontology(plan_file: Path, tmp_path: Path) -> None:
    result = build([plan_file], out=tmp_path / "out")
    with open_store(result.out.store) as store:
        assert set(store.graphs()) == {graph_name("made-up"), iri.description(), *knowledge_graphs()}
        assert list(stored_plans(store)) == [plan.plan_graph for plan in result.plans]


def test_two_builds_are_the_same_bytes_whatever_order_and_jobs(plan_files: list[Path], tmp_path: Path) -> None:
    build(plan_files, out=tmp_path / "one")
    build(plan_files[::-1], out=tmp_path / "two", options=Options(jobs=2))
    for plan in plan_files:
        build([plan], out=tmp_path / "three")
    build(plan_files[:1], out=tmp_path / "three")
    assert files(tmp_path / "one") == files(tmp_path / "two") == files(tmp_path / "three")


def test_a_later_build_keeps_the_other_plans(plan_files: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    build(plan_files[:2], out=out)
    build(plan_files[2:], out=out)
    assert slugs(out) == ["alpha", "beta", "made-up"]
    assert json.loads(OutDir(out).report.read_text())["plans"].keys() == {"alpha", "beta", "made-up"}
    assert "(alpha)" in OutDir(out).turtle.read_text(encoding="utf-8")


def test_a_failed_build_changes_nothing(plan_files: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    build(plan_files[:1], out=out)
    before = files(tmp_path)
    plan_files[2].write_text("")
    with pytest.raises(InputError):
        build(plan_files, out=out)
    assert files(tmp_path) | {"plans/beta.txt": b""} == before | {"plans/beta.txt": b""}
    assert slugs(out) == ["made-up"]


@pytest.mark.parametrize("stage", ["_write_all", "_write_each", "_put"])
def test_a_failure_while_writing_changes_nothing(
    plan_files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    out = tmp_path / "out"
    build(plan_files[:1], out=out)
    before = files(tmp_path)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pipeline, stage, fail)
    with pytest.raises(KgError, match="No space"):
        build(plan_files, out=out)
    assert files(tmp_path) == before
    assert slugs(out) == ["made-up"]


def test_a_failure_in_a_worker_is_told_as_in_the_main_process(plan_files: list[Path], tmp_path: Path) -> None:
    plan_files[1].write_text("")
    with pytest.raises(InputError, match=r"alpha\.txt"):
        build(plan_files, out=tmp_path / "out", options=Options(jobs=2))
    assert not (tmp_path / "out").exists()


def test_a_text_with_nothing_in_it_is_told(plan_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(*_: object, tagger: bool = True) -> Extraction:
        return Extraction((), (), ())

    monkeypatch.setattr(sys.modules["kg.extract"], "extract", nothing)
    with pytest.raises(NothingFound, match=r"made-up\.txt"):
        build([plan_file], out=tmp_path / "out")


def test_two_builds_at_once_are_refused(plan_file: Path, tmp_path: Path) -> None:
    with staged(OutDir(tmp_path / "out")), pytest.raises(StoreError, match="另一个"):
        build([plan_file], out=tmp_path / "out")


def test_plans_of_one_name_would_overwrite_each_other(plan_file: Path, tmp_path: Path) -> None:
    twin = tmp_path / "made-up.txt"
    twin.write_text("云河", encoding="utf-8")
    with pytest.raises(InputError, match="made-up"):
        build([plan_file, twin], out=tmp_path / "out")


def test_the_same_file_twice_is_one_plan(plan_file: Path, tmp_path: Path) -> None:
    assert len(build([plan_file, plan_file], out=tmp_path / "out").plans) == 1


def test_progress_is_told_for_each_plan(plan_files: list[Path], tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    build(plan_files, out=tmp_path / "out", progress=lambda *news: told.append(news))
    assert told == [(1, 3, "made-up"), (2, 3, "alpha"), (3, 3, "beta")]


def test_remove_takes_out_all_of_one_plan(plan_files: list[Path], tmp_path: Path) -> None:
    build(plan_files, out=tmp_path / "out")
    build(plan_files[1:], out=tmp_path / "without")
    remove("made-up", out=tmp_path / "out")
    assert files(tmp_path / "out") == files(tmp_path / "without")
    assert slugs(tmp_path / "out") == ["alpha", "beta"]


def test_remove_of_an_unknown_plan_names_the_known(plan_files: list[Path], tmp_path: Path) -> None:
    build(plan_files, out=tmp_path / "out")
    with pytest.raises(InputError, match="alpha、beta、made-up"):
        remove("none", out=tmp_path / "out")


def test_redraw_writes_what_build_wrote(plan_files: list[Path], tmp_path: Path) -> None:
    out = build(plan_files, out=tmp_path / "out").out
    before = files(out.root)
    out.turtle.unlink()
    redraw(out.root)
    assert files(out.root) == before


def test_another_base_renames_what_is_stored(
    plan_files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = build(plan_files[:2], out=tmp_path / "out").out
    monkeypatch.setenv("KG_BASE", "https://kg.test/")
    build(plan_files[:1], out=out.root)
    with open_store(out.store) as store:
        assert plan_names(store) == ["https://kg.test/id/plan/alpha", "https://kg.test/id/plan/made-up"]


def test_a_place_with_spaces_and_chinese_is_fine(plan_file: Path, tmp_path: Path) -> None:
    out = build([plan_file], out=tmp_path / "结果 一" / "图").out
    assert out.turtle.is_file()
