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
    seen = set(proposals)
    shaped = {(p.start, p.end) for p in seen if p.weight < TAGGED}
    ranked = sorted(seen, key=lambda p: _rank(p, shaped))
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


def _rank(proposal: Proposal, shaped: set[tuple[int, int]]) -> tuple[int, int, int, int, str, str, str]:
    """Formulas and shared heads first, then what form bears out or the gazetteer knows, longest first, then the rest."""
    sure = proposal.weight == EXPANDED or proposal.rule == "scheme.formula"
    doubtful = proposal.weight == TAGGED and (proposal.start, proposal.end) not in shaped
    size = proposal.start - proposal.end
    return (
        0 if sure else 2 if doubtful else 1,
        size,
        -proposal.weight,
        proposal.start,
        proposal.type,
        proposal.name,
        proposal.rule,
    )
