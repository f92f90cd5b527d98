"""Put a query together from lines, and read its rows.

Whatever comes from a question goes in as a term, spelt by Oxigraph; no text is ever pasted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import pyoxigraph as ox

from kg.ask.found import Answer, Passage
from kg.link import fold_name
from kg.lookup import values
from kg.ontology import load_ontology, prefixes
from kg.store import Rows, Store, text_of

SAID = """?evidence oa:exact ?quote ; oa:start ?start ; oa:end ?end ; plan:line ?line ; plan:section ?section ."""
"""The pattern of a piece of evidence with all that a passage needs."""

NAME = "?thing schema:name ?name ."
ALIASES = "OPTIONAL { ?thing skos:altLabel ?alias }"
"""The other names of a thing; the last of the patterns, for an engine joins what comes after it slowly."""


@dataclass(frozen=True, slots=True)
class Query:
    """A SELECT under way: clauses of values, patterns within the graph of a plan, filters."""

    plans: tuple[str, ...]
    patterns: tuple[str, ...]
    values: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    columns: str = "?plan ?thing ?name ?alias ?quote ?start ?end ?line ?section"

    def having(self, *filters: str) -> Query:
        """The same query with more filters."""
        return replace(self, filters=self.filters + filters)

    def text(self) -> str:
        """The query in SPARQL."""
        inside = "\n".join(f"    {pattern}" for pattern in self.patterns)
        lines = [values(self.plans), *self.values, f"GRAPH ?plan {{\n{inside}\n  }}", *self.filters]
        body = "\n".join(f"  {line}" for line in lines if line)
        return f"SELECT DISTINCT {self.columns} WHERE {{\n{body}\n}} ORDER BY ?plan ?start ?end"


Row = dict[str, str]


def rows_of(store: Store, query: Query | str) -> list[Row]:
    """The rows of a query, each by variable; what is unbound is left out."""
    answer = store.query(query if isinstance(query, str) else query.text(), prefixes=prefixes())
    if not isinstance(answer, Rows):
        return []
    return [{n: text_of(v) for n, v in zip(answer.columns, row, strict=True) if v is not None} for row in answer.rows]


def passage_of(row: Row) -> Passage:
    """The evidence of a row."""
    return Passage(row["plan"], int(row["start"]), int(row["end"]), row["quote"], int(row["line"]), row["section"])


def answers_of(rows: Iterable[Row]) -> tuple[Answer, ...]:
    """The things of the rows under the names that the plan gives them there, each once with all its passages."""
    said: dict[tuple[str, Passage], list[Row]] = {}
    for row in rows:
        said.setdefault((row["thing"], passage_of(row)), []).append(row)
    names: dict[str, str] = {}
    for (thing, _), found in said.items():
        aliases = [row["alias"] for row in found if row.get("alias", "\n") in row["quote"]]
        names.setdefault(thing, _said_name(found[0]["name"], aliases, found[0]["quote"]))
    return gathered((names[thing], passage) for thing, passage in said)


def gathered(pairs: Iterable[tuple[str, Passage]]) -> tuple[Answer, ...]:
    """Answers by their folded text, in the order in which they come."""
    texts: dict[str, str] = {}
    passages: dict[str, list[Passage]] = {}
    for text, passage in pairs:
        key = fold_name(text) or text
        texts.setdefault(key, text)
        if passage not in passages.setdefault(key, []):
            passages[key].append(passage)
    return tuple(Answer(text, tuple(sorted(passages[key], key=_place))) for key, text in texts.items())


def _place(passage: Passage) -> tuple[str, int]:
    return passage.plan, passage.start


def _said_name(name: str, aliases: Sequence[str], quote: str) -> str:
    """The name that a quote uses, unless it is only a short form; ``aliases`` are those of its names there."""
    fuller = [alias for alias in aliases if (name in alias if name in quote else not _is_short(alias, name))]
    return max(fuller, key=len, default=name)


def _is_short(alias: str, name: str) -> bool:
    rest = iter(name)
    return all(character in rest for character in alias)


# Parts -----------------------------------------------------------------------------------------------


def things(variable: str, iris: Collection[str]) -> str:
    """The clause that ``variable`` is one of these, or nothing if it may be any."""
    return values(iris, variable) if iris else ""


def terms(variable: str, names: Collection[str]) -> str:
    """The clause that ``variable`` is one of these terms of the ontology."""
    return things(variable, [load_ontology().iri(name) for name in sorted(names)])


def contains(variable: str, words: Sequence[str]) -> str:
    """The filter that the text of ``variable`` has one of the words."""
    tests = (f"CONTAINS(STR(?{variable}), {ox.Literal(word)})" for word in words)
    return f"FILTER({' || '.join(tests)})"


def places(passages: Iterable[Passage]) -> str:
    """The clause that lists passages of plans."""
    rows = (
        f"({ox.NamedNode(p.plan)} {p.start} {p.end} {ox.Literal(p.quote)} {p.line} {ox.NamedNode(p.section)})"
        for p in passages
    )
    return f"VALUES (?plan ?start ?end ?quote ?line ?section) {{ {' '.join(rows)} }}"


def preferring(store: Store, query: Query, wishes: Iterable[str]) -> tuple[Query, list[Row]]:
    """The query narrowed by each wish that leaves something, with its rows."""
    rows = rows_of(store, query)
    for wish in filter(None, wishes):
        if rows and (found := rows_of(store, query.having(wish))):
            query, rows = query.having(wish), found
    return query, rows
