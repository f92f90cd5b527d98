"""A fault in a file of ``data/`` or ``ontology/`` is one line that names the file; none is a traceback, none silent."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from damages import READERS, damages, fault_of
from docs.faults import PAGE, page
from kg.lexicon.rules import load_rules
from kg.ontology import _load
from kg.project import knowledge_root

DAMAGES = list(damages(knowledge_root()))


def test_every_file_is_damaged_in_several_ways() -> None:
    assert len(DAMAGES) >= 100
    assert Counter(damage.file for damage in DAMAGES).keys() == READERS.keys()
    root = knowledge_root()
    rules = {f"data/rules/{path.name}" for path in (root / "data" / "rules").iterdir()}
    lexicon = {f"data/lexicon/{path.name}" for path in (root / "data" / "lexicon").iterdir()}
    assert len(rules) >= 12
    assert len(lexicon) >= 6
    assert rules | lexicon | {"data/places.tsv", "data/regions.tsv"} <= READERS.keys()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the data files that tests may damage."""
    folder = tmp_path_factory.mktemp("home")
    for name in ("data", "ontology"):
        shutil.copytree(
            knowledge_root() / name, folder / name, ignore=shutil.ignore_patterns("plans", "b.txt", "c.txt")
        )
    return folder


@pytest.fixture
def _fresh() -> Iterator[None]:
    """Clear the caches of readers, so that a test reads the files anew."""
    _load.cache_clear()
    yield
    _load.cache_clear()
    load_rules.cache_clear()


@pytest.mark.usefixtures("_fresh")
@pytest.mark.parametrize("file", READERS)
def test_a_fault_is_one_line_that_names_the_file(file: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_HOME", str(home))
    path = home / file
    whole = path.read_bytes()
    try:
        faults = {damage.what: fault_of(damage, path) for damage in DAMAGES if damage.file == file}
    finally:
        path.write_bytes(whole)
    unclear = {what: said for what, said in faults.items() if "\n" in said or not said.startswith(f"{path}")}
    assert unclear == {}


@pytest.mark.usefixtures("_fresh")
def test_an_undamaged_copy_is_read(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_HOME", str(home))
    for read in READERS.values():
        read()


@pytest.mark.usefixtures("_fresh")
def test_the_page_of_faults_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run python docs/faults.py"
