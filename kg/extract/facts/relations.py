"""Extract all facts of a line: within a clause, across clauses, and bodies responsible for a project."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.extract.facts.annotated import AnnotatedClause, FactProposal, PlacedName, ref_of
from kg.extract.facts.patterns import Pattern, propose_patterns
from kg.extract.facts.predicates import propose_facts
from kg.extract.facts.wholes import WholeRules, propose_wholes
from kg.lexicon.rules import Rules

_LONGEST_ROLL = 200


@dataclass(frozen=True)
class RelationRules:
    """The rules of ``data/rules`` for facts, compiled once for all lines."""

    patterns: Sequence[Pattern]
    wholes: WholeRules
    answerers: Sequence[str]
    answers: re.Pattern[str]

    @classmethod
    def of(cls, rules: Rules) -> RelationRules:
        """Compile the rules."""
        leads = rules.facts.leads
        return cls(
            patterns=[Pattern.of(row) for row in rules.facts.pattern],
            wholes=WholeRules.of(rules),
            answerers=leads.subjects,
            answers=re.compile(f"(?:{'|'.join(leads.deeds)})(?:{'|'.join(leads.bodies)})[：:]?[^。；]*$"),
        )


def propose_relations(annotated_clauses: Sequence[AnnotatedClause], rules: RelationRules) -> list[FactProposal]:
    """The facts of a line; ``annotated_clauses`` are its clauses with at least one mention, in text order."""
    named = [PlacedName(name, annotated) for annotated in annotated_clauses for name in annotated.names]
    wide = [*propose_patterns(named, rules.patterns), *propose_wholes(named, annotated_clauses, rules.wholes)]
    stated = [
        fact for annotated in annotated_clauses for fact in propose_facts(annotated) if not (wide and _told(fact, wide))
    ]
    return [*wide, *stated, *_leads(stated, named, rules)]


def _told(fact: FactProposal, wide: Iterable[FactProposal]) -> bool:
    """Whether a fact repeats one across clauses, or its leading industry is the object of their ``engagedIn``."""
    near = (other for other in wide if other.object == fact.object and other.start <= fact.start < other.end)
    return any(
        other[2:5] == fact[2:5] or (other.predicate, fact.predicate) == ("engagedIn", "leadingIndustry")
        for other in near
    )


def _leads(facts: Iterable[FactProposal], named: Iterable[PlacedName], rules: RelationRules) -> Iterator[FactProposal]:
    """The only project of a line is also undertaken by the bodies named as responsible (X隧道。牵头单位：A、B)."""
    works = [f for f in facts if f.predicate == "undertakes" and f.object.type == "Project"]
    if len({work.object for work in works}) != 1:
        return
    for body in named:
        if body.name.type in rules.answerers and _answers(body, rules.answers):
            end = max(works[0].end, body.annotated.clause.end)
            subject = ref_of(body.name)
            yield works[0]._replace(subject=subject, provenance=body.name.provenance, rule="fact.led-by", end=end)


def _answers(body: PlacedName, answers: re.Pattern[str]) -> bool:
    start = body.name.start
    return answers.search(body.annotated.text, max(0, start - _LONGEST_ROLL), start) is not None
