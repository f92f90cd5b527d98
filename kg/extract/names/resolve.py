"""Select among overlapping candidates: the longest first, then the highest weight."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from kg.extract.names.proposals import EXPANDED, TAGGED, Proposal
from kg.lexicon.knowledge import Granted
from kg.model import Span


class Resolution(NamedTuple):
    """The candidates kept, in text order, and those rejected, each with its reason."""

    kept: list[Proposal]
    refused: list[tuple[Proposal, str]]


def resolve(proposals: Iterable[Proposal], granted: Granted, *, tagged: bool = False) -> Resolution:
    """Keep a set of candidates that don't overlap.

    If the line was ``tagged``, form and context are already among the tagger's features; of the rules, only known
    terms, expanded names and what ``granted`` prefers compete with the tagger's candidates.
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
    """Whether a candidate competes with the tagger's: by weight, or as a longer one of a rule under ``longer``."""
    if proposal.weight >= TAGGED:
        return True
    return proposal.rule in granted.longer and stops.get(proposal.start, proposal.end) < proposal.end


class _Field:
    """The characters of a line and the candidates that cover them: ``_owner`` holds indices of kept ones, from 1.

    A shared head noun is no candidate by itself.
    """

    def __init__(self, size: int, heads: Collection[Span]) -> None:
        self._heads = heads
        self._kept: list[Proposal] = []
        self._refused: list[tuple[Proposal, str]] = []
        self._owner = [0] * size
        self._taken = bytearray(size)

    def settle(self, ranked: Iterable[Proposal]) -> None:
        """Keep each candidate that overlaps no kept one; record the others with the reason."""
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
        """The result; ``unheard`` candidates are rejected unless a kept one has the same span."""
        taken = {(k.start, k.end) for k in self._kept}
        refused = [*self._refused, *((p, "not-tagged") for p in unheard if (p.start, p.end) not in taken)]
        return Resolution(sorted(self._kept), refused)


def _ranked(proposals: Sequence[Proposal], granted: Granted) -> list[Proposal]:
    """Sort by rank (:func:`_rank`), length and weight, without duplicates.

    Remaining ties are broken by the candidate itself, so that the order is deterministic.
    """
    shaped = {(p.start, p.end) for p in proposals if p.weight < TAGGED}
    ranks = [(_rank(p, shaped, granted), p.start - p.end, -p.weight, p) for p in proposals]
    ranks.sort()
    return [proposal for (_, _, _, proposal), _ in groupby(ranks)]


def _rank(proposal: Proposal, shaped: Container[tuple[int, int]], granted: Granted) -> int:
    if proposal.weight == EXPANDED or proposal.rule in granted.first:
        return 0
    return 2 if proposal.weight == TAGGED and (proposal.start, proposal.end) not in shaped else 1
