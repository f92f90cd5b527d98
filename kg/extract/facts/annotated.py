"""What is known of a clause when relations are looked for, and the relation that is found."""

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
    """A relation in a compact line; its evidence is ``start:end``."""

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
    """A clause with all that is known of it.

    ``said`` is the text of the clause, ``cues`` are those of status, ``preceding`` the names of the clause before,
    ``following`` the later clauses of its sentence. It has no reference to earlier clauses: so it is freed with its
    line, without a run of the collector.
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
        """The names that the clause says something builds on."""
        if self._relied is None:
            self._relied = _relied(self)
        return self._relied

    @property
    def status(self) -> Status:
        """The status of what the clause states."""
        if self._status is None:
            self._status = _status(self)
        return self._status

    def of(self, *types: str) -> list[Proposal]:
        """The names of these types, in order."""
        return [name for name in self.names if name.type in types]

    def chunk_of(self, name: Proposal) -> Chunk | None:
        """The chunk that a name begins in."""
        start = name.start
        for chunk in self.clause.chunks:
            if start < chunk.end:
                return chunk if chunk.start <= start else None
        return None

    def governs(self, *types: str) -> Iterator[tuple[Ref, Provenance]]:
        """The clause's subjects of these types, or the region in their place."""
        for ref in self.subject.refs:
            if ref.type in types:
                yield ref, self.subject.provenance
            else:
                yield self.region, Provenance.RESOLVED


class PlacedName(NamedTuple):
    """A name and the clause that it stands in."""

    name: Proposal
    annotated: AnnotatedClause

    @property
    def lead(self) -> str:
        """What its clause says before it."""
        return self.annotated.text[self.annotated.clause.start : self.name.start]


def fact_of(
    annotated: AnnotatedClause, subject: tuple[Ref, Provenance], predicate: str, object_: Ref, rule: str
) -> FactProposal:
    """The relation as the clause says it."""
    start, end = annotated.clause.start, annotated.clause.end
    return FactProposal(start, end, subject[0], predicate, object_, annotated.status, rule, subject[1])


def ref_of(name: Proposal) -> Ref:
    """The thing that a name names."""
    return Ref(name.type, name.name)


def stated(name: Proposal) -> tuple[Ref, Provenance]:
    """A name as the subject of a relation."""
    return ref_of(name), name.provenance


def fact_between(subject: PlacedName, predicate: str, object_: PlacedName, rule: str) -> FactProposal:
    """The relation between names of two clauses, which are both its evidence."""
    clauses = (subject.annotated.clause, object_.annotated.clause)
    start, end = min(c.start for c in clauses), max(c.end for c in clauses)
    fact = fact_of(object_.annotated, stated(subject.name), predicate, ref_of(object_.name), rule)
    return fact._replace(start=start, end=end)


def _relied(annotated: AnnotatedClause) -> list[Proposal]:
    """The names that the clause says something builds on."""
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
    """The status of the clause's goal; of a clause without one, that of the first cue in it, else its tense's.

    A cue of what is achieved (已) is also a part of longer words, and counts only before the first name.
    """
    if annotated.goals:
        return annotated.goals[0].status
    before = annotated.text[annotated.clause.start : annotated.names[0].start] if annotated.names else annotated.said
    for cue in annotated.cues:
        if holds_any(before if cue.status is Status.ACHIEVED else annotated.said, cue.words):
            return cue.status
    return Status.ACHIEVED if annotated.context.past else Status.PLANNED


def _said_soon(words: Iterable[str], annotated: AnnotatedClause, start: int) -> bool:
    """Whether the clause says one of the words shortly behind ``start``."""
    return holds_any(annotated.text[start : min(start + _SOON, annotated.clause.end)], words)
