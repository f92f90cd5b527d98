"""The SPARQL page: an editor for queries and named queries, and the result as table, chart or graph."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

import pyoxigraph as ox
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from kg.errors import KgError
from kg.ontology import load_ontology, prefixes
from kg.query.named import NamedQuery, bind, find_query, load_queries
from kg.query.sparql import doubt
from kg.serve.pages.results import SHOWN, TRIPLES, sheet_of
from kg.serve.pages.site.page import Answer, Asker, Page, Visit
from kg.serve.workers.operations import Task
from kg.serve.workers.truncation import CSV, JSON
from kg.store import Value, text_of

EXAMPLE = """# 哪些园区发展哪些产业
SELECT ?park ?park_name ?industry_name WHERE {
  ?park a plan:Park ; plan:leadingIndustry ?industry ; schema:name ?park_name .
  ?industry schema:name ?industry_name .
}
ORDER BY ?park_name
LIMIT 100"""


async def page(visit: Visit, ask: Asker) -> Answer:
    """The editor with the result of its query."""
    named = find_query(visit.asked("name")) if visit.asked("name") else None
    text, fault, sheet = visit.asked("query"), "", None
    given = _given(visit, named)
    try:
        if named and (named_ready(named, given)):
            text = text or _without_header(bind(named, given, visit.store))
        if text and not (named and not named_ready(named, given)):
            reply = await ask(visit.request, Task("query", text, rows_as=JSON, graph_as=TRIPLES))
            sheet = await run_in_threadpool(sheet_of, visit.catalogue, reply)
    except (HTTPException, KgError) as error:
        fault = error.detail if isinstance(error, HTTPException) else str(error)
    view = visit.asked("view") if sheet and visit.asked("view") in sheet.views else ""
    values = {
        "text": text or (_without_header(named.sparql) if named else EXAMPLE),
        "sheet": sheet,
        "fault": fault,
        "doubt": doubt(text) if sheet else "",
        "named": named,
        "given": given,
        "plans": list(visit.catalogue.plans.values()),
        "queries": list(load_queries().values()),
        "csv": "/query.csv?" + urlencode({"query": text}),
        "permalink": "/query?" + urlencode({"query": text} | ({"view": view} if view else {})),
        "view": view,
        "shown": SHOWN,
    }
    return Page("query.html", values, 400 if fault else 200)


def _given(visit: Visit, named: NamedQuery | None) -> Mapping[str, str]:
    return {one.name: visit.asked("p." + one.name) for one in named.parameters} if named else {}


def _without_header(sparql: str) -> str:
    return "\n".join(line for line in sparql.splitlines() if not line.startswith("# "))


def named_ready(named: NamedQuery, given: Mapping[str, str]) -> bool:
    """Whether all required parameters have a value."""
    return all(given.get(one.name) or one.optional for one in named.parameters)


async def table(visit: Visit, ask: Asker) -> Answer:
    """The result of a query as SPARQL 1.1 CSV."""
    reply = await ask(visit.request, Task("query", visit.asked("query"), rows_as=CSV, graph_as=TRIPLES))
    headers = {"Content-Disposition": 'attachment; filename="query.csv"'}
    if reply.type == CSV:
        return Response(reply.body, media_type="text/csv; charset=utf-8", headers=headers)
    body = ox.parse(reply.body, format=ox.RdfFormat.N_TRIPLES)
    lines = ["subject,predicate,object", *(",".join(map(_quoted, quad.triple)) for quad in body)]
    return Response("\r\n".join(lines) + "\r\n", media_type="text/csv; charset=utf-8", headers=headers)


def _quoted(value: Value) -> str:
    return '"' + text_of(value).replace('"', '""') + '"'


def vocabulary(visit: Visit) -> Response:
    """The completions of the editor: prefixes, classes, properties and individuals with their labels, as JSON."""
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
