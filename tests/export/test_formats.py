"""One contract for every format: it holds the nodes and edges of the graph, and always the same bytes."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from kg.export import FORMATS, Writer, writers
from kg.export.property_graph.markup import escaped
from kg.graph import to_networkx
from kg.model import PlanGraph, Ref
from kg.project import PACKAGE
from kg.rdf import graph_name
from readers import NAMING, RDF_FORMS, READERS, as_annotated, changed, expected, files, rdf, to_rdf
from strategies import plan_graphs
from synthetic import synthetic_graph

# rdflib's parsers still use what rdflib itself calls outdated.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")

every_format = pytest.mark.parametrize("form", FORMATS)
XML = ("rdfxml", "graphml", "gexf")
ODD = (
    "港'区",
    'say "x"',
    "a\\b",
    "a\\u0041",
    "甲|乙",
    "100%",
    "😀🏭",
    "<b>&amp;",
    "a\nb",
    "a\tb",
    "=1+1",
    "{x} $y `z`",
    "；;",
)


def odd_graph() -> PlanGraph:
    """A plan whose names are what a careless writer stumbles over."""
    graph = synthetic_graph()
    renamed = dict(zip((entity.ref for entity in graph.entities), ODD, strict=False))

    def ref(old: Ref) -> Ref:
        return Ref(old.type, renamed.get(old, old.name))

    return replace(
        graph,
        entities=tuple(
            replace(entity, name=ref(entity.ref).name, aliases=(*entity.aliases, f"又名{ref(entity.ref).name}"))
            for entity in graph.entities
        ),
        goals=tuple(goal._replace(holder=ref(goal.holder)) for goal in graph.goals),
        facts=tuple(
            f._replace(subject=ref(f.subject), object=f.object if f.predicate == "alias" else ref(f.object))
            for f in graph.facts
        ),
    )


def test_every_format_has_a_reader() -> None:
    assert READERS.keys() == FORMATS.keys()


@every_format
def test_a_format_holds_the_nodes_and_edges_of_the_graph(form: str) -> None:
    graph = odd_graph()
    drawn = to_networkx(graph)
    wanted = expected([graph])
    assert len(wanted.nodes) == drawn.number_of_nodes()
    assert len(wanted.edges) == drawn.number_of_edges()
    assert READERS[form](files(form, [graph])) == (as_annotated(wanted) if form == "jsonl" else wanted)


def legible(text: str) -> str:
    """What XML 1.0 has no place for is a replacement character there."""
    return "".join(c if ord(c) >= 32 or c in "\t\n" else "\ufffd" for c in text).translate(
        dict.fromkeys((0xFFFE, 0xFFFF), "\ufffd")
    )


@every_format
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(graph=plan_graphs())
def test_a_format_holds_any_graph(form: str, graph: PlanGraph) -> None:
    wanted = expected([graph])
    if form in XML:
        wanted = changed(wanted, legible)
    assert READERS[form](files(form, [graph])) == (as_annotated(wanted) if form == "jsonl" else wanted)


def two_plans() -> list[PlanGraph]:
    """Two plans that speak of the same things, one under more names."""
    one, two = synthetic_graph("one", seed=1), synthetic_graph("two", seed=2)
    more = (replace(two.entities[1], aliases=("另一个名字",)), *two.entities[2:])
    return [one, replace(two, entities=(two.entities[0], *more))]


@pytest.mark.parametrize("form", [form for form in FORMATS if form not in RDF_FORMS])
def test_things_of_several_plans_are_one_node(form: str) -> None:
    wanted = expected(two_plans())
    assert any("另一个名字" in known.get("aliases", ()) for known in wanted.nodes.values())
    assert READERS[form](files(form, two_plans())) == (as_annotated(wanted) if form == "jsonl" else wanted)


@pytest.mark.parametrize("form", RDF_FORMS)
def test_rdf_holds_the_triples_of_all_plans(form: str) -> None:
    wanted = {graph_name(graph.plan.slug): set(to_rdf(graph)) for graph in two_plans()}
    if form not in NAMING:
        wanted = {"": set[object]().union(*wanted.values())}
    assert {name: set(graph) for name, graph in rdf(files(form, two_plans()), RDF_FORMS[form]).items()} == wanted


@every_format
def test_no_plan_at_all_is_an_empty_file_of_the_format(form: str) -> None:
    written = files(form, [])
    if form in RDF_FORMS:
        assert rdf(written, RDF_FORMS[form]) == {}
    else:
        assert READERS[form](written) == ({}, {})


# Always the same -----------------------------------------------------------------------------------


@every_format
def test_the_order_in_which_a_plan_was_put_together_does_not_matter(form: str) -> None:
    graph = synthetic_graph()
    mixed = replace(graph, goals=graph.goals[::-1], facts=graph.facts[::-1], entities=graph.entities[::-1])
    assert files(form, [graph]) == files(form, [mixed])


def digests() -> Iterator[str]:
    for form in FORMATS:
        for name, text in files(form, two_plans()).items():
            yield f"{form} {name} {hashlib.sha256(text.encode()).hexdigest()}"


def test_two_runs_write_the_same_bytes() -> None:
    code = "from test_formats import digests; print(*digests(), sep='\\n')"
    paths = os.pathsep.join(map(str, (PACKAGE.parent, PACKAGE.parent / "tests", PACKAGE.parent / "tests" / "export")))
    told = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONPATH": paths, "PYTHONHASHSEED": seed, "KG_LANG": language},
            check=True,
            capture_output=True,
        ).stdout
        for seed, language in (("1", "zh"), ("2", "en"))
    ]
    assert told[0] == told[1]
    assert told[0].decode().splitlines() == list(digests())


# Piece by piece ------------------------------------------------------------------------------------


class Passing:
    """So many plans, each made when it is asked for and kept by nobody else."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.given = 0

    def __iter__(self) -> Iterator[PlanGraph]:
        for number in range(self.count):
            self.given += 1
            yield synthetic_graph(f"plan-{number}", mentions=60)


@pytest.mark.parametrize("form", [*RDF_FORMS, "jsonl"])
def test_a_plan_is_written_before_the_next_is_read(form: str) -> None:
    [write] = writers(form).values()
    plans = Passing(5)
    seen = [plans.given for _ in write(plans)]
    assert set(range(1, 6)) <= set(seen)


def most_memory(write: Writer, plans: int) -> int:
    tracemalloc.start()
    for _ in write(Passing(plans)):
        pass
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


@pytest.mark.parametrize("form", [*RDF_FORMS, "jsonl"])
def test_memory_does_not_grow_with_the_number_of_plans(form: str) -> None:
    [write] = writers(form).values()
    most_memory(write, 1)
    assert most_memory(write, 12) < 1.2 * most_memory(write, 3)


def test_text_for_xml_is_escaped_once() -> None:
    assert escaped('a & b < c > "d"\n\x00') == "a &amp; b &lt; c &gt; &quot;d&quot;&#10;\ufffd"
