"""The operations of a worker process: each answers one task from a store, in memory.

This module knows nothing of HTTP but status codes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any, Self
from urllib.parse import urlsplit

import pyoxigraph as ox

from kg.errors import InputError, KgError, StoreError
from kg.messages import say
from kg.ontology import prefixes
from kg.serve.workers.truncation import XML, BufferFull, ResultBuffer, cut
from kg.store import Found, Scope, Store
from kg.store.text import Dataset, dataset_of, refuse_calls

OK, DONE, BAD, MISSING, UNACCEPTABLE, FAILED, BUSY = 200, 204, 400, 404, 406, 500, 503
_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
"""Characters that XML 1.0 does not allow, in UTF-8."""
_LOCAL = ("http", "https", "urn")
"""Schemes that a graph name may have; any other would mean a file or a service."""


@dataclass(frozen=True, slots=True)
class Task:
    """A request to a worker process."""

    kind: str
    text: str = ""
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    base: str = ""
    rows_as: str = ""
    """The media type of rows, empty if the client accepts none that there is."""
    graph_as: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    """The values of the parameters of a named query."""
    updates: bool = False

    def packed(self) -> bytes:
        """As bytes."""
        return json.dumps(asdict(self), ensure_ascii=False).encode()

    @classmethod
    def unpacked(cls, data: bytes) -> Self:
        """From :meth:`packed`."""
        fields: dict[str, Any] = json.loads(data)
        return cls(**fields)

    @property
    def dataset(self) -> Dataset:
        return Dataset(tuple(self.default), tuple(self.named))


@dataclass(frozen=True, slots=True)
class TaskReply:
    """The result of a task: a body with its media type, or an error message."""

    status: int
    message: str = ""
    type: str = ""
    rows: int = -1
    more: bool = False
    body: bytes = b""

    def head(self) -> bytes:
        """All but the body, as bytes."""
        fields = asdict(self)
        del fields["body"]
        return json.dumps(fields, ensure_ascii=False).encode()

    @classmethod
    def joined(cls, head: bytes, body: bytes) -> Self:
        """From :meth:`head` and the body."""
        return cls(**json.loads(head), body=body)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The maximum size of a result, in rows and bytes."""

    rows: int
    size: int


def answer(store: Store, task: Task, bounds: Bounds) -> TaskReply:
    """Run a task; an expected failure becomes a reply with its status and message."""
    try:
        return KINDS[task.kind](store, task, bounds)
    except InputError as error:
        return TaskReply(BAD, message=str(error))
    except StoreError as error:
        return TaskReply(BUSY, message=str(error))
    except KgError as error:
        return TaskReply(BAD, message=str(error))
    except MemoryError:
        return TaskReply(FAILED, message=say("query-too-big"))


def _query(store: Store, task: Task, bounds: Bounds) -> TaskReply:
    _refuse_strange(store, task)
    found = store.solve(task.text, Scope(prefixes(), task.base or None, task.dataset))
    return _written(found, task, bounds)


def _refuse_strange(store: Store, task: Task) -> None:
    """Raise InputError if the dataset has a graph that the store lacks: nothing is ever fetched."""
    dataset = task.dataset
    strange = [name for name in (*dataset.default, *dataset.named) if urlsplit(name).scheme not in _LOCAL]
    if not dataset:
        of_text = dataset_of(task.text, prefixes=prefixes(), base=task.base)
        strange = list({*of_text.default, *of_text.named} - set(store.graphs())) if of_text else []
    if strange:
        raise InputError(say("no-such-graph", graph=min(strange)))


def _written(found: Found, task: Task, bounds: Bounds) -> TaskReply:
    if isinstance(found, ox.QuerySolutions | ox.QueryBoolean):
        return _written_rows(found, task.rows_as, bounds)
    return _written_triples(found, task.graph_as, bounds)


def _written_rows(found: ox.QuerySolutions | ox.QueryBoolean, media_type: str, bounds: Bounds) -> TaskReply:
    form = ox.QueryResultsFormat.from_media_type(media_type)
    if form is None:
        return TaskReply(UNACCEPTABLE, message=say("not-acceptable-rows"))
    if isinstance(found, ox.QueryBoolean):
        return TaskReply(OK, type=media_type, body=found.serialize(format=form) or b"")
    buffer, whole = ResultBuffer(bounds.size, media_type, bounds.rows), True
    try:
        found.serialize(buffer, form)  # type: ignore[arg-type]  # Only the method write is used.
    except BufferFull:
        whole = False
    body, rows, more = cut(buffer.read(), media_type, limit=bounds.rows, whole=whole)
    return TaskReply(OK, type=media_type, rows=rows, more=more, body=_kept(body) if media_type == XML else body)


def _written_triples(found: Iterator[ox.Triple], media_type: str, bounds: Bounds) -> TaskReply:
    form = ox.RdfFormat.from_media_type(media_type)
    if form is None:
        return TaskReply(UNACCEPTABLE, message=say("not-acceptable-graph"))
    counted = _Counted(found, bounds)
    body = ox.serialize(counted, format=form, prefixes=_prefixes_of(form)) or b""
    body = _kept(body) if form == ox.RdfFormat.RDF_XML else body
    return TaskReply(OK, type=media_type, rows=counted.count, more=counted.more, body=body)


def _kept(xml: bytes) -> bytes:
    """XML with carriage returns escaped, for a parser would read a line feed, and forbidden characters replaced.

    See XML 1.0, 2.11 and 2.2; each forbidden character becomes one U+FFFD.
    """
    return _FORBIDDEN.sub("\ufffd".encode(), xml).replace(b"\r", b"&#xD;")


def _prefixes_of(form: ox.RdfFormat) -> dict[str, str] | None:
    return None if form == ox.RdfFormat.N_TRIPLES else prefixes()


class _Counted:
    """Iterates over triples up to the bounds; the size is that of N-Triples, which no other format exceeds by much."""

    def __init__(self, triples: Iterator[ox.Triple], bounds: Bounds) -> None:
        self.triples = triples
        self.bounds = bounds
        self.count = 0
        self.more = False

    def __iter__(self) -> Iterator[ox.Triple]:
        size = 0
        for triple in islice(self.triples, self.bounds.rows):
            size += len(str(triple))
            if size > self.bounds.size:
                self.more = True
                return
            self.count += 1
            yield triple
        self.more = next(self.triples, None) is not None


def _update(store: Store, task: Task, bounds: Bounds) -> TaskReply:
    store.update(task.text, Scope(prefixes(), task.base or None, task.dataset))
    return TaskReply(DONE)


def _named(store: Store, task: Task, bounds: Bounds) -> TaskReply:
    """A named query with its parameters."""
    from kg.query.named import bind, load_queries

    query = load_queries().get(task.text)
    if query is None:
        return TaskReply(MISSING, message=say("no-such-page"))
    text = bind(query, task.given, store)
    refuse_calls(text, "SERVICE")
    return _written(store.solve(text, Scope(prefixes())), task, bounds)


def _describe(store: Store, task: Task, bounds: Bounds) -> TaskReply:
    """The service at the address ``base``, or with ``text`` only the dataset behind it."""
    from kg.serve.description import describe_service

    triples = describe_service(store, task.base, updates=task.updates, dataset_only=bool(task.text))
    return _written_triples(iter(triples), task.graph_as, bounds)


def _ready(store: Store, task: Task, bounds: Bounds) -> TaskReply:
    """Confirm that the store can be read."""
    store.graphs()
    return TaskReply(DONE)


KINDS: Mapping[str, Callable[[Store, Task, Bounds], TaskReply]] = {
    "query": _query,
    "update": _update,
    "named": _named,
    "describe": _describe,
    "ready": _ready,
}
"""The operations by the kind of task."""
