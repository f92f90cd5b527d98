"""Put a query together from lines, and read its rows.

Whatever comes from a question goes in as a term, spelt by Oxigraph; no text is ever pasted.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pyoxigraph as ox

from kg.ask.answer import Answer, Passage
from kg.ask.phrases import Phrase, Row, Step
from kg.link import fold_name
from kg.ontology import load_ontology, prefixes
from kg.query.lookup import values
from kg.store import Rows, Store, text_of

EVIDENCE = """?evidence oa:exact ?quote ; oa:start ?start ; oa:end ?end ; plan:line ?line ; plan:section ?section ."""
"""The pattern of a piece of evidence with all that a passage needs."""

NAME = "?thing schema:name ?name ."
GOAL = "?thing plan:goalText ?text ; plan:status ?status ; plan:evidence ?evidence ."
DATED = "?thing plan:targetYear ?year ."
ALIASES = "?thing skos:altLabel ?alias ."
"""The pattern of the other names of a thing."""


@dataclass(frozen=True, slots=True)
class Query:
    """A SELECT under way: clauses of values, patterns within the graph of a plan, filters.

    What is ``optional`` stands outside the graph's braces: inside, Oxigraph would look for it before
    the values have narrowed anything.
    """

    plans: tuple[str, ...]
    patterns: tuple[str, ...]
    values: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    columns: str = "?plan ?thing ?name ?alias ?quote ?start ?end ?line ?section"
    order: str = "?plan ?start ?end"

    def having(self, *filters: str) -> Query:
        """The same query with more filters."""
        return replace(self, filters=(*self.filters, *filter(None, filters)))

    def text(self) -> str:
        """The query in SPARQL."""
        inside = "\n".join(f"    {pattern}" for pattern in self.patterns)
        maybe = [f"OPTIONAL {{ GRAPH ?plan {{ {pattern} }} }}" for pattern in self.optional]
        lines = [things("plan", self.plans), *self.values, f"GRAPH ?plan {{\n{inside}\n  }}", *maybe, *self.filters]
        body = "\n".join(f"  {line}" for line in lines if line)
        return f"SELECT DISTINCT {self.columns} WHERE {{\n{body}\n}} ORDER BY {self.order}"


def rows_of(store: Store, query: Query | str) -> list[Row]:
    """The rows of a query, each by variable; what is unbound is left out."""
    answer = store.query(query if isinstance(query, str) else query.text(), prefixes=prefixes())
    if not isinstance(answer, Rows):
        return []
    return [{n: text_of(v) for n, v in zip(answer.columns, row, strict=True) if v is not None} for row in answer.rows]


def passage_of(row: Row) -> Passage:
    """The evidence of a row."""
    return Passage(row["plan"], int(row["start"]), int(row["end"]), row["quote"], int(row["line"]), row["section"])


def answers_of(store: Store, rows: Iterable[Row]) -> tuple[Answer, ...]:
    """The things of the rows under the names that the plan gives them there, each once with all its passages."""
    rows_by_evidence: dict[tuple[str, Passage], list[Row]] = {}
    for row in sorted(rows, key=_reading_order):
        rows_by_evidence.setdefault((row["thing"], passage_of(row)), []).append(row)
    used = _used_names(
        store, {row["thing"] for found in rows_by_evidence.values() for row in found if row["name"] not in row["quote"]}
    )
    names: dict[str, str] = {}
    for (thing, passage), found in rows_by_evidence.items():
        aliases = [row["alias"] for row in found if row.get("alias", "\n") in row["quote"]]
        names.setdefault(thing, _written_name(found[0]["name"], aliases, found[0]["quote"], used[passage.plan, thing]))
    return gathered((names[thing], passage) for thing, passage in rows_by_evidence)


def _used_names(store: Store, iris: Collection[str]) -> Mapping[tuple[str, str], set[str]]:
    """The names by which each plan mentions each thing."""
    used: dict[tuple[str, str], set[str]] = defaultdict(set)
    if iris:
        mention = "?thing plan:evidence ?mention . ?mention rdfs:label ?said ."
        text = f"SELECT ?plan ?thing ?said WHERE {{ {things('thing', iris)} GRAPH ?plan {{ {mention} }} }}"
        for row in rows_of(store, text):
            used[row["plan"], row["thing"]].add(row["said"])
    return used


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


def _reading_order(row: Row) -> tuple[object, ...]:
    """The order of the text, also within a passage; a name that the passage lacks comes last."""
    found = [at for name in (row["name"], row.get("alias", "")) if name and (at := row["quote"].find(name)) >= 0]
    at = int(row["from"]) if "from" in row else min(found, default=len(row["quote"]))
    return row["plan"], int(row["start"]), at, row["name"]


def _place(passage: Passage) -> tuple[str, int]:
    return passage.plan, passage.start


def _written_name(name: str, aliases: Sequence[str], quote: str, used: Collection[str]) -> str:
    """The name that a quote has, but the full name for a short form of it if the plan uses that too."""
    if name in quote:
        return max((alias for alias in aliases if name in alias), key=len, default=name)
    written = max(aliases, key=len, default=name)
    return name if _is_short(written, name) and name in used else written


def _is_short(alias: str, name: str) -> bool:
    rest = iter(name)
    return all(character in rest for character in alias)


# Parts -----------------------------------------------------------------------------------------------


def things(variable: str, iris: Collection[str]) -> str:
    """The clause that ``variable`` is one of these, or nothing if it may be any."""
    return values(iris, variable) if iris else ""


def terms(variable: str, names: Collection[str]) -> str:
    """The clause that ``variable`` is one of these terms of the ontology."""
    return (
        f"VALUES ?{variable} {{ {' '.join(f'plan:{load_ontology()[name].name}' for name in sorted(names))} }}"
        if names
        else ""
    )


def contains(words: Sequence[str], *variables: str) -> str:
    """The filter that the text of one of the variables has one of the words; of no words, nothing.

    A variable that is unbound has none.
    """
    tests = (f"CONTAINS(STR(?{variable}), {ox.Literal(word)})" for variable in variables for word in words)
    condition = " || ".join(tests)
    return f"FILTER({condition})" if condition else ""


def spread(variable: str, verb: str) -> str:
    """The filter that the text of ``variable`` has the two halves of a verb in order."""
    half = len(verb) // 2
    return f"FILTER(REGEX(STR(?{variable}), {ox.Literal(f'{re.escape(verb[:half])}.*{re.escape(verb[half:])}')}))"


def narrowed(query: Query, phrase: Phrase, steps: Iterable[Step]) -> Query:
    """The query with the filters of the steps that lead to a phrase."""
    return query.having(*(contains(s.words, *s.where) for s in steps), unlike(phrase.kinds + phrase.wishes))


def unlike(words: Sequence[str]) -> str:
    """The filter that a thing is not called by a mere word of the question."""
    return f"FILTER(?name NOT IN ({', '.join(str(ox.Literal(word)) for word in words)}))" if words else ""


def preferring(store: Store, query: Query, wishes: Iterable[str]) -> tuple[Query, list[Row]]:
    """The query narrowed by each wish that leaves something, with its rows."""
    rows = rows_of(store, query)
    for wish in filter(None, wishes):
        if rows and (found := rows_of(store, query.having(wish))):
            query, rows = query.having(wish), found
    return query, rows
