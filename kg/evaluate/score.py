"""Counts true positives, false positives and false negatives, also by rule."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from kg.evaluate.reference import Reference, Row

CORE = ("Park", "Enterprise", "Project")
_LEAST_OVERLAP = 0.6
_SYMMETRIC = ("cooperatesWith", "alias")
_DROPPED = re.compile(r"[\s“”\"'‘’《》〈〉「」『』()\[\]·•・—–\-_,、.。;:：；，]+")

FactKey = tuple[int, str, str, str]


def fold(text: str | None) -> str:
    """A text for comparison: width and case folded; quotes, dashes, brackets, spaces and punctuation removed."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text or "").replace("○", "〇")).lower()


@dataclass
class Count:
    """Numbers of right, wrong and missed items, with precision, recall and F1 (0 for an empty denominator)."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 0.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True)
class Miss:
    """An item that is missed or wrong.

    ``rule`` proposed what is wrong, or what stands in the place of what is missed; ``cause`` is a
    class of error, see :data:`CAUSES`.
    """

    kind: str
    line: int
    what: str
    name: str
    rule: str = ""
    cause: str = ""


CAUSES = ("other-type", "other-bounds", "other-subject", "other-object", "end-missed", "refused", "unseen", "not-there")
"""Why something is missed or wrong: found with another class, bounds, subject or object; an end of the
relation is itself missed; proposed and refused; not seen at all; or there is nothing to find there."""


@dataclass
class Scores:
    """The scores of one reference, or the sum of several. Each of ``shares`` is (right, total)."""

    entities: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    goals: Count = field(default_factory=Count)
    facts: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    shares: dict[str, tuple[int, int]] = field(
        default_factory=lambda: dict.fromkeys(("holder", "status", "quantity"), (0, 0))
    )
    misses: list[Miss] = field(default_factory=list)
    rules: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))

    @property
    def core(self) -> Count:
        return sum((self.entities[t] for t in CORE if t in self.entities), Count())

    @property
    def all_entities(self) -> Count:
        return sum(self.entities.values(), Count())

    @property
    def all_facts(self) -> Count:
        return sum(self.facts.values(), Count())

    def __add__(self, other: Scores) -> Scores:
        whole = Scores(goals=self.goals + other.goals, misses=[*self.misses, *other.misses])
        for mine in (self, other):
            for table in ("entities", "facts", "rules"):
                for name, count in getattr(mine, table).items():
                    getattr(whole, table)[name] += count
            for name, (right, of) in mine.shares.items():
                before = whole.shares[name]
                whole.shares[name] = (before[0] + right, before[1] + of)
        return whole

    def share(self, name: str, *, right: bool) -> None:
        before = self.shares[name]
        self.shares[name] = (before[0] + right, before[1] + 1)

    def hit(self, row: Row) -> None:
        self.rules[row.get("rule", "")] += Count(right=1)

    def miss(self, miss: Miss) -> None:
        self.misses.append(miss)
        if miss.kind == "wrong":
            self.rules[miss.rule] += Count(wrong=1)


def evaluate(reference: Reference, annotations: Iterable[Row], text: str, *, refused: Iterable[Row] = ()) -> Scores:
    """The scores of ``annotations`` on the lines that ``reference`` covers.

    With the refused proposals, a miss that was proposed and refused has that as its cause.
    """
    starts = [0, *(i + 1 for i, c in enumerate(text) if c == "\n")]
    given = [{**row, "line": bisect_right(starts, row["start"])} for row in annotations]
    given = [row for row in given if row["line"] in reference.lines]
    pick = {kind: [row for row in given if row["kind"] == kind] for kind in ("entity", "goal", "fact")}
    scores = Scores()
    lost = {(row["line"], fold(row["what"])): row for row in refused if row["line"] in reference.lines}
    _Entities(reference.of("entity"), pick["entity"], lost).score(scores)
    _goals(reference.of("goal"), pick["goal"], scores)
    _FactScorer(reference, pick["fact"], pick["entity"]).score(scores)
    return scores


def names_of(row: Row) -> set[str]:
    """The name and the aliases of a reference's entity, folded."""
    return {fold(name) for name in (row["name"], *row.get("aliases", ())) if fold(name)}


class _Entities:
    """Scores entities, line by line."""

    def __init__(self, wanted: Sequence[Row], given: Sequence[Row], lost: Mapping[tuple[int, str], Row]) -> None:
        self.wanted, self.lost = wanted, lost
        self.seen = {(row["line"], row["type"], fold(row["name"])): row for row in given if fold(row["name"])}
        self.by_line: dict[int, list[Row]] = defaultdict(list)
        for row in wanted:
            self.by_line[row["line"]].append(row)

    def score(self, scores: Scores) -> None:
        used = set()
        for row in self.wanted:
            keys = [(row["line"], row["type"], name) for name in sorted(names_of(row))]
            hit = next((key for key in keys if key in self.seen), None)
            if row.get("optional"):
                continue
            scores.entities[row["type"]] += Count(right=1) if hit else Count(missed=1)
            if hit:
                used.add(hit)
                scores.hit(self.seen[hit])
            else:
                scores.miss(self._missed(row))
        for key in sorted(set(self.seen) - used):
            if not self._excused(key):
                scores.entities[key[1]] += Count(wrong=1)
                scores.miss(self._wrong(key))

    def _excused(self, key: tuple[int, str, str]) -> bool:
        """Whether an extra entity is another name of one that was found, or optional."""
        rivals = [row for row in self.by_line[key[0]] if key[2] in names_of(row)]
        return any(row["type"] == key[1] or row.get("optional") for row in rivals)

    def _missed(self, row: Row) -> Miss:
        here = [given for (line, _, _), given in self.seen.items() if line == row["line"]]
        names = names_of(row)
        rule = cause = ""
        if same := [given for given in here if fold(given["name"]) in names]:
            rule, cause = same[0].get("rule", ""), "other-type"
        elif near := [given for given in here if _touch(fold(given["name"]), names)]:
            rule, cause = near[0].get("rule", ""), "other-bounds"
        elif lost := [self.lost[row["line"], name] for name in sorted(names) if (row["line"], name) in self.lost]:
            rule, cause = lost[0]["rule"], "refused"
        return Miss("missed", row["line"], row["type"], row["name"], rule, cause or "unseen")

    def _wrong(self, key: tuple[int, str, str]) -> Miss:
        line, type_, name = key
        row = self.seen[key]
        firm = [wanted for wanted in self.by_line[line] if not wanted.get("optional")]
        if any(name in names_of(wanted) for wanted in firm):
            cause = "other-type"
        elif any(_touch(name, names_of(wanted)) for wanted in firm):
            cause = "other-bounds"
        else:
            cause = "not-there"
        return Miss("wrong", line, type_, row["name"], row.get("rule", ""), cause)


def _touch(name: str, others: Iterable[str]) -> bool:
    return any(name in other or other in name for other in others)


def overlap(one: str, other: str) -> float:
    """The share of characters that two texts have in common, in order."""
    one, other = fold(one), fold(other)
    if not one or not other:
        return 0.0
    same = sum(block.size for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks())
    return 2 * same / (len(one) + len(other))


def _goals(wanted: Sequence[Row], given: Sequence[Row], scores: Scores) -> None:
    free_wanted, free_given = set(range(len(wanted))), set(range(len(given)))
    for at, to in _pairs(wanted, given):
        if at not in free_wanted or to not in free_given:
            continue
        free_wanted.discard(at)
        free_given.discard(to)
        if not wanted[at].get("optional"):
            scores.goals += Count(right=1)
            scores.hit(given[to])
            _compare(wanted[at], given[to], scores)
    for row in (wanted[at] for at in sorted(free_wanted)):
        if not row.get("optional"):
            scores.goals += Count(missed=1)
            if row.get("value") is not None:
                scores.share("quantity", right=False)
            near = _near(row, given)
            told = (near.get("rule", ""), "other-bounds") if near else ("", "unseen")
            scores.miss(Miss("missed", row["line"], "Goal", row["text"], *told))
    for row in (given[to] for to in sorted(free_given)):
        scores.goals += Count(wrong=1)
        cause = "other-bounds" if _near(row, wanted) else "not-there"
        scores.miss(Miss("wrong", row["line"], "Goal", row["text"], row.get("rule", ""), cause))


def _near(row: Row, others: Iterable[Row]) -> Row | None:
    """A goal of the same line whose text holds this one's, or the reverse."""
    mine = fold(row["text"])
    return next((o for o in others if o["line"] == row["line"] and _touch(mine, [fold(o["text"])])), None)


def _pairs(wanted: Sequence[Row], given: Sequence[Row]) -> Iterator[tuple[int, int]]:
    pairs = [
        (overlap(w["text"], g["text"]), at, to)
        for at, w in enumerate(wanted)
        for to, g in enumerate(given)
        if w["line"] == g["line"]
    ]
    for share, at, to in sorted(pairs, key=lambda pair: -pair[0]):
        if share >= _LEAST_OVERLAP:
            yield at, to


def _compare(wanted: Row, given: Row, scores: Scores) -> None:
    holders = {fold(name) for name in (wanted.get("holder"), *wanted.get("holder_aliases", ())) if name}
    told = {"holder": fold(given.get("holder")) in holders, "status": given.get("status") == wanted.get("status")}
    if wanted.get("value") is not None:
        told["quantity"] = _same_quantity(wanted, given)
    for name, right in told.items():
        scores.share(name, right=right)
        if not right:
            said, meant = (" ".join(str(row.get(key)) for key in _TOLD[name]) for row in (given, wanted))
            what = f"{wanted['text']}: {said} ≠ {meant}"
            scores.miss(Miss("differs", wanted["line"], name, what, given.get("rule", ""), name))


_TOLD = {"holder": ("holder",), "status": ("status",), "quantity": ("value", "unit", "comparator", "year")}
"""The attributes of a goal that are scored besides its text."""


def _same_quantity(wanted: Row, given: Row) -> bool:
    same = _number(given.get("value")) == _number(wanted["value"])
    same = same and fold(given.get("unit")) == fold(wanted.get("unit"))
    same = same and (wanted.get("year") is None or str(given.get("year")) == str(wanted["year"]))
    return same and (given.get("comparator") or "=") == (wanted.get("comparator") or "=")


def _number(value: Any) -> float | None:
    try:
        return round(float(value), 6)
    except (TypeError, ValueError):
        return None


class _FactScorer:
    """Scores relations; the entities that were found show whether the object of a missed relation was found."""

    def __init__(self, reference: Reference, given: Sequence[Row], entities: Sequence[Row]) -> None:
        self.wanted = reference.of("fact")
        self.entities = {(row["line"], fold(row["name"])) for row in entities}
        self.seen: dict[FactKey, Row] = {}
        for row in given:
            key = (row["line"], row["predicate"], fold(row["subject"]), fold(row["object"]))
            if row["predicate"] in _SYMMETRIC and (*key[:2], key[3], key[2]) in self.seen:
                continue
            self.seen[key] = row

    def score(self, scores: Scores) -> None:
        used: set[FactKey] = set()
        for row in self.wanted:
            hits = _keys(row) & set(self.seen)
            used |= hits
            if row.get("optional"):
                continue
            scores.facts[row["predicate"]] += Count(right=1) if hits else Count(missed=1)
            if hits:
                scores.hit(self.seen[min(hits)])
            else:
                scores.miss(self._missed(row))
        wanted = {key for row in self.wanted if not row.get("optional") for key in _keys(row)}
        for key in sorted(set(self.seen) - used):
            row = self.seen[key]
            scores.facts[key[1]] += Count(wrong=1)
            what = f"{row['subject']} → {row['object']}"
            scores.miss(Miss("wrong", key[0], key[1], what, row.get("rule", ""), _other(key, wanted) or "not-there"))

    def _missed(self, row: Row) -> Miss:
        keys = _keys(row)
        near = next(((key, cause) for key in self.seen if (cause := _other(key, keys))), None)
        if near:
            rule, cause = self.seen[near[0]].get("rule", ""), near[1]
        else:
            objects = [fold(name) for name in (row["object"], *row.get("object_aliases", ()))]
            there = row["predicate"] == "alias" or any((row["line"], name) in self.entities for name in objects)
            rule, cause = "", "unseen" if there else "end-missed"
        return Miss("missed", row["line"], row["predicate"], f"{row['subject']} → {row['object']}", rule, cause)


def _other(key: FactKey, keys: Iterable[FactKey]) -> str:
    """The cause if a fact differs from one of ``keys`` in its subject or object only; else empty."""
    keys = list(keys)
    if any(key[:2] == other[:2] and key[3] == other[3] for other in keys):
        return "other-subject"
    return "other-object" if any(key[:3] == other[:3] for other in keys) else ""


def _keys(row: Row) -> set[FactKey]:
    subjects = {fold(name) for name in (row["subject"], *row.get("subject_aliases", ())) if name}
    objects = {fold(name) for name in (row["object"], *row.get("object_aliases", ())) if name}
    keys = {(row["line"], row["predicate"], s, o) for s in subjects for o in objects}
    if row["predicate"] in _SYMMETRIC:
        keys |= {(line, predicate, o, s) for line, predicate, s, o in keys}
    return keys
