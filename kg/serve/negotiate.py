"""Choose the format of an answer by what a client accepts (RFC 9110, section 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.serve.workers.truncation import CSV, JSON, TSV, XML

_QUALITY = re.compile(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", re.IGNORECASE)
_RANGE = re.compile(r"(?:\*|[\w.!#$&^+-]+)/(?:\*|[\w.!#$&^+-]+)")


@dataclass(frozen=True, slots=True)
class Offer:
    """A format by its media type, with other names that clients have for it, and its suffix in an address."""

    type: str
    names: tuple[str, ...] = ()
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """The format chosen, and the name by which the client knows it."""

    type: str
    shown: str

    @property
    def header(self) -> str:
        """The Content-Type header; text types have a charset."""
        return f"{self.shown}; charset=utf-8" if self.shown.startswith("text/") else self.shown


HTML = Offer("text/html", ("application/xhtml+xml",), "html")
PLAIN_JSON = Offer("application/json", (), "json")
RESULTS = (
    Offer(JSON, ("application/json",), "srj"),
    Offer(XML, ("application/xml", "text/xml"), "srx"),
    Offer(CSV, (), "csv"),
    Offer(TSV, (), "tsv"),
)
GRAPHS = (
    Offer("text/turtle", ("application/x-turtle", "application/turtle"), "ttl"),
    Offer("application/n-triples", ("text/plain",), "nt"),
    Offer("application/ld+json", ("application/json",), "jsonld"),
    Offer("application/rdf+xml", ("application/xml", "text/xml"), "rdf"),
)


def choose(offers: Sequence[Offer], accept: str) -> Choice | None:
    """The offer that the client likes best, the earlier of two that it likes as much; None if it likes none."""
    ranges = list(_ranges(accept)) or [("*/*", 1.0)]
    best, choice = 0.0, None
    for offer in offers:
        for name in (offer.type, *offer.names):
            liked = _liking(name, ranges)
            # A wildcard is no word for a second name.
            if liked > best and (name == offer.type or any(name == kind for kind, _ in ranges)):
                best, choice = liked, Choice(offer.type, name)
    return choice


def _ranges(accept: str) -> Iterator[tuple[str, float]]:
    """Each media range with its quality; what can't be read is passed over."""
    for part in accept.split(","):
        kind, *parameters = part.split(";")
        if _RANGE.fullmatch(kind.strip()):
            qualities = [found[1] for found in map(_QUALITY.fullmatch, parameters) if found]
            yield kind.strip().lower(), min(float(qualities[0]), 1.0) if qualities else 1.0


def _liking(name: str, ranges: Sequence[tuple[str, float]]) -> float:
    """The quality of the most specific range that a media type falls in."""
    for pattern in (name, name.partition("/")[0] + "/*", "*/*"):
        found = [quality for kind, quality in ranges if kind == pattern]
        if found:
            return max(found)
    return 0.0
