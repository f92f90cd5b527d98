"""Extract what a plan says: rules propose, one policy decides."""

from __future__ import annotations

from kg.extract.facts import FactProposal
from kg.extract.goals import GoalProposal
from kg.extract.lines import Line
from kg.extract.pipeline import read_lines
from kg.extract.proposals import Proposal
from kg.extract.subjects import Subject
from kg.lexicon import Knowledge
from kg.model import Document, Extraction, Fact, Goal, Mention, Refusal


def extract(document: Document, knowledge: Knowledge, *, tagger: bool = True) -> Extraction:
    """All mentions, goals and facts of ``document``, with what was refused; by rules alone without the ``tagger``."""
    mentions: list[Mention] = []
    goals: list[Goal] = []
    facts: list[Fact] = []
    refusals: list[Refusal] = []
    for reading in read_lines(document, names=bool(knowledge.names), tagger=tagger):
        line = reading.line
        mentions += (_mention(document, line, name) for name in reading.names)
        goals += (_goal(document, line, goal, reading.subjects[goal.clause]) for goal in reading.goals)
        facts += (_fact(document, line, fact) for fact in reading.facts)
        refusals += (_refusal(document, line, name, reason) for name, reason in reading.refused)
    return Extraction(tuple(mentions), tuple(goals), tuple(facts), tuple(refusals))


def _mention(document: Document, line: Line, name: Proposal) -> Mention:
    evidence = document.evidence(*line.span(name.start, name.end))
    head = line.span(*name.head) if name.head else None
    return Mention(evidence, name.type, name.name, name.rule, name.provenance, head)


def _goal(document: Document, line: Line, goal: GoalProposal, subject: Subject) -> Goal:
    evidence = document.evidence(*line.span(goal.start, goal.end))
    return Goal(evidence, subject.refs[0], goal.status, goal.rule, subject.provenance, goal.quantity, goal.year)


def _fact(document: Document, line: Line, fact: FactProposal) -> Fact:
    evidence = document.evidence(*line.span(fact.start, fact.end))
    return Fact(evidence, fact.subject, fact.predicate, fact.object, fact.status, fact.rule, fact.provenance)


def _refusal(document: Document, line: Line, name: Proposal, reason: str) -> Refusal:
    return Refusal(document.evidence(*line.span(name.start, name.end)), name.name, name.rule, reason)
