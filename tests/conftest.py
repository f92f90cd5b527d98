"""What all tests share: knowledge read once, and stages made up where a test is not about them."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, settings

from kg import messages
from kg.errors import InputError
from kg.model import Document, Extraction, PlanGraph, Refusal
from needs import insist
from synthetic import LINES, synthetic_document, synthetic_graph

SLOWEST = ("wheel", "browser", "corpus")
"""The markers of the files that take longest."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the slowest files first: one that is begun last would keep one process busy and the others idle.

    Tests of whole plans and of the browser take twice as long when coverage is measured, and add nothing to it.
    """
    ranks: dict[Path, int] = {}
    for item in items:
        rank = next((rank for rank, name in enumerate(SLOWEST) if item.get_closest_marker(name)), len(SLOWEST))
        if any(item.get_closest_marker(name) for name in SLOWEST):
            item.add_marker(pytest.mark.no_cover)
        ranks[item.path] = min(rank, ranks.get(item.path, rank))
    items.sort(key=lambda item: ranks[item.path])


# No test depends on the speed of the machine.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test that needs what is not here; under CI, fail it."""
    insist(marker.name for marker in item.iter_markers())


@pytest.fixture(autouse=True)
def _chinese(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Tests read the Chinese messages and the default base, whatever the machine's settings."""
    for name in ("KG_BASE", "KG_LANG", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    messages.use("zh")
    yield
    messages.use("zh")


def _module(name: str, **contents: object) -> ModuleType:
    module = ModuleType(name)
    vars(module).update(contents)
    return module


def _read_document(path: Path, *, region: str | None = None) -> Document:
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    if not text.strip():
        raise InputError(f"{path}：读不出规划")
    return synthetic_document(path.stem, lines=LINES)


def _graph_of(document: Document) -> PlanGraph:
    return synthetic_graph(document.slug, mentions=(LINES - 10) * 10, goals=20, facts=20, seed=len(document.slug))


def _extract(document: Document, *, tagger: bool = True) -> Extraction:
    graph = _graph_of(document)
    mentions = tuple(mention for entity in graph.entities for mention in entity.mentions)
    refusal = Refusal(mentions[0].evidence, "示例", "names.suffix", "边界不清")
    return Extraction(mentions, graph.goals, graph.facts, (refusal,))


def _draw(graphs: Sequence[PlanGraph], *, lang: str = "zh") -> str:
    return "<!doctype html>" + "".join(sorted(graph.plan.slug for graph in graphs))


@pytest.fixture
def fake_stages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put made-up stages in the place of document, lexicon, extract, link and view."""
    importlib.import_module("kg.build.pipeline")  # What it imports at its head stays real.
    fakes = (
        _module("kg.document", read_document=_read_document),
        _module("kg.lexicon.knowledge", load_knowledge=lambda: None),
        _module("kg.extract", extract=_extract),
        _module("kg.link", link=lambda document, extraction, knowledge: _graph_of(document)),
        _module("kg.view", render=_draw),
    )
    monkeypatch.setattr("kg.extract.names.tagger.is_current", lambda knowledge: True)
    for module in fakes:
        monkeypatch.setitem(sys.modules, module.__name__, module)


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    path = tmp_path / "plans" / "made-up.txt"
    path.parent.mkdir()
    path.write_text("云河示例区发展某某产业。\n", encoding="utf-8")
    return path
