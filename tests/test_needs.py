from __future__ import annotations

from pathlib import Path

import pytest

import needs


@pytest.fixture(autouse=True)
def _at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CI", "KG_REQUIRE_ALL", "KG_CHROMIUM"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def nothing_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needs, "NEEDS", {"corpus": lambda: "no plans", "browser": lambda: ""})


@pytest.mark.usefixtures("nothing_there")
def test_a_test_is_skipped_and_says_why() -> None:
    with pytest.raises(pytest.skip.Exception, match="no plans"):
        needs.insist(["parametrize", "corpus"])


@pytest.mark.usefixtures("nothing_there")
@pytest.mark.parametrize(("name", "value"), [("CI", "true"), ("CI", "1"), ("KG_REQUIRE_ALL", "1")])
def test_under_ci_it_fails(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(pytest.fail.Exception, match="no plans"):
        needs.insist(["corpus"])


@pytest.mark.usefixtures("nothing_there")
def test_what_is_there_or_not_needed_runs() -> None:
    needs.insist(["browser", "wheel", "parametrize"])


def test_an_empty_folder_of_plans_is_no_corpus(tmp_path: Path) -> None:
    assert needs.corpus_missing(tmp_path)
    (tmp_path / "plans").mkdir()
    assert needs.corpus_missing(tmp_path)
    (tmp_path / "plans" / "a.txt").touch()
    assert not needs.corpus_missing(tmp_path)


def test_a_chromium_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert needs.chromium() is None
    assert "Chromium" in needs.browser_missing()
    monkeypatch.setenv("KG_CHROMIUM", "my/chromium")
    assert needs.chromium() == "my/chromium"


def test_every_need_is_a_marker(pytestconfig: pytest.Config) -> None:
    known = {line.partition(":")[0] for line in pytestconfig.getini("markers")}
    assert needs.NEEDS.keys() <= known
