"""The annotations of one line, filled in by the components of the pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kg.extract.facts.annotated import FactProposal
from kg.extract.facts.subjects import Subject
from kg.extract.goals import GoalProposal
from kg.extract.line.clauses import Clause
from kg.extract.line.lines import Line
from kg.extract.line.quantities import Found
from kg.extract.line.tense import Context
from kg.extract.names.proposals import Proposal
from kg.model import Ref


@dataclass(slots=True)
class Reading:
    """One line, filled in by one component after the other; offsets are relative to ``line.text``.

    ``token`` is the number of its first character in the plan's ``Doc``; ``contexts``, ``by_clause`` (the names) and
    ``subjects`` have one entry for each clause; ``tagged`` is the tagger's output, None if no tagger ran.
    """

    line: Line
    region: Ref
    token: int
    clauses: Sequence[Clause] = ()
    contexts: Sequence[Context] = ()
    proposals: list[Proposal] = field(default_factory=list)
    tagged: Sequence[Proposal] | None = None
    names: Sequence[Proposal] = ()
    by_clause: Sequence[Sequence[Proposal]] = ()
    refused: Sequence[tuple[Proposal, str]] = ()
    subjects: Sequence[Subject] = ()
    quantities: Sequence[Found] = ()
    goals: Sequence[GoalProposal] = ()
    facts: Sequence[FactProposal] = ()
