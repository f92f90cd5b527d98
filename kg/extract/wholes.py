"""Find relations that reach over clauses: patterns between lists of names, and wholes with parts told one by one.

``data/rules/facts.toml`` holds the patterns: what stands before, between and behind two lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from kg.extract.facts import FactProposal, Scene, fact_of, stated
from kg.extract.proposals import Proposal
from kg.extract.quantities import number
from kg.model import Provenance

_JOINS = re.compile(r"(?:等[^，。；、]{0,8}?)?(?:[、和及与]|以及)")
_STOPS = re.compile(r"[。；！？]")
_LONGEST_GAP, _LONGEST_BEFORE, _LONGEST_ROLL = 30, 12, 200
_NUMERAL = r"[一二两三四五六七八九十]+|\d{1,2}"
_COUNTED = re.compile(rf"(?P<count>{_NUMERAL})大(?P<noun>[\u4e00-\u9fff]{{2,}})$")
_CODED = re.compile(r"(?P<count>[二两三四五六七八九])[\u4e00-\u9fff]{1,2}")
_ELEMENT = re.compile(rf"“?(?P<element>(?:{_NUMERAL})[^“”]{{1,3}})”?(?:即|是|为|指|包括|——)")
_SHORTEST_HEAD, _LONGEST_HEAD = 2, 6


@dataclass(frozen=True)
class Pattern:
    """A relation between two lists of names that follow each other; ``forward`` when the first is the subject."""

    id: str
    predicate: str
    first: frozenset[str]
    second: frozenset[str]
    between: re.Pattern[str]
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    forward: bool

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Pattern:
        """From a ``[[pattern]]`` of the rules."""
        before, after = row.get("before"), row.get("after")
        return cls(
            id=row["id"],
            predicate=row["predicate"],
            first=frozenset(row["first"]),
            second=frozenset(row["second"]),
            between=re.compile(row["between"]),
            before=re.compile(f"(?:{before})$") if before else None,
            after=re.compile(after) if after else None,
            forward=row["subject"] == "first",
        )


@dataclass(frozen=True)
class WholeRules:
    """The rules of ``data/rules`` in the form in which a line asks for them."""

    patterns: Sequence[Pattern]
    wholes: Sequence[str]
    pairs: re.Pattern[str]

    @classmethod
    def of(cls, rules: Mapping[str, Any]) -> WholeRules:
        """From all rules: the patterns, the classes that have parts, the units of formulas."""
        units = "|".join(sorted(rules["formulas"]["units"], key=lambda unit: (-len(unit), unit)))
        return cls(
            patterns=[Pattern.of(row) for row in rules["facts"]["pattern"]],
            wholes=rules["facts"]["parts"]["wholes"],
            pairs=re.compile(rf"(?P<count>{_NUMERAL})(?P<unit>{units})"),
        )


class _Named(NamedTuple):
    """A name and the clause that it stands in."""

    name: Proposal
    scene: Scene


def propose_wholes(scenes: Sequence[Scene], rules: WholeRules) -> Iterator[FactProposal]:
    """The relations between the names of a line that no clause tells alone."""
    named = [_Named(name, scene) for scene in scenes for name in scene.names]
    if len(named) < 2:
        return
    yield from _between(named, rules.patterns)
    for at, whole in enumerate(named):
        if whole.name.type in rules.wholes:
            if whole.name.type == "Scheme":
                yield from _laid_out(whole)
            if counts := _counts(whole.name.name, rules.pairs):
                yield from _told_apart(whole, counts, named[at + 1 :], scenes)


def taken(fact: FactProposal, wide: Iterable[FactProposal]) -> bool:
    """Whether a clause's fact is told already, or gives a park or place an industry that an enterprise works in."""
    near = (other for other in wide if other.object == fact.object and other.start <= fact.start < other.end)
    return any(
        other[2:5] == fact[2:5] or (other.predicate, fact.predicate) == ("engagedIn", "leadingIndustry")
        for other in near
    )


def propose_leads(facts: Iterable[FactProposal], scenes: Sequence[Scene]) -> Iterator[FactProposal]:
    """The one work of a list's entry is also undertaken by the bodies that answer for it (X隧道。牵头单位：A、B)."""
    works = [f for f in facts if f.predicate == "undertakes" and f.object.type == "Project"]
    if len({work.object for work in works}) != 1:
        return
    bodies = [_Named(name, scene) for scene in scenes for name in scene.of(*_BODIES) if _answers(name, scene)]
    for body in bodies:
        subject, provenance = stated(body.name)
        end = max(works[0].end, body.scene.clause.end)
        yield works[0]._replace(subject=subject, provenance=provenance, rule="fact.led-by", end=end)


_BODIES = ("Organization", "Enterprise", "Park")
_ANSWERS = re.compile(r"(?:牵头|责任|承办|主办|实施|主管|配合)(?:单位|部门)[：:]?[^。；]*$")


def _answers(name: Proposal, scene: Scene) -> bool:
    return _ANSWERS.search(scene.text, max(0, name.start - _LONGEST_ROLL), name.start) is not None


def _between(named: Sequence[_Named], patterns: Iterable[Pattern]) -> Iterator[FactProposal]:
    lists = list(_lists(named))
    for first, second in pairwise(lists):
        text, start, end = first[0].scene.text, first[-1].name.end, second[0].name.start
        if end - start > _LONGEST_GAP or (gap := text[start:end]) == "" or _STOPS.search(gap):
            continue
        for pattern in patterns:
            if pattern.between.fullmatch(gap) and _framed(pattern, text, first[0].name.start, second[-1].name.end):
                yield from _related(pattern, first, second)


def _lists(named: Iterable[_Named]) -> Iterator[list[_Named]]:
    """Runs of names with nothing but join marks between them, or what closes one list before the next (等平台和)."""
    run: list[_Named] = []
    for each in named:
        if run and not _JOINS.fullmatch(each.scene.text, run[-1].name.end, each.name.start):
            yield run
            run = []
        run.append(each)
    if run:
        yield run


def _framed(pattern: Pattern, text: str, start: int, end: int) -> bool:
    if pattern.before is not None and not pattern.before.search(text, max(0, start - _LONGEST_BEFORE), start):
        return False
    return pattern.after is None or pattern.after.match(text, end) is not None


def _related(pattern: Pattern, first: Iterable[_Named], second: Iterable[_Named]) -> Iterator[FactProposal]:
    for one in first:
        for other in second:
            if one.name.type in pattern.first and other.name.type in pattern.second:
                subject, object_ = (one, other) if pattern.forward else (other, one)
                yield _fact(subject, pattern.predicate, object_, pattern.id)


def _fact(subject: _Named, predicate: str, object_: _Named, rule: str) -> FactProposal:
    """The relation, with the clauses of both ends as its evidence."""
    clauses = (subject.scene.clause, object_.scene.clause)
    start, end = min(c.start for c in clauses), max(c.end for c in clauses)
    fact = fact_of(object_.scene, stated(subject.name), predicate, stated(object_.name)[0], rule)
    return fact._replace(start=start, end=end)


def _laid_out(whole: _Named) -> Iterator[FactProposal]:
    """``以A为核心、B和C为两翼的“一核两翼”格局``."""
    scene = whole.scene
    lead = scene.text[scene.clause.start : whole.name.start]
    at = lead.find("以")
    if at < 0 or not re.search(r"为[^，。；、的]{1,6}的$", lead):
        return
    for name in scene.names:
        if scene.clause.start + at < name.start and name.end <= whole.name.start:
            yield _fact(whole, "hasPart", _Named(name, scene), "fact.parts-laid-out")


def _counts(name: str, pairs: re.Pattern[str]) -> Sequence[tuple[int, str]]:
    """How many parts of which kind a name announces: (1, 核), (2, 翼) of 一核两翼, (6, 提升行动) of 六大提升行动."""
    quoted = re.search(r"“([^”]+)”", name)
    inner = quoted[1] if quoted else name
    found = list(pairs.finditer(inner))
    if len(found) > 1 and "".join(match[0] for match in found) == inner:
        return [(int(number(match["count"])), match["unit"]) for match in found]
    if match := _COUNTED.search(inner):
        return [(int(number(match["count"])), match["noun"])]
    if quoted and (match := _CODED.fullmatch(inner)):
        return [(int(number(match["count"])), "")]
    return ()


def _told_apart(
    whole: _Named, counts: Sequence[tuple[int, str]], later: Sequence[_Named], scenes: Sequence[Scene]
) -> Iterator[FactProposal]:
    """The parts that a paragraph tells one by one: as many names of that kind, or as many sentences on one thing."""
    members = (
        _by_element(counts, later)
        or _by_head(counts, later)
        or _by_sentence(whole, sum(count for count, _ in counts), scenes)
    )
    for member in members:
        yield _fact(whole, "hasPart", member, "fact.parts-counted")


def _by_element(counts: Sequence[tuple[int, str]], later: Sequence[_Named]) -> Sequence[_Named]:
    """What the clauses name that take up one element each (“一核”即A，“两翼”即B、C)."""
    units = tuple(unit for _, unit in counts if unit)
    if len(units) < 2:
        return ()
    return [each for each in later if (match := _ELEMENT.match(_said(each))) and match["element"].endswith(units)]


def _said(named: _Named) -> str:
    return named.scene.text[named.scene.clause.start : named.name.start]


def _by_head(counts: Sequence[tuple[int, str]], later: Sequence[_Named]) -> Sequence[_Named]:
    found: list[_Named] = []
    for count, noun in counts:
        heads = [noun[-size:] for size in range(min(len(noun), _LONGEST_HEAD), 0, -1)]
        if len(counts) == 1:
            heads = [head for head in heads if len(head) >= _SHORTEST_HEAD]
        kinds = (_distinct(each for each in later if each.name.name.endswith(head)) for head in heads)
        members = next((kind for kind in kinds if len(kind) == count), None)
        if members is None:
            return ()
        found += members
    return found if len(found) > 1 else ()


def _distinct(named: Iterable[_Named]) -> Sequence[_Named]:
    return list({each.name.name: each for each in reversed(list(named))}.values())[::-1]


def _by_sentence(whole: _Named, count: int, scenes: Sequence[Scene]) -> Sequence[_Named]:
    """The subjects of the sentences behind a heading that is only the whole (“四聚”。A…。B…。)."""
    heading = whole.scene
    if not heading.clause.closes or count < 2 or len(heading.names) > 1:
        return ()
    opened: dict[int, Scene] = {}
    for scene in scenes:
        if scene.clause.sentence > heading.clause.sentence:
            opened.setdefault(scene.clause.sentence, scene)
    subjects = [_opening(scene) for scene in opened.values()]
    members = _distinct(subject for subject in subjects if subject is not None)
    return members if len(members) == len(subjects) == count else ()


def _opening(scene: Scene) -> _Named | None:
    """The name that a clause opens with and is about."""
    refs = scene.subject.refs
    if scene.subject.provenance is Provenance.RESOLVED or len(refs) != 1 or not scene.names:
        return None
    return _Named(scene.names[0], scene) if scene.names[0].name == refs[0].name else None
