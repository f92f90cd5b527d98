"""The interface of triple stores.

The default dataset of a query is the union of the named graphs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Protocol, Self, TypeAlias

import pyoxigraph as ox

from kg import iri
from kg.ontology import Node, knowledge_graphs
from kg.store.text import Dataset

Value: TypeAlias = Node | None
"""A value in a result; None for an unbound variable."""

Found: TypeAlias = ox.QuerySolutions | ox.QueryBoolean | Iterator[ox.Triple]
"""A lazy result in the types of Oxigraph, which can serialize it in every standard format."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The result of a SELECT query."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True)
class Triples:
    """The result of a CONSTRUCT or DESCRIBE query."""

    triples: tuple[ox.Triple, ...]


Answer: TypeAlias = Rows | Triples | bool


@dataclass(frozen=True, slots=True)
class Scope:
    """The context of a query or update: predefined prefixes, the base of relative IRIs, and the dataset.

    A dataset given here has precedence over that of the text.
    """

    prefixes: Mapping[str, str] = field(default_factory=dict)
    base: str | None = None
    dataset: Dataset = field(default_factory=Dataset)


class Store(Protocol):
    """Named graphs with SPARQL 1.1. Methods raise StoreError, and InputError for a faulty query or update."""

    def replace(self, graph: str, triples: Iterable[ox.Triple]) -> None:
        """Replace the contents of the named graph, atomically."""

    def remove(self, graph: str) -> None:
        """Drop the named graph, if it exists."""

    def graphs(self) -> tuple[str, ...]:
        """The names of the graphs, sorted."""

    def dump(self, graph: str) -> Iterable[ox.Triple]:
        """The triples of the named graph, in arbitrary order."""

    def query(self, sparql: str, *, prefixes: Mapping[str, str]) -> Answer:
        """Run a SPARQL 1.1 query, which may use the ``prefixes`` without declaring them."""

    def solve(self, sparql: str, scope: Scope) -> Found:
        """Run a SPARQL 1.1 query with a lazy result."""

    def update(self, sparql: str, scope: Scope) -> None:
        """Run a SPARQL 1.1 update, atomically; the dataset of the scope is used for its patterns."""

    def close(self) -> None:
        """Release files or connections."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def answer_of(found: Found) -> Answer:
    """A lazy result, read completely."""
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    if isinstance(found, ox.QuerySolutions):
        # A row is a sequence; taking it whole is twice as fast as asking it for each variable.
        return Rows(tuple(variable.value for variable in found.variables), tuple(map(tuple, found)))
    return Triples(tuple(found))


def text_of(value: Value) -> str:
    """The text of a value: the IRI, the lexical form of a literal, empty for None."""
    if value is None:
        return ""
    return str(value) if isinstance(value, ox.Triple) else value.value


def plan_names(store: Store) -> list[str]:
    """The names of the graphs that hold plans."""
    others = knowledge_graphs()
    return [name for name in store.graphs() if name not in others and not iri.is_description(name)]
