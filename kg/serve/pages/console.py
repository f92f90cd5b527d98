"""SPARQL for people: a query, or a named one with its parameters, and its answer as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from urllib.parse import urlencode

import pyoxigraph as ox
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from kg.errors import KgError
from kg.ontology import load_ontology, prefixes
from kg.queries import NamedQuery, bind, find_query, load_queries
from kg.serve.cut import CSV, JSON
from kg.serve.operations import Reply, Task
from kg.serve.pages import links
from kg.serve.pages.site import Answer, Asker, Page, Visit
from kg.store import Value, text_of

_SHOWN = 500
_BARS, _CHART_COLUMNS = 30, 3
_TRIPLES = "application/n-triples"
EXAMPLE = """# 哪些园区发展哪些产业
SELECT ?park ?park_name ?industry_name WHERE {
  ?park a plan:Park ; plan:leadingIndustry ?industry ; schema:name ?park_name .
  ?industry schema:name ?industry_name .
}
ORDER BY ?park_name
LIMIT 100"""


@dataclass(frozen=True, slots=True)
class Cell:
    """One value as it is shown, with the page it leads to if it is a thing of ours."""

    text: str
    url: str = ""
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a chart; ``width`` is in a hundred."""

    label: str
    count: str
    width: float


@dataclass(frozen=True)
class Sheet:
    """An answer as it is shown."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    count: int
    more: bool = False
    yes: bool | None = None
    bars: Sequence[Bar] = ()


async def page(visit: Visit, ask: Asker) -> Answer:
    """The editor with the answer to what is in it."""
    named = find_query(visit.asked("name")) if visit.asked("name") else None
    text, fault, sheet = visit.asked("query"), "", None
    given = _given(visit, named)
    try:
        if named and (named_ready(named, given)):
            text = text or _without_header(bind(named, given, visit.store))
        if text and not (named and not named_ready(named, given)):
            sheet = sheet_of(await ask(visit.request, Task("query", text, rows_as=JSON, graph_as=_TRIPLES)))
    except (HTTPException, KgError) as error:
        fault = error.detail if isinstance(error, HTTPException) else str(error)
    values = {
        "text": text or (_without_header(named.sparql) if named else EXAMPLE),
        "sheet": sheet,
        "fault": fault,
        "named": named,
        "given": given,
        "queries": list(load_queries().values()),
        "csv": "/query.csv?" + urlencode({"query": text}),
        "permalink": "/query?" + urlencode({"query": text}),
        "shown": _SHOWN,
    }
    return Page("query.html", values, 400 if fault else 200)


def _given(visit: Visit, named: NamedQuery | None) -> Mapping[str, str]:
    return {one.name: visit.asked("p." + one.name) for one in named.parameters} if named else {}


def _without_header(sparql: str) -> str:
    return "\n".join(line for line in sparql.splitlines() if not line.startswith("# "))


def named_ready(named: NamedQuery, given: Mapping[str, str]) -> bool:
    """Whether each parameter that must be given is."""
    return all(given.get(one.name) or one.optional for one in named.parameters)


async def table(visit: Visit, ask: Asker) -> Answer:
    """The answer to a query as SPARQL 1.1 CSV."""
    reply = await ask(visit.request, Task("query", visit.asked("query"), rows_as=CSV, graph_as=_TRIPLES))
    headers = {"Content-Disposition": 'attachment; filename="query.csv"'}
    if reply.type == CSV:
        return Response(reply.body, media_type="text/csv; charset=utf-8", headers=headers)
    body = ox.parse(reply.body, format=ox.RdfFormat.N_TRIPLES)
    lines = ["subject,predicate,object", *(",".join(map(_quoted, quad.triple)) for quad in body)]
    return Response("\r\n".join(lines) + "\r\n", media_type="text/csv; charset=utf-8", headers=headers)


def _quoted(value: Value) -> str:
    return '"' + text_of(value).replace('"', '""') + '"'


def sheet_of(reply: Reply) -> Sheet:
    """An answer in the terms of the page."""
    if reply.type == _TRIPLES:
        triples = [tuple(quad.triple) for quad in ox.parse(reply.body, format=ox.RdfFormat.N_TRIPLES)]
        return _sheet(("subject", "predicate", "object"), triples, more=reply.more)
    found = ox.parse_query_results(reply.body, format=ox.QueryResultsFormat.JSON)
    if isinstance(found, ox.QueryBoolean):
        return Sheet((), (), 1, yes=bool(found))
    return _sheet([variable.value for variable in found.variables], list(map(tuple, found)), more=reply.more)


def _sheet(columns: Sequence[str], answers: Sequence[Sequence[Value]], *, more: bool) -> Sheet:
    shown = [[cell(value) for value in row] for row in answers[:_SHOWN]]
    return Sheet(columns, shown, len(answers), more, bars=bars(shown))


def cell(value: Value) -> Cell:
    """A value in short, an IRI of ours with its page."""
    text = text_of(value)
    if isinstance(value, ox.NamedNode):
        return Cell(_short(text), links.thing(text))
    return Cell(text, numeric=_amount(text) is not None)


def _short(iri: str) -> str:
    fitting = [(space, prefix) for prefix, space in prefixes().items() if iri.startswith(space)]
    space, prefix = max(fitting, default=("", ""), key=lambda pair: len(pair[0]))
    return f"{prefix}:{iri[len(space) :]}" if space else iri


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
    names = [at for at in range(len(shown[0])) if not any(row[at].numeric or row[at].url for row in shown)]
    if not columns or not names:
        return ()
    if len({row[names[0]].text for row in shown}) < len(shown):
        return ()
    amounts = [_amount(row[columns[-1]].text) or Decimal(0) for row in shown]
    most = max(amounts)
    if most <= 0 or min(amounts) < 0:
        return ()
    return [
        Bar(row[names[0]].text, row[columns[-1]].text, float(100 * amount / most))
        for row, amount in zip(shown, amounts, strict=True)
    ]


def vocabulary(visit: Visit) -> Response:
    """What the editor completes: prefixes, classes, properties, individuals, each with its label."""
    ontology = load_ontology()
    kinds = (("class", ontology.classes), ("property", ontology.predicates), ("individual", ontology.individuals))
    terms = [
        {"text": f"plan:{name}", "kind": kind, "label": known.labels.get(visit.lang, "")}
        for kind, table in kinds
        for name, known in table.items()
    ]
    others = (
        "skos:prefLabel",
        "skos:altLabel",
        "schema:name",
        "dcterms:title",
        "dcterms:identifier",
        "rdf:subject",
        "rdf:predicate",
        "rdf:object",
        "oa:exact",
        "oa:start",
        "oa:end",
        "prov:wasQuotedFrom",
    )
    terms += [{"text": name, "kind": "property", "label": ""} for name in others]
    return JSONResponse({"prefixes": prefixes(), "terms": terms})
