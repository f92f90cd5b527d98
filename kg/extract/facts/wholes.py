"""Extract the parts of a whole that a line enumerates: as many as its name counts, or listed before it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.extract.facts.annotated import AnnotatedClause, FactProposal, PlacedName, fact_between
from kg.lexicon.numerals import number
from kg.lexicon.rules import Rules
from kg.model import Provenance

_NUMERAL = r"[一二两三四五六七八九十]+|\d{1,2}"
_COUNTED = re.compile(rf"(?P<count>{_NUMERAL})大(?P<noun>[\u4e00-\u9fff]{{2,}})$")
_CODED = re.compile(r"(?P<count>[二两三四五六七八九])[\u4e00-\u9fff]{1,2}")
_SHORTEST_HEAD, _LONGEST_HEAD = 2, 6


@dataclass(frozen=True)
class WholeRules:
    """The rules of ``data/rules`` for wholes, compiled once for all lines.

    ``wholes`` are the classes that have parts, ``pairs`` the counted units of a formula (一核, 两翼), and ``element``
    the prefix of a clause that refers to one of them (“一核”即).
    """

    wholes: Sequence[str]
    pairs: re.Pattern[str]
    element: re.Pattern[str]

    @classmethod
    def of(cls, rules: Rules) -> WholeRules:
        """Compile the rules."""
        units = "|".join(sorted(rules.formulas.units, key=lambda unit: (-len(unit), unit)))
        taken_up = "|".join(rules.facts.parts.taken_up)
        return cls(
            wholes=rules.facts.parts.wholes,
            pairs=re.compile(rf"(?P<count>{_NUMERAL})(?P<unit>{units})"),
            element=re.compile(rf"“?(?P<element>(?:{_NUMERAL})[^“”]{{1,3}})”?(?:{taken_up})"),
        )


def propose_wholes(
    named: Sequence[PlacedName], annotated_clauses: Sequence[AnnotatedClause], rules: WholeRules
) -> Iterator[FactProposal]:
    """The ``hasPart`` facts of each whole among the mentions of a line."""
    for at, whole in enumerate(named):
        if whole.name.type in rules.wholes:
            if whole.name.type == "Scheme":
                yield from _laid_out(whole)
            if counts := _counts(whole.name.name, rules.pairs):
                later = named[at + 1 :]
                members = (
                    _by_element(counts, later, rules.element)
                    or _by_head(counts, later)
                    or _by_sentence(whole, sum(count for count, _ in counts), annotated_clauses)
                )
                for member in members:
                    yield fact_between(whole, "hasPart", member, "fact.parts-counted")


def _laid_out(whole: PlacedName) -> Iterator[FactProposal]:
    """``以A为核心、B和C为两翼的“一核两翼”格局``."""
    annotated = whole.annotated
    at = whole.lead.find("以")
    if at < 0 or not re.search(r"为[^，。；、的]{1,6}的$", whole.lead):
        return
    for name in annotated.names:
        if annotated.clause.start + at < name.start and name.end <= whole.name.start:
            yield fact_between(whole, "hasPart", PlacedName(name, annotated), "fact.parts-laid-out")


def _counts(name: str, pairs: re.Pattern[str]) -> Sequence[tuple[int, str]]:
    """The numbers and kinds of parts in a name: (1, 核), (2, 翼) for 一核两翼, (6, 提升行动) for 六大提升行动."""
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


def _by_element(
    counts: Sequence[tuple[int, str]], later: Sequence[PlacedName], element: re.Pattern[str]
) -> Sequence[PlacedName]:
    """The mentions in clauses that refer to one element each (“一核”即A，“两翼”即B、C)."""
    units = tuple(unit for _, unit in counts if unit)
    if len(units) < 2:
        return ()
    return [each for each in later if (match := element.match(each.lead)) and match["element"].endswith(units)]


def _by_head(counts: Sequence[tuple[int, str]], later: Sequence[PlacedName]) -> Sequence[PlacedName]:
    found: list[PlacedName] = []
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


def _distinct(named: Iterable[PlacedName]) -> Sequence[PlacedName]:
    return list({each.name.name: each for each in reversed(list(named))}.values())[::-1]


def _by_sentence(whole: PlacedName, count: int, annotated_clauses: Sequence[AnnotatedClause]) -> Sequence[PlacedName]:
    """The subjects of the sentences after a heading that names only the whole (“四聚”。A…。B…。)."""
    heading = whole.annotated
    if not heading.clause.closes or count < 2 or len(heading.names) > 1:
        return ()
    opened: dict[int, AnnotatedClause] = {}
    for annotated in annotated_clauses:
        if annotated.clause.sentence > heading.clause.sentence:
            opened.setdefault(annotated.clause.sentence, annotated)
    subjects = [_opening(annotated) for annotated in opened.values()]
    members = _distinct(subject for subject in subjects if subject is not None)
    return members if len(members) == len(subjects) == count else ()


def _opening(annotated: AnnotatedClause) -> PlacedName | None:
    """The first mention of a clause, if it is the clause's only subject and stated in it."""
    refs = annotated.subject.refs
    if annotated.subject.provenance is Provenance.RESOLVED or len(refs) != 1 or not annotated.names:
        return None
    return PlacedName(annotated.names[0], annotated) if annotated.names[0].name == refs[0].name else None
