"""Extract facts between the mentions of one clause; one function for each predicate or group of predicates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from kg.extract.facts.annotated import AnnotatedClause, FactProposal, fact_of, ref_of, stated
from kg.extract.line.substrings import holds_any
from kg.extract.names.proposals import Proposal
from kg.lexicon.rules import FactRules
from kg.model import Ref


def propose_facts(annotated: AnnotatedClause) -> Iterator[FactProposal]:
    """The facts of a clause, without duplicates and without facts whose subject is their object."""
    seen: set[tuple[Ref, str, Ref]] = set()
    held = {name.type for name in annotated.names}
    for find, about in _FINDERS:
        if about is not None and held.isdisjoint(about(annotated.rules)):
            continue
        for fact in find(annotated):
            key = (fact.subject, fact.predicate, fact.object)
            if key not in seen and fact.subject != fact.object:
                seen.add(key)
                yield fact


def _grows(annotated: AnnotatedClause) -> Iterator[FactProposal]:
    """``leadingIndustry`` of the governing park or place, ``engagedIn`` of a governing body, enterprise or facility."""
    industries = annotated.of("Industry")
    if not industries or _speaks_against(annotated) or _tells_of_enterprises(annotated):
        return
    taken = {fact.object for fact in _included(annotated)}
    relying = annotated.relied
    closing = (
        annotated.names[-1]
        if annotated.names
        and annotated.names[-1].type == "Park"
        and annotated.names[-1].end >= annotated.clause.end - 1
        else None
    )
    for name in industries:
        if ref_of(name) in taken or name in relying or _serves_another_end(annotated, name):
            continue
        if (place := next((n for n in annotated.of("Place", "Park") if n.end == name.start), None)) is not None:
            yield fact_of(annotated, stated(place), "leadingIndustry", ref_of(name), "fact.grows-there")
        elif closing is not None and name.end <= closing.start:
            yield fact_of(annotated, stated(closing), "leadingIndustry", ref_of(name), "fact.grows-in-park")
        elif any(ref.type in ("Enterprise", "Organization", "Facility") for ref in annotated.subject.refs):
            for subject in annotated.governs("Enterprise", "Organization", "Facility"):
                yield fact_of(annotated, subject, "engagedIn", ref_of(name), "fact.works-in-subject")
        else:
            for subject in annotated.governs("Park", "Place"):
                yield fact_of(annotated, subject, "leadingIndustry", ref_of(name), "fact.grows")


def _speaks_against(annotated: AnnotatedClause) -> bool:
    """Whether the clause is about reducing or buying something, so that it states no leading industry."""
    rules = annotated.rules.grows
    return annotated.said.endswith(rules.ends_against) or holds_any(annotated.said, rules.verbs_against)


def _tells_of_enterprises(annotated: AnnotatedClause) -> bool:
    """``依托A、B等企业，在X领域…``: X is the field of the enterprises in the previous clause."""
    return annotated.said.startswith("在") and any(name.type == "Enterprise" for name in annotated.preceding)


def _serves_another_end(annotated: AnnotatedClause, name: Proposal) -> bool:
    """Whether the industry only modifies a built object that is no industry itself (构建大数据…基础设施)."""
    chunk = annotated.chunk_of(name)
    verb = chunk.verb if chunk else None
    makes = verb is not None and (verb.role("verb") == "make" or annotated.text[verb.start : verb.end].endswith("建设"))
    if not makes or "的" not in annotated.text[name.end : annotated.clause.end]:
        return False
    return not annotated.said.endswith(annotated.rules.grows.made_into)


def _undertakes(annotated: AnnotatedClause) -> Iterator[FactProposal]:
    for name in annotated.of("Project", "Policy"):
        if name.type == "Policy" and not _carried(annotated, name):
            continue
        for subject in annotated.governs(*annotated.rules.undertakes.subjects):
            yield fact_of(annotated, subject, "undertakes", ref_of(name), f"fact.undertakes-{name.type.lower()}")


def _carried(annotated: AnnotatedClause, name: Proposal) -> bool:
    """Whether a policy is the object of a verb, or the subject of a predicate, of implementation."""
    chunk = annotated.chunk_of(name)
    if chunk is None or chunk.before in annotated.rules.undertakes.merely_named_after:
        return False
    if chunk.after is not None and (chunk.after.has("after") or chunk.after.role("verb") == "carry"):
        return True
    if chunk.verb is None:
        return any(item.tail for item in chunk.items if item.start <= name.start < item.full[1])
    role = chunk.verb.does
    word = annotated.text[chunk.verb.start : chunk.verb.end]
    return role in annotated.rules.undertakes.policy_roles or word in annotated.rules.undertakes.policy_verbs


def _relies(annotated: AnnotatedClause) -> Iterator[FactProposal]:
    """``reliesOn`` X of what is built or developed in ``依托X…`` and the later clauses of the sentence."""
    rules = annotated.rules.relies
    bases = [name for name in annotated.of(*rules.objects) if name in annotated.relied]
    if not bases:
        return
    last = bases[-1].end
    for later in (annotated, *annotated.following):
        if later is not annotated and later.relied:
            return
        behind = last if later is annotated else 0
        made = [_made_by(later, max(goal.head, behind), rules.subjects) for goal in later.goals]
        for name in (*(name for found in made for name in found[-1:]), *(_grown(later, behind) if behind else ())):
            for base in bases:
                fact = fact_of(annotated, stated(name), "reliesOn", ref_of(base), "fact.relies-on")
                yield fact._replace(end=later.clause.end)


def _made_by(annotated: AnnotatedClause, start: int, types: Sequence[str]) -> list[Proposal]:
    return [name for name in annotated.of(*types) if name.start >= start]


def _grown(annotated: AnnotatedClause, start: int) -> Iterator[Proposal]:
    """The industries governed by a verb of development at or after ``start`` (依托X发展Y、Z)."""
    for name in annotated.of("Industry"):
        chunk = annotated.chunk_of(name)
        if chunk is None or name.start < start:
            continue
        governed = chunk.verb is not None and chunk.verb.start >= start and chunk.verb.does == "grow"
        if governed or any(t.start == start and t.role("act") == "grow" for t in chunk.tokens):
            yield name


def _cooperates(annotated: AnnotatedClause) -> Iterator[FactProposal]:
    """``与X合作``, ``Y与X、V与U共建`` and ``携手X``."""
    rules = annotated.rules.cooperates
    partners = annotated.of(*rules.objects)
    if not partners:
        return
    start = _with(annotated)
    end = annotated.clause.start + max(annotated.said.rfind(word) for word in rules.deed) if start >= 0 else -1
    others = [name for name in partners if (start < name.start and name.end <= end) or _joins_hands(annotated, name)]
    if not others:
        return
    own = next((name for name in annotated.of(*_PARTNERS) if name.end == start), None)
    subjects = [stated(own)] if own is not None else list(annotated.governs(*_PARTNERS))
    for name in annotated.of(*_PARTNERS):
        if own is not None and name.start > start and annotated.text.startswith(rules.with_, name.end):
            subjects = [stated(name)]
            continue
        for subject in subjects if name in others else ():
            yield fact_of(annotated, subject, "cooperatesWith", ref_of(name), "fact.cooperates-with")


_PARTNERS = ("Park", "Place", "Organization", "Enterprise")


def _with(annotated: AnnotatedClause) -> int:
    """The offset of the clause's ``与`` in the line, or -1."""
    rules = annotated.rules.cooperates
    at = min((at for word in rules.with_ if (at := annotated.said.find(word)) >= 0), default=-1)
    if at < 0:
        at = next((match.start() for match in rules.deepened.finditer(annotated.said)), -1)
    if at < 0:
        starts = {name.start for name in annotated.names}
        joined = (n.end for n in annotated.names if annotated.text.startswith("同", n.end) and n.end + 1 in starts)
        return next(joined, -1)
    return annotated.clause.start + at if at >= 0 else -1


def _joins_hands(annotated: AnnotatedClause, name: Proposal) -> bool:
    """Whether the word before the mention's chunk is a verb of joint action (携手)."""
    chunk = annotated.chunk_of(name)
    return chunk is not None and chunk.before in annotated.rules.cooperates.hand_in_hand


def _parts(annotated: AnnotatedClause) -> Iterator[FactProposal]:
    """``hasPart`` of a whole that follows the list of its parts: a layout directly, any other whole after ``等``."""
    for whole in annotated.of(*annotated.rules.parts.wholes):
        for member in annotated.names:
            if member is whole or member.end > whole.start:
                continue
            between = annotated.text[member.end : whole.start]
            listed = _listed_until(annotated, member, whole)
            if (whole.type == "Scheme" and _same_list(annotated, member, whole)) or (listed and between.endswith("等")):
                yield fact_of(annotated, stated(whole), "hasPart", ref_of(member), "fact.parts-before")


def _listed_until(annotated: AnnotatedClause, member: Proposal, whole: Proposal) -> bool:
    """Whether the member's chunk is a coordination with only ``等`` between it and the whole."""
    chunk = annotated.chunk_of(member)
    return chunk is not None and annotated.text[chunk.end : whole.start] == "等" and len(chunk.items) > 1


def _same_list(annotated: AnnotatedClause, member: Proposal, whole: Proposal) -> bool:
    """Whether a member belongs to a coordination before a layout, and the layout is not itself coordinated with it."""
    between, chunk = annotated.text[member.end : whole.start], annotated.chunk_of(member)
    if chunk is None or len(chunk.items) < 2 or annotated.text[whole.start - 1] in _JOINS:
        return False
    if annotated.text.startswith("”“", whole.start - 1) or annotated.rules.parts.apart.search(between):
        return False
    return between == "" or between.endswith("等") or chunk is annotated.chunk_of(whole)


_JOINS = "、和与及"


_INCLUDING = ("Scheme", "Park", "Industry", "Project", "Policy")


def _included(annotated: AnnotatedClause) -> Iterator[FactProposal]:
    """``包括A、B、C在内的X`` and ``X包括A、B、C``."""
    said = annotated.said
    for word in annotated.rules.parts.verbs:
        at = said.find(word)
        if at < 0:
            continue
        at += annotated.clause.start
        inside = said.find("在内", at - annotated.clause.start)
        if inside >= 0:
            closes = annotated.clause.start + inside
            wholes = [n for n in annotated.of(*_INCLUDING) if n.start >= closes]
            members = [n for n in annotated.names if at < n.start and n.end <= closes]
        else:
            wholes = [n for n in annotated.of("Scheme", "Park", "Project", "Policy") if n.end <= at][-1:]
            members = [n for n in annotated.names if n.start > at]
        for whole in wholes:
            for member in members:
                yield fact_of(annotated, stated(whole), "hasPart", ref_of(member), "fact.parts-included")


def _aliases(annotated: AnnotatedClause) -> Iterator[FactProposal]:
    """``X（Y）``, ``X（以下简称Y）`` and ``被誉为Y的X``."""
    rules = annotated.rules.alias
    for name in annotated.names:
        match = rules.bracket.match(annotated.text, name.end, annotated.clause.end)
        if match and _may_be_alias(name, match[1], annotated):
            yield fact_of(annotated, stated(name), "alias", Ref(name.type, match[1]), "fact.alias-bracket")
    for match in rules.called.finditer(annotated.text, annotated.clause.start, annotated.clause.end):
        name_after = next((n for n in annotated.names if n.start == match.end()), None)
        if name_after is not None:
            yield fact_of(
                annotated, stated(name_after), "alias", Ref(name_after.type, match[1] or match[2]), "fact.alias-called"
            )


def _may_be_alias(name: Proposal, other: str, annotated: AnnotatedClause) -> bool:
    """Whether a bracket holds an alias, not a gloss: exactly one of both names is Latin, or 简称 introduces it."""
    latin = bool(re.fullmatch(r"[A-Za-z0-9+\-/ ]+", name.name))
    other_latin = bool(re.fullmatch(r"[A-Za-z0-9+\-/ ]+", other))
    told = annotated.rules.alias.short in annotated.text[name.end : name.end + 6]
    return told or latin != other_latin


class _Finder(NamedTuple):
    """A function that extracts facts; it runs only if a mention has one of the classes of ``about`` (None: any)."""

    find: Callable[[AnnotatedClause], Iterable[FactProposal]]
    about: Callable[[FactRules], Iterable[str]] | None = None


_FINDERS = (
    _Finder(_grows, lambda rules: ("Industry",)),
    _Finder(_undertakes, lambda rules: ("Project", "Policy")),
    _Finder(_relies, lambda rules: rules.relies.objects),
    _Finder(_cooperates, lambda rules: rules.cooperates.objects),
    _Finder(_parts, lambda rules: rules.parts.wholes),
    _Finder(_included, lambda rules: _INCLUDING),
    _Finder(_aliases),
)
