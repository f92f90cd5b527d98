"""Names with quotes, backslashes, blanks, per cents and emoji come back as they went in, whatever the way."""

from __future__ import annotations

import csv
import io
from urllib.parse import quote

import pyoxigraph as ox
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from serving import Served

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
