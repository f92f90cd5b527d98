"""Extract mentions, goals and facts from a document: rules propose candidates, one resolver selects."""

from __future__ import annotations

from kg.collector import collector_paused
from kg.extract.facts.annotated import FactProposal
from kg.extract.facts.subjects import Subject
from kg.extract.goals import GoalProposal
from kg.extract.line.lines import Line
from kg.extract.names.proposals import Proposal
from kg.model import Document, Evidence, Extraction, Fact, Goal, Mention, Refusal


@collector_paused()
def extract(document: Document, *, tagger: bool = True) -> Extraction:
    """The mentions, goals, facts and rejected candidates of ``document``; rules only if ``tagger`` is false."""
    from kg.extract.pipeline import (
        read_lines,
    )  # spaCy is slow to import; callers that only parse quantities don't need it.

    mentions: list[Mention] = []
    goals: list[Goal] = []
    facts: list[Fact] = []
    refusals: list[Refusal] = []
    for reading in read_lines(document, tagger=tagger):
        place = _Place(document, reading.line)
        mentions += [_mention(place, name) for name in reading.names]
        goals += [_goal(place, goal, reading.subjects[goal.clause]) for goal in reading.goals]
        facts += [_fact(place, fact) for fact in reading.facts]
        refusals += [_refusal(place, name, reason) for name, reason in reading.refused]
    return Extraction(tuple(mentions), tuple(goals), tuple(facts), tuple(refusals))


class _Place:
    """Builds the evidence of spans in one line; a line never crosses a section boundary."""

    def __init__(self, document: Document, line: Line) -> None:
        self.line = line
        self._text = document.text
        self._section = document.section_at(line.at(0))

    def evidence(self, start: int, end: int) -> Evidence:
        """The evidence for ``start:end``, which are offsets in the compact line."""
        first, behind = self.line.span(start, end)
        return Evidence(first, behind, self._text[first:behind], self.line.number, self._section)


def _mention(place: _Place, name: Proposal) -> Mention:
    head = place.line.span(*name.head) if name.head else None
    return Mention(place.evidence(name.start, name.end), name.type, name.name, name.rule, name.provenance, head)


def _goal(place: _Place, goal: GoalProposal, subject: Subject) -> Goal:
    evidence = place.evidence(goal.start, goal.end)
    return Goal(evidence, subject.refs[0], goal.status, goal.rule, subject.provenance, goal.quantity, goal.year)


def _fact(place: _Place, fact: FactProposal) -> Fact:
    evidence = place.evidence(fact.start, fact.end)
    return Fact(evidence, fact.subject, fact.predicate, fact.object, fact.status, fact.rule, fact.provenance)


def _refusal(place: _Place, name: Proposal, reason: str) -> Refusal:
    return Refusal(place.evidence(name.start, name.end), name.name, name.rule, reason)
