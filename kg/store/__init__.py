"""One interface to whatever holds the triples.

The dataset that a query sees is the union of the named graphs; nothing stands in the default graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal, NamedTuple, Protocol, Self, TypeAlias

import pyoxigraph as ox

from kg.ontology import knowledge_graphs


class Term(NamedTuple):
    """One value of an answer, as SPARQL 1.1 JSON names its parts."""

    kind: Literal["uri", "bnode", "literal"]
    value: str
    datatype: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer to a SELECT; an unbound variable is None."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Triples:
    """The answer to a CONSTRUCT or DESCRIBE."""

    triples: tuple[ox.Triple, ...]


Answer: TypeAlias = Rows | Triples | bool


class Store(Protocol):
    """Named graphs that can be asked in SPARQL 1.1. All failures are StoreError, of a query InputError."""

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

    def close(self) -> None:
        """Let go of files or connections."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


def plan_names(store: Store) -> list[str]:
    """The names of the graphs that hold plans."""
    others = knowledge_graphs()
    return [name for name in store.graphs() if name not in others]


def open_store(folder: Path) -> Store:
    """Open what a build wrote, to be read."""
    from kg.store.embedded import EmbeddedStore

    return EmbeddedStore.reading(folder)
