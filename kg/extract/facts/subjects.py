"""Resolve the subject of each clause: the nearest governing park, place or body, otherwise the region."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kg.extract.line.clauses import Chunk, Clause
from kg.extract.names.proposals import Proposal
from kg.lexicon.rules import SubjectRules
from kg.model import Provenance, Ref

_LONGEST_HEADING = 30
_REACH = 12
"""Maximum distance in characters from an indicator to its number."""


class Subject(NamedTuple):
    """The references that govern a clause; more than one only if subjects are coordinated."""

    refs: tuple[Ref, ...]
    provenance: Provenance


class _View(NamedTuple):
    """A clause with its mentions, and the rules of ``data/rules/subjects.toml``."""

    text: str
    clause: Clause
    names: Sequence[Proposal]
    rules: SubjectRules

    def governing(self, *, start: int | None = None, end: int | None = None) -> Proposal | None:
        """The mention with exactly this start or end offset, if its class can be a subject."""
        for name in self.names:
            if (start is None or name.start == start) and (end is None or name.end == end):
                return name if name.type in self.rules.governs else None
        return None


def find_subjects(
    text: str, clauses: Sequence[Clause], names: Sequence[Sequence[Proposal]], default: Ref, rules: SubjectRules
) -> list[Subject]:
    """One subject for each clause; ``names`` has one list of mentions for each clause.

    A park or place at the start of a sentence is its subject to the end; a body, an enterprise or a facility only of
    its own clause. If a paragraph opens with a heading on one park, that park is the default; otherwise ``default``,
    the region, is.
    """
    topic = _topic(text, clauses, names)
    fallback = Subject((topic or default,), Provenance.RESOLVED)
    subjects: list[Subject] = []
    current, sentence = fallback, -1
    region, holds = rules.region, rules.holds
    for clause, inside in zip(clauses, names, strict=True):
        opens = clause.sentence != sentence
        if opens:
            current, sentence = fallback, clause.sentence
        if text.startswith(region, clause.start):
            current = Subject((default,), Provenance.RESOLVED)
        if not inside:
            subjects.append(current)
            continue
        view = _View(text, clause, inside, rules)
        own = _disposed(view) or _measured(view) or _acting(view)
        if own is None and (opening := _opening(view)):
            own = Subject(opening, Provenance.VERBATIM)
            if opens and all(ref.type in holds for ref in opening):
                current = own
        subjects.append(own or current)
    return subjects


def _topic(text: str, clauses: Sequence[Clause], names: Sequence[Sequence[Proposal]]) -> Ref | None:
    """The only park in the heading sentence of a paragraph (打造X发展新名片。), or None."""
    if len(clauses) < 2 or not clauses[0].closes or clauses[0].end - clauses[0].start > _LONGEST_HEADING:
        return None
    parks = [name for name in names[0] if name.type == "Park"]
    if len(parks) != 1 or text.startswith(("、", "和", "与", "及"), parks[0].end):
        return None
    if parks[0].end == clauses[0].end and parks[0].start > clauses[0].start:
        return None
    return Ref(parks[0].type, parks[0].name)


def _verbatim(name: Proposal | None) -> Subject | None:
    return Subject((Ref(name.type, name.name),), Provenance.VERBATIM) if name else None


def _measured(view: _View) -> Subject | None:
    """The mention before a measured indicator, if it opens the clause or follows a causative verb (推动)."""
    chunk = view.clause.chunks[0] if view.clause.chunks else None
    if chunk is None or len(chunk.items) != 1 or not (chunk.opens or chunk.before in view.rules.causes):
        return None
    name = view.governing(start=chunk.items[0].start)
    return _verbatim(name) if name and _indicates(view, name.end) else None


def _acting(view: _View) -> Subject | None:
    """The park or body that opens a clause and is the agent of the verb that follows (示例高新区发展新材料)."""
    chunk = next((c for c in view.clause.chunks if c.opens), None)
    name = view.governing(start=chunk.items[0].start) if chunk is not None else None
    if name is None or chunk is None or name.end >= chunk.end:
        return None
    return _verbatim(name) if any(t.start == name.end and t.has("act") for t in chunk.tokens) else None


def _indicates(view: _View, start: int) -> bool:
    said = view.text[start : view.clause.end]
    found = [at + len(word) for word in view.rules.indicators if (at := said.find(word)) >= 0]
    return any(char.isdigit() for at in found for char in said[at : at + _REACH])


def _opening(view: _View) -> tuple[Ref, ...]:
    """The coordinated mentions at the start of a clause, if a predicate follows."""
    chunk = next((c for c in view.clause.chunks if c.opens), None)
    if chunk is None or chunk.end >= view.clause.end or view.text.startswith(("的", "等"), chunk.end):
        return ()
    found = [view.governing(end=item.full[1]) for item in chunk.items]
    named = [name for name, item in zip(found, chunk.items, strict=True) if name and name.start <= item.start]
    return tuple(Ref(name.type, name.name) for name in named) if len(named) == len(found) else ()


def _disposed(view: _View) -> Subject | None:
    """The objects of 将, 把, 推动 or 支持 that are followed by another verb (将X打造成为Y, 支持X、Z发展Y)."""
    for chunk in view.clause.chunks:
        caused = chunk.before in view.rules.causes
        if not caused and chunk.before not in view.rules.disposes:
            continue
        names = _members(view, chunk)
        if not names:
            continue
        end, hold = names[-1].end, all(name.type in view.rules.holds for name in names)
        acts = any(t.start == end and t.has("act") for t in chunk.tokens)
        made, goes_on = end == chunk.end and _made_into(chunk), end == chunk.end and _goes_on(chunk)
        if made or (caused and hold and (acts or goes_on)):
            return Subject(tuple(Ref(name.type, name.name) for name in names), Provenance.VERBATIM)
    return None


def _members(view: _View, chunk: Chunk) -> Sequence[Proposal]:
    """The mentions at the start of a chunk's items; empty unless each item has one and all but the last span theirs."""
    found = [view.governing(start=item.start) for item in chunk.items]
    named = [name for name in found if name is not None]
    whole = all(name.end == item.end for name, item in zip(named[:-1], chunk.items, strict=False))
    return named if len(named) == len(found) and whole else ()


def _made_into(chunk: Chunk) -> bool:
    return chunk.after is not None and chunk.after.role("verb") == "make"


def _goes_on(chunk: Chunk) -> bool:
    """Whether the chunk is the agent of the predicate after it (支持X做强Y)."""
    return chunk.after is not None and chunk.after.does in ("build", "carry", "grow", "draw", "join")
