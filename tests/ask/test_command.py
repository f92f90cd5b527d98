"""``kg ask`` and ``kg query NAME`` as they are typed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from kg import cli
from kg.build.outdir import OutDir
from kg.rdf import graph_name, to_triples
from kg.store.embedded import EmbeddedStore
from small_plan import small_plan


@pytest.fixture
def kg(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path):  # type: ignore[no-untyped-def]
    """Run one command line beside a store with the small plan; give its code and what it printed."""
    monkeypatch.chdir(tmp_path)
    graph = small_plan()
    with EmbeddedStore.writing(OutDir(Path("exports")).store) as store:
        store.replace(graph_name(graph.plan.slug), to_triples(graph))

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["kg", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return run


def test_a_question_is_answered(kg) -> None:  # type: ignore[no-untyped-def]
    code, out, err = kg("ask", "长风石化和谁合作？")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "星海保税区"


def test_the_sparql_is_shown_on_request(kg) -> None:  # type: ignore[no-untyped-def]
    assert "SELECT" not in kg("ask", "长风石化和谁合作？")[1]
    assert "plan:cooperatesWith" in kg("ask", "长风石化和谁合作？", "--sparql")[1]


def test_json_is_one_line_and_nothing_else(kg) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = kg("ask", "长风石化和谁合作？", "--format", "json", "--sparql")
    assert code == 0
    assert out.count("\n") == 1
    assert json.loads(out)["answers"][0]["text"] == "星海保税区"


@pytest.mark.parametrize("form", ["text", "json"])
def test_what_is_not_understood_ends_with_one(kg, form: str) -> None:  # type: ignore[no-untyped-def]
    code, out, err = kg("ask", "今天天气怎么样？", "--format", form)
    assert (code, err) == (1, "")
    assert out


def test_a_plan_can_be_asked_alone(kg) -> None:  # type: ignore[no-untyped-def]
    assert kg("ask", "长风石化和谁合作？", "--plan", "yunhe-2026")[0] == 0
    code, out, err = kg("ask", "长风石化和谁合作？", "--plan", "none")
    assert (code, out) == (3, "")
    assert "yunhe-2026" in err


def test_an_unknown_form_is_refused_before_anything_is_asked(kg) -> None:  # type: ignore[no-untyped-def]
    code, _, err = kg("ask", "长风石化和谁合作？", "--format", "xml")
    assert code == 2
    assert "text、json" in err


def test_queries_are_listed_without_a_store(kg, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = kg("query", "--list", "--out", str(tmp_path / "nowhere"))
    assert code == 0
    assert "parks-by-industry" in out
    assert "发展某产业的园区" in out


@pytest.mark.parametrize("given", [["--industry", "生物医药"], ["--industry=生物医药"]])
def test_a_named_query_takes_its_parameters(kg, given: list[str]) -> None:  # type: ignore[no-untyped-def]
    code, out, err = kg("query", "parks-by-industry", *given, "--format", "csv")
    assert (code, err) == (0, "")
    assert "云岭高新技术产业园" in out
    assert "星海保税区" not in out


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["query", "parks-by-industri"], 3, "parks-by-industry"),
        (["query", "parks-by-industry", "--industy", "x"], 2, "industy"),
        (["query", "parks-by-industry", "--industry"], 2, "industry"),
        (["query", "everything-on"], 2, "--thing"),
        (["query", "ASK { ?s ?p ?o }", "--industry", "x"], 2, "--industry"),
        (["query"], 2, "SPARQL"),
        (["query", "plans", "stray"], 2, "stray"),
    ],
)
def test_a_mistake_is_one_line_with_the_mend(kg, arguments: list[str], code: int, told: str) -> None:  # type: ignore[no-untyped-def]
    ended, out, err = kg(*arguments)
    assert (ended, out) == (code, "")
    assert err.count("\n") == 1
    assert told in err
