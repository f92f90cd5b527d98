"""What the pages say, without a browser."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from html.parser import HTMLParser
from urllib.parse import quote, urlsplit

import pytest
from starlette.testclient import TestClient

from crowds import NASTY
from kg import iri, messages
from kg.iri import entity_id, fact_id, goal_id
from kg.model import PlanGraph, Ref
from kg.query.named import load_queries
from kg.serve.pages.routes import PAGES, SLOW
from kg.serve.pages.site.page import words

NOT_ALONE = ("/parks/pair", "/vocabulary", "/presentation")
PLAIN = [path for path in (*PAGES, *SLOW) if not (path in NOT_ALONE or "{" in path or path.endswith(".csv"))]


class Seen(HTMLParser):
    """A page taken apart."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    @property
    def words(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.text))

    def links(self, start: str = "/") -> list[str]:
        hrefs = [attrs["href"] for tag, attrs in self.tags if tag == "a" and "href" in attrs]
        return [href for href in hrefs if href.startswith(start)]


def see(client: TestClient, path: str, status: int = 200) -> Seen:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.text[:500])
    return Seen(answer.text)


def page_of(ref: Ref) -> str:
    return "/page/" + entity_id(ref)


def park(graph: PlanGraph) -> Ref:
    """A park that is said to lead in several industries."""
    led = [fact.subject for fact in graph.facts if fact.predicate == "leadingIndustry" and fact.subject.type == "Park"]
    return max(sorted(set(led)), key=led.count)


def test_both_languages_say_the_same_things() -> None:
    places = re.compile(r"{(\w+)}")
    zh, en = (words()[code] for code in messages.LANGUAGES)
    assert zh.keys() == en.keys()
    for key in zh:
        assert set(places.findall(zh[key])) == set(places.findall(en[key])), key


@pytest.mark.parametrize("path", PLAIN)
@pytest.mark.parametrize("lang", messages.LANGUAGES)
def test_every_page_stands_in_each_language(demo: TestClient, path: str, lang: str) -> None:
    seen = see(demo, f"{path}?lang={lang}")
    demo.cookies.clear()
    assert next(attrs["lang"] for tag, attrs in seen.tags if tag == "html").startswith(lang)
    assert [tag for tag, _ in seen.tags].count("h1") == 1
    chinese = re.search("[一-鿿]", words()[lang]["nav-overview"]) is not None
    assert ("总览" in seen.words) is chinese


def test_the_language_is_remembered(demo: TestClient) -> None:
    demo.get("/?lang=en")
    assert "Overview" in see(demo, "/goals").words
    demo.cookies.clear()
    assert "总览" in see(demo, "/goals").words


def test_the_overview_counts_what_the_plan_has(demo: TestClient, demo_graph: PlanGraph) -> None:
    seen = see(demo, "/")
    parks = sum(entity.type == "Park" for entity in demo_graph.entities)
    assert f"{parks:,}园区" in seen.words
    assert f"{len(demo_graph.goals):,}目标" in seen.words
    assert demo_graph.plan.title in seen.words


def test_each_figure_leads_to_a_list_of_as_many(demo: TestClient) -> None:
    seen = see(demo, "/")
    for link in seen.links("/search?type="):
        kind = link.partition("=")[2]
        counted = re.search(r"事物 ([\d,]+) 个", see(demo, link).words)
        figure = re.search(rf'href="/search\?type={kind}"><b>([\d,]+)</b>', demo.get("/").text)
        assert (counted[1] if counted else "0") == (figure[1] if figure else "")
    bars = seen.links("/goals?year=")
    assert bars
    for link in bars[:4]:
        assert re.search(r"目标 [1-9]", see(demo, html.unescape(link)).words)


def test_three_clicks_from_a_park_to_its_sentence(demo: TestClient, demo_graph: PlanGraph) -> None:
    ref = park(demo_graph)
    hits = see(demo, "/search?q=" + quote(ref.name))
    assert hits.links("/page/")[0] == page_of(ref)
    quotes = see(demo, page_of(ref)).links("/read/")
    start, end = map(int, re.findall(r"mark=(\d+)-(\d+)", quotes[0])[0])
    read = demo.get(quotes[0]).text
    marked = "".join(map(html.unescape, re.findall("<mark[^>]*>(.*?)</mark>", read)))
    assert marked == demo_graph.text[start:end]
    assert 'id="mark"' in read
    chosen = read[read.index(" chosen") :]
    assert re.search(rf'class="claim"( aria-current="true")? data-start="{start}" data-end="{end}"', chosen)[1]  # type: ignore[index]


def test_search_finds_by_alias_and_in_goals(demo: TestClient, demo_graph: PlanGraph) -> None:
    entity = next(e for e in demo_graph.entities if e.aliases and len(e.aliases[0]) > 2)
    assert page_of(entity.ref) in see(demo, "/search?q=" + quote(entity.aliases[0])).links()
    goal = demo_graph.goals[0]
    seen = see(demo, "/search?type=Goal&q=" + quote(goal.text[:8]))
    assert goal.text in seen.words.replace(" ", "") or goal.text in seen.words


def test_the_same_name_comes_first(demo: TestClient, demo_graph: PlanGraph) -> None:
    name = demo_graph.plan.region
    assert see(demo, "/search?q=" + quote(name)).links("/page/")[0] == page_of(Ref("Place", name))


def test_facets_count_what_they_leave(demo: TestClient) -> None:
    seen = see(demo, "/search?q=" + quote("区"))
    facet = next(link for link in seen.links("/search?") if "type=Park" in link)
    count = re.search(r"园区 (\d+)", seen.words)
    assert count
    assert f"事物 {int(count[1]):,} 个" in see(demo, facet).words


def test_nothing_found_says_so(demo: TestClient) -> None:
    assert "没有名称或目标里写着" in see(demo, "/search?q=" + quote("査無此物")).words


def test_a_thing_has_all_its_facts_in_its_table(demo: TestClient, demo_graph: PlanGraph) -> None:
    ref = park(demo_graph)
    answer = demo.get(page_of(ref) + "/table.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    expected = {
        (fact.subject.name, fact.object.name, fact.status.value, str(fact.evidence.start))
        for fact in demo_graph.facts
        if ref in (fact.subject, fact.object) and fact.predicate != "alias"
    }
    facts = [row for row in rows if row["predicate"] not in ("hasGoal", "altLabel")]
    assert {(row["subject"], row["object"], row["status"], row["start"]) for row in facts} == expected
    for row in rows:
        assert demo_graph.text[int(row["start"]) : int(row["end"])] == row["quote"]


def test_the_neighbourhood_grows_by_ten(demo: TestClient, demo_graph: PlanGraph) -> None:
    place = page_of(Ref("Place", demo_graph.plan.region)) + "/neighbours"
    first, second = (demo.get(f"{place}?skip={skip}").json() for skip in (0, 10))
    assert first["count"] > 20
    names = [{node["name"] for node in part["nodes"][1:]} for part in (first, second)]
    assert [len(part) for part in names] == [10, 10]
    assert not names[0] & names[1]
    known = {node["id"] for node in first["nodes"]}
    assert all({edge["from"], edge["to"]} <= known for edge in first["edges"])


def test_every_id_leads_to_a_page(demo: TestClient, demo_graph: PlanGraph) -> None:
    slug = demo_graph.plan.slug
    goal, fact = demo_graph.goals[0], demo_graph.facts[0]
    claims = ((goal_id(slug, goal), goal.evidence), (fact_id(slug, fact), fact.evidence))
    for identifier, evidence in claims:
        answer = demo.get("/page/" + identifier, follow_redirects=False)
        assert answer.status_code == 303
        assert f"mark={evidence.start}-{evidence.end}" in answer.headers["location"]
    assert demo.get("/page/" + iri.plan_id(slug), follow_redirects=False).headers["location"] == f"/read/{slug}"
    section = demo_graph.sections[3]
    target = demo.get("/page/" + iri.section_id(slug, 3), follow_redirects=False).headers["location"]
    assert f"line={section.line}#" in target


@pytest.mark.parametrize("path", ["/page/park/none", "/page/goal/0", "/page/x%20y/%22", "/read/none", "/parks?plan=x"])
def test_what_is_not_there_says_so(demo: TestClient, path: str) -> None:
    assert "没有这个页面" in see(demo, path, 404).words


def test_the_reader_gives_the_whole_text(demo: TestClient, demo_graph: PlanGraph) -> None:
    slug, shown, line = demo_graph.plan.slug, [], 1
    for _ in range(100):
        page = demo.get(f"/read/{slug}?line={line}").text
        shown += re.findall(r'<p data-start="\d+">(.*?)</p>', page, re.DOTALL)
        following = re.search(rf'rel="next" href="/read/{slug}\?line=(\d+)', page)
        if not following:
            break
        line = int(following[1])
    text = [html.unescape(re.sub("<[^>]+>", "", words)) for words in shown]
    assert text == [line for line in demo_graph.text.split("\n") if line.strip()]


def test_gaps_show(demo: TestClient, demo_graph: PlanGraph) -> None:
    found = {m.evidence.line for entity in demo_graph.entities for m in entity.mentions}
    found |= {claim.evidence.line for claim in (*demo_graph.goals, *demo_graph.facts)}
    page = demo.get(f"/read/{demo_graph.plan.slug}").text
    gaps = {int(line) for line in re.findall(r'class="paragraph gap[^"]*" id="l(\d+)"', page)}
    assert not gaps & found
    shown = {int(line) for line in re.findall(r'class="paragraph" id="l(\d+)"', page)}
    lines = demo_graph.text.split("\n")
    assert all(line in found or len(lines[line - 1].strip()) < 12 for line in shown)


def test_goals_are_filtered_sorted_and_exported(demo: TestClient, demo_graph: PlanGraph) -> None:
    wanted = [goal for goal in demo_graph.goals if goal.status.value == "planned" and goal.quantity]
    answer = demo.get("/goals.csv?status=planned&counted=yes&sort=-value")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert sorted(row["text"] for row in rows) == sorted(goal.text for goal in wanted)
    by_unit = [(row["unit"], float(row["value"])) for row in rows]
    assert by_unit == sorted(by_unit, reverse=True)
    assert f"目标 {len(wanted):,} 个" in see(demo, "/goals?status=planned&counted=yes").words


def goal_rows(client: TestClient, query: str) -> list[dict[str, str]]:
    """The goals that an address of the list leaves, as its CSV has them."""
    return list(csv.DictReader(io.StringIO(client.get("/goals.csv?" + query).content.decode("utf-8-sig"))))


@pytest.mark.parametrize("column", ["holder_name", "status", "year", "unit", "indicator"])
def test_each_filter_leaves_just_what_it_says(demo: TestClient, column: str) -> None:
    everything = goal_rows(demo, "")
    parameter = column.removesuffix("_name")
    # The most frequent value, so that it neither leaves all nor only one.
    values = [row[column] for row in everything if row[column]]
    value = max(sorted(set(values)), key=values.count)
    wanted = [row for row in everything if value in row[column]]
    assert 0 < len(wanted) < len(everything)
    assert goal_rows(demo, f"{parameter}={quote(value)}") == wanted
    assert f"目标 {len(wanted):,} 个" in see(demo, f"/goals?{parameter}={quote(value)}").words


@pytest.mark.parametrize("column", ["holder", "text", "status", "indicator", "value", "year", "plan"])
def test_each_column_sorts_both_ways(demo: TestClient, column: str) -> None:
    seen = see(demo, "/goals")
    assert any(f"sort={column}" in link for link in seen.links("/goals?"))
    up, down = (goal_rows(demo, f"sort={sign}{column}") for sign in ("", "-"))
    key = {"holder": "holder_name"}.get(column, column)
    if column not in ("status", "value"):
        assert [row[key] for row in up] == sorted(row[key] for row in up)
    assert [row[key] for row in up] == [row[key] for row in reversed(down)]


def test_parks_share_what_the_plan_says(demo: TestClient, demo_graph: PlanGraph) -> None:
    led: dict[Ref, set[str]] = {}
    for fact in demo_graph.facts:
        if fact.predicate == "leadingIndustry" and fact.subject.type == "Park":
            led.setdefault(fact.subject, set()).add(fact.object.name)
    seen = see(demo, "/parks")
    assert "不等于产值相同" in seen.words
    pairs = [link for link in seen.links("/parks/pair?a=") if "b=" in link]
    assert pairs
    for link in pairs[:6]:
        pair = see(demo, html.unescape(link))
        ids = re.findall(r"[ab]=([a-z]+/[0-9a-f]+)", link)
        refs = [ref for ref in led if entity_id(ref) in ids]
        shared = set.intersection(*(led[ref] for ref in refs))
        assert shared
        assert all(name in pair.words for name in shared)
        assert pair.links("/read/")


def test_sparql_has_links_a_chart_and_a_csv(demo: TestClient) -> None:
    text = "SELECT ?park ?name WHERE { ?park a plan:Park ; schema:name ?name } ORDER BY ?name LIMIT 3"
    seen = see(demo, "/query?query=" + quote(text))
    rows = seen.links("/page/park/")
    assert len(rows) == 3
    table = next(link for link in seen.links("/query.csv"))
    answer = demo.get(table)
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.text.splitlines()[0] == "park,name"
    assert len(answer.text.splitlines()) == 4
    counted = "SELECT ?n (COUNT(?t) AS ?c) { ?t a ?k BIND(STRAFTER(STR(?k), '#') AS ?n) } GROUP BY ?n LIMIT 4"
    views = see(demo, "/query?query=" + quote(counted))
    assert any("view=chart" in link for link in views.links("/query?"))
    assert "bars chart" in demo.get("/query?view=chart&query=" + quote(counted)).text


def drawn(client: TestClient, query: str) -> dict[str, list[dict[str, str]]]:
    """The graph that a result is drawn as."""
    seen = see(client, "/query?view=graph&query=" + quote(query))
    found: dict[str, list[dict[str, str]]] = json.loads(
        next(attrs["data-drawing"] for _, attrs in seen.tags if "data-drawing" in attrs)
    )
    return found


def test_a_result_is_drawn_as_the_graph_that_it_is(demo: TestClient, demo_graph: PlanGraph) -> None:
    led = {f for f in demo_graph.facts if f.predicate == "leadingIndustry" and f.subject.type == "Park"}
    pattern = "{ ?park a plan:Park ; plan:leadingIndustry ?industry }"
    expected = {(f.subject.name, f.object.name) for f in led}
    for query, predicate in (
        (f"CONSTRUCT {{ ?park a plan:Park ; plan:leadingIndustry ?industry }} WHERE {pattern}", "leadingIndustry"),
        (f"SELECT ?park ?industry WHERE {pattern}", "industry"),
        ("SELECT ?s ?p ?o { VALUES ?p { plan:leadingIndustry } ?s a plan:Park ; ?p ?o }", "leadingIndustry"),
    ):
        found = drawn(demo, query)
        names = {node["id"]: node["name"] for node in found["nodes"]}
        assert {(names[edge["from"]], names[edge["to"]]) for edge in found["edges"]} == expected
        assert {edge["predicate"] for edge in found["edges"]} == {predicate}
        assert {node["type"] for node in found["nodes"]} == {"Park", "Industry"}


def test_a_result_without_ties_is_no_graph(demo: TestClient) -> None:
    query = quote("SELECT ?park WHERE { ?park a plan:Park } LIMIT 3")
    seen = see(demo, f"/query?view=graph&query={query}")
    assert not any("data-drawing" in attrs for _, attrs in seen.tags)
    assert len(seen.links("/page/park/")) == 3


def test_a_thing_is_called_by_its_name_where_the_row_does_not_say_it(demo: TestClient, demo_graph: PlanGraph) -> None:
    ref = park(demo_graph)
    pattern = f'WHERE {{ ?park schema:name ?name FILTER(STR(?name) = "{ref.name}") }}'
    alone = demo.get("/query?query=" + quote(f"SELECT ?park {pattern}")).text
    assert f'title="id:{entity_id(ref)}">{ref.name}</a>' in alone
    named = demo.get("/query?query=" + quote(f"SELECT ?park ?name {pattern}")).text
    assert f">id:{entity_id(ref)}</a>" in named


def test_a_query_with_an_unknown_term_says_so(demo: TestClient) -> None:
    text = "SELECT ?p WHERE { ?p a plan:Parc }"
    words_of = see(demo, "/query?query=" + quote(text)).words
    assert "没有 plan:Parc" in words_of
    assert "plan:Park" in words_of
    assert "没有 plan" not in see(demo, "/query?query=" + quote(text.replace("Parc", "Park"))).words


def test_a_cut_table_tells_each_number_once(demo: TestClient) -> None:
    told = see(demo, "/query?query=" + quote("SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 700")).words
    assert "700 行 这里列前 500 行" in told
    assert "先列" not in told


def test_sparql_that_fails_says_why_and_keeps_the_text(demo: TestClient) -> None:
    answer = demo.get("/query?query=" + quote("SELECT ?x WHERE {"))
    assert answer.status_code == 400
    assert "查询有误" in answer.text
    assert "SELECT ?x WHERE {" in answer.text
    service = "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"
    assert "SERVICE" in see(demo, "/query?query=" + quote(service), 400).words


def test_yes_no_and_graphs_are_shown(demo: TestClient) -> None:
    assert "结果 是" in see(demo, "/query?query=" + quote("ASK { ?s ?p ?o }")).words
    graph = see(demo, "/query?query=" + quote("CONSTRUCT { ?s a plan:Park } WHERE { ?s a plan:Park } LIMIT 2"))
    assert "subject" in graph.words
    assert "plan:Park" in graph.words


def test_every_parameter_of_a_named_query_has_a_label_and_its_plan_is_chosen(demo: TestClient) -> None:
    for query in load_queries().values():
        seen = see(demo, f"/query?name={query.name}")
        for one in query.parameters:
            assert words()["zh"][f"given-{one.name}"] in seen.words
            kinds = [tag for tag, attrs in seen.tags if attrs.get("name") == f"p.{one.name}"]
            assert kinds == ["select" if one.types == ("Plan",) else "input"]


def test_a_named_query_takes_its_parameters(demo: TestClient) -> None:
    seen = see(demo, "/query?name=industries-by-park&p.park=" + quote("东疆保税港区"))
    assert any(attrs.get("value") == "东疆保税港区" for _, attrs in seen.tags)


def test_every_question_that_the_page_proposes_has_an_answer(demo: TestClient) -> None:
    proposed = see(demo, "/ask").links("/ask?q=")
    assert len(proposed) == 3
    for path in proposed:
        assert see(demo, path).links("/read/"), path


def test_without_plans_no_question_is_proposed(nothing: TestClient) -> None:
    assert see(nothing, "/ask").links("/ask?q=") == []


def test_a_question_leads_to_its_sentence(demo: TestClient, demo_graph: PlanGraph) -> None:
    industry = next(f.object for f in demo_graph.facts if f.subject.type == "Park" and f.predicate == "leadingIndustry")
    seen = see(demo, "/ask?q=" + quote(f"哪些园区发展{industry.name}？"))
    quotes = seen.links("/read/")
    assert quotes
    assert "<mark" in demo.get(quotes[0]).text


def test_an_answer_leads_to_what_it_names_and_stands_in_its_sentence(demo: TestClient, demo_graph: PlanGraph) -> None:
    fact = next(f for f in demo_graph.facts if f.subject.type == "Park" and f.predicate == "leadingIndustry")
    path = "/ask?q=" + quote(f"哪些园区发展{fact.object.name}？")
    seen = see(demo, path)
    assert {page_of(fact.subject), page_of(fact.object)} <= set(seen.links("/page/"))
    quoted = re.findall(r"<blockquote>(.*?)<a [^>]*>(.*?)</a>(.*?)</blockquote>", demo.get(path).text)
    assert len(quoted) == len(seen.links("/read/"))
    for before, inner, after in quoted:
        around = html.unescape(before.removeprefix("…") + inner + after.removesuffix("…"))
        assert around in demo_graph.text
    assert any(before or after for before, _, after in quoted)


# Text from plans is data ---------------------------------------------------------------------------------

ATTRIBUTES = ("href", "src", "action")


def all_pages(client: TestClient) -> dict[str, Seen]:
    """Every page that can be reached in two steps from the overview, the searches and the goals."""
    todo = ["/", "/goals", "/parks", "/search?type=Policy", "/query", "/ask", "/read/crowd"]
    todo += ["/search?q=" + quote(text) for text in NASTY] + ["/ask?q=" + quote(text) for text in NASTY]
    todo += ["/query?query=" + quote(text) for text in NASTY] + ["/goals?holder=" + quote(text) for text in NASTY]
    todo.append("/query?query=" + quote("SELECT ?t ?n { ?t a plan:Policy ; schema:name ?n }"))
    seen: dict[str, Seen] = {}
    for depth in range(2):
        for path in list(dict.fromkeys(todo)):
            if path not in seen:
                answer = client.get(path)
                assert answer.status_code < 500, path
                if "text/html" in answer.headers["content-type"]:
                    seen[path] = Seen(answer.text)
        if not depth:
            found = [html.unescape(link).partition("#")[0] for page in seen.values() for link in page.links()]
            todo = [link for link in dict.fromkeys(found) if not link.startswith(("/data", "/assets"))][:250]
    return seen


def test_nothing_that_a_plan_says_becomes_markup(nasty: TestClient) -> None:
    pages = all_pages(nasty)
    assert len(pages) > 100
    for path, page in pages.items():
        scripts = [attrs.get("src", "") for tag, attrs in page.tags if tag == "script"]
        assert all(src.startswith("/assets/") for src in scripts), path
        for tag, attrs in page.tags:
            assert not any(name.startswith("on") or name == "style" for name in attrs), (path, tag, attrs)
            assert tag not in ("img", "iframe", "object", "embed", "style"), (path, tag)
            targets = [attrs[name] for name in ATTRIBUTES if name in attrs]
            assert all(not urlsplit(target).scheme and not target.startswith("//") for target in targets), (
                path,
                targets,
            )


@pytest.mark.parametrize("text", NASTY)
def test_nasty_text_is_shown_as_text(nasty: TestClient, text: str) -> None:
    squeezed = re.sub(r"\s+", " ", text)
    for path in (page_of(Ref("Policy", text)), "/read/crowd", "/search?q=" + quote(text)):
        assert squeezed in see(nasty, path).words


def test_a_spreadsheet_runs_no_formula() -> None:
    from kg.serve.pages.things import csv_file

    body = bytes(csv_file("x", ("a", "b"), [("=HYPERLINK(1)", "-5"), ("@x", "+3.5")]).body).decode()
    assert body.splitlines()[1:] == ["'=HYPERLINK(1),-5", "'@x,+3.5"]


@pytest.mark.parametrize("path", ["/", "/search?part=1&q=x", "/vocabulary", "/assets/looks.css", "/page/park/none"])
def test_every_answer_has_its_policy(demo: TestClient, path: str) -> None:
    policy = demo.get(path).headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", ["/", "/search", "/search?q=x", "/goals", "/parks", "/ask", "/query"])
def test_an_empty_graph_has_pages_too(nothing: TestClient, path: str) -> None:
    seen = see(nothing, path)
    assert any("empty" in attrs.get("class", "") for _, attrs in seen.tags) or path in ("/query", "/ask")


def test_tables_are_read_anew_when_the_store_changes(demo_graph: PlanGraph) -> None:
    from dataclasses import replace

    from kg.ontology import knowledge_graphs
    from kg.rdf import graph_name, to_triples
    from kg.serve.pages.site.catalogue import Catalogues
    from kg.store.embedded import EmbeddedStore

    store = EmbeddedStore.memory()
    for name, triples in knowledge_graphs().items():
        store.replace(name, triples)
    catalogues = Catalogues(lambda: store)
    assert not catalogues.current().names
    store.replace(graph_name(demo_graph.plan.slug), to_triples(demo_graph))
    full = catalogues.current()
    assert len(full.names) == len(demo_graph.entities)
    assert catalogues.current() is full
    other = replace(demo_graph, plan=replace(demo_graph.plan, slug="other"))
    store.replace(graph_name("other"), to_triples(other))
    assert set(catalogues.current().plans) == {demo_graph.plan.slug, "other"}
