"""Match relation patterns on pairs of adjacent mention lists, by the text before, between and after them.

The patterns are the ``[[pattern]]`` rows of ``data/rules/facts.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.extract.facts.annotated import FactProposal, PlacedName, fact_between
from kg.lexicon.rules import RelationPattern

_JOINS = re.compile(r"(?:等[^，。；、]{0,8}?)?(?:[、和及与]|以及)")
_STOPS = re.compile(r"[。；！？]")
_LONGEST_GAP, _LONGEST_BEFORE = 30, 12


@dataclass(frozen=True)
class Pattern:
    """A relation between two adjacent lists of mentions; ``forward`` if the first list is the subject."""

    id: str
    predicate: str
    first: frozenset[str]
    second: frozenset[str]
    between: re.Pattern[str]
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    forward: bool

    @classmethod
    def of(cls, row: RelationPattern) -> Pattern:
        """Build a pattern from a ``[[pattern]]`` row."""
        return cls(
            id=row.id,
            predicate=row.predicate,
            first=frozenset(row.first),
            second=frozenset(row.second),
            between=row.between,
            before=re.compile(f"(?:{row.before.pattern})$") if row.before else None,
            after=row.after,
            forward=row.subject == "first",
        )


def propose_patterns(named: Sequence[PlacedName], patterns: Sequence[Pattern]) -> Iterator[FactProposal]:
    """The facts that the patterns match between adjacent lists of a line's mentions."""
    for first, second in pairwise(_lists(named)):
        text, start, end = first[0].annotated.text, first[-1].name.end, second[0].name.start
        if end - start > _LONGEST_GAP or (gap := text[start:end]) == "" or _STOPS.search(gap):
            continue
        types, others = ({each.name.type for each in run} for run in (first, second))
        for pattern in patterns:
            if pattern.first.isdisjoint(types) or pattern.second.isdisjoint(others):
                continue
            if pattern.between.fullmatch(gap) and _framed(pattern, text, first[0].name.start, second[-1].name.end):
                yield from _related(pattern, first, second)


def _lists(named: Iterable[PlacedName]) -> Iterator[list[PlacedName]]:
    """Runs of mentions separated only by conjunctions, or by a closing noun and a conjunction (等平台和)."""
    run: list[PlacedName] = []
    for each in named:
        if run and not _JOINS.fullmatch(each.annotated.text, run[-1].name.end, each.name.start):
            yield run
            run = []
        run.append(each)
    if run:
        yield run


def _framed(pattern: Pattern, text: str, start: int, end: int) -> bool:
    if pattern.before is not None and not pattern.before.search(text, max(0, start - _LONGEST_BEFORE), start):
        return False
    return pattern.after is None or pattern.after.match(text, end) is not None


def _related(pattern: Pattern, first: Iterable[PlacedName], second: Iterable[PlacedName]) -> Iterator[FactProposal]:
    for one in first:
        for other in second:
            if one.name.type in pattern.first and other.name.type in pattern.second:
                subject, object_ = (one, other) if pattern.forward else (other, one)
                yield fact_between(subject, pattern.predicate, object_, pattern.id)
