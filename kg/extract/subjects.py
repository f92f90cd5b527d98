"""Tell whose each clause is: the nearest governing park, place or body."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.extract.proposals import Proposal
from kg.extract.scan import Clause
from kg.model import Provenance, Ref

_GOVERNS = frozenset({"Park", "Place", "Enterprise", "Organization", "Facility"})
_HOLDS = frozenset({"Park", "Place"})
_LONGEST_HEADING = 30
_INDICATOR = re.compile(r"(?:吞吐量|营业收入|产值|增加值|交易额|回购额|接待|客流|收入|总量|规模|产能|数量|税收|营收|完成投资|计划投资)[^，。；]{0,12}\d")
_CAUSES = ("推动", "支持", "引导", "促进", "推进", "助力", "鼓励", "加快推动", "加快推进")


@dataclass(frozen=True, slots=True)
class Subject:
    """The refs that govern a clause; one entry unless subjects are coordinated."""

    refs: tuple[Ref, ...]
    provenance: Provenance


def find_subjects(text: str, clauses: Sequence[Clause], names: Sequence[Proposal], default: Ref) -> list[Subject]:
    """One subject a clause.

    A park or place that opens a sentence holds to its end; a body, an enterprise or a facility for its own
    clause; a paragraph that opens with a heading on one park is that park's; else the region's.
    """
    fallback = Subject((default,), Provenance.RESOLVED)
    if (topic := _topic(text, clauses, names)) is not None:
        fallback = Subject((topic,), Provenance.RESOLVED)
    subjects: list[Subject] = []
    current, sentence = fallback, -1
    for clause in clauses:
        opens = clause.sentence != sentence
        if opens:
            current, sentence = fallback, clause.sentence
        inside = [n for n in names if clause.start <= n.start and n.end <= clause.end]
        own = _disposed(text, clause, inside) or _measured(text, clause, inside)
        if own is None and (opening := _opening(text, clause, inside)):
            own = Subject(opening, Provenance.VERBATIM)
            if opens and all(ref.type in _HOLDS for ref in opening):
                current = own
        subjects.append(own or current)
    return subjects


def _topic(text: str, clauses: Sequence[Clause], names: Sequence[Proposal]) -> Ref | None:
    """The one park that the heading sentence of a paragraph speaks of (打造X发展新名片。)."""
    if not clauses or not clauses[0].closes or clauses[0].end - clauses[0].start > _LONGEST_HEADING or len(clauses) < 2:
        return None
    inside = [n for n in names if n.end <= clauses[0].end and n.type == "Park"]
    if len(inside) != 1 or text[inside[0].end : clauses[0].end].startswith(("、", "和", "与", "及")) or inside[0].end == clauses[0].end:
        return None
    return Ref(inside[0].type, inside[0].name)


def _measured(text: str, clause: Clause, names: Sequence[Proposal]) -> Subject | None:
    """The named thing whose measure a clause gives: it opens the clause, or stands behind 推动, and an indicator follows."""
    for chunk in clause.chunks[:1]:
        if not chunk.items or not (chunk.opens or chunk.before in _CAUSES):
            continue
        name = next((n for n in names if n.start == chunk.items[-1].start), None)
        if name is None or name.type not in _GOVERNS or len(chunk.items) > 1:
            continue
        if _INDICATOR.search(text, name.end, clause.end):
            return Subject((Ref(name.type, name.name),), Provenance.VERBATIM)
    return None


def _opening(text: str, clause: Clause, names: Sequence[Proposal]) -> tuple[Ref, ...]:
    """The named things that a clause opens with, when a predicate follows."""
    chunk = next((c for c in clause.chunks if c.opens), None)
    if chunk is None or chunk.end >= clause.end or not chunk.items:
        return ()
    if text.startswith(("的", "等"), chunk.end):
        return ()
    refs: list[Ref] = []
    for item in chunk.items:
        name = next((n for n in names if n.end == item.full[1] and n.start <= item.start), None)
        if name is None or name.type not in _GOVERNS:
            return ()
        refs.append(Ref(name.type, name.name))
    return tuple(refs)


def _disposed(text: str, clause: Clause, names: Sequence[Proposal]) -> Subject | None:
    """The object of 将, 把, 推动 or 支持 that a make verb follows (将X打造成为Y)."""
    for chunk in clause.chunks:
        if chunk.before not in ("将", "把") and chunk.before not in _CAUSES:
            continue
        if chunk.after is None or chunk.after.role("verb") != "make":
            continue
        name = next((n for n in names if n.start == chunk.items[0].start and n.end == chunk.end), None)
        if name is not None and name.type in _GOVERNS:
            return Subject((Ref(name.type, name.name),), Provenance.VERBATIM)
    return None
