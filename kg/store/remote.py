"""A store on a server with SPARQL 1.1 Query, Update and the Graph Store Protocol.

A plan is replaced by one PUT, which is serialized to disk before it is sent, so that an error in
between sends nothing and memory is bounded. Nothing here depends on a particular engine.
"""

from __future__ import annotations

import io
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import IO, TYPE_CHECKING, Any, Self, TypeAlias
from urllib.parse import urlsplit

import pyoxigraph as ox

from kg.errors import InputError, KgError, StoreError
from kg.messages import say
from kg.store.interface import Answer, Found, Rows, Scope, Store, answer_of
from kg.store.text import Dataset, clearing, dataset_of, declaring, refuse_calls

if TYPE_CHECKING:
    import httpx

_RESULTS = "application/sparql-results+json"
_TRIPLES = "application/n-triples"
_UNION = "http://www.w3.org/ns/sparql-service-description#UnionDefaultGraph"
_CONNECT, _ANSWER = 5.0, 600.0
_FRESH = 5.0
"""The number of seconds for which the list of graphs is cached."""
_Form: TypeAlias = dict[str, "str | list[str]"]
_IN_MEMORY = 1 << 20
_LONGEST = 160


@dataclass(frozen=True, slots=True)
class Addresses:
    """The endpoints of a server for queries, updates and graphs, and its credentials."""

    query: str
    update: str
    graphs: str
    token: str = ""
    user: str = ""
    password: str = ""

    @classmethod
    def of(cls, url: str, environment: Mapping[str, str] = os.environ) -> Self:
        """The endpoints below a root URL ending in ``/``, or one URL for all; environment variables have precedence."""
        root = url.endswith("/")
        named = {
            kind: environment.get(f"KG_STORE_{kind.upper()}") or (url + below if root else url)
            for kind, below in (("query", "query"), ("update", "update"), ("graphs", "store"))
        }
        for address in (url, *named.values()):
            parts = urlsplit(address)
            if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
                raise KgError(say("bad-server", url=parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()))
        secrets = {kind: environment.get(f"KG_STORE_{kind.upper()}", "") for kind in ("token", "user", "password")}
        return cls(**named, **secrets)


class RemoteStore(Store):
    """A store on a server; each method is one request, but for the names of the graphs."""

    def __init__(self, addresses: Addresses) -> None:
        self.addresses = addresses
        self._open: httpx.Client | None = _client(addresses)
        self._merged: bool | None = None
        self._graphs: tuple[float, tuple[str, ...]] = (-_FRESH, ())

    @classmethod
    def at(cls, url: str) -> Self:
        """The server at a URL, with the settings of the environment."""
        return cls(Addresses.of(url))

    @property
    def client(self) -> httpx.Client:
        if self._open is None:
            raise StoreError(say("store-closed"))
        return self._open

    def replace(self, graph: str, triples: Iterable[ox.Triple]) -> None:
        with tempfile.SpooledTemporaryFile(_IN_MEMORY) as body:
            ox.serialize(triples, body, ox.RdfFormat.N_TRIPLES)
            size = body.tell()
            body.seek(0)
            headers = {"Content-Type": _TRIPLES, "Content-Length": str(size)}
            with self._asking(self.addresses.graphs):
                answer = self.client.put(
                    self.addresses.graphs, params={"graph": graph}, content=_chunks(body), headers=headers
                )
                _insist(answer)
        self._forget()

    def remove(self, graph: str) -> None:
        with self._asking(self.addresses.graphs):
            answer = self.client.delete(self.addresses.graphs, params={"graph": graph})
            if answer.status_code != _MISSING:
                _insist(answer)
        self._forget()

    def graphs(self) -> tuple[str, ...]:
        rows = answer_of(self._post(self.addresses.query, {"query": "SELECT DISTINCT ?g WHERE { GRAPH ?g { } }"}))
        named = [node for row in rows.rows for node in row] if isinstance(rows, Rows) else []
        self._graphs = (monotonic(), tuple(sorted(node.value for node in named if isinstance(node, ox.NamedNode))))
        return self._graphs[1]

    def dump(self, graph: str) -> Iterator[ox.Triple]:
        url, accepted = self.addresses.graphs, {"Accept": _TRIPLES}
        with (
            self._asking(url),
            self.client.stream("GET", url, params={"graph": graph}, headers=accepted) as answer,
        ):
            if answer.status_code == _MISSING:
                return
            _insist(answer)
            body = io.BufferedReader(_Stream(answer.iter_bytes()))
            for quad in ox.parse(body, ox.RdfFormat.N_TRIPLES):
                yield quad.triple

    def query(self, sparql: str, *, prefixes: Mapping[str, str]) -> Answer:
        return answer_of(self.solve(sparql, Scope(prefixes)))

    def solve(self, sparql: str, scope: Scope) -> Found:
        refuse_calls(sparql, "SERVICE")
        dataset = scope.dataset or self._all(sparql, scope)
        form: _Form = {"query": _worded(sparql, scope)}
        return self._post(self.addresses.query, form | _parameters("default-graph-uri", "named-graph-uri", dataset))

    def update(self, sparql: str, scope: Scope) -> None:
        refuse_calls(sparql, "SERVICE", "LOAD")
        form: _Form = {"update": _worded(clearing(sparql), scope)}
        form |= _parameters("using-graph-uri", "using-named-graph-uri", scope.dataset)
        with self._asking(self.addresses.update):
            _insist(self.client.post(self.addresses.update, data=form))
        self._forget()

    def _post(self, url: str, form: _Form) -> Found:
        accepted = {"Accept": f"{_RESULTS}, {_TRIPLES}"}
        with self._asking(url):
            answer = self.client.post(url, data=form, headers=accepted)
            _insist(answer)
            return _found(answer)

    def _all(self, sparql: str, scope: Scope) -> Dataset:
        """The graphs that the query names; if it names none, all, unless the server merges them of itself."""
        if named := dataset_of(sparql, prefixes=scope.prefixes, base=scope.base or ""):
            return named
        if self._merges():
            return Dataset()
        read_at, names = self._graphs
        names = names if monotonic() - read_at < _FRESH else self.graphs()
        return Dataset(names, names)

    def _merges(self) -> bool:
        """Whether the service description declares the default graph to be the union of all graphs."""
        if self._merged is None:
            with self._asking(self.addresses.query):
                answer = self.client.get(self.addresses.query, headers={"Accept": f"{_TRIPLES}, text/turtle;q=0.5"})
                self._merged = answer.is_success and _UNION in answer.text
        return self._merged

    def _forget(self) -> None:
        self._graphs = (-_FRESH, ())

    @contextmanager
    def _asking(self, url: str) -> Iterator[None]:
        """Turn connection errors and malformed responses into StoreError."""
        import httpx

        try:
            yield
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise StoreError(
                say("server-away", url=url, error=_one_line(str(error)) or type(error).__name__)
            ) from error
        except (SyntaxError, ValueError, OSError) as error:
            raise StoreError(say("server-fails", url=url, status=200, error=_one_line(str(error)))) from error

    def close(self) -> None:
        if self._open is not None:
            self._open.close()
        self._open = None


_BAD_REQUEST, _MISSING, _REFUSED = 400, 404, (401, 403)


def _client(addresses: Addresses) -> httpx.Client:
    try:
        import httpx
    except ModuleNotFoundError as error:
        raise KgError(say("extra-missing", name="httpx", extra="serve")) from error
    auth = httpx.BasicAuth(addresses.user, addresses.password) if addresses.user else None
    headers = {"Authorization": f"Bearer {addresses.token}"} if addresses.token else {}
    return httpx.Client(auth=auth, headers=headers, timeout=httpx.Timeout(_ANSWER, connect=_CONNECT))


def _insist(answer: httpx.Response) -> None:
    """Raise InputError for a rejected query, StoreError for any other status that is not success."""
    if answer.is_success:
        return
    url, status = answer.request.url.copy_with(query=None), answer.status_code
    if status in _REFUSED:
        raise StoreError(say("server-refuses", url=url, status=status))
    answer.read()
    reason = _one_line(answer.text)
    if status == _BAD_REQUEST:
        raise InputError(say("bad-query", error=reason))
    raise StoreError(say("server-fails", url=url, status=status, error=reason))


def _found(answer: httpx.Response) -> Found:
    """The result in a response, in whichever format the server chose."""
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip()
    if triples := ox.RdfFormat.from_media_type(kind):
        return (quad.triple for quad in ox.parse(answer.content, triples, base_iri=str(answer.url)))
    return ox.parse_query_results(
        answer.content, ox.QueryResultsFormat.from_media_type(kind) or ox.QueryResultsFormat.JSON
    )


def _worded(sparql: str, scope: Scope) -> str:
    """The text with declarations of the prefixes and base that it presupposes."""
    base = f"BASE <{scope.base}> " if scope.base else ""
    return base + declaring(sparql, scope.prefixes)


def _parameters(default: str, named: str, dataset: Dataset) -> _Form:
    return {default: list(dataset.default), named: list(dataset.named)}


def _one_line(text: str) -> str:
    """The start of an error response on one line; it may be an HTML page."""
    text = " ".join(re.sub(r"<[^>]*>", " ", text).split())
    return text if len(text) <= _LONGEST else text[:_LONGEST] + " …"


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(_IN_MEMORY):
        yield chunk


class _Stream(io.RawIOBase):
    """A readable file over an iterator of bytes."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces = pieces
        self.rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        room = memoryview(buffer)
        while not self.rest:
            piece = next(self.pieces, None)
            if piece is None:
                return 0
            self.rest = piece
        taken = self.rest[: len(room)]
        room[: len(taken)] = taken
        self.rest = self.rest[len(taken) :]
        return len(taken)
