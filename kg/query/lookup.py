"""Entity lookup by name, exact or approximate.

A name may be written as the plan has it, in a short or longer form, or with a wrong character or two.
The store looks for what could be meant; RapidFuzz says how near each of it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import pyoxigraph as ox

from kg.link import fold_name
from kg.ontology import load_ontology, prefixes
from kg.store import Rows, Store, plan_names, text_of

_DROPPED = r"[\\s“”\"'‘’《》〈〉「」『』()（）\\[\\]·•・—–_-]+"
_MARKS = re.compile(_DROPPED.replace("\\\\", "\\"))
_CLASS_TAILS = ("产业", "行业", "领域", "业", "技术", "项目", "工程", "市", "省", "区", "县")
_PLAUSIBLE = 12
"""The maximum number of groups of candidates."""
_LONGEST = 60
"""The maximum length of a name; a longer text is a sentence."""

EXACT, TAIL, NEAR, SHORT, LONG, CUT = range(6)
"""How a name was found, the surest first: as it is; but for its class word; but for a character or two;
as a part of the whole name; around the whole name; by some of its characters in order."""


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """A candidate entity. ``label`` is its most similar name."""

    way: int
    far: float
    thing: str
    type: str
    name: str
    label: str


class Lookup:
    """Looks up names in some plans of a store, by default in all."""

    def __init__(self, store: Store, plans: Collection[str] | None = None) -> None:
        self.store = store
        self.plans = tuple(plan_names(store) if plans is None else plans)
        self._found: dict[str, list[_Row]] = {}

    def groups(self, asked: str, types: Collection[str] = ()) -> list[tuple[Hit, ...]]:
        """The candidates for a name among ``types`` in groups of equal likelihood, the most likely first."""
        wanted = fold_name(asked)
        if not 1 < len(wanted) <= _LONGEST:
            return []
        found = (_judge(wanted, row) for row in self._candidates(wanted, _MARKS.sub("", asked).lower()))
        best: dict[str, Hit] = {}
        for hit in sorted(hit for hit in found if hit and is_of(hit.type, types)):
            best.setdefault(hit.thing, hit)
        ranked = sorted(best.values(), key=lambda hit: (hit.way, hit.far, hit.name, hit.type))
        return [tuple(hits) for _, hits in groupby(ranked, key=lambda hit: (hit.way, hit.far))][:_PLAUSIBLE]

    def spotted(self, text: str) -> list[Hit]:
        """The entities whose names occur in ``text``, the longest names first."""
        folded = fold_name(text)
        inside = f"STRLEN(?f) > 1 && CONTAINS({ox.Literal(folded)}, ?f)"
        hits = [Hit(EXACT, 0, thing, kind, name, label) for thing, kind, name, label in self._named(inside)]
        return sorted(hits, key=lambda hit: (-len(hit.label), hit))

    def _candidates(self, wanted: str, spelt: str) -> list[_Row]:
        """All names that could come near, by a part that they must then share with ``wanted``.

        ``spelt`` is the same in the widths in which it was written, for a store knows of no others.
        """
        if spelt in self._found:
            return self._found[spelt]
        parts = {wanted, spelt, *_parts(wanted, _edits(wanted) + 1)}
        parts |= {_stem(wanted)} if len(_stem(wanted)) > 1 else set()
        tests = [f"CONTAINS(?f, {ox.Literal(part)})" for part in sorted(parts)]
        tests.append(f"(STRLEN(?f) > 1 && CONTAINS({ox.Literal(wanted)}, ?f))")
        if len(wanted) > _SHORTEST_CUT:
            tests.append(f"REGEX(?f, {ox.Literal('.*'.join(map(re.escape, wanted)))})")
        return self._found.setdefault(spelt, list(self._named(" || ".join(tests))))

    def _named(self, test: str) -> Iterator[_Row]:
        answer = self.store.query(_NAMES.format(plans=values(self.plans), test=test), prefixes=prefixes())
        for row in answer.rows if isinstance(answer, Rows) else ():
            thing, name, label = map(text_of, row)
            yield thing, type_of(thing), name, label


_Row = tuple[str, str, str, str]
_SHORTEST_CUT = 2
_NOUN = 3
"""A noun of so many characters after two or fewer (城际铁路, 保税港区) is generic: the two identify the entity."""
_NUMERAL = re.compile(r"[\d一二三四五六七八九十]")
_NAMES = (
    "SELECT DISTINCT ?thing ?name ?label WHERE {{ {{ SELECT DISTINCT ?plan ?thing ?label WHERE {{ {plans} "
    "GRAPH ?plan {{ ?thing skos:prefLabel|skos:altLabel ?label }} "
    f'BIND(LCASE(REPLACE(STR(?label), "{_DROPPED}", "")) AS ?f) '
    "FILTER({test}) }} }} GRAPH ?plan {{ ?thing schema:name ?name }} }}"
)


def values(iris: Iterable[str], variable: str = "plan") -> str:
    """The VALUES clause that restricts ``variable`` to ``iris``."""
    return f"VALUES ?{variable} {{ {' '.join(str(ox.NamedNode(iri)) for iri in iris)} }}"


def type_of(iri: str) -> str:
    """The class of an entity, by its IRI."""
    return _classes().get(iri.rsplit("/", 2)[-2], "Entity")


def is_of(type_: str, types: Collection[str]) -> bool:
    """Whether a class is one of ``types`` or below one; no types are any."""
    classes = load_ontology().classes
    return not types or type_ in types or (type_ in classes and not classes[type_].parents.isdisjoint(types))


def _classes() -> dict[str, str]:
    return {name.lower(): name for name in load_ontology().classes}


def _edits(wanted: str) -> int:
    """The maximum edit distance for a name."""
    return 0 if len(wanted) < 3 else 1 if len(wanted) < 7 else 2 if len(wanted) < 11 else 3


def _parts(text: str, count: int) -> Sequence[str]:
    """``text`` cut into ``count`` parts: a text with fewer than ``count`` mistakes has one of them unharmed."""
    bounds = [len(text) * at // count for at in range(count + 1)]
    return [text[start:end] for start, end in pairwise(bounds) if end > start]


def _stem(name: str) -> str:
    tail = next((tail for tail in _CLASS_TAILS if name.endswith(tail)), "")
    return name.removesuffix(tail)


def _judge(wanted: str, row: _Row) -> Hit | None:
    """The similarity of a name, or None if it does not match."""
    from rapidfuzz.distance import OSA

    thing, kind, name, label = row
    given = fold_name(label)
    stems = _stem(wanted), _stem(given)
    allowed = _edits(wanted)
    edits = OSA.distance(wanted, given, score_cutoff=allowed)
    if given == wanted:
        found = (EXACT, 0.0)
    elif len(stems[0]) > 1 and (stems[0] in (given, stems[1]) or stems[1] == wanted):
        found = (TAIL, 0.0)
    elif edits <= allowed and (len(wanted) > 3 or len(given) == len(wanted)) and not _are_two(wanted, given):
        found = (NEAR, edits / len(wanted))
    elif wanted in given:
        found = (SHORT, 1 - len(wanted) / len(given))
    elif _ends(given, wanted) and 2 * len(given) >= len(wanted):
        found = (LONG, 1 - len(given) / len(wanted))
    elif _in_order(wanted, given):
        found = (CUT, 1 - len(wanted) / len(given))
    else:
        return None
    return Hit(*found, thing, kind, name, label)


def _are_two(wanted: str, given: str) -> bool:
    """Whether similar names denote different entities: other numbers, one word more, two characters before a noun."""
    from rapidfuzz.distance import Postfix

    if _NUMERAL.findall(wanted) != _NUMERAL.findall(given):
        return True
    if wanted.startswith(given) and len(wanted) - len(given) >= _SHORTEST_CUT:
        return True
    tail = Postfix.similarity(wanted, given)
    return tail >= _NOUN and max(len(wanted), len(given)) - tail <= _SHORTEST_CUT


def _ends(given: str, wanted: str) -> bool:
    """Whether ``wanted`` is the name after something else, or before a class word: the last word says what it is."""
    before, name, after = wanted.rpartition(given)
    return bool(name) and (not after or (not before and after in _CLASS_TAILS))


def _in_order(short: str, long: str) -> bool:
    rest = iter(long)
    return len(short) > _SHORTEST_CUT and all(character in rest for character in short)
