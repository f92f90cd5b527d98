"""A candidate mention, before resolution."""

from __future__ import annotations

from typing import NamedTuple

from kg.model import Provenance, Span


class Proposal(NamedTuple):
    """A candidate mention in a line; offsets are relative to the compact line.

    ``weight`` ranks rival candidates of equal length, highest first, by the kind of evidence: a known term, a shared
    head noun, the tagger, and so on.
    """

    start: int
    end: int
    type: str
    name: str
    rule: str
    weight: int
    provenance: Provenance = Provenance.VERBATIM
    head: Span | None = None


KNOWN, EXPANDED, TAGGED, CUED, SHAPED, QUOTED, GOVERNED, BARE = 100, 90, 80, 70, 60, 50, 40, 20
