"""Triple stores: a folder, or a SPARQL server."""

from __future__ import annotations

from pathlib import Path

from kg.store.interface import Answer, Found, Rows, Scope, Store, Triples, Value, answer_of, plan_names, text_of

__all__ = [
    "Answer",
    "Found",
    "Rows",
    "Scope",
    "Store",
    "Triples",
    "Value",
    "answer_of",
    "open_store",
    "plan_names",
    "text_of",
]


def open_store(folder: Path, *, server: str = "") -> Store:
    """Open the store in a folder read-only, or the SPARQL server at a URL."""
    if server:
        from kg.store.remote import RemoteStore

        return RemoteStore.at(server)
    from kg.store.embedded import EmbeddedStore

    return EmbeddedStore.reading(folder)
