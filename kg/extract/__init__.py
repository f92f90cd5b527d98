"""Extract what a plan says: rules propose, one policy decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.extract.context import Context, Tense
from kg.extract.facts import FactProposal, Scene, propose_facts
from kg.extract.goals import GoalProposal, propose_goals
from kg.extract.lines import Line, lines_of
from kg.extract.names import propose_names
from kg.extract.proposals import Proposal
from kg.extract.quantities import find_quantities
from kg.extract.resolve import resolve
from kg.extract.scan import Clause, scan
from kg.extract.schemes import propose_schemes
from kg.extract.subjects import Subject, find_subjects
from kg.lexicon import Knowledge
from kg.model import Document, Extraction, Fact, Goal, Mention, Ref, Refusal


def extract(document: Document, knowledge: Knowledge) -> Extraction:
    """All mentions, goals and facts of ``document``, with what was refused."""
    tense = Tense(document, knowledge.rules)
    parts = [_line(document, line, tense, knowledge) for line in lines_of(document)]
    return Extraction(
        mentions=tuple(m for part in parts for m in part.mentions),
        goals=tuple(g for part in parts for g in part.goals),
        facts=tuple(f for part in parts for f in part.facts),
        refusals=tuple(r for part in parts for r in part.refusals),
    )


def _line(document: Document, line: Line, tense: Tense, knowledge: Knowledge) -> Extraction:
    text = line.text
    clauses = scan(text, knowledge)
    kept, refused = resolve(_propose(text, clauses, knowledge))
    sentences: dict[int, str] = {}
    for clause in clauses:
        sentences[clause.sentence] = sentences.get(clause.sentence, "") + text[clause.start : clause.end] + "，"
    contexts = [tense.of(line.start, sentences[clause.sentence], text) for clause in clauses]
    region = Ref("Place", document.region)
    subjects = find_subjects(text, clauses, kept, region)
    goals = list(propose_goals(text, clauses, list(find_quantities(text)), contexts, knowledge.rules))
    scenes = _scenes(text, clauses, kept, subjects, contexts, region, goals, knowledge)
    facts = [fact for scene in scenes for fact in propose_facts(scene)]
    return Extraction(
        mentions=tuple(_mention(document, line, proposal) for proposal in kept),
        goals=tuple(_goal(document, line, goal, subjects[goal.clause]) for goal in goals),
        facts=tuple(_fact(document, line, fact) for fact in facts),
        refusals=tuple(_refusal(document, line, proposal, reason) for proposal, reason in refused),
    )


def _scenes(
    text: str, clauses: Sequence[Clause], names: Sequence[Proposal], subjects: Sequence[Subject], contexts: Sequence[Context],
    region: Ref, goals: Sequence[GoalProposal], knowledge: Knowledge,
) -> list[Scene]:
    """A scene for each clause, the last ones first, so that each knows those that follow in its sentence."""
    scenes: list[Scene] = []
    for index in range(len(clauses) - 1, -1, -1):
        clause = clauses[index]
        scenes.insert(
            0,
            Scene(
                text=text,
                clause=clause,
                names=[n for n in names if clause.start <= n.start and n.end <= clause.end],
                subject=subjects[index],
                context=contexts[index],
                region=region,
                goals=[g for g in goals if g.clause == index],
                rules=knowledge.rules["facts"],
                following=tuple(_rest(text, scenes, clause)),
            ),
        )
    return scenes


def _rest(text: str, scenes: Sequence[Scene], clause: Clause) -> Iterator[Scene]:
    """The later clauses up to a semicolon or full stop."""
    end = clause.end
    for scene in scenes:
        if text[end : end + 1] != "，":
            return
        yield scene
        end = scene.clause.end


def _propose(text: str, clauses: Sequence[Clause], knowledge: Knowledge) -> list[Proposal]:
    return [*propose_names(text, clauses, knowledge), *propose_schemes(text, clauses)]


def _mention(document: Document, line: Line, proposal: Proposal) -> Mention:
    evidence = document.evidence(*line.span(proposal.start, proposal.end))
    head = line.span(*proposal.head) if proposal.head else None
    return Mention(evidence, proposal.type, proposal.name, proposal.rule, proposal.provenance, head)


def _goal(document: Document, line: Line, goal: GoalProposal, subject: Subject) -> Goal:
    evidence = document.evidence(*line.span(goal.start, goal.end))
    return Goal(evidence, subject.refs[0], goal.status, goal.rule, subject.provenance, goal.quantity, goal.year)


def _fact(document: Document, line: Line, fact: FactProposal) -> Fact:
    evidence = document.evidence(*line.span(fact.start, fact.end))
    return Fact(evidence, fact.subject, fact.predicate, fact.object, fact.status, fact.rule, fact.provenance)


def _refusal(document: Document, line: Line, proposal: Proposal, reason: str) -> Refusal:
    return Refusal(document.evidence(*line.span(proposal.start, proposal.end)), proposal.name, proposal.rule, reason)


def iter_proposals(document: Document, knowledge: Knowledge) -> Iterator[tuple[Line, list[Proposal]]]:
    """What the rules see on each line before anything is decided, for ``kg explain``."""
    for line in lines_of(document):
        yield line, _propose(line.text, scan(line.text, knowledge), knowledge)
