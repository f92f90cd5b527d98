"""Names with quotes, backslashes, blanks, per cents and emoji come back as they went in, whatever the way."""

from __future__ import annotations

import csv
import html.parser
import io
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.outdir import OutDir
from kg.serve.settings import Limits, Settings
from kg.store.embedded import EmbeddedStore
from serving import Served, in_process

FORMATS = ("application/sparql-results+json", "application/sparql-results+xml", "text/tab-separated-values")
nasty = st.sampled_from("\"'\\ %&+#?/<>{}^`|;,=名·“”😀𠮷\t")
plain = st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc", "Cn"])
names = st.text(nasty | plain, min_size=1, max_size=12)
slow = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@slow
@given(name=names, by_get=st.booleans())
def test_a_name_in_a_query_comes_back_in_every_format(client: Served, name: str, by_get: bool) -> None:
    query = {"query": f"SELECT ?n {{ BIND({ox.Literal(name)} AS ?n) }}"}
    for media_type in (*FORMATS, "text/csv"):
        headers = {"Accept": media_type}
        answer = (
            client.get("/sparql", params=query, headers=headers)
            if by_get
            else client.post("/sparql", data=query, headers=headers)
        )
        assert answer.status_code == 200, answer.text
        if media_type == "text/csv":
            assert list(csv.reader(io.StringIO(answer.text, newline=""))) == [["n"], [name]]
        else:
            [row] = ox.parse_query_results(answer.content, ox.QueryResultsFormat.from_media_type(media_type))
            assert row["n"] == ox.Literal(name)


@slow
@given(name=names)
def test_a_name_in_an_iri_comes_back(client: Served, name: str) -> None:
    graph = "http://kg.test/" + quote(name)
    answer = client.get("/sparql", params={"query": f"SELECT (<{graph}> AS ?g) {{}}", "default-graph-uri": graph})
    assert answer.json()["results"]["bindings"][0]["g"]["value"] == graph


@slow
@given(name=names)
def test_a_name_as_a_value_of_a_named_query_is_never_more_than_a_name(client: Served, name: str) -> None:
    answer = client.get("/queries/parks-by-industry.json", params={"industry": name})
    assert answer.status_code in (200, 400)
    assert answer.status_code == 200 or answer.text.count("\n") == 1


class Elements(html.parser.HTMLParser):
    """Which elements and attributes a page has, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found |= {tag, *(name for name, _ in attributes)}
        assert not any((value or "").strip().lower().startswith("javascript:") for _, value in attributes)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_what_a_plan_says_is_text_on_a_page(tmp_path: Path) -> None:
    nasty = ["<script>alert(1)</script>", "</title><img src=x onerror=alert(1)>", '" onclick="alert(1)', "{{ 7 * 7 }}"]
    thing = ox.NamedNode("https://plan-kg.example/id/park/7f31")
    out = OutDir(tmp_path / "out")
    with EmbeddedStore.forking(tmp_path / "none", out.store) as store:
        said = [
            ox.Triple(thing, ox.NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel"), ox.Literal(text))
            for text in nasty
        ]
        said.append(ox.Triple(thing, ox.NamedNode("urn:x"), ox.NamedNode("javascript:alert(1)")))
        store.replace("urn:g", said)
    with in_process(Settings(out.root, limits=Limits(workers=1))) as client:
        page = Elements(client.get("/page/park/7f31").text)
        assert not page.found & {"script", "img", "onerror", "onclick"}
        assert all(text in page.text for text in nasty)
