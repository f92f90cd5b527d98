"""Decide between rival proposals: the longest name wins, then the better known one."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from kg.extract.names.proposals import EXPANDED, TAGGED, Proposal
from kg.lexicon.knowledge import Granted
from kg.model import Span


class Resolution(NamedTuple):
    """What was kept, in order of the text, and what was refused with its reason."""

    kept: list[Proposal]
    refused: list[tuple[Proposal, str]]


def resolve(proposals: Iterable[Proposal], granted: Granted, *, tagged: bool = False) -> Resolution:
    """Keep at most one proposal a span, none inside another, none across another.

    Where the tagger has spoken, form and context have been heard by it; of the rules only what is
    known by name, expanded from a shared head, or surer than the tagger stands beside what it tags.
    """
    ranked = _ranked(list(proposals), granted)
    if not ranked:
        return Resolution([], [])
    heads = {p.head for p in ranked if p.head is not None}
    field = _Field(max(p.end for p in ranked), heads)
    if not tagged:
        field.settle(ranked)
        return field.resolution(())
    stops = {p.start: p.end for p in sorted((p for p in ranked if p.weight == TAGGED), reverse=True)}
    heard: list[Proposal] = []
    rest: list[Proposal] = []
    for proposal in ranked:
        (heard if _heard(proposal, stops, granted) else rest).append(proposal)
    field.settle(heard)
    field.settle(p for p in rest if p.rule in granted.alone)
    return field.resolution(p for p in rest if p.rule not in granted.alone)


def _heard(proposal: Proposal, stops: Mapping[int, int], granted: Granted) -> bool:
    """Whether it stands beside what is tagged: known, tagged, or a sure form that goes on where the tagger stopped."""
    if proposal.weight >= TAGGED:
        return True
    return proposal.rule in granted.longer and stops.get(proposal.start, proposal.end) < proposal.end


class _Field:
    """The characters of a line as proposals take them: ``_taken`` says where, ``_owner`` counts the kept from 1.

    A head that names borrow is theirs, and no name by itself.
    """

    def __init__(self, size: int, heads: Collection[Span]) -> None:
        self._heads = heads
        self._kept: list[Proposal] = []
        self._refused: list[tuple[Proposal, str]] = []
        self._owner = [0] * size
        self._taken = bytearray(size)

    def settle(self, ranked: Iterable[Proposal]) -> None:
        """Keep what no better proposal stands in the way of; note the others with the reason."""
        for proposal in ranked:
            start, end = proposal.start, proposal.end
            if self._heads and any(head.start <= start and end <= head.end for head in self._heads):
                self._refused.append((proposal, "inside"))
                continue
            if self._taken.find(1, start, end) < 0:
                self._kept.append(proposal)
                self._owner[start:end] = [len(self._kept)] * (end - start)
                self._taken[start:end] = b"\1" * (end - start)
                continue
            rival = self._kept[min(filter(None, self._owner[start:end])) - 1]
            if (rival.type, rival.start, rival.end) != (proposal.type, start, end):
                self._refused.append((proposal, "inside" if rival.end - rival.start > end - start else "rival"))

    def resolution(self, unheard: Iterable[Proposal]) -> Resolution:
        """What stands now; of the ``unheard`` all are refused but those whose span another name has."""
        taken = {(k.start, k.end) for k in self._kept}
        refused = [*self._refused, *((p, "not-tagged") for p in unheard if (p.start, p.end) not in taken)]
        return Resolution(sorted(self._kept), refused)


def _ranked(proposals: Sequence[Proposal], granted: Granted) -> list[Proposal]:
    """Formulas and shared heads first, then what form bears out or the lexicon knows, longest first, then the rest.

    The proposal itself settles what is left, so that the order is the same each time; each comes once.
    """
    shaped = {(p.start, p.end) for p in proposals if p.weight < TAGGED}
    ranks = [(_rank(p, shaped, granted), p.start - p.end, -p.weight, p) for p in proposals]
    ranks.sort()
    return [proposal for (_, _, _, proposal), _ in groupby(ranks)]


def _rank(proposal: Proposal, shaped: Container[tuple[int, int]], granted: Granted) -> int:
    if proposal.weight == EXPANDED or proposal.rule in granted.first:
        return 0
    return 2 if proposal.weight == TAGGED and (proposal.start, proposal.end) not in shaped else 1
