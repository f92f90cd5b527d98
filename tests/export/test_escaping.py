"""No text, whatever is in it, ends the value that holds it."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.export.property_graph.cypher import literal
from kg.export.property_graph.flat import joined
from kg.export.property_graph.markup import escaped
from kg.export.property_graph.tables import guarded
from readers import split, statements, unguarded

anything = st.text(st.characters(exclude_categories=["Cs"]))
nasty = st.text("'\"\\un0041bt|;/*=+-@＝\r\n\t\x00\u2028 ，,{}$`%😀甲", max_size=24)
texts = anything | nasty


# Cypher --------------------------------------------------------------------------------------------

SAID = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\", "'": "'"}
UNICODE = re.compile(r"\\u([0-9a-fA-F]{4})")


def said(quoted: str) -> str:
    """What a string of Cypher says, read from its first quote to its last."""
    assert re.fullmatch(r"'(?:[^'\\]|\\.)*'", quoted, re.DOTALL), quoted
    escapes = re.compile(r"\\u([0-9a-fA-F]{4})|\\(.)", re.DOTALL)
    return escapes.sub(lambda found: chr(int(found[1], 16)) if found[1] else SAID[found[2]], quoted[1:-1])


def said_by_neo4j(quoted: str) -> str:
    """The same by a reader that resolves Unicode escapes before it knows what a string is."""
    return said(UNICODE.sub(lambda found: chr(int(found[1], 16)), quoted))


@given(texts)
def test_a_text_in_cypher_is_what_it_was(text: str) -> None:
    assert said(literal(text)) == text
    assert said_by_neo4j(literal(text)) == text


@given(texts)
def test_a_text_in_cypher_ends_no_line_and_no_statement(text: str) -> None:
    assert not re.search("[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", literal(text))
    assert statements(f"RETURN {literal(text)};") == [f"RETURN {literal(text)}"]


def test_a_unicode_escape_in_a_text_closes_nothing() -> None:
    attack = "甲\\u0027}) DETACH DELETE n //"
    assert said(literal(attack)) == said_by_neo4j(literal(attack)) == attack


@pytest.mark.parametrize(("value", "spelt"), [("4000", "4000.0"), ("4E+3", "4000.0"), ("-46.10", "-46.10")])
def test_an_amount_in_cypher_is_a_float(value: str, spelt: str) -> None:
    assert literal(Decimal(value)) == spelt
    assert literal(2025) == "2025"


# CSV -----------------------------------------------------------------------------------------------


@given(texts)
def test_no_cell_is_a_formula(text: str) -> None:
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
    assert unguarded(guarded(text)) == text


def test_what_is_no_formula_is_left_alone() -> None:
    assert [guarded(text) for text in ("", "甲=乙", "'甲'", "360", "’=1")] == ["", "甲=乙", "'甲'", "360", "’=1"]
    assert guarded("'=1+1") == "''=1+1"


@given(st.lists(texts.filter(bool), min_size=1))
def test_joined_names_come_apart_again(names: list[str]) -> None:
    assert list(split(joined(names))) == names


@given(st.lists(texts, min_size=2))
def test_a_row_of_cells_is_one_row(cells: list[str]) -> None:
    from kg.export.property_graph.tables import _row

    assert list(csv.reader(io.StringIO(_row(cells), newline=""))) == [cells]


# XML -----------------------------------------------------------------------------------------------

LEGIBLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@given(texts)
def test_a_text_in_xml_is_what_it_was_but_for_what_xml_cannot_hold(text: str) -> None:
    read = ElementTree.fromstring(f'<a b="{escaped(text)}">{escaped(text)}</a>'.encode())  # noqa: S314
    assert read.attrib["b"] == (read.text or "") == LEGIBLE.sub("\ufffd", text)
    assert len(read.text or "") == len(text)
