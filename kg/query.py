"""Ask a store in SPARQL, with the answer as a table, CSV or JSON."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from kg.errors import InputError, KgError
from kg.export.turtle import render_triples
from kg.messages import say
from kg.ontology import XSD, prefixes
from kg.store import Answer, Rows, Store, Term, Triples

# Variables and prefixed names are the only places where the word is surely no keyword. Strings,
# comments and IRIs are not told apart here: `<` is an operator too, and a scanner that takes it for
# the start of an IRI could be made to skip a live SERVICE. So a query may not hold the word there.
_NAMES = re.compile(r"[?$]\w+|[\w.-]*:[\w.:-]*")
_SERVICE = re.compile("service", re.IGNORECASE)
_QUERY_FILE = ".rq"
_PLANS = """
    SELECT ?slug ?title ?region ?start ?end WHERE {
        ?plan a plan:Plan ; dcterms:identifier ?slug ; dcterms:title ?title .
        OPTIONAL { ?plan schema:spatialCoverage ?region }
        OPTIONAL { ?plan plan:periodStart ?start ; plan:periodEnd ?end }
    } ORDER BY ?slug"""


def read_query(asked: str) -> str:
    """The text of a query, given as such or as the path of a ``.rq`` file."""
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
    """Ask ``sparql``, in which the usual prefixes need no declaration; it can only read, and only here."""
    refuse_service(sparql)
    return store.query(sparql, prefixes=prefixes())


def list_plans(store: Store) -> Answer:
    """What a store knows of each plan in it."""
    return run(store, _PLANS)


def refuse_service(sparql: str) -> None:
    """Raise if the query would call another server."""
    if _SERVICE.search(_NAMES.sub(" ", sparql)):
        raise InputError(say("query-service"))


def render(answer: Answer, form: str) -> str:
    """The answer in one of :data:`FORMATS`."""
    check_form(form)
    return FORMATS[form](answer)


def check_form(form: str) -> None:
    """Raise if there is no such form, so that a long query is not asked in vain."""
    if form not in FORMATS:
        raise KgError(say("query-format", format=form, known="、".join(FORMATS)))


def to_table(answer: Answer) -> str:
    """For the eye: IRIs shortened, columns aligned also where characters are two cells wide."""
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
        table.add_row(*(Text(_short(term, names)) for term in row))
    console = Console(file=io.StringIO(), width=_WIDE, color_system=None, legacy_windows=False)
    with console.capture() as captured:
        console.print(table)
    lines = (line.rstrip() for line in captured.get().splitlines())
    return "\n".join([*lines, say("rows", count=len(answer.rows)), ""])


_WIDE = 10_000


def _short(term: Term | None, names: Mapping[str, str]) -> str:
    if term is None:
        return ""
    if term.kind != "uri":
        return term.value
    fitting = [prefix for prefix, namespace in names.items() if term.value.startswith(namespace)]
    return f"{fitting[0]}:{term.value[len(names[fitting[0]]) :]}" if fitting else f"<{term.value}>"


def to_csv(answer: Answer) -> str:
    """SPARQL 1.1 CSV."""
    if isinstance(answer, Triples):
        rows = [[_plain_node(part) for part in triple] for triple in answer.triples]
        answer_columns: tuple[str, ...] = ("subject", "predicate", "object")
    elif isinstance(answer, Rows):
        rows = [[term.value if term else "" for term in row] for row in answer.rows]
        answer_columns = answer.columns
    else:
        return f"{str(answer).lower()}\n"
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(answer_columns)
    writer.writerows(rows)
    return out.getvalue()


def _plain_node(node: object) -> str:
    return str(getattr(node, "value", node))


def to_json(answer: Answer) -> str:
    """SPARQL 1.1 JSON; for triples the same with the variables subject, predicate and object."""
    if isinstance(answer, bool):
        document: dict[str, object] = {"head": {}, "boolean": answer}
    else:
        rows = _of_triples(answer) if isinstance(answer, Triples) else answer
        bindings = [
            {name: _binding(term) for name, term in zip(rows.columns, row, strict=True) if term} for row in rows.rows
        ]
        document = {"head": {"vars": list(rows.columns)}, "results": {"bindings": bindings}}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _binding(term: Term) -> dict[str, str]:
    binding = {"type": term.kind, "value": term.value}
    if term.language:
        binding["xml:lang"] = term.language
    elif term.datatype and term.datatype != XSD + "string":
        binding["datatype"] = term.datatype
    return binding


def _of_triples(answer: Triples) -> Rows:
    from kg.store.embedded import term_of

    rows = tuple(tuple(term_of(node) for node in triple) for triple in answer.triples)
    return Rows(("subject", "predicate", "object"), rows)


FORMATS: Mapping[str, Callable[[Answer], str]] = {"table": to_table, "csv": to_csv, "json": to_json}
"""The forms of an answer; the choices of the command line come from here."""
