"""The input of relation extraction, a clause with its annotations, and its output, a candidate fact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kg.extract.facts.subjects import Subject
from kg.extract.goals import GoalProposal
from kg.extract.line.clauses import Chunk, Clause
from kg.extract.line.substrings import holds_any
from kg.extract.line.tense import Context
from kg.extract.names.proposals import Proposal
from kg.lexicon.rules import FactRules, StatusCue
from kg.model import Provenance, Ref, Status

_SOON = 14


class FactProposal(NamedTuple):
    """A candidate fact; ``start:end`` are the offsets of its evidence in the compact line."""

    start: int
    end: int
    subject: Ref
    predicate: str
    object: Ref
    status: Status
    rule: str
    provenance: Provenance


@dataclass(slots=True, eq=False)
class AnnotatedClause:
    """A clause with its mentions, subject, tense context and goals.

    ``text`` is the compact line, ``said`` the text of the clause, ``cues`` are the status cues, ``preceding`` the
    mentions of the previous clause, ``following`` the later clauses of the sentence. There is no reference to earlier
    clauses, hence no reference cycle: the object is freed with its line without a run of the garbage collector.
    """

    text: str
    said: str
    clause: Clause
    names: Sequence[Proposal]
    subject: Subject
    context: Context
    region: Ref
    goals: Sequence[GoalProposal]
    rules: FactRules
    cues: Sequence[StatusCue]
    preceding: Sequence[Proposal] = ()
    following: Sequence[AnnotatedClause] = ()
    _relied: Sequence[Proposal] | None = None
    _status: Status | None = None

    @property
    def relied(self) -> Sequence[Proposal]:
        """The mentions that the clause presents as the basis of something (依托X)."""
        if self._relied is None:
            self._relied = _relied(self)
        return self._relied

    @property
    def status(self) -> Status:
        """The status of the clause's facts."""
        if self._status is None:
            self._status = _status(self)
        return self._status

    def of(self, *types: str) -> list[Proposal]:
        """The mentions of these types, in text order."""
        return [name for name in self.names if name.type in types]

    def chunk_of(self, name: Proposal) -> Chunk | None:
        """The chunk that contains the first character of a mention, or None."""
        start = name.start
        for chunk in self.clause.chunks:
            if start < chunk.end:
                return chunk if chunk.start <= start else None
        return None

    def governs(self, *types: str) -> Iterator[tuple[Ref, Provenance]]:
        """Each subject of the clause with its provenance; the region replaces a subject of any other type."""
        for ref in self.subject.refs:
            if ref.type in types:
                yield ref, self.subject.provenance
            else:
                yield self.region, Provenance.RESOLVED


class PlacedName(NamedTuple):
    """A mention and the clause that contains it."""

    name: Proposal
    annotated: AnnotatedClause

    @property
    def lead(self) -> str:
        """The text of the clause before the mention."""
        return self.annotated.text[self.annotated.clause.start : self.name.start]


def fact_of(
    annotated: AnnotatedClause, subject: tuple[Ref, Provenance], predicate: str, object_: Ref, rule: str
) -> FactProposal:
    """A fact whose evidence is the whole clause."""
    start, end = annotated.clause.start, annotated.clause.end
    return FactProposal(start, end, subject[0], predicate, object_, annotated.status, rule, subject[1])


def ref_of(name: Proposal) -> Ref:
    """The reference to the entity of a mention."""
    return Ref(name.type, name.name)


def stated(name: Proposal) -> tuple[Ref, Provenance]:
    """A mention as the subject of a fact: its reference and provenance."""
    return ref_of(name), name.provenance


def fact_between(subject: PlacedName, predicate: str, object_: PlacedName, rule: str) -> FactProposal:
    """A fact between mentions of two clauses; its evidence spans both."""
    clauses = (subject.annotated.clause, object_.annotated.clause)
    start, end = min(c.start for c in clauses), max(c.end for c in clauses)
    fact = fact_of(object_.annotated, stated(subject.name), predicate, ref_of(object_.name), rule)
    return fact._replace(start=start, end=end)


def _relied(annotated: AnnotatedClause) -> list[Proposal]:
    """The mentions that the clause presents as the basis of something (依托X)."""
    rules = annotated.rules.relies
    found = []
    for name in annotated.names:
        chunk = annotated.chunk_of(name)
        if chunk is None:
            continue
        verb = annotated.text[chunk.verb.start : chunk.verb.end] if chunk.verb else ""
        framed = chunk.before == "以" and annotated.text.startswith(rules.framed, chunk.end)
        exerted = verb in rules.exerted and _said_soon(rules.exerted_as, annotated, name.end)
        if verb in rules.verbs or chunk.before in rules.verbs or framed or exerted:
            found.append(name)
    return found


def _status(annotated: AnnotatedClause) -> Status:
    """The status of the clause's first goal; without goals, of the first matching cue; otherwise given by the tense.

    A cue of achievement (已) also occurs inside longer words, so it counts only before the first mention.
    """
    if annotated.goals:
        return annotated.goals[0].status
    before = annotated.text[annotated.clause.start : annotated.names[0].start] if annotated.names else annotated.said
    for cue in annotated.cues:
        if holds_any(before if cue.status is Status.ACHIEVED else annotated.said, cue.words):
            return cue.status
    return Status.ACHIEVED if annotated.context.past else Status.PLANNED


def _said_soon(words: Iterable[str], annotated: AnnotatedClause, start: int) -> bool:
    """Whether one of the words occurs in the clause within ``_SOON`` characters after ``start``."""
    return holds_any(annotated.text[start : min(start + _SOON, annotated.clause.end)], words)
