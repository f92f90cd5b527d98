"""Find relations between the names of a clause."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.extract.context import Context
from kg.extract.goals import GoalProposal
from kg.extract.proposals import Proposal
from kg.extract.scan import Chunk, Clause
from kg.extract.subjects import Subject
from kg.model import Provenance, Ref, Status

_ONGOING = ("加快", "加速", "提速", "正在", "加紧", "持续推进", "稳步推进", "有序推进", "扎实推进")
_EXPLORING = ("探索", "试点", "谋划")
_RELIES = re.compile(r"依托|以(?=[^，。；]{2,24}(?:为中心|为核心|为载体|为依托|为龙头|为支撑))|充分发挥|发挥")
_WITH = re.compile(r"(?:与|同|和|跟)([^，。；]{2,60}?)(?:的|等|开展|深化|加强|在|进行|建立)?[^，。；]{0,12}(?:合作|协作|共建|对接|联动)|(?:深化|加强|推进|扩大)(?:与|同|和)([^，。；]{2,60}?)")
_ALIAS = re.compile(r"（(?:以下简称|简称|又称|即|又名)?[“]?([^（）“”，。；：、]{2,24})[”]?）|(?:简称|又称|被誉为|被称为|有)[“]?([^“”，。；：、（）的]{2,12})[”]?(?:之称|之誉|美誉)?的?")


@dataclass(frozen=True, slots=True)
class FactProposal:
    """A relation in a compact line; its evidence is ``start:end``."""

    start: int
    end: int
    subject: Ref
    predicate: str
    object: Ref
    status: Status
    rule: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Scene:
    """A clause with all that is known of it."""

    text: str
    clause: Clause
    names: Sequence[Proposal]
    subject: Subject
    context: Context
    region: Ref
    goals: Sequence[GoalProposal]

    def status(self, start: int) -> Status:
        """The status of what stands at ``start``: the clause's own cues, else its tense."""
        said = self.text[self.clause.start : self.clause.end]
        if any(word in said for word in _EXPLORING):
            return Status.EXPLORING
        if any(word in said for word in _ONGOING):
            return Status.ONGOING
        return Status.ACHIEVED if self.context.past else Status.PLANNED

    def chunk_of(self, name: Proposal) -> Chunk | None:
        return next((c for c in self.clause.chunks if c.start <= name.start < c.end), None)


def propose_facts(scene: Scene) -> Iterator[FactProposal]:
    """The relations of one clause."""
    yield from _leads(scene)
    yield from _undertakes(scene)


def _fact(
    scene: Scene, subject: Ref, predicate: str, name: Proposal, rule: str, provenance: Provenance
) -> FactProposal:
    return FactProposal(
        scene.clause.start, scene.clause.end, subject, predicate, Ref(name.type, name.name), scene.status(name.start), rule, provenance
    )


def _leads(scene: Scene) -> Iterator[FactProposal]:
    for name in scene.names:
        if name.type != "Industry":
            continue
        for ref in scene.subject.refs:
            subject = ref if ref.type in ("Park", "Place") else scene.region
            yield _fact(scene, subject, "leadingIndustry", name, "fact.grows", scene.subject.provenance)


def _undertakes(scene: Scene) -> Iterator[FactProposal]:
    for name in scene.names:
        if name.type == "Policy":
            chunk = scene.chunk_of(name)
            verb = chunk.verb if chunk else None
            role = (verb.role("verb") or verb.role("act")) if verb else None
            carried = role in ("carry", "build") or (chunk is not None and chunk.after is not None)
            if not carried:
                continue
        elif name.type != "Project":
            continue
        for ref in scene.subject.refs:
            subject = ref if ref.type in ("Park", "Place", "Organization", "Enterprise") else scene.region
            yield _fact(scene, subject, "undertakes", name, f"fact.undertakes-{name.type.lower()}", scene.subject.provenance)
