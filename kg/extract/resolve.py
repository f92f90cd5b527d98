"""Decide between rival proposals: the longest name wins, then the better known one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from kg.extract.proposals import EXPANDED, TAGGED, Proposal


class Resolution(NamedTuple):
    """What was kept, in order of the text, and what was refused with its reason."""

    kept: list[Proposal]
    refused: list[tuple[Proposal, str]]


_LONGER = ("head.project", "head.facility")
"""Forms that are right where the tagger stopped at the front of a name (嘉陵江 of 嘉陵江实验室)."""

_UNTOUCHED = ("list.cue-industry", "industry.term")
"""Contexts that are right where the tagger saw nothing at all."""


def resolve(proposals: Iterable[Proposal], *, tagged: bool = False) -> Resolution:
    """Keep at most one proposal a span, none inside another, none across another.

    Where the tagger has spoken, form and context have been heard by it; of the rules only what is
    known by name, expanded from a shared head, or surer than the tagger stands beside what it tags.
    """
    seen = set(proposals)
    first = [p for p in seen if not tagged or p.weight >= TAGGED or _extends(p, seen)]
    rest = seen.difference(first)
    shaped = {(p.start, p.end) for p in seen if p.weight < TAGGED}
    kept, refused = _settle(sorted(first, key=lambda p: _rank(p, shaped)), [])
    late = sorted((p for p in rest if p.rule in _UNTOUCHED), key=lambda p: _rank(p, shaped))
    kept, too_late = _settle(late, kept)
    taken = {(k.start, k.end) for k in kept}
    unheard = [(p, "not-tagged") for p in rest if p.rule not in _UNTOUCHED and (p.start, p.end) not in taken]
    return Resolution(sorted(kept, key=lambda p: (p.start, p.end)), [*refused, *too_late, *unheard])


def _extends(proposal: Proposal, seen: set[Proposal]) -> bool:
    """Whether a sure form goes on where the tagger stopped."""
    if proposal.rule not in _LONGER:
        return False
    return any(p.weight == TAGGED and p.start == proposal.start and p.end < proposal.end for p in seen)


def _settle(ranked: Iterable[Proposal], kept: list[Proposal]) -> tuple[list[Proposal], list[tuple[Proposal, str]]]:
    """Add to ``kept`` what no better proposal stands in the way of; the others with the reason."""
    kept, refused = list(kept), []
    for proposal in ranked:
        rival = next((k for k in kept if k.start < proposal.end and proposal.start < k.end), None)
        if rival is None:
            kept.append(proposal)
        elif (rival.type, rival.start, rival.end) != (proposal.type, proposal.start, proposal.end):
            refused.append((proposal, "inside" if rival.end - rival.start > proposal.end - proposal.start else "rival"))
    return kept, refused


def _rank(proposal: Proposal, shaped: set[tuple[int, int]]) -> tuple[int, int, int, int, str, str, str]:
    """Formulas and shared heads first, then what form bears out or is known, longest first, then the rest."""
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
