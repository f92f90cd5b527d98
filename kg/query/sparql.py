"""SPARQL queries with the result as table, CSV or JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path

import pyoxigraph as ox

from kg import messages
from kg.errors import InputError, KgError
from kg.export.rdf.turtle import render_triples
from kg.messages import say
from kg.ontology import XSD, load_ontology, prefixes
from kg.store import Answer, Rows, Store, Triples, Value, text_of
from kg.store.text import iris_in

_QUERY_FILE = ".rq"
_NEAR, _CLOSE = 3, 0.6
"""The maximum number of suggestions for an unknown term, and their minimum similarity from 0 to 1."""
_PLANS = """
    SELECT ?slug ?title ?region ?start ?end WHERE {
        ?plan a plan:Plan ; dcterms:identifier ?slug ; dcterms:title ?title .
        OPTIONAL { ?plan schema:spatialCoverage ?region }
        OPTIONAL { ?plan plan:periodStart ?start ; plan:periodEnd ?end }
    } ORDER BY ?slug"""


def read_query(asked: str) -> str:
    """The text of a query, given directly or as the path of a ``.rq`` file. Raises InputError if it is empty."""
    if asked.strip().lower().endswith(_QUERY_FILE):
        path = Path(asked.strip())
        try:
            asked = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(say("query-missing", path=path)) from error
    if not asked.strip():
        raise InputError(say("query-empty"))
    return asked


def run(store: Store, sparql: str) -> Answer:
    """Run a query; the usual prefixes need no declaration. It can only read, and only from this store."""
    return store.query(sparql, prefixes=prefixes())


def doubt(sparql: str) -> str:
    """A warning on terms of our namespace that the ontology lacks; empty if there are none.

    Such a query is no mistake of syntax, but nothing in a graph can match it.
    """
    ontology = load_ontology()
    names = dict.fromkeys(name for iri in iris_in(sparql, prefixes()) if (name := ontology.local(iri)))
    unknown = [name for name in names if name not in ontology]
    if not unknown:
        return ""
    known = (*ontology.classes, *ontology.predicates, *ontology.individuals)
    folded = {name.lower(): name for name in known}
    near = dict.fromkeys(
        folded[found] for name in unknown for found in get_close_matches(name.lower(), folded, n=_NEAR, cutoff=_CLOSE)
    )
    suggestions = say("nearest-terms", near=_listed(near)) if near else ""
    return say("unknown-terms", names=_listed(unknown), near=suggestions)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"plan:{name}" for name in names)


def list_plans(store: Store) -> Answer:
    """The plans of a store with title, region and period."""
    return run(store, _PLANS)


def render(answer: Answer, form: str) -> str:
    """The result as text in one of :data:`FORMATS`."""
    check_form(form)
    return FORMATS[form](answer)


def check_form(form: str) -> None:
    """Raise KgError for an unknown format, before a query is run."""
    if form not in FORMATS:
        raise KgError(say("query-format", format=form, known=messages.listing(FORMATS)))


def to_table(answer: Answer) -> str:
    """A table for a terminal: IRIs are shortened, columns aligned with characters of double width."""
    if isinstance(answer, Triples):
        return render_triples(answer.triples)
    if isinstance(answer, bool):
        return (say("yes") if answer else say("no")) + "\n"
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    names = prefixes()
    table = Table(box=box.SIMPLE, show_edge=False, pad_edge=False)
    for column in answer.columns:
        table.add_column(Text(column), overflow="fold")
    for row in answer.rows:
        table.add_row(*(Text(_short(value, names)) for value in row))
    console = Console(file=io.StringIO(), width=_WIDE, color_system=None, legacy_windows=False)
    with console.capture() as captured:
        console.print(table)
    lines = (line.rstrip() for line in captured.get().splitlines())
    return "\n".join([*lines, say("rows", count=len(answer.rows)), ""])


_WIDE = 10_000


def _short(value: Value, names: Mapping[str, str]) -> str:
    text = text_of(value)
    if not isinstance(value, ox.NamedNode):
        return text
    fitting = [prefix for prefix, namespace in names.items() if text.startswith(namespace)]
    return f"{fitting[0]}:{text[len(names[fitting[0]]) :]}" if fitting else f"<{text}>"


def to_csv(answer: Answer) -> str:
    """SPARQL 1.1 CSV."""
    if isinstance(answer, bool):
        return f"{str(answer).lower()}\n"
    rows = _of_triples(answer) if isinstance(answer, Triples) else answer
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(rows.columns)
    writer.writerows(map(text_of, row) for row in rows.rows)
    return out.getvalue()


def to_json(answer: Answer) -> str:
    """SPARQL 1.1 JSON; for triples the same with the variables subject, predicate and object."""
    if isinstance(answer, bool):
        document: dict[str, object] = {"head": {}, "boolean": answer}
    else:
        rows = _of_triples(answer) if isinstance(answer, Triples) else answer
        bindings = [
            {name: _binding(value) for name, value in zip(rows.columns, row, strict=True) if value is not None}
            for row in rows.rows
        ]
        document = {"head": {"vars": list(rows.columns)}, "results": {"bindings": bindings}}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _binding(value: Value) -> dict[str, str]:
    binding = {"type": _KINDS.get(type(value), "literal"), "value": text_of(value)}
    if isinstance(value, ox.Literal):
        if value.language:
            binding["xml:lang"] = value.language
        elif value.datatype.value != XSD + "string":
            binding["datatype"] = value.datatype.value
    return binding


_KINDS: Mapping[type, str] = {ox.NamedNode: "uri", ox.BlankNode: "bnode"}


def _of_triples(answer: Triples) -> Rows:
    return Rows(("subject", "predicate", "object"), tuple(map(tuple, answer.triples)))


FORMATS: Mapping[str, Callable[[Answer], str]] = {"table": to_table, "csv": to_csv, "json": to_json}
"""The output formats, which the command line offers."""
