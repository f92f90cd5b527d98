"""What every store can do, and the values of its answers.

The dataset that a query sees is the union of the named graphs, unless it says otherwise; nothing
stands in the default graph.
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
"""One value of an answer; an unbound variable is None."""

Found: TypeAlias = ox.QuerySolutions | ox.QueryBoolean | Iterator[ox.Triple]
"""An answer as it comes, in the terms of Oxigraph, which can write it in every standard format."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer to a SELECT."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True)
class Triples:
    """The answer to a CONSTRUCT or DESCRIBE."""

    triples: tuple[ox.Triple, ...]


Answer: TypeAlias = Rows | Triples | bool


@dataclass(frozen=True, slots=True)
class Scope:
    """How a text is read: prefixes that need no declaration, the base of relative IRIs, and its dataset.

    A dataset given here wins over one that the text names.
    """

    prefixes: Mapping[str, str] = field(default_factory=dict)
    base: str | None = None
    dataset: Dataset = field(default_factory=Dataset)


class Store(Protocol):
    """Named graphs that can be asked in SPARQL 1.1. All failures are StoreError, of a text InputError."""

    def replace(self, graph: str, triples: Iterable[ox.Triple]) -> None:
        """Put ``triples`` in the place of all that the named graph held, wholly or not at all."""

    def remove(self, graph: str) -> None:
        """Drop the named graph; nothing happens if it is not there."""

    def graphs(self) -> tuple[str, ...]:
        """The names of the graphs, sorted."""

    def dump(self, graph: str) -> Iterable[ox.Triple]:
        """The triples of the named graph, in no order."""

    def query(self, sparql: str, *, prefixes: Mapping[str, str]) -> Answer:
        """Ask in SPARQL 1.1; a query may use the ``prefixes`` without declaring them."""

    def solve(self, sparql: str, scope: Scope) -> Found:
        """Ask in SPARQL 1.1 and get the answer as it comes."""

    def update(self, sparql: str, scope: Scope) -> None:
        """Change the store in SPARQL 1.1 Update, wholly or not at all; the dataset is that of its patterns."""

    def close(self) -> None:
        """Let go of files or connections."""

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
    """An answer that is all there."""
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    if isinstance(found, ox.QuerySolutions):
        # A row is a sequence; taking it whole is twice as fast as asking it for each variable.
        return Rows(tuple(variable.value for variable in found.variables), tuple(map(tuple, found)))
    return Triples(tuple(found))


def text_of(value: Value) -> str:
    """The bare text of a value: an IRI, the characters of a literal, nothing for None."""
    if value is None:
        return ""
    return str(value) if isinstance(value, ox.Triple) else value.value


def plan_names(store: Store) -> list[str]:
    """The names of the graphs that hold plans."""
    others = knowledge_graphs()
    return [name for name in store.graphs() if name not in others and not iri.is_description(name)]
