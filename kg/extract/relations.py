"""Find all relations of a line: those its clauses state, those told over clauses, and who answers for a work."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.extract.facts import propose_facts
from kg.extract.patterns import Pattern, propose_patterns
from kg.extract.scenes import FactProposal, Named, Scene, ref_of
from kg.extract.wholes import WholeRules, propose_wholes

_LONGEST_ROLL = 200


@dataclass(frozen=True)
class RelationRules:
    """The rules of ``data/rules`` in the form in which a line asks for them."""

    patterns: Sequence[Pattern]
    wholes: WholeRules
    answerers: Sequence[str]
    answers: re.Pattern[str]

    @classmethod
    def of(cls, rules: Mapping[str, Any]) -> RelationRules:
        """From all rules."""
        leads = rules["facts"]["leads"]
        return cls(
            patterns=[Pattern.of(row) for row in rules["facts"]["pattern"]],
            wholes=WholeRules.of(rules),
            answerers=leads["subjects"],
            answers=re.compile(f"(?:{'|'.join(leads['deeds'])})(?:{'|'.join(leads['bodies'])})[：:]?[^。；]*$"),
        )


def propose_relations(scenes: Sequence[Scene], rules: RelationRules) -> list[FactProposal]:
    """The relations of a line; ``scenes`` are those of its clauses that hold a name, in order."""
    named = [Named(name, scene) for scene in scenes for name in scene.names]
    wide = [*propose_patterns(named, rules.patterns), *propose_wholes(named, scenes, rules.wholes)]
    stated = [fact for scene in scenes for fact in propose_facts(scene) if not (wide and _told(fact, wide))]
    return [*wide, *stated, *_leads(stated, named, rules)]


def _told(fact: FactProposal, wide: Iterable[FactProposal]) -> bool:
    """Whether a clause's fact is told already, or gives a park or place an industry that an enterprise works in."""
    near = (other for other in wide if other.object == fact.object and other.start <= fact.start < other.end)
    return any(
        other[2:5] == fact[2:5] or (other.predicate, fact.predicate) == ("engagedIn", "leadingIndustry")
        for other in near
    )


def _leads(facts: Iterable[FactProposal], named: Iterable[Named], rules: RelationRules) -> Iterator[FactProposal]:
    """The one work of a list's entry is also undertaken by the bodies that answer for it (X隧道。牵头单位：A、B)."""
    works = [f for f in facts if f.predicate == "undertakes" and f.object.type == "Project"]
    if len({work.object for work in works}) != 1:
        return
    for body in named:
        if body.name.type in rules.answerers and _answers(body, rules.answers):
            end = max(works[0].end, body.scene.clause.end)
            subject = ref_of(body.name)
            yield works[0]._replace(subject=subject, provenance=body.name.provenance, rule="fact.led-by", end=end)


def _answers(body: Named, answers: re.Pattern[str]) -> bool:
    start = body.name.start
    return answers.search(body.scene.text, max(0, start - _LONGEST_ROLL), start) is not None
