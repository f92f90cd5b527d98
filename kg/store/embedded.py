"""Oxigraph on disk.

A store that others may be reading is never written to: a build changes a copy, which shares the
immutable table files by hard link, and the copy is then moved into place.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import pyoxigraph as ox

from kg.errors import InputError, StoreError
from kg.messages import say
from kg.store import Answer, Found, Scope, answer_of
from kg.store.text import dataset_of, refuse_calls, using

if TYPE_CHECKING:
    import rdflib

_IMMUTABLE = ".sst"
_LONGEST = 160


class EmbeddedStore:
    """A folder of Oxigraph, or one in memory."""

    def __init__(self, store: ox.Store, *, private: bool = False) -> None:
        self._store: ox.Store | None = store
        self._private = private

    @classmethod
    def memory(cls) -> Self:
        """An empty store that vanishes."""
        return cls(ox.Store())

    @classmethod
    def reading(cls, folder: Path) -> Self:
        """Open a folder that a build wrote."""
        if not (folder / "CURRENT").is_file():
            raise StoreError(say("no-store", path=folder))
        with _failing(folder):
            return cls(ox.Store.read_only(str(folder)))

    @classmethod
    def writing(cls, folder: Path) -> Self:
        """Open or make a folder to be changed; only one process can."""
        with _failing(folder):
            folder.mkdir(parents=True, exist_ok=True)
            return cls(ox.Store(folder))

    @classmethod
    def forking(cls, source: Path, folder: Path) -> Self:
        """Open a copy of ``source`` in ``folder`` to be changed; empty if there is no source."""
        with _failing(source):
            if (source / "CURRENT").is_file():
                shutil.copytree(source, folder, copy_function=_link_or_copy)
            folder.mkdir(parents=True, exist_ok=True)
            return cls(ox.Store(folder), private=True)

    @property
    def store(self) -> ox.Store:
        if self._store is None:
            raise StoreError(say("store-closed"))
        return self._store

    def replace(self, graph: str, triples: Iterable[ox.Triple]) -> None:
        lines = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
        name = ox.NamedNode(graph)
        with _failing(graph):
            if self._private:
                # Four times as fast as a transaction, and a private copy that fails is thrown away.
                self.store.remove_graph(name)
                self.store.bulk_load(lines, ox.RdfFormat.N_TRIPLES, to_graph=name)
            else:
                # One update request is one transaction of Oxigraph, so a crash leaves the old graph.
                inserted = f"INSERT DATA {{ GRAPH {name} {{ {lines.decode()} }} }}"
                self.store.update(f"DROP SILENT GRAPH {name}; {inserted}")

    def remove(self, graph: str) -> None:
        with _failing(graph):
            self.store.update(f"DROP SILENT GRAPH {ox.NamedNode(graph)}")

    def graphs(self) -> tuple[str, ...]:
        return tuple(sorted(name.value for name in self.store.named_graphs()))

    def dump(self, graph: str) -> Iterator[ox.Triple]:
        with _failing(graph):
            for quad in self.store.quads_for_pattern(None, None, None, ox.NamedNode(graph)):
                yield quad.triple

    def query(self, sparql: str, *, prefixes: Mapping[str, str]) -> Answer:
        with _asking():
            return answer_of(self.solve(sparql, Scope(prefixes)))

    def solve(self, sparql: str, scope: Scope) -> Found:
        refuse_calls(sparql, "SERVICE")
        with _asking():
            found: Found = self.store.query(sparql, **_reading(scope), **_about(scope, sparql))
            return found

    def update(self, sparql: str, scope: Scope) -> None:
        refuse_calls(sparql, "SERVICE", "LOAD")
        text = using(sparql, scope.dataset) if scope.dataset else sparql
        with _asking():
            self.store.update(text, **_reading(scope))

    def as_rdflib(self) -> rdflib.Dataset:
        """The same store under rdflib's interface, its default graph the union of all."""
        import rdflib
        from oxrdflib import OxigraphStore

        return rdflib.Dataset(store=OxigraphStore(store=self.store), default_union=True)

    def close(self) -> None:
        # Oxigraph lets go of its folder when the last reference is gone.
        self._store = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


@contextmanager
def _asking() -> Iterator[None]:
    try:
        yield
    except (SyntaxError, ValueError) as error:
        raise InputError(say("bad-query", error=_one_line(error))) from error
    except (OSError, RuntimeError) as error:
        raise StoreError(say("store-failed", path="SPARQL", error=_one_line(error))) from error


@contextmanager
def _failing(what: object) -> Iterator[None]:
    try:
        yield
    except (OSError, RuntimeError) as error:
        raise StoreError(say("store-failed", path=what, error=_one_line(error))) from error


def _one_line(error: Exception) -> str:
    """The first words of a parser's message, which may list every character that it hoped for."""
    text = " ".join(str(error).split())
    return text if len(text) <= _LONGEST else text[:_LONGEST] + " …"


def _link_or_copy(source: str, target: str) -> None:
    if source.endswith(_IMMUTABLE):
        try:
            os.link(source, target)
            return
        except OSError:
            pass  # A file system without hard links gets a copy.
    shutil.copy2(source, target)


def _reading(scope: Scope) -> dict[str, Any]:
    return {"base_iri": scope.base, "prefixes": dict(scope.prefixes)}


def _about(scope: Scope, sparql: str) -> dict[str, Any]:
    """Which graphs a query is asked of."""
    if scope.dataset:
        default, named = (list(map(ox.NamedNode, graphs)) for graphs in (scope.dataset.default, scope.dataset.named))
        return {"default_graph": default, "named_graphs": named}
    # Oxigraph would prefer the union to the clauses of the text.
    return {"use_default_graph_as_union": not dataset_of(sparql, prefixes=scope.prefixes)}
