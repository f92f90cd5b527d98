"""Runs the queries of the folder ``queries``, whose results the pages show.

As in the named queries of ``ontology/queries``, ``VALUES ?name { UNDEF }`` is where a value goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TypeAlias

import pyoxigraph as ox

from kg.ontology import load_ontology, prefixes
from kg.store import Rows, Store, text_of

Row: TypeAlias = Mapping[str, str]
"""One answer: the text of each variable, nothing for an unbound one."""

Given: TypeAlias = ox.NamedNode | ox.Literal

_FOLDER = Path(__file__).parents[1] / "queries"
_HOLE = "VALUES ?{name} {{ UNDEF }}"


def rows(store: Store, name: str, **given: Iterable[Given]) -> list[Row]:
    """The answer to the query called ``name`` with the values ``given``."""
    answer = store.query(_bound(name, given), prefixes=prefixes())
    if not isinstance(answer, Rows):
        raise TypeError(name)
    return [dict(zip(answer.columns, map(text_of, row), strict=True)) for row in answer.rows]


def _bound(name: str, given: Mapping[str, Iterable[Given]]) -> str:
    sparql = _text(name)
    for variable, terms in given.items():
        hole = _HOLE.format(name=variable)
        if hole not in sparql:
            raise KeyError(variable)
        sparql = sparql.replace(hole, f"VALUES ?{variable} {{ {' '.join(map(str, terms))} }}")
    return sparql


@cache
def _text(name: str) -> str:
    return (_FOLDER / f"{name}.rq").read_text(encoding="utf-8")


def term(name: str) -> ox.NamedNode:
    """The node of a term of the ontology."""
    return ox.NamedNode(load_ontology().iri(name))


def local(iri: str) -> str:
    """What a term is called within its vocabulary."""
    return iri.rpartition("#")[2].rpartition("/")[2]


def number(text: str) -> int:
    """A count or an offset of an answer; an unbound one is 0."""
    return int(text or 0)
