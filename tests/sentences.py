"""Sentences of our own with what stands in them marked in place, and what the program makes of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet

from kg.document import parse_document
from kg.evaluate import overlap
from kg.extract import extract
from kg.lexicon.knowledge import load_knowledge
from kg.link import fold_name, link
from kg.model import Goal, Mention, PlanGraph

REGION = "云河市"
FOLDER = Path(__file__).parent / "extract" / "sentences"

_MARK = re.compile(r"\{([^{}|]+)\|([A-Za-z]+)(\?)?(?:\|([^{}|]+))?\}")
FAILS = "! "
LEAST_OVERLAP = 0.6


@dataclass(frozen=True)
class Name:
    """A name that a sentence marks: its class and its full name."""

    start: int
    end: int
    type: str
    name: str
    optional: bool

    def is_met_by(self, mention: Mention) -> bool:
        """A formula may be told with or without the noun behind it."""
        found = fold_name(mention.name)
        mine = fold_name(self.name)
        same = mine == found or self._same_formula(mine, found)
        return same and mention.type == self.type and self.meets(mention)

    def _same_formula(self, mine: str, found: str) -> bool:
        return self.type == "Scheme" and (mine.startswith(found) or found.startswith(mine))

    def meets(self, mention: Mention) -> bool:
        return mention.evidence.start < self.end and self.start < mention.evidence.end


@dataclass(frozen=True)
class Sentence:
    """A sentence without its marks, with the names that they say."""

    text: str
    names: tuple[Name, ...]


def parse(row: str) -> Sentence:
    """Read the marks of a sentence: ``{文字|类别}``, ``{文字|类别|全称}``, ``{文字|类别?}``."""
    text, names, at = "", [], 0
    for match in _MARK.finditer(row):
        text += row[at : match.start()]
        surface, type_, optional, full = match.groups()
        names.append(Name(len(text), len(text) + len(surface), type_, full or surface, bool(optional)))
        text += surface
        at = match.end()
    text += row[at:]
    assert not set("{}|") & set(text), f"a broken mark in: {row}"
    return Sentence(text, tuple(names))


def rows(name: str) -> list[ParameterSet]:
    """The rows of a file of ``tests/extract/sentences`` as parameters; a ``! reason`` marks the next as failing."""
    found, why = [], ""
    for number, row in enumerate((FOLDER / name).read_text(encoding="utf-8").splitlines(), 1):
        if row.startswith(FAILS):
            why = row.removeprefix(FAILS)
        elif row and not row.startswith("#"):
            marks = [pytest.mark.xfail(reason=why, strict=True)] if why else []
            found.append(pytest.param(row, id=f"{name}:{number}", marks=marks))
            why = ""
    assert len(found) >= 10, f"{name} has few sentences"
    return found


@cache
def graph_of(text: str, *, region: str = REGION) -> PlanGraph:
    """A text through document, extract and link."""
    document = parse_document(text, slug="made-up", region=region)
    return link(document, extract(document), load_knowledge())


def mentions(graph: PlanGraph) -> list[Mention]:
    """All mentions, but the one that stands for the plan's region."""
    found = (mention for entity in graph.entities for mention in entity.mentions)
    return sorted(mention for mention in found if mention.rule != "document.region")


def faults(sentence: Sentence, found: Iterable[Mention]) -> tuple[list[str], list[str]]:
    """The names that are missed, and the mentions that no name asks for."""
    found = list(found)
    missed = [
        f"{name.type} {name.name}"
        for name in sentence.names
        if not name.optional and not any(name.is_met_by(mention) for mention in found)
    ]
    wrong = [
        f"{mention.type} {mention.name} ({mention.rule})"
        for mention in found
        if not any(name.is_met_by(mention) or (name.optional and name.meets(mention)) for name in sentence.names)
    ]
    return missed, wrong


@dataclass(frozen=True)
class Said:
    """A goal that a sentence marks: its characters, ``value unit comparator year`` and ``holder status``."""

    text: str
    quantity: tuple[str, ...]
    subject: tuple[str, ...]


_GOAL = re.compile(r"\{([^{}|]+)\|([^{}|]*)(?:\|([^{}|]*))?\}")


def parse_goals(row: str) -> tuple[str, list[Said]]:
    """Read a sentence with its goals marked: ``{文字|数值 单位 比较符 年份}``, ``{文字|…|主体 状态}``."""
    text = _GOAL.sub(r"\1", row)
    assert not set("{}|") & set(text), f"a broken mark in: {row}"
    return text, [Said(m[1], tuple(m[2].split()), tuple((m[3] or "").split())) for m in _GOAL.finditer(row)]


def told(goal: Goal, said: Said) -> Said:
    """What the program says of a goal, as much of it as ``said`` asks for."""
    amount = goal.quantity
    measure = (f"{amount.value}", amount.unit, amount.comparator) if amount else ("-", "-", "-")
    same = said.text in goal.text or goal.text in said.text or overlap(said.text, goal.text) >= LEAST_OVERLAP
    return Said(
        said.text if same else goal.text,
        (*measure, str(goal.year))[: len(said.quantity)],
        (goal.holder.name, goal.status.value)[: len(said.subject)],
    )


def known_limits() -> list[tuple[str, str]]:
    """The sentences that are read wrongly as yet, without their marks, each with the reason."""
    found = [
        (bare(str(row.values[0])), str(mark.kwargs["reason"]))
        for path in sorted(FOLDER.glob("*.txt"))
        for row in rows(path.name)
        for mark in row.marks
    ]
    assert found
    return found


def bare(row: str) -> str:
    """A sentence as it would stand in a plan."""
    return re.sub(r"\{([^{}|]+)\|[^{}]*\}", r"\1", row.partition(" => ")[0])
