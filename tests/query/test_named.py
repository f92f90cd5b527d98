"""Named queries: their files hold together, their parameters go in as terms, each has rows or a reason for none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import messages
from kg.build.pipeline import Options, read_plan
from kg.cli import DEMO_PLAN
from kg.errors import InputError, KgError, KnowledgeError
from kg.ontology import knowledge_graphs
from kg.project import data_file, ontology_file
from kg.query.named import NamedQuery, bind, find_query, is_name, list_queries, load_queries, run_named
from kg.query.sparql import run
from kg.rdf import graph_name, to_triples
from kg.store import Rows, Store, text_of
from kg.store.embedded import EmbeddedStore
from small_plan import Maker, small_plan

QUERIES = load_queries()
every_query = pytest.mark.parametrize("query", QUERIES.values(), ids=list(QUERIES))

REASONS = {
    "achieved-against-planned": "the demo plan gives no indicator twice, reached and planned",
    "shared-things": "the demo is one plan",
    "locations": "the demo plan may say of nothing where it lies",
}
"""Queries that may have no rows on the demo plan, and why."""


@cache
def demo() -> EmbeddedStore:
    """The demo plan as a build has it, with the ontology beside it."""
    graph = read_plan(data_file(DEMO_PLAN), Options()).plan_graph
    store = EmbeddedStore.memory()
    store.replace(graph_name(graph.plan.slug), to_triples(graph))
    for name, triples in knowledge_graphs().items():
        store.replace(name, triples)
    return store


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    graph = small_plan()
    with EmbeddedStore.memory() as filled:
        filled.replace(graph_name(graph.plan.slug), to_triples(graph))
        for name, triples in knowledge_graphs().items():
            filled.replace(name, triples)
        yield filled


def rows(answer: object) -> list[dict[str, str]]:
    assert isinstance(answer, Rows)
    return [dict(zip(answer.columns, map(text_of, row), strict=True)) for row in answer.rows]


# The files -------------------------------------------------------------------------------------------


def test_all_files_are_read_and_there_are_enough() -> None:
    assert len(QUERIES) >= 20
    assert set(QUERIES) == {path.stem for path in ontology_file("queries").glob("*")}


@every_query
def test_a_query_has_words_in_both_languages(query: NamedQuery) -> None:
    for words in (query.titles, query.abouts):
        assert words.keys() == set(messages.LANGUAGES)
        assert not words["zh"].isascii()
        assert words["en"].isascii()
    assert query.abouts["zh"].endswith("。")
    assert query.abouts["en"].endswith(".")


def test_titles_differ() -> None:
    assert len({query.titles["zh"] for query in QUERIES.values()}) == len(QUERIES)


@every_query
def test_the_file_runs_as_it_is_in_any_tool(query: NamedQuery, store: Store) -> None:
    assert isinstance(run(store, query.sparql), Rows)


@every_query
def test_a_query_reads_and_calls_nobody(query: NamedQuery) -> None:
    words = " ".join(line for line in query.sparql.upper().splitlines() if not line.startswith("#"))
    assert not [word for word in ("SERVICE", "LOAD", "INSERT", "DELETE", "FROM") if f" {word} " in words]


@every_query
def test_a_query_has_rows_on_the_demo_plan_or_a_reason(query: NamedQuery) -> None:
    given = {p.name: p.example for p in query.parameters if not p.optional}
    found = rows(run_named(demo(), query.name, given))
    assert found or query.name in REASONS, f"{query.name} finds nothing; mend it or say why in REASONS"


@every_query
def test_each_parameter_takes_its_example(query: NamedQuery) -> None:
    required = {p.name: p.example for p in query.parameters if not p.optional}
    for parameter in query.parameters:
        run_named(demo(), query.name, {**required, parameter.name: parameter.example})


HEADER = "# title-zh: 题\n# title-en: t\n# about-zh: 讲。\n# about-en: a.\n"
BODY = "SELECT ?x WHERE { VALUES ?park { UNDEF } GRAPH ?g { ?park ?p ?x } }\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEADER.replace("# title-en: t\n", "") + BODY, "# title-en:"),
        (HEADER + "# parameter: park | Park | 示例园\n" + BODY, "# parameter: park"),
        (HEADER + "# parameter: park | Pork | 示例园 | optional\n" + BODY, "Pork"),
        (HEADER + "# parameter: town | Park | 示例园 | optional\n" + BODY, r"VALUES \?town"),
        (HEADER + "# a remark\n" + BODY, "# a remark"),
    ],
)
def test_a_fault_of_a_file_is_told(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "bad.rq").write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=told) as fault:
        load_queries(tmp_path)
    assert "bad.rq" in str(fault.value)


def test_a_name_of_a_file_that_looks_like_sparql_is_refused(tmp_path: Path) -> None:
    (tmp_path / "Parks 1.rq").write_text(HEADER + BODY, encoding="utf-8")
    with pytest.raises(KnowledgeError, match="Parks 1"):
        load_queries(tmp_path)


# Asking ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("industry", ["生物医药", "生物医药产业", "生物医要"])
def test_a_parameter_is_a_name_or_nearly(store: Store, industry: str) -> None:
    found = rows(run_named(store, "parks-by-industry", {"industry": industry}))
    assert {row["park_name"] for row in found} == {"云岭高新技术产业园", "药谷小镇"}
    assert {row["industry_name"] for row in found} == {"生物医药"}


def test_an_alias_is_a_name_too(store: Store) -> None:
    found = rows(run_named(store, "aliases", {"thing": "海上灯塔"}))
    assert {(row["thing_name"], row["alias"]) for row in found} == {("云河博物馆", "海上灯塔")}


def test_rows_carry_their_quote_plan_and_line(store: Store) -> None:
    [row, *_] = rows(run_named(store, "partners", {"body": "长风石化"}))
    assert row["partner_name"] == "星海保税区"
    assert row["quote"] == "加强星海保税区与河图集团、长风石化等集团的合作"
    assert (row["plan_title"], row["line"]) == ("云河市示例规划要点", "5")


@pytest.mark.parametrize(
    ("query", "given", "column", "values"),
    [
        ("industries-by-park", {"park": "星海保税区"}, "industry_name", {"融资租赁", "海水淡化", "对外贸易"}),
        ("projects-of-body", {"body": "云河市"}, "project_name", {"云星城际铁路", "云海城际铁路", "云河大桥改造工程"}),
        ("projects-by-status", {"status": "推进中"}, "project_name", {"云星城际铁路", "云海城际铁路"}),
        ("projects-by-status", {"status": "ongoing"}, "project_name", {"云星城际铁路", "云海城际铁路"}),
        ("relying-on-enterprise", {"base": "云飞科技"}, "thing_name", {"“云谷”"}),
        ("foundations", {"thing": "云谷"}, "base_name", {"云飞科技", "河图集团", "星图计算中心"}),
        ("goals-by-holder", {"holder": "云岭高新技术产业园"}, "goal_text", {"打造成为一流药谷"}),
        ("goals-by-year", {"year": "2035年"}, "goal_text", {"基本建成示例先行区"}),
        ("goals-by-status", {"status": "已实现"}, "amount", {"6.5%", "46.1%", "53.6%", ">8000亿元", "4个"}),
        ("quantified-goals", {"unit": "亿元"}, "goal_text", {"协议投资额超过8000亿元"}),
        ("schemes-with-parts", {"scheme": "五大示例平台"}, "part_name", {"星海保税区", "云岭高新技术产业园"}),
        ("part-of", {"thing": "星海保税区"}, "whole_name", {"五大示例平台"}),
        ("locations", {"place": "星海保税区"}, "thing_name", {"星图计算中心"}),
        ("shared-industries", {"park": "星海保税区"}, "industries", {"海水淡化"}),
        ("expanded-names", {}, "said", {"云星城际铁路", "云海城际铁路"}),
        ("statements", {"relation": "依托"}, "object_name", {"云飞科技", "河图集团", "星图计算中心"}),
        ("statements", {"relation": "别名"}, "object_name", {"海上灯塔", "示例经济伙伴协定"}),
        ("words", {"word": "药谷"}, "kind", {"Goal", "Statement"}),
        ("plans", {}, "slug", {"yunhe-2026"}),
        ("mentions", {"thing": "云谷"}, "line", {"4"}),
    ],
)
def test_what_a_query_tells(store: Store, query: str, given: dict[str, str], column: str, values: set[str]) -> None:
    assert {row[column] for row in rows(run_named(store, query, given))} == values


def test_everything_on_a_thing_is_there_from_both_sides(store: Store) -> None:
    found = rows(run_named(store, "everything-on", {"thing": "星海保税区"}))
    told = {(row["relation"], row["direction"], row["value"]) for row in found}
    assert {
        ("leadingIndustry", "→", "融资租赁"),
        ("cooperatesWith", "→", "河图集团"),
        ("hasPart", "←", "五大示例平台"),
        ("locatedIn", "←", "星图计算中心"),
        ("hasGoal", "→", "建成海港样板、海水淡化样板"),
        ("mentionedIn", "→", "星海保税区"),
    } <= told


def test_a_plan_narrows_any_query(store: Store) -> None:
    assert rows(run_named(store, "enterprises", {"plan": "yunhe-2026"}))
    with pytest.raises(InputError, match="yunhe-2026"):
        run_named(store, "enterprises", {"plan": "none"})


def test_a_thing_of_two_plans_stands_once_for_each() -> None:
    with EmbeddedStore.memory() as two:
        for slug in ("a-plan", "b-plan"):
            graph = small_plan(slug)
            two.replace(graph_name(slug), to_triples(replace(graph, plan=replace(graph.plan, title=slug))))
        found = rows(run_named(two, "partners", {"body": "长风石化"}))
        told = [(row["plan_title"], row["partner_name"]) for row in found]
        assert told == [("a-plan", "星海保税区"), ("b-plan", "星海保税区")]


@pytest.mark.parametrize(
    ("query", "given", "error", "told"),
    [
        ("parks-by-industri", {}, InputError, "parks-by-industry"),
        ("parks-by-industry", {"industy": "x"}, KgError, "--industry"),
        ("everything-on", {}, KgError, "--thing"),
        ("parks-by-industry", {"industry": "月球采矿"}, InputError, "月球采矿"),
        ("goals-by-year", {"year": "明年"}, KgError, "2035"),
        ("goals-by-status", {"status": "完工"}, KgError, "已实现、推进中、拟实现、探索中"),
        ("statements", {"relation": "爱好"}, KgError, "主导产业"),
        ("most-connected", {"class": "动物"}, KgError, "园区"),
    ],
)
def test_what_can_not_be_asked_is_told_with_the_mend(
    store: Store, query: str, given: dict[str, str], error: type[KgError], told: str
) -> None:
    with pytest.raises(error, match=told):
        run_named(store, query, given)


def test_a_name_that_may_be_too_many_things_is_told() -> None:
    names = [f"示例{number}园" for number in "甲乙丙丁戊己庚辛壬"]
    make = Maker("云河市规划\n" + "、".join(names) + "\n", "many")
    region = make.name("Place", "云河市")
    for name in names:
        make.name("Park", name)
    with EmbeddedStore.memory() as store:
        store.replace(graph_name("many"), to_triples(make.graph(region, "云河市规划")))
        with pytest.raises(InputError, match="示例甲园"):
            run_named(store, "industries-by-park", {"park": "示例"})


# Terms, never text -----------------------------------------------------------------------------------

ODD = ['" } DROP ALL #', "') }", "\\", '\\" .', "a\nb", "%2F", "🍓", "<urn:x>", "?x", "UNDEF", "} #", "'''", '"""']


@pytest.mark.parametrize("word", ODD)
def test_a_text_goes_in_as_a_term(store: Store, word: str) -> None:
    assert rows(run_named(store, "words", {"word": word})) == []
    sparql = bind(find_query("words"), {"word": word}, store)
    assert sparql.count("\n") == find_query("words").sparql.count("\n")


@settings(deadline=None, max_examples=100)
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=20))
def test_any_text_goes_in_as_a_term(word: str) -> None:
    with EmbeddedStore.memory() as empty:
        assert rows(run_named(empty, "words", {"word": word})) == []


# Listing ---------------------------------------------------------------------------------------------


def test_the_list_tells_all_in_the_language_in_use() -> None:
    told = {row["name"]: row for row in rows(list_queries())}
    assert told.keys() == QUERIES.keys()
    assert told["parks-by-industry"]["title"] == "发展某产业的园区"
    assert told["everything-on"]["parameters"].startswith("--thing ")
    assert told["parks-by-industry"]["parameters"].startswith("[--industry ")
    messages.use("en")
    assert rows(list_queries())[0]["title"].isascii()


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        *(("parks-by-industry", True), (" plans ", True), ("ASK {}", False)),
        *(("parks.rq", False), ("", False), ("Ask", False)),
    ],
)
def test_a_name_is_told_from_sparql(asked: str, named: bool) -> None:
    assert is_name(asked) is named
