"""Score the annotations of a plan against a reference, as the guide counts.

The unit is the line: a thing counts once per line. What a reference marks optional is neither
rewarded nor punished. Goals are paired by the overlap of their texts, 0.6 or more.
"""

from __future__ import annotations

import json
import re
import unicodedata
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from kg.errors import InputError

Row = Mapping[str, Any]

CORE = ("Park", "Enterprise", "Project")
_LEAST_OVERLAP = 0.6
_SYMMETRIC = ("cooperatesWith", "alias")
_DROPPED = re.compile(r"[\s“”\"'‘’《》〈〉「」『』()\[\]·•・—–\-_,、.。;:：；，]+")


def fold(text: str | None) -> str:
    """A text without width, case, quotes, dashes, brackets, spaces and stops."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text or "").replace("○", "〇")).lower()


@dataclass
class Count:
    """Right, wrong and missed; precision, recall and F1 of them, 0 where there is nothing to divide."""

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
    """One thing that is missed or wrong; ``rule`` is the one that proposed what is wrong."""

    kind: str
    line: int
    what: str
    name: str
    rule: str = ""


@dataclass
class Scores:
    """The figures of one reference, or of several added up. Each of ``shares`` is (right, of)."""

    entities: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    goals: Count = field(default_factory=Count)
    facts: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    shares: dict[str, tuple[int, int]] = field(
        default_factory=lambda: dict.fromkeys(("holder", "status", "quantity"), (0, 0))
    )
    misses: list[Miss] = field(default_factory=list)

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
            for name, count in mine.entities.items():
                whole.entities[name] = whole.entities[name] + count
            for name, count in mine.facts.items():
                whole.facts[name] = whole.facts[name] + count
            for name, (right, of) in mine.shares.items():
                before = whole.shares[name]
                whole.shares[name] = (before[0] + right, before[1] + of)
        return whole

    def _count(self, table: dict[str, Count], name: str, **more: int) -> None:
        table[name] = table[name] + Count(**more)


@dataclass(frozen=True)
class Reference:
    """The right answer for some lines of a plan."""

    plan: str
    lines: frozenset[int]
    rows: tuple[Row, ...]

    def of(self, kind: str) -> list[Row]:
        return [row for row in self.rows if row["kind"] == kind]


def read_reference(path: Path, text: str) -> Reference:
    """Read a reference; a goal that gives its place in the line instead of its text gets the text.

    Raises :class:`~kg.errors.InputError` for a file that is not one.
    """
    try:
        rows = [json.loads(row) for row in path.read_text(encoding="utf-8").splitlines() if row.strip()]
        header = next(row for row in rows if row["kind"] == "header")
    except (OSError, ValueError, KeyError, TypeError, StopIteration) as error:
        raise InputError(f"{path}：不是参考答案（{error or '没有 header 行'}）；每行应是一个 JSON 对象") from None
    lines = text.split("\n")
    for row in rows:
        if row["kind"] == "goal" and "text" not in row:
            row["text"] = lines[row["line"] - 1][row["start"] : row["end"]]
    body = tuple(row for row in rows if row["kind"] != "header")
    return Reference(Path(header["plan"]).stem, frozenset(header["lines"]), body)


def evaluate(reference: Reference, annotations: Iterable[Row], text: str) -> Scores:
    """The figures of ``annotations`` on the lines that ``reference`` covers."""
    starts = [0, *(i + 1 for i, c in enumerate(text) if c == "\n")]
    given = [{**row, "line": bisect_right(starts, row["start"])} for row in annotations]
    given = [row for row in given if row["line"] in reference.lines]
    pick = {kind: [row for row in given if row["kind"] == kind] for kind in ("entity", "goal", "fact")}
    scores = Scores()
    _entities(reference.of("entity"), pick["entity"], scores)
    _goals(reference.of("goal"), pick["goal"], scores)
    _facts(reference.of("fact"), pick["fact"], scores)
    return scores


def _entities(wanted: Sequence[Row], given: Sequence[Row], scores: Scores) -> None:
    seen = {(row["line"], row["type"], fold(row["name"])): row for row in given if fold(row["name"])}
    used: set[tuple[int, str, str]] = set()
    by_line: dict[int, list[Row]] = defaultdict(list)
    for row in wanted:
        by_line[row["line"]].append(row)
        hit = next((key for name in sorted(_names(row)) if (key := (row["line"], row["type"], name)) in seen), None)
        if row.get("optional"):
            continue
        if hit:
            used.add(hit)
            scores._count(scores.entities, row["type"], right=1)
        else:
            scores._count(scores.entities, row["type"], missed=1)
            scores.misses.append(Miss("missed", row["line"], row["type"], row["name"]))
    for key in sorted(set(seen) - used):
        line, type_, name = key
        rivals = [row for row in by_line[line] if name in _names(row)]
        if any(row["type"] == type_ or row.get("optional") for row in rivals):
            continue
        scores._count(scores.entities, type_, wrong=1)
        scores.misses.append(Miss("wrong", line, type_, seen[key]["name"], seen[key].get("rule", "")))


def _names(row: Row) -> set[str]:
    return {fold(name) for name in (row["name"], *row.get("aliases", ())) if fold(name)}


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
            _compare(wanted[at], given[to], scores)
    for at in sorted(free_wanted):
        row = wanted[at]
        if row.get("optional"):
            continue
        scores.goals += Count(missed=1)
        if row.get("value") is not None:
            _share(scores, "quantity", right=False)
        scores.misses.append(Miss("missed", row["line"], "Goal", row["text"]))
    for to in sorted(free_given):
        scores.goals += Count(wrong=1)
        scores.misses.append(Miss("wrong", given[to]["line"], "Goal", given[to]["text"], given[to].get("rule", "")))


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
    _share(scores, "holder", right=fold(given.get("holder")) in holders)
    _share(scores, "status", right=given.get("status") == wanted.get("status"))
    if wanted.get("value") is not None:
        _share(scores, "quantity", right=_same_quantity(wanted, given))


def _same_quantity(wanted: Row, given: Row) -> bool:
    same = _number(given.get("value")) == _number(wanted["value"]) and fold(given.get("unit")) == fold(
        wanted.get("unit")
    )
    same = same and (wanted.get("year") is None or str(given.get("year")) == str(wanted["year"]))
    return same and (given.get("comparator") or "=") == (wanted.get("comparator") or "=")


def _number(value: Any) -> float | None:
    try:
        return round(float(value), 6)
    except (TypeError, ValueError):
        return None


def _share(scores: Scores, name: str, *, right: bool) -> None:
    before = scores.shares[name]
    scores.shares[name] = (before[0] + right, before[1] + 1)


def _facts(wanted: Sequence[Row], given: Sequence[Row], scores: Scores) -> None:
    seen: dict[tuple[int, str, str, str], Row] = {}
    for row in given:
        key = (row["line"], row["predicate"], fold(row["subject"]), fold(row["object"]))
        if row["predicate"] in _SYMMETRIC and (*key[:2], key[3], key[2]) in seen:
            continue
        seen[key] = row
    used: set[tuple[int, str, str, str]] = set()
    for row in wanted:
        hits = _keys(row) & set(seen)
        used |= hits
        if row.get("optional"):
            continue
        scores._count(scores.facts, row["predicate"], **({"right": 1} if hits else {"missed": 1}))
        if not hits:
            scores.misses.append(Miss("missed", row["line"], row["predicate"], f"{row['subject']} → {row['object']}"))
    for key in sorted(set(seen) - used):
        row = seen[key]
        scores._count(scores.facts, key[1], wrong=1)
        scores.misses.append(Miss("wrong", key[0], key[1], f"{row['subject']} → {row['object']}", row.get("rule", "")))


def _keys(row: Row) -> set[tuple[int, str, str, str]]:
    subjects = {fold(name) for name in (row["subject"], *row.get("subject_aliases", ())) if name}
    objects = {fold(name) for name in (row["object"], *row.get("object_aliases", ())) if name}
    keys = {(row["line"], row["predicate"], s, o) for s in subjects for o in objects}
    if row["predicate"] in _SYMMETRIC:
        keys |= {(line, predicate, o, s) for line, predicate, s, o in keys}
    return keys


def format_scores(scores: Scores, *, show: int = 0) -> str:
    """The figures as a table of text, then up to ``show`` misses, then the wrong answers counted by rule."""
    rows = [("entities, core", scores.core), ("entities, all", scores.all_entities)]
    rows += [(f"  {name}", count) for name, count in sorted(scores.entities.items())]
    rows += [("goals", scores.goals), ("facts", scores.all_facts)]
    rows += [(f"  {name}", count) for name, count in sorted(scores.facts.items())]
    lines = [
        f"{name:<22} P {c.precision:.3f}  R {c.recall:.3f}  F1 {c.f1:.3f}   ({c.right} right, {c.wrong} wrong, {c.missed} missed)"
        for name, c in rows
    ]
    parts = [f"{name} {right / of:.3f} of {of}" for name, (right, of) in scores.shares.items() if of]
    lines.append("of the goals found: " + ", ".join(parts))
    lines += [f"{m.kind:<7} line {m.line:<4} {m.what:<16} {m.name}  {m.rule}".rstrip() for m in scores.misses[:show]]
    if show:
        wrong = Counter(m.rule or "?" for m in scores.misses if m.kind == "wrong")
        lines += [f"{count:>5} wrong by {rule}" for rule, count in wrong.most_common()]
    return "\n".join(lines)
