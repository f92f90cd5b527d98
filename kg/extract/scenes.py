"""What is known of a clause when relations are looked for, and the relation that is found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from kg.extract.context import Context
from kg.extract.goals import GoalProposal
from kg.extract.proposals import Proposal
from kg.extract.scan import Chunk, Clause
from kg.extract.subjects import Subject
from kg.extract.words import holds_any
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
class Scene:
    """A clause with all that is known of it.

    ``said`` are its words, ``preceding`` the names of the clause before, ``following`` the later clauses of its
    sentence; a scene knows no earlier one, so that scenes go as soon as their line is read, without waiting for the
    collector of garbage.
    """

    text: str
    said: str
    clause: Clause
    names: Sequence[Proposal]
    subject: Subject
    context: Context
    region: Ref
    goals: Sequence[GoalProposal]
    rules: Mapping[str, Any]
    preceding: Sequence[Proposal] = ()
    following: Sequence[Scene] = ()
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
        """The clause's own cues, else its tense."""
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


class Named(NamedTuple):
    """A name and the clause that it stands in."""

    name: Proposal
    scene: Scene

    @property
    def lead(self) -> str:
        """What its clause says before it."""
        return self.scene.text[self.scene.clause.start : self.name.start]


def fact_of(scene: Scene, subject: tuple[Ref, Provenance], predicate: str, object_: Ref, rule: str) -> FactProposal:
    """The relation as the clause says it."""
    start, end = scene.clause.start, scene.clause.end
    return FactProposal(start, end, subject[0], predicate, object_, scene.status, rule, subject[1])


def ref_of(name: Proposal) -> Ref:
    """The thing that a name names."""
    return Ref(name.type, name.name)


def stated(name: Proposal) -> tuple[Ref, Provenance]:
    """A name as the subject of a relation."""
    return ref_of(name), name.provenance


def fact_between(subject: Named, predicate: str, object_: Named, rule: str) -> FactProposal:
    """The relation between names of two clauses, which are both its evidence."""
    clauses = (subject.scene.clause, object_.scene.clause)
    start, end = min(c.start for c in clauses), max(c.end for c in clauses)
    fact = fact_of(object_.scene, stated(subject.name), predicate, ref_of(object_.name), rule)
    return fact._replace(start=start, end=end)


def _relied(scene: Scene) -> list[Proposal]:
    """The names that the clause says something builds on."""
    rules = scene.rules["relies"]
    found = []
    for name in scene.names:
        chunk = scene.chunk_of(name)
        if chunk is None:
            continue
        verb = scene.text[chunk.verb.start : chunk.verb.end] if chunk.verb else ""
        framed = chunk.before == "以" and scene.text.startswith(rules["framed"], chunk.end)
        exerted = verb in rules["exerted"] and _said_soon(rules["exerted_as"], scene, name.end)
        if verb in rules["verbs"] or chunk.before in rules["verbs"] or framed or exerted:
            found.append(name)
    return found


def _status(scene: Scene) -> Status:
    cues = scene.rules["status"]
    if holds_any(scene.said, cues["exploring"]):
        return Status.EXPLORING
    if holds_any(scene.said, cues["ongoing"]):
        return Status.ONGOING
    return Status.ACHIEVED if scene.context.past else Status.PLANNED


def _said_soon(words: Iterable[str], scene: Scene, start: int) -> bool:
    """Whether the clause says one of the words shortly behind ``start``."""
    return holds_any(scene.text[start : min(start + _SOON, scene.clause.end)], words)
