"""Tell whose each clause is: the nearest governing park, place or body."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.extract.proposals import Proposal
from kg.extract.scan import Clause
from kg.model import Provenance, Ref

_GOVERNS = frozenset({"Park", "Place", "Enterprise", "Organization", "Facility"})
_CAUSES = ("推动", "支持", "引导", "促进", "推进", "助力", "鼓励", "加快推动", "加快推进")


@dataclass(frozen=True, slots=True)
class Subject:
    """The refs that govern a clause; one entry unless subjects are coordinated."""

    refs: tuple[Ref, ...]
    provenance: Provenance


def find_subjects(text: str, clauses: Sequence[Clause], names: Sequence[Proposal], default: Ref) -> list[Subject]:
    """One subject a clause; it holds to the end of its sentence, then the plan's region takes over."""
    fallback = Subject((default,), Provenance.RESOLVED)
    subjects: list[Subject] = []
    current, sentence = fallback, -1
    for clause in clauses:
        if clause.sentence != sentence:
            current, sentence = fallback, clause.sentence
        inside = [n for n in names if clause.start <= n.start and n.end <= clause.end]
        if opening := _opening(text, clause, inside):
            current = Subject(opening, Provenance.VERBATIM)
        subjects.append(_disposed(text, clause, inside) or current)
    return subjects


def _opening(text: str, clause: Clause, names: Sequence[Proposal]) -> tuple[Ref, ...]:
    """The named things that a clause opens with, when a predicate follows."""
    chunk = next((c for c in clause.chunks if c.opens), None)
    if chunk is None or chunk.end >= clause.end or not chunk.items:
        return ()
    following = text[chunk.end : chunk.end + 1]
    if following == "的":
        return ()
    refs: list[Ref] = []
    for item in chunk.items:
        name = next((n for n in names if n.start >= item.start - 1 and n.end == item.full[1] and n.start <= item.start), None)
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
