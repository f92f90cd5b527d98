"""The answer to a reader's query as a table, and where its form allows, as a chart and as a graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import pairwise

import pyoxigraph as ox

from kg.ontology import load_ontology, prefixes
from kg.serve.pages.site import links
from kg.serve.pages.site.catalogue import Catalogue
from kg.serve.pages.site.source import local
from kg.serve.workers.operations import TaskReply
from kg.store import Value, text_of

SHOWN = 500
"""How many rows are shown; the CSV has all."""
TRIPLES = "application/n-triples"
TABLE, CHART, GRAPH = "table", "chart", "graph"
_BARS, _CHART_COLUMNS = 30, 3
_EDGES = 200
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


@dataclass(frozen=True, slots=True)
class Cell:
    """One value as it is shown, with the page it leads to if it is a thing of ours; ``short`` is its IRI in short."""

    text: str
    url: str = ""
    numeric: bool = False
    short: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a chart; ``width`` is in a hundred."""

    label: str
    count: str
    width: float


@dataclass(frozen=True, slots=True)
class ResultGraph:
    """An answer as a graph: nodes with id, name, type and url, edges from and to an id by a predicate."""

    nodes: Sequence[Mapping[str, str]]
    edges: Sequence[Mapping[str, str]]
    more: bool = False
    """Whether edges were left out."""


@dataclass(frozen=True)
class ResultTable:
    """An answer as it is shown."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    count: int
    more: bool = False
    yes: bool | None = None
    bars: Sequence[Bar] = ()
    drawing: ResultGraph | None = None

    @property
    def views(self) -> Sequence[str]:
        """The forms in which it can be looked at, a table first."""
        return [TABLE, *([CHART] if self.bars else []), *([GRAPH] if self.drawing else [])]


def sheet_of(catalogue: Catalogue, reply: TaskReply) -> ResultTable:
    """An answer in the terms of the page."""
    if reply.type == TRIPLES:
        triples = [tuple(quad.triple) for quad in ox.parse(reply.body, format=ox.RdfFormat.N_TRIPLES)]
        arcs = (triple for triple in triples if triple[1].value != _TYPE)
        drawing = _drawing(catalogue, ((s, local(p.value), o) for s, p, o in arcs if _is_node(s) and _is_node(o)))
        return _sheet(catalogue, ("subject", "predicate", "object"), triples, drawing, more=reply.more)
    found = ox.parse_query_results(reply.body, format=ox.QueryResultsFormat.JSON)
    if isinstance(found, ox.QueryBoolean):
        return ResultTable((), (), 1, yes=bool(found))
    columns = [variable.value for variable in found.variables]
    answers = list(map(tuple, found))
    drawing = _drawing(catalogue, (arc for row in answers for arc in _arcs(columns, row)))
    return _sheet(catalogue, columns, answers, drawing, more=reply.more)


def _sheet(
    catalogue: Catalogue,
    columns: Sequence[str],
    answers: Sequence[Sequence[Value]],
    drawing: ResultGraph | None,
    *,
    more: bool,
) -> ResultTable:
    shown = [cells(catalogue, row) for row in answers[:SHOWN]]
    return ResultTable(columns, shown, len(answers), more, bars=bars(shown), drawing=drawing)


# Tables -------------------------------------------------------------------------------------------------


def cells(catalogue: Catalogue, row: Sequence[Value]) -> Sequence[Cell]:
    """A row without redundancy: an entity is shown by its name, unless another column has the name."""
    said = {text_of(value) for value in row}
    return [_cell(catalogue, value, said) for value in row]


def _cell(catalogue: Catalogue, value: Value, said: set[str]) -> Cell:
    text = text_of(value)
    if not isinstance(value, ox.NamedNode):
        return Cell(text, numeric=_amount(text) is not None)
    short, url = shortened(text), links.thing(text)
    name, _ = named(catalogue, text)
    return Cell(name, url, short=short) if name and name not in said else Cell(short, url)


def shortened(iri: str) -> str:
    """An IRI with a prefix, if one is known for it."""
    fitting = [(space, prefix) for prefix, space in prefixes().items() if iri.startswith(space)]
    space, prefix = max(fitting, default=("", ""), key=lambda pair: len(pair[0]))
    return f"{prefix}:{iri[len(space) :]}" if space else iri


def named(catalogue: Catalogue, iri: str) -> tuple[str, str]:
    """What a thing, a goal or a plan is called, and its type; nothing for anything else."""
    if thing := catalogue.names.get(iri):
        return thing.name, thing.type
    if aim := catalogue.aim.get(iri):
        return aim.text, "Goal"
    if slug := catalogue.slugs.get(iri):
        return catalogue.plans[slug].title, "Plan"
    return "", ""


# Charts -------------------------------------------------------------------------------------------------


def _amount(text: str) -> Decimal | None:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


def bars(shown: Sequence[Sequence[Cell]]) -> Sequence[Bar]:
    """A chart of the last column that holds only numbers, if the rows are few and named."""
    if not 2 <= len(shown) <= _BARS or len(shown[0]) > _CHART_COLUMNS:
        return ()
    columns = [at for at in range(len(shown[0])) if all(row[at].numeric for row in shown)]
    names = [at for at in range(len(shown[0])) if not any(row[at].numeric for row in shown)]
    distinct = (at for at in names if len({row[at].text for row in shown}) == len(shown))
    label = min(distinct, key=lambda at: (any(row[at].url and not row[at].short for row in shown), at), default=-1)
    if not columns or label < 0:
        return ()
    amounts = [_amount(row[columns[-1]].text) or Decimal(0) for row in shown]
    most = max(amounts)
    if most <= 0 or min(amounts) < 0:
        return ()
    return [
        Bar(row[label].text, row[columns[-1]].text, float(100 * amount / most))
        for row, amount in zip(shown, amounts, strict=True)
    ]


# Graphs -------------------------------------------------------------------------------------------------

_Arc = tuple[Value, str, Value]


def _is_node(value: Value) -> bool:
    return isinstance(value, ox.NamedNode)


def _arcs(columns: Sequence[str], row: Sequence[Value]) -> Iterator[_Arc]:
    """What a row ties: its things in their order, by the property between them or else by the later one's column."""
    things = [at for at, value in enumerate(row) if isinstance(value, ox.NamedNode) and links.thing(value.value)]
    for one, other in pairwise(things):
        between = [local(it.value) for it in row[one + 1 : other] if isinstance(it, ox.NamedNode)]
        known = [name for name in between if name in load_ontology().predicates]
        yield row[one], known[0] if known else columns[other], row[other]


def _drawing(catalogue: Catalogue, arcs: Iterable[_Arc]) -> ResultGraph | None:
    """The graph of some ties, or nothing where nothing is tied."""
    edges: dict[tuple[str, str, str], None] = {}
    for one, predicate, other in arcs:
        edges[text_of(one), predicate, text_of(other)] = None
    kept = list(edges)[:_EDGES]
    if not kept:
        return None
    ends = dict.fromkeys(end for one, _, other in kept for end in (one, other))
    return ResultGraph(
        [_node(catalogue, iri) for iri in ends],
        [{"from": one, "to": other, "predicate": predicate} for one, predicate, other in kept],
        len(edges) > len(kept),
    )


def _node(catalogue: Catalogue, iri: str) -> Mapping[str, str]:
    name, kind = named(catalogue, iri)
    return {"id": iri, "name": name or shortened(iri), "type": kind, "url": links.thing(iri)}
