"""What the documentation says is true: it is made from the source, or checked against it."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from kg.build.pipeline import BuildResult, build
from kg.cli import DEMO_PLAN, INTERRUPTED
from kg.errors import KgError
from kg.ontology import load_ontology
from kg.project import PACKAGE, data_file
from kg.query.named import load_queries
from kg.query.sparql import render, run
from kg.store import open_store

CHECKOUT = PACKAGE.parent
PAGES = sorted([*CHECKOUT.glob("*.md"), *(CHECKOUT / "docs").rglob("*.md"), *(CHECKOUT / "data").rglob("*.md")])
DECISIONS = sorted((CHECKOUT / "docs" / "decisions").glob("*.md"))
README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
GENERATED = ("cli.md", "ontology.md", "queries.md")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_pages_are_found() -> None:
    assert len(PAGES) >= 34
    assert len(DECISIONS) >= 20


def page(name: str) -> str:
    return (CHECKOUT / name).read_text(encoding="utf-8")


@cache
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", CHECKOUT / "docs" / "generate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", GENERATED)
def test_generated_pages_are_fresh(name: str) -> None:
    pages = {"cli.md": "cli_page", "ontology.md": "ontology_page", "queries.md": "queries_page"}
    written = getattr(generate(), pages[name])()
    assert page(f"docs/{name}") == written, f"docs/{name} is stale; run: python docs/generate.py"


def test_every_generated_page_is_checked() -> None:
    assert generate().pages().keys() == set(GENERATED)


@pytest.mark.parametrize("name", ["graph", "reader"])
def test_the_readme_opens_with_pictures_that_are_there(name: str) -> None:
    opening = README[: README.index("## ")]
    assert re.search(rf"!\[[^\]]{{10,}}\]\(docs/pictures/{name}\.png\)", opening)
    picture = (CHECKOUT / "docs" / "pictures" / f"{name}.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < 400_000


# Commands ------------------------------------------------------------------------------------------


@cache
def commands() -> dict[str, set[str]]:
    """Each command with its options, as the page on them has it."""
    found: dict[str, set[str]] = {}
    for part in page("docs/cli.md").split("\n## `")[1:]:
        usage, _, body = part.partition("`")
        words = [word for word in usage.split() if word.islower()]
        shown = " ".join(re.findall(r"^\| `(.*?)` \|", body, re.MULTILINE))
        found[" ".join(words)] = set(re.findall(r"--[a-z-]+", shown))
    return found


def test_the_main_commands_are_documented() -> None:
    assert {"kg", "kg build", "kg query", "kg view", "kg evaluate", "kg validate", "kg plans list"} <= commands().keys()
    assert {"--out", "--region", "--no-tagger", "--jobs"} <= commands()["kg build"]


def used(text: str) -> list[str]:
    """The command lines of this program in the code of a page."""
    code = [body for language, body in BLOCK.findall(text) if language in ("sh", "console")]
    code += re.findall(r"`([^`\n]+)`", BLOCK.sub("", text))
    lines = [re.split(r"&&|\|", line) for part in code for line in part.splitlines()]
    return [found[1] for line in lines for part in line if (found := re.match(r"\s*(?:\S+/bin/)?(kg(?: .*)?)$", part))]


def parameters(command: str) -> set[str]:
    """The options that only the named queries have."""
    if command != "kg query":
        return set()
    return {f"--{parameter.name}" for query in load_queries().values() for parameter in query.parameters}


WRITTEN = [path for path in PAGES if path.name not in GENERATED]


@pytest.mark.parametrize("path", WRITTEN, ids=[str(path.relative_to(CHECKOUT)) for path in WRITTEN])
def test_the_commands_that_a_page_shows_exist(path: Path) -> None:
    for line in used(path.read_text(encoding="utf-8")):
        bare = re.sub(r"'[^']*'|\"[^\"]*\"", "", line)
        words = [word for word in bare.split() if not word.startswith("-")]
        name = next((" ".join(words[:size]) for size in (3, 2, 1) if " ".join(words[:size]) in commands()), "")
        assert name, line
        assert name != "kg" or len(words) == 1, line
        assert set(re.findall(r"--[a-z-]+", bare)) <= commands()[name] | commands()["kg"] | {"--help"} | parameters(
            name
        ), line


def test_commands_are_found_in_the_readme() -> None:
    assert len(used(README)) >= 8


def descendants(class_: type[KgError]) -> list[type[KgError]]:
    return [class_, *(below for subclass in class_.__subclasses__() for below in descendants(subclass))]


def test_every_exit_code_is_documented() -> None:
    codes = {0, INTERRUPTED} | {error.exit_code for error in descendants(KgError)}
    documented = {int(code) for code in re.findall(r"^\| (\d+) \|", page("docs/cli.md"), re.MULTILINE)}
    assert documented == codes
    told = README.partition("## 退出码")[2].partition("## 测试")[0]
    assert {int(code) for code in re.findall(r"(?<![\d.])\d+(?= )", told)} == codes


def test_every_setting_of_the_environment_is_documented() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    settings = set(re.findall(r"\"(KG_[A-Z]+)\"", sources))
    assert settings
    assert {name for name in settings if f"| `{name}` |" not in page("docs/cli.md")} == set()
    tests = "".join(path.read_text(encoding="utf-8") for path in (CHECKOUT / "tests").rglob("*.py"))
    of_tests = set(re.findall(r"environ\.get\(\"(KG_[A-Z_]+)\"", tests))
    assert {"KG_REQUIRE_ALL", "KG_UPDATE_GOLDEN"} <= of_tests
    assert {name for name in of_tests if name not in page("CONTRIBUTING.md")} == set()


# Two commands --------------------------------------------------------------------------------------

SET_UP = [line for line in README.splitlines() if line.startswith("python3 -m venv")]


def test_the_readme_has_two_commands_in_both_languages() -> None:
    first, second = SET_UP[:2]
    assert SET_UP[2:] == [first, second]
    assert re.search(r"pip install -q \. && \.venv/bin/kg build$", first)
    assert re.search(r"pip install -q -e '\.\[test\]' && \.venv/bin/python -m pytest$", second)


def test_the_gate_runs_the_readmes_commands() -> None:
    gate = page(".ci/run")
    told = [line for line in gate.splitlines() if re.match(r"(first|second)=", line)]
    script = "\n".join([*told, 'printf "%s\\n%s\\n" "$first" "$second"'])
    done = subprocess.run(["bash", "-c", script], cwd=CHECKOUT, capture_output=True, check=True, encoding="utf-8")
    assert done.stdout.splitlines() == SET_UP[:2]
    assert '\nbash -c "$second"\n' in gate
    assert ' bash -c "$first"\n' in gate


# What the README shows -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    return build([data_file(DEMO_PLAN)], out=tmp_path_factory.mktemp("demo"))


def shown_statements() -> list[list[str]]:
    table = README.partition("| 主语 | 关系 |")[2].partition("\n\n")[0]
    return [[cell.strip() for cell in row.strip("| ").split(" | ")] for row in table.splitlines()[2:]]


def test_the_statements_shown_are_in_the_demo_graph(demo: BuildResult) -> None:
    graph = demo.plans[0].plan_graph
    ontology = load_ontology()
    facts = [(f.subject.name, f.predicate, f.object.name, f.status, f.evidence) for f in graph.facts]
    facts += [(goal.holder.name, "hasGoal", goal.text, goal.status, goal.evidence) for goal in graph.goals]
    said = {
        (subject, predicate, object_, status, f"{evidence.start}–{evidence.end}", evidence.quote)
        for subject, predicate, object_, status, evidence in facts
    }
    named = {
        term.labels["zh"]: name for kind in (ontology.predicates, ontology.individuals) for name, term in kind.items()
    }
    shown = [
        (subject, named[predicate], object_, named[status], place, quote)
        for subject, predicate, object_, status, place, quote in shown_statements()
    ]
    assert len(shown) >= 4
    assert [row for row in shown if row not in said] == []


def test_the_answer_shown_is_what_the_query_gives(demo: BuildResult) -> None:
    [query, *_] = re.findall(r"kg query '([^']+)'", README)
    [answer] = [body for language, body in BLOCK.findall(README) if language == "text"]
    with open_store(demo.out.store) as store:
        assert render(run(store, query), "table") == answer


@pytest.mark.parametrize("name", ["README.md", "docs/method.md"])
def test_the_turtle_shown_is_in_the_file(demo: BuildResult, name: str) -> None:
    [shown] = [body for language, body in BLOCK.findall(page(name)) if language == "turtle"]
    assert shown in demo.out.turtle.read_text(encoding="utf-8")


def test_the_annotations_shown_are_in_the_file(demo: BuildResult) -> None:
    [shown] = [body for language, body in BLOCK.findall(page("docs/method.md")) if language == "json"]
    written = demo.out.annotations(demo.plans[0].plan_graph.plan.slug).read_text(encoding="utf-8").splitlines()
    assert [line for line in shown.splitlines() if line not in written] == []


# Pages ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES, ids=[str(path.relative_to(CHECKOUT)) for path in PAGES])
def test_links_lead_somewhere(path: Path) -> None:
    text = BLOCK.sub("", path.read_text(encoding="utf-8"))
    targets = [target.partition("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in target]
    assert [target for target in targets if target and not (path.parent / target).exists()] == []


@pytest.mark.parametrize("kind", ["classes", "predicates", "individuals"])
def test_every_term_is_documented(kind: str) -> None:
    terms = getattr(load_ontology(), kind)
    assert terms
    assert [name for name in terms if f"\n| `{name}` | **" not in page("docs/ontology.md")] == []


def test_every_file_of_knowledge_is_described() -> None:
    """By its name or, where there are many of a kind, by their pattern."""
    files = [
        path for folder in ("data", "ontology") for path in (CHECKOUT / folder).rglob("*.*") if path.suffix != ".md"
    ]
    told = page("CONTRIBUTING.md") + page("data/plans/README.md")
    kinds = {path: f"`{path.parent.relative_to(CHECKOUT).as_posix()}/*{path.suffix}`" for path in files}
    assert len(files) > 100
    assert [str(path) for path, kind in kinds.items() if path.name not in told and kind not in told] == []


def test_every_stage_is_in_the_method() -> None:
    method = page("docs/method.md")
    stages = ("document", "extract", "link", "graph", "rdf", "store", "query", "view", "export", "validate", "evaluate")
    assert [stage for stage in stages if not re.search(rf"`kg/{stage}(?:/|\.py)`", method)] == []


def test_decisions_are_numbered_in_order() -> None:
    assert [path.name[:4] for path in DECISIONS] == [f"{number:04}" for number in range(1, len(DECISIONS) + 1)]


@pytest.mark.parametrize("path", DECISIONS, ids=[path.stem for path in DECISIONS])
def test_a_decision_has_all_its_parts(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith(f"# {int(path.name[:4])}. ")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == [
        "Context",
        "Decision",
        "Alternatives rejected",
        "Consequences",
    ]


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads(page("pyproject.toml"))["project"]
    [reasons] = [path for path in DECISIONS if "dependencies" in path.name]
    told = reasons.read_text(encoding="utf-8")
    wanted = [
        *project["dependencies"],
        *(line for extra in project["optional-dependencies"].values() for line in extra),
    ]
    names = {re.split(r"[\[<>=~! ]", line)[0] for line in wanted} - {project["name"]}
    assert [name for name in sorted(names) if f"`{name}`" not in told] == []


def test_the_changelog_tells_of_this_version() -> None:
    from kg import __version__

    assert re.search(rf"^## \[{re.escape(__version__)}\]", page("CHANGELOG.md"), re.MULTILINE)
