"""An Oxigraph store on disk.

A store that other processes may be reading is never written to: a build changes a copy, which shares
the immutable table files by hard links, and the copy then replaces the store.

The default graph holds the triples of all named graphs, each once. Oxigraph's own union graph returns
a triple once for each graph that has it, so that joins over entities of many plans multiply.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pyoxigraph as ox

from kg.errors import InputError, StoreError
from kg.messages import say
from kg.store.interface import Answer, Found, Scope, Store, answer_of
from kg.store.text import clearing, dataset_of, refuse_calls, refuse_unknown, using

if TYPE_CHECKING:
    import rdflib

_IMMUTABLE = ".sst"
_LONGEST = 160
_MERGED = ox.DefaultGraph()


class EmbeddedStore(Store):
    """An Oxigraph store in a folder or in memory."""

    def __init__(self, store: ox.Store, *, private: bool = False) -> None:
        self._store: ox.Store | None = store
        self._private = private
        self._alone: bool | None = None

    @classmethod
    def memory(cls) -> Self:
        """An empty store in memory."""
        return cls(ox.Store())

    @classmethod
    def reading(cls, folder: Path) -> Self:
        """Open a folder read-only. Raises StoreError if it has no store."""
        with _failing(folder):
            if not (folder / "CURRENT").is_file():
                raise StoreError(say("no-store", path=folder))
            return cls(ox.Store.read_only(str(folder)))

    @classmethod
    def writing(cls, folder: Path) -> Self:
        """Open or create a folder for writing, by one process at a time."""
        with _failing(folder):
            folder.mkdir(parents=True, exist_ok=True)
            return cls(ox.Store(folder))

    @classmethod
    def forking(cls, source: Path, folder: Path) -> Self:
        """Open a copy of ``source`` in ``folder`` for writing; an empty store if there is no source."""
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
        name, new = ox.NamedNode(graph), list(triples)
        self._alone = None
        with _failing(graph):
            gone = self._only_in(name) - set(new)
            if self._private:
                # Four times as fast as a transaction, and a private copy that fails is thrown away.
                self.store.remove_graph(name)
                self._load(name, new)
                self._remove(gone)
            else:
                self._replace_at_once(name, new, gone)

    def _load(self, name: ox.NamedNode, triples: Sequence[ox.Triple]) -> None:
        lines = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
        if b"_:" in lines:
            # Loading would give a blank node another name in each graph.
            self.store.bulk_extend(_quad(triple, graph) for triple in triples for graph in (name, _MERGED))
        else:
            for graph in (name, _MERGED):
                # Lenient is enough for what Oxigraph itself has just written.
                self.store.bulk_load(lines, ox.RdfFormat.N_TRIPLES, to_graph=graph, lenient=True)

    def _replace_at_once(self, name: ox.NamedNode, new: Iterable[ox.Triple], gone: Iterable[ox.Triple]) -> None:
        """One update request is one transaction of Oxigraph, so a crash leaves the old graph."""
        blank = {triple for triple in gone if any(isinstance(node, ox.BlankNode) for node in triple)}
        lines, old = _lines(new), _lines(triple for triple in gone if triple not in blank)
        inserted = f"INSERT DATA {{ {lines} GRAPH {name} {{ {lines} }} }}"
        self.store.update(f"DROP SILENT GRAPH {name}; DELETE DATA {{ {old} }}; {inserted}")
        # No update can name a blank node; without its graph nobody finds it meanwhile.
        self._remove(blank)

    def _only_in(self, name: ox.NamedNode) -> set[ox.Triple]:
        """The triples of a named graph that no other named graph has."""
        return {
            quad.triple
            for quad in self.store.quads_for_pattern(None, None, None, name)
            if all(
                other.graph_name in (name, _MERGED)
                for other in self.store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
            )
        }

    def _remove(self, triples: Iterable[ox.Triple]) -> None:
        for triple in triples:
            self.store.remove(_quad(triple, _MERGED))

    def remove(self, graph: str) -> None:
        name, self._alone = ox.NamedNode(graph), None
        with _failing(graph):
            self._replace_at_once(name, (), self._only_in(name))
            self.store.remove_graph(name)

    def graphs(self) -> tuple[str, ...]:
        return tuple(sorted(name.value for name in self.store.named_graphs()))

    def dump(self, graph: str) -> Iterator[ox.Triple]:
        with _failing(graph):
            for quad in self.store.quads_for_pattern(None, None, None, ox.NamedNode(graph)):
                yield quad.triple

    def query(self, sparql: str, *, prefixes: Mapping[str, str]) -> Answer:
        with _asking(sparql, prefixes):
            return answer_of(self.solve(sparql, Scope(prefixes)))

    def solve(self, sparql: str, scope: Scope) -> Found:
        refuse_calls(sparql, "SERVICE")
        with _asking(sparql, scope.prefixes):
            found: Found = self.store.query(sparql, **_reading(scope), **self._about(scope, sparql))
            return found

    def _about(self, scope: Scope, sparql: str) -> dict[str, Any]:
        """The dataset of a query as arguments of Oxigraph."""
        if scope.dataset:
            given = (scope.dataset.default, scope.dataset.named)
            default, named = (list(map(ox.NamedNode, graphs)) for graphs in given)
            return {"default_graph": default, "named_graphs": named}
        # A store that others made may hold named graphs only. Oxigraph prefers this union to a FROM.
        if self._alone is None:
            self._alone = next(self.store.quads_for_pattern(None, None, None, _MERGED), None) is None
        return {"use_default_graph_as_union": self._alone and not dataset_of(sparql, prefixes=scope.prefixes)}

    def update(self, sparql: str, scope: Scope) -> None:
        refuse_calls(sparql, "SERVICE", "LOAD")
        text = clearing(using(sparql, scope.dataset) if scope.dataset else sparql)
        before, self._alone = {hash(quad.triple) for quad in self._named()}, None
        with _asking(sparql, scope.prefixes):
            self.store.update(text, **_reading(scope))
        with _failing("SPARQL"):
            self._merge(before)

    def _merge(self, before: Container[int] = ()) -> None:
        """Update the default graph to the union of the named graphs; triples that only it has are kept."""
        now = {hash(quad.triple) for quad in self._named()}
        merged = list(self.store.quads_for_pattern(None, None, None, _MERGED))
        here = {hash(quad.triple) for quad in merged}
        for quad in merged:
            if hash(quad.triple) in before and hash(quad.triple) not in now:
                self.store.remove(quad)
        missing = (quad.triple for quad in self._named() if hash(quad.triple) not in here)
        self.store.bulk_extend(_quad(triple, _MERGED) for triple in missing)

    def _named(self) -> Iterator[ox.Quad]:
        quads = self.store.quads_for_pattern(None, None, None, None)
        return (quad for quad in quads if quad.graph_name != _MERGED)

    def compact(self) -> None:
        """Compact the table files after many loads; queries then take two thirds of the time."""
        with _failing("SPARQL"):
            self.store.optimize()

    def as_rdflib(self) -> rdflib.Dataset:
        """The store as an rdflib dataset."""
        import rdflib
        from oxrdflib import OxigraphStore

        return rdflib.Dataset(store=OxigraphStore(store=self.store))

    def close(self) -> None:
        # Oxigraph lets go of its folder when the last reference is gone.
        self._store = None


@contextmanager
def _asking(sparql: str, prefixes: Mapping[str, str]) -> Iterator[None]:
    try:
        yield
    except (SyntaxError, ValueError) as error:
        refuse_unknown(sparql, prefixes)
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
    """The start of an error message on one line; parsers may list every expected token."""
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


def _quad(triple: ox.Triple, graph: ox.NamedNode | ox.DefaultGraph) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object, graph)


def _lines(triples: Iterable[ox.Triple]) -> str:
    return (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()
