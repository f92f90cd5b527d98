"""Decide between rival proposals: the longest name wins, then the better known one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from kg.extract.proposals import EXPANDED, TAGGED, Proposal


class Resolution(NamedTuple):
    """What was kept, in order of the text, and what was refused with its reason."""

    kept: list[Proposal]
    refused: list[tuple[Proposal, str]]


def resolve(proposals: Iterable[Proposal], *, tagged: bool = False) -> Resolution:
    """Keep at most one proposal a span, none inside another, none across another.

    Where the tagger has spoken, form and context have been heard by it; of the rules only what is
    known by name or expanded from a shared head stands beside what it tags.
    """
    kept: list[Proposal] = []
    refused: list[tuple[Proposal, str]] = []
    ranked = sorted(set(proposals), key=lambda p: _rank(p, tagged=tagged))
    for proposal in ranked:
        if tagged and proposal.weight < TAGGED:
            if not any(k.start == proposal.start and k.end == proposal.end for k in kept):
                refused.append((proposal, "not-tagged"))
            continue
        rival = next((k for k in kept if k.start < proposal.end and proposal.start < k.end), None)
        if rival is None:
            kept.append(proposal)
        elif (rival.type, rival.start, rival.end) != (proposal.type, proposal.start, proposal.end):
            refused.append((proposal, "inside" if rival.end - rival.start > proposal.end - proposal.start else "rival"))
    return Resolution(sorted(kept, key=lambda p: (p.start, p.end)), refused)


def _rank(proposal: Proposal, *, tagged: bool) -> tuple[int, int, int, str, str, str]:
    size, weight = -(proposal.end - proposal.start), -proposal.weight
    first, second = (weight, size) if proposal.weight == EXPANDED else (size, weight)
    return first, second, proposal.start, proposal.type, proposal.name, proposal.rule
