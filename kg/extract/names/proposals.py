"""What a rule proposes before anything is decided."""

from __future__ import annotations

from typing import NamedTuple

from kg.model import Provenance, Span


class Proposal(NamedTuple):
    """A name that a rule sees in a line; offsets are relative to the compact line.

    ``weight`` settles a tie between rivals of one span: a known term beats what is known
    by form, and form beats context. What is expanded from a shared head beats what the tagger sees.
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
