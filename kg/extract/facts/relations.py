"""Find all relations of a line: those its clauses state, those told over clauses, and who answers for a work."""

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
    """The rules of ``data/rules`` in the form in which a line asks for them."""

    patterns: Sequence[Pattern]
    wholes: WholeRules
    answerers: Sequence[str]
    answers: re.Pattern[str]

    @classmethod
    def of(cls, rules: Rules) -> RelationRules:
        """From all rules."""
        leads = rules.facts.leads
        return cls(
            patterns=[Pattern.of(row) for row in rules.facts.pattern],
            wholes=WholeRules.of(rules),
            answerers=leads.subjects,
            answers=re.compile(f"(?:{'|'.join(leads.deeds)})(?:{'|'.join(leads.bodies)})[：:]?[^。；]*$"),
        )


def propose_relations(annotated_clauses: Sequence[AnnotatedClause], rules: RelationRules) -> list[FactProposal]:
    """The relations of a line; ``annotated_clauses`` are those of its clauses that hold a name, in order."""
    named = [PlacedName(name, annotated) for annotated in annotated_clauses for name in annotated.names]
    wide = [*propose_patterns(named, rules.patterns), *propose_wholes(named, annotated_clauses, rules.wholes)]
    stated = [
        fact for annotated in annotated_clauses for fact in propose_facts(annotated) if not (wide and _told(fact, wide))
    ]
    return [*wide, *stated, *_leads(stated, named, rules)]


def _told(fact: FactProposal, wide: Iterable[FactProposal]) -> bool:
    """Whether a clause's fact is told already, or gives a park or place an industry that an enterprise works in."""
    near = (other for other in wide if other.object == fact.object and other.start <= fact.start < other.end)
    return any(
        other[2:5] == fact[2:5] or (other.predicate, fact.predicate) == ("engagedIn", "leadingIndustry")
        for other in near
    )


def _leads(facts: Iterable[FactProposal], named: Iterable[PlacedName], rules: RelationRules) -> Iterator[FactProposal]:
    """The one work of a list's entry is also undertaken by the bodies that answer for it (X隧道。牵头单位：A、B)."""
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
