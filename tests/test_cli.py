from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kg import __version__, cli, messages, project
from kg.cli import usage
from synthetic import synthetic_graph

pytestmark = pytest.mark.usefixtures("fake_stages")

PARKS = "SELECT ?n WHERE { ?p a plan:Park ; schema:name ?n }"


class Ran:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def kg(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path):  # type: ignore[no-untyped-def]
    """Run one command line in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object, program: str = "kg") -> Ran:
        monkeypatch.setattr(sys, "argv", [program, *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        told = capsys.readouterr()
        return Ran(int(ended.value.code or 0), told.out, told.err)

    return run


@pytest.fixture
def built(kg, plan_file: Path):  # type: ignore[no-untyped-def]
    assert kg("build", plan_file).code == 0
    return kg


def test_build_tells_what_was_found_and_where(kg, plan_file: Path) -> None:  # type: ignore[no-untyped-def]
    ran = kg("build", plan_file)
    assert ran.code == 0
    assert ran.err == ""
    for word in ("示例规划", "园区", "主导产业", "exports/graph.html", "exports/graph.ttl", "kg query"):
        assert word in ran.out


def test_build_tells_how_to_go_on(kg, monkeypatch: pytest.MonkeyPatch, plan_file: Path) -> None:  # type: ignore[no-untyped-def]
    program = plan_file.with_name("kg")
    program.touch(mode=0o755)
    monkeypatch.setenv("PATH", "")
    assert f"：{program} query " in kg("build", plan_file, program=str(program)).out
    monkeypatch.setenv("PATH", str(program.parent))
    assert "：kg query " in kg("build", plan_file, program=str(program)).out


def test_build_without_a_file_takes_the_example(kg, monkeypatch: pytest.MonkeyPatch, plan_file: Path) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(project, "data_file", lambda name: plan_file if name == cli.DEMO_PLAN else None)
    assert kg("build").code == 0


def test_results_go_where_out_says(kg, plan_file: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert kg("build", plan_file, "--out", "elsewhere").code == 0
    assert not (tmp_path / "exports").exists()
    assert json.loads(kg("query", PARKS, "--out", "elsewhere", "--format", "json").out)["results"]["bindings"]


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_query_answers_in_each_form(built, form: str) -> None:  # type: ignore[no-untyped-def]
    ran = built("query", PARKS, "--format", form)
    assert ran.code == 0
    assert "示例0号" in ran.out


def test_query_reads_a_file(built, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "parks.rq").write_text(PARKS, encoding="utf-8")
    assert "示例0号" in built("query", "parks.rq").out


def test_view_draws_and_prints_the_page(built, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    ran = built("view", "--no-browser")
    assert ran.code == 0
    assert ran.out.strip() == str(Path("exports") / "graph.html")


def test_validate_conforms(built) -> None:  # type: ignore[no-untyped-def]
    ran = built("validate")
    assert (ran.code, ran.err) == (0, "")


def test_validate_tells_how_many_quotes_it_compared(built, plan_file: Path) -> None:  # type: ignore[no-untyped-def]
    alone, compared = built("validate").out, built("validate", plan_file).out
    assert "引文" not in alone
    told = re.search(r"核对了 1 份原文的 (\d+) 处引文", compared)
    assert told
    assert int(told[1]) > 10


def test_a_term_that_the_ontology_lacks_is_told(built) -> None:  # type: ignore[no-untyped-def]
    ran = built("query", "SELECT ?p WHERE { ?p a plan:Parc }")
    assert ran.code == 0
    assert "plan:Parc" in ran.err
    assert "plan:Park" in ran.err
    assert built("query", "SELECT ?p WHERE { ?p a plan:Park }").err == ""


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["serve", "--port", "99999"], "不能大于 65535"),
        (["serve", "--port", "x"], "应是一个整数"),
        (["serve", "--timeout", "x"], "应是一个数"),
        (["build", "--jobs", "0"], "不能小于 1"),
        (["biuld"], "是不是 'build'"),
        (["nosuch"], "没有“nosuch”这个命令"),
        (["ask", "a", "b"], "多了“b”"),
        (["query", "--format"], "缺少它的值"),
    ],
)
def test_a_mistake_is_told_in_chinese(kg, arguments: list[str], told: str) -> None:  # type: ignore[no-untyped-def]
    ran = kg(*arguments)
    assert ran.code in {2, 3}
    assert told in ran.err
    assert not re.search("[A-Za-z]{3,} [a-z]{2,} [a-z]", ran.err.replace("kg ", ""))


def test_what_cannot_be_read_is_told_in_chinese() -> None:
    assert usage.translate("Path 'a/b' is not readable.") == "读不了“a/b”，请检查权限"
    assert usage.translate("Something new.") == "Something new."


def test_help_is_all_in_chinese(kg) -> None:  # type: ignore[no-untyped-def]
    for arguments in ([], ["plans"], ["build"]):
        told = kg(*arguments, "--help").out
        assert "显示这份说明" in told
        assert "Show this message" not in told


def test_validate_against_another_text_says_no(built, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    other = tmp_path / "other.txt"
    other.write_text("云河", encoding="utf-8")
    ran = built("validate", other)
    assert ran.code == 1
    assert "other" in ran.out


def test_export_writes_files_and_tells_where(built, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    ran = built("export", "--format", "csv", "--plan", "made-up")
    assert (ran.code, ran.err) == (0, "")
    told = [tmp_path / line for line in ran.out.splitlines()]
    assert [path.name for path in told] == ["made-up-nodes.csv", "made-up-edges.csv"]
    assert all(path.stat().st_size > 1000 for path in told)


def test_export_to_standard_output_is_the_file_itself(built, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert built("export", "--format", "turtle", "--to", "-").out == (tmp_path / "exports" / "graph.ttl").read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (["--format", "xlsx"], 2, "turtle、"),
        (["--format", "csv", "--to", "-"], 2, "目录"),
        (["--format", "csv", "--plan", "nowhere"], 3, "made-up"),
        (["--format", "gexf", "--to", "plans/made-up.txt/a"], 3, "--to"),
        ([], 2, "--format"),
    ],
)
def test_an_export_that_can_not_be_is_one_line(built, arguments: list[str], code: int, word: str) -> None:  # type: ignore[no-untyped-def]
    ran = built("export", *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert word in ran.err
    assert ran.err.count("\n") == 1


@pytest.fixture
def gold(plan_file: Path) -> Path:
    """A reference beside the plans that asks for the first goal of the made-up plan."""
    path = plan_file.parent.parent / "eval" / "gold.jsonl"
    path.parent.mkdir()
    goal = min(synthetic_graph("made-up", mentions=120, goals=20, facts=20, seed=7).goals, key=lambda g: g.evidence)
    line = goal.evidence.line
    wanted = {"kind": "goal", "line": line, "holder": goal.holder.name, "text": goal.text, "status": goal.status}
    rows = ({"kind": "header", "plan": "plans/made-up.txt", "lines": [line]}, wanted)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_evaluate_finds_the_plan_and_scores(built, gold: Path) -> None:  # type: ignore[no-untyped-def]
    ran = built("evaluate", gold)
    assert ran.code == 0
    assert re.search(r"^目标 .* 1 +\d+ +0$", ran.out, re.MULTILINE)


def test_evaluate_reads_afresh_without_the_tagger(kg, gold: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    ran = kg("evaluate", gold, gold, "--no-tagger")
    assert (ran.code, ran.err) == (0, "")
    assert re.search(r"^目标 .* 2 +\d+ +0$", ran.out, re.MULTILINE)
    assert not (tmp_path / "exports").exists()


def test_evaluate_says_no_below_the_asked_score(built, gold: Path) -> None:  # type: ignore[no-untyped-def]
    assert built("evaluate", gold, "--at-least", "goals=0.01").code == 0
    ran = built("evaluate", gold, "--at-least", "goals=0.01,facts=0.99")
    assert ran.code == 1
    assert ran.err == "kg: 低于要求的分数：facts\n"


@pytest.mark.parametrize("floor", ["facts", "facts=x", "fact=0.1", "facts=1=2"])
def test_an_unreadable_floor_is_wrong_use(built, gold: Path, floor: str) -> None:  # type: ignore[no-untyped-def]
    assert built("evaluate", gold, "--at-least", floor).code == 2


def test_evaluate_tells_what_is_missing(kg, gold: Path, plan_file: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert "kg build" in kg("evaluate", gold).err
    assert "--plans" in kg("evaluate", gold, "--plans", tmp_path).err
    assert kg("evaluate", plan_file).code == 3
    assert kg("evaluate", tmp_path / "none.jsonl").code == 3


def test_plans_are_listed_and_removed(built) -> None:  # type: ignore[no-untyped-def]
    assert "made-up" in built("plans", "list").out
    assert built("plans", "remove", "made-up").code == 0
    assert "made-up" not in built("plans", "list").out


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (["build", "none.txt"], 3, "none.txt"),
        (["query", PARKS], 4, "kg build"),
        (["view"], 4, "kg build"),
        (["validate"], 4, "kg build"),
        (["plans", "list"], 4, "kg build"),
        (["plans", "remove", "x"], 4, "kg build"),
        (["query", PARKS, "--format", "xml"], 2, "table"),
        (["query"], 2, "kg query --help"),
        (["query", PARKS, "--out", "x" * 300], 4, "x" * 300),
        (["bulid"], 2, "build"),
        (["build", "--uot", "x"], 2, "--uot；用法见 kg build --help"),
        (["build", "--jobs", "0"], 2, "--jobs"),
        (["--lang", "fr", "build"], 2, "fr"),
    ],
)
def test_failures_are_one_line_with_a_code(kg, arguments: list[str], code: int, word: str) -> None:  # type: ignore[no-untyped-def]
    ran = kg(*arguments)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.startswith("kg: ")
    assert ran.err.count("\n") == 1
    assert word in ran.err


@pytest.mark.parametrize(
    "wrong", ["SELECT", "DROP ALL", "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "x.rq"]
)
def test_wrong_queries_are_bad_input(built, wrong: str) -> None:  # type: ignore[no-untyped-def]
    ran = built("query", wrong)
    assert ran.code == 3
    assert ran.err.count("\n") == 1


def test_an_unknown_prefix_is_named(built) -> None:  # type: ignore[no-untyped-def]
    ran = built("query", "SELECT * { ?x foo:bar _:y ; plan:status ?z ; bar:x 1 }")
    assert (ran.code, ran.err.count("\n")) == (3, 1)
    assert " bar:, foo:；" in ran.err
    assert "plan:" in ran.err


def test_an_interrupt_is_told(kg, monkeypatch: pytest.MonkeyPatch, plan_file: Path) -> None:  # type: ignore[no-untyped-def]
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("kg.build.pipeline.build", interrupt)
    ran = kg("build", plan_file)
    assert ran.code == cli.INTERRUPTED
    assert messages.say("interrupted") in ran.err


def test_a_fault_of_ours_is_not_hidden(kg, monkeypatch: pytest.MonkeyPatch, plan_file: Path) -> None:  # type: ignore[no-untyped-def]
    def break_(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("kg.build.pipeline.build", break_)
    monkeypatch.setattr(sys, "argv", ["kg", "build", str(plan_file)])
    with pytest.raises(ZeroDivisionError):
        cli.main()


def run_apart(*arguments: str, code: str = "from kg.cli import main; main()", **environment: str) -> Ran:
    """Run in a process of its own, as a user does."""
    told = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(project.PACKAGE.parent), **environment},
    )
    return Ran(told.returncode, told.stdout.decode(), told.stderr.decode())


def test_help_is_light() -> None:
    code = (
        "import sys; from kg import cli\n"
        "try: cli.main()\n"
        "except SystemExit: pass\n"
        "heavy = {'spacy', 'rdflib', 'pyvis', 'networkx', 'pyoxigraph', 'pyshacl', 'numpy', 'igraph'}\n"
        "print('HEAVY', sorted(heavy & set(sys.modules)))"
    )
    for arguments in (["--help"], ["build", "--help"], ["--version"]):
        assert run_apart(*arguments, code=code).out.endswith("HEAVY []\n")


def test_version() -> None:
    assert run_apart("--version").out == f"kg {__version__}\n"


@pytest.mark.parametrize(("arguments", "word"), [([], "规划"), (["--lang", "en"], "plans"), (["--lang=en"], "plans")])
def test_help_speaks_the_language_asked_for(arguments: list[str], word: str) -> None:
    assert word in run_apart(*arguments, "--help").out


def test_without_a_command_help_is_shown() -> None:
    ran = run_apart()
    assert ran.code == 2
    assert "build" in ran.out + ran.err


def test_an_ascii_console_still_shows_chinese() -> None:
    ran = run_apart("--help", PYTHONIOENCODING="ascii", LC_ALL="C", PYTHONUTF8="0", KG_LANG="zh")
    assert ran.code == 0
    assert "知识图谱" in ran.out


def test_a_failure_shows_no_traceback() -> None:
    ran = run_apart("query", PARKS, "--out", "/nonexistent")
    assert ran.code == 4
    assert "Traceback" not in ran.err


def test_what_the_system_refuses_is_one_line() -> None:
    ran = run_apart("explain", "plan:3", "--out", "x" * 300)
    assert (ran.code, ran.out, ran.err.count("\n")) == (3, "", 1)
    assert "x" * 300 in ran.err
