"""Named queries: SPARQL with a title, a description and parameters.

Each is a file ``ontology/queries/NAME.rq`` that begins with lines of a fixed form::

    # title-zh: …            # title-en: …
    # about-zh: …            # about-en: …
    # parameter: NAME | TYPE [TYPE …] | EXAMPLE | optional or required

and holds, for each parameter, ``VALUES ?NAME { UNDEF }`` once or more, where its values go. As it
stands the file asks without any parameter, so every SPARQL tool can run it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from pathlib import Path

import pyoxigraph as ox

from kg import messages, project
from kg.errors import InputError, KgError, KnowledgeError
from kg.messages import say
from kg.model import Status
from kg.ontology import SKOS, XSD, load_ontology, prefixes
from kg.ontology import Term as OntologyTerm
from kg.query.lookup import Lookup
from kg.query.sparql import list_plans
from kg.rdf import graph_name
from kg.store import Answer, Rows, Store, text_of

_HEADER = re.compile(r"# (title|about)-(zh|en): (.+)")
_PARAMETER = re.compile(r"# parameter: ([a-z_]+) \| ([A-Za-z ]+?) \| (.+?) \| (optional|required)")
_NAME = re.compile(r"[a-z][a-z0-9-]*")
_HOLE = "VALUES ?{name} {{ UNDEF }}"
_ALIAS = "alias"
_MOST = 8
"""The maximum number of candidates for a name; with more it is ambiguous."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a query. ``types`` are classes of entities, or one key of :data:`READERS`."""

    name: str
    types: tuple[str, ...]
    example: str
    optional: bool


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query with its title and description by language."""

    name: str
    titles: Mapping[str, str]
    abouts: Mapping[str, str]
    parameters: tuple[Parameter, ...]
    sparql: str


@lru_cache
def load_queries(folder: Path | None = None) -> Mapping[str, NamedQuery]:
    """The queries of ``ontology/queries`` by name, sorted. Raises KnowledgeError for a faulty file."""
    paths = sorted((folder or project.ontology_file("queries")).glob("*.rq"))
    return {path.stem: _read(path) for path in paths}


def is_name(asked: str) -> bool:
    """Whether a text is the name of a query, not SPARQL."""
    return _NAME.fullmatch(asked.strip()) is not None


def find_query(name: str) -> NamedQuery:
    """The query with that name. Raises InputError with similar names if there is none."""
    from rapidfuzz import process

    queries = load_queries()
    if name not in queries:
        near = [choice for choice, *_ in process.extract(name, queries.keys(), limit=3)]
        raise InputError(say("no-such-query", name=name, near=messages.listing(near)))
    return queries[name]


def bind(query: NamedQuery, given: Mapping[str, str], store: Store) -> str:
    """The SPARQL of a query with the ``given`` values inserted as terms; names of entities may be approximate."""
    known = {parameter.name: parameter for parameter in query.parameters}
    if strange := [name for name in given if name not in known]:
        raise KgError(say("no-such-parameter", query=query.name, name=strange[0], known=_usage(query)))
    sparql = query.sparql
    for name, parameter in known.items():
        if given.get(name):
            terms = " ".join(map(str, _terms(parameter, given[name], store)))
            sparql = sparql.replace(_HOLE.format(name=name), f"VALUES ?{name} {{ {terms} }}")
        elif not parameter.optional:
            raise KgError(say("parameter-missing", query=query.name, name=name, example=parameter.example))
    return sparql


def run_named(store: Store, name: str, given: Mapping[str, str]) -> Answer:
    """Run a named query with the ``given`` values."""
    return store.query(bind(find_query(name), given, store), prefixes=prefixes())


def list_queries() -> Rows:
    """The queries with title, description and parameters in the language in use."""
    code = messages.language()
    rows = [(query.name, query.titles[code], query.abouts[code], _usage(query)) for query in load_queries().values()]
    return Rows(("name", "title", "about", "parameters"), tuple(tuple(map(ox.Literal, row)) for row in rows))


def _usage(query: NamedQuery) -> str:
    """The parameters as they are written on the command line, optional ones in brackets."""
    shown = (f"--{p.name} {p.example}" for p in query.parameters)
    return " ".join(f"[{s}]" if p.optional else s for s, p in zip(shown, query.parameters, strict=True))


# Reading the files -----------------------------------------------------------------------------------


def _read(path: Path) -> NamedQuery:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(say("bad-query-file", path=path, error=error)) from error
    lines = [line for line in text.splitlines() if line.startswith("# ")]
    words = {(kind, code): value for kind, code, value in (m.groups() for m in map(_HEADER.fullmatch, lines) if m)}
    parameters = tuple(_parameter(m) for m in map(_PARAMETER.fullmatch, lines) if m)
    fault = _fault(path.stem, text, lines, words, parameters)
    if fault:
        raise KnowledgeError(say("bad-query-file", path=path, error=fault))
    titles, abouts = ({code: words[kind, code] for code in messages.LANGUAGES} for kind in ("title", "about"))
    return NamedQuery(path.stem, titles, abouts, parameters, text)


def _parameter(match: re.Match[str]) -> Parameter:
    name, types, example, need = match.groups()
    return Parameter(name, tuple(types.split()), example, need == "optional")


def _fault(
    name: str,
    text: str,
    lines: Sequence[str],
    words: Mapping[tuple[str, str], str],
    parameters: Sequence[Parameter],
) -> str:
    """The fault of a file; empty if there is none."""
    if not _NAME.fullmatch(name):
        return name
    if len(words) + len(parameters) != len(lines):
        return next(line for line in lines if not (_HEADER.fullmatch(line) or _PARAMETER.fullmatch(line)))
    missing = [
        f"# {kind}-{code}:" for kind in ("title", "about") for code in messages.LANGUAGES if (kind, code) not in words
    ]
    holes = [hole for p in parameters if (hole := _HOLE.format(name=p.name)) not in text]
    strange = [t for p in parameters for t in p.types if t not in READERS and t not in load_ontology().classes]
    return messages.listing([*missing, *holes, *strange])


# Values ----------------------------------------------------------------------------------------------

_Terms = Sequence[ox.NamedNode | ox.Literal]


def _terms(parameter: Parameter, value: str, store: Store) -> _Terms:
    read = READERS.get(parameter.types[0])
    return read(parameter, value, store) if read else _things(parameter, value, store)


def _things(parameter: Parameter, value: str, store: Store) -> _Terms:
    types = () if "Entity" in parameter.types else parameter.types
    groups = Lookup(store).groups(value, types)
    if not groups:
        raise InputError(say("no-such-thing", name=value, parameter=parameter.name))
    if len(groups[0]) > _MOST:
        names = messages.listing(hit.name for hit in groups[0][:_MOST])
        raise InputError(say("thing-unclear", name=value, names=names))
    return [ox.NamedNode(hit.thing) for hit in groups[0]]


def _plan(parameter: Parameter, value: str, store: Store) -> _Terms:
    slugs = _slugs(store)
    if value not in slugs:
        raise InputError(say("no-such-plan", slug=value, known=messages.listing(slugs)))
    return [ox.NamedNode(graph_name(value))]


def _slugs(store: Store) -> list[str]:
    answer = list_plans(store)
    return [text_of(row[0]) for row in answer.rows] if isinstance(answer, Rows) else []


def _year(parameter: Parameter, value: str, store: Store) -> _Terms:
    digits = value.removesuffix("年")
    if not re.fullmatch(r"[12]\d{3}", digits):
        raise KgError(say("bad-value", name=parameter.name, value=value, example=parameter.example))
    return [ox.Literal(digits, datatype=ox.NamedNode(XSD + "gYear"))]


def _text(parameter: Parameter, value: str, store: Store) -> _Terms:
    return [ox.Literal(value)]


def _term(kind: str) -> Callable[[Parameter, str, Store], _Terms]:
    """A reader of terms of the ontology, by their local name or label in any language."""

    def read(parameter: Parameter, value: str, store: Store) -> _Terms:
        found = [iri for label, iri in _labelled(kind) if label == value]
        if not found:
            known = messages.listing(dict.fromkeys(label for label, _ in _labelled(kind) if not label.isascii()))
            raise KgError(say("no-such-value", name=parameter.name, value=value, known=known))
        return [ox.NamedNode(found[0])]

    return read


def _labelled(kind: str) -> Iterator[tuple[str, str]]:
    """The names and labels of the terms of a kind, each with its IRI."""
    for term in _KINDS[kind]():
        for label in (term.name, *term.labels.values()):
            yield label, term.iri
    if kind == "relation":
        yield from ((label, SKOS + "altLabel") for label in (_ALIAS, "别名"))


def _statuses() -> Sequence[OntologyTerm]:
    return [load_ontology()[status.value] for status in Status]


def named_classes() -> Sequence[OntologyTerm]:
    """The classes of named things."""
    return [known for known in load_ontology().classes.values() if "Entity" in known.parents]


def relations() -> Sequence[OntologyTerm]:
    """The properties between two entities."""
    ontology = load_ontology()
    pairs = list(product([known.name for known in named_classes()], repeat=2))
    return [
        p for p in ontology.predicates.values() if p.domain and any(ontology.may_relate(a, p.name, b) for a, b in pairs)
    ]


_KINDS: Mapping[str, Callable[[], Sequence[OntologyTerm]]] = {
    "status": _statuses,
    "relation": relations,
    "class": named_classes,
}

READERS: Mapping[str, Callable[[Parameter, str, Store], _Terms]] = {
    "Plan": _plan,
    "year": _year,
    "text": _text,
    **{kind: _term(kind) for kind in _KINDS},
}
"""The functions that turn a value into terms, by type; any other type is a class of entities."""
