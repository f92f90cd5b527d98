"""Decide between rival proposals: the longest name wins, then the better known one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from kg.extract.proposals import KNOWN, Proposal


class Resolution(NamedTuple):
    """What was kept, in order of the text, and what was refused with its reason."""

    kept: list[Proposal]
    refused: list[tuple[Proposal, str]]


def resolve(proposals: Iterable[Proposal]) -> Resolution:
    """Keep at most one proposal a span, none inside another, none across another."""
    kept: list[Proposal] = []
    refused: list[tuple[Proposal, str]] = []
    ranked = sorted(set(proposals), key=lambda p: (-(p.end - p.start), -p.weight, p.start, p.type, p.name, p.rule))
    for proposal in ranked:
        rival = next((k for k in kept if k.start < proposal.end and proposal.start < k.end), None)
        if rival is None:
            kept.append(proposal)
        elif rival.start == proposal.start and rival.end == proposal.end and rival.weight < KNOWN <= proposal.weight:
            kept[kept.index(rival)] = proposal
            refused.append((rival, "known-otherwise"))
        elif (rival.type, rival.start, rival.end) != (proposal.type, proposal.start, proposal.end):
            refused.append((proposal, "inside" if rival.end - rival.start > proposal.end - proposal.start else "rival"))
    return Resolution(sorted(kept, key=lambda p: (p.start, p.end)), refused)
