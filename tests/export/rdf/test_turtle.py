from __future__ import annotations

from dataclasses import replace

import pyoxigraph as ox
import rdflib

from kg.export.rdf import turtle
from kg.rdf import to_triples
from synthetic import SENTENCE, synthetic_graph


def test_two_renderings_are_the_same_bytes_in_any_order() -> None:
    one, two = synthetic_graph("one", seed=1), synthetic_graph("two", seed=2)
    mixed = replace(one, goals=one.goals[::-1], facts=one.facts[::-1], entities=one.entities[::-1])
    assert turtle.render([one, two]) == turtle.render([two, mixed])


def test_no_plan_is_still_turtle() -> None:
    assert list(ox.parse(turtle.render([]), ox.RdfFormat.TURTLE)) == []


def test_several_plans_hold_all_their_triples() -> None:
    graphs = [synthetic_graph("one", seed=1), synthetic_graph("two", seed=2)]
    read = {quad.triple for quad in ox.parse(turtle.render(graphs), ox.RdfFormat.TURTLE)}
    assert read == {triple for graph in graphs for triple in to_triples(graph)}


def test_a_title_with_line_breaks_stays_a_comment() -> None:
    graph = synthetic_graph()
    odd = replace(graph, plan=replace(graph.plan, title="甲\n<urn:a> <urn:b> <urn:c> .\r乙"))
    assert len(rdflib.Graph().parse(data=turtle.render([odd]), format="turtle")) == len(to_triples(odd))


def test_nodes_are_spelt_short() -> None:
    text = turtle.render([synthetic_graph()])
    assert "<plan/made-up> a plan:Plan ;" in text
    assert f"plan:characters {16 * len(SENTENCE)} ;" in text
    assert "<http" not in text.partition("\n\n")[2]


def test_odd_nodes_are_spelt_right() -> None:
    subject = ox.BlankNode("b0")
    objects = [
        ox.NamedNode("https://plan-kg.example/ontology#a/b"),
        ox.NamedNode("https://plan-kg.example/id/"),
        ox.NamedNode("urn:x"),
        ox.Literal("-4", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
        ox.Literal("٤", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
        ox.Literal("x", datatype=ox.NamedNode("urn:type")),
        ox.Literal('"\\\n', language="zh-hans"),
    ]
    triples = {ox.Triple(subject, ox.NamedNode("urn:p"), node) for node in objects}
    read = {quad.object for quad in ox.parse(turtle.render_triples(triples), ox.RdfFormat.TURTLE)}
    assert read == set(objects)
