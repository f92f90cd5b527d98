"""Sentences of our own with what stands in them marked in place, and what the program makes of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from kg.document import parse_document
from kg.extract import extract
from kg.lexicon import load_knowledge
from kg.link import fold_name, link
from kg.model import Mention, PlanGraph

REGION = "云河市"
FOLDER = Path(__file__).parent / "extract" / "sentences"

_MARK = re.compile(r"\{([^{}|]+)\|([A-Za-z/]+)(\?)?(?:\|([^{}|]+))?\}")
_FAILS = "! "


@dataclass(frozen=True)
class Name:
    """A name that a sentence marks: any of ``types`` will do."""

    start: int
    end: int
    types: tuple[str, ...]
    name: str
    optional: bool

    def is_met_by(self, mention: Mention) -> bool:
        """A formula may be told with or without the noun behind it."""
        mine, found = fold_name(self.name), fold_name(mention.name)
        same = mine == found or ("Scheme" in self.types and (mine.startswith(found) or found.startswith(mine)))
        return same and mention.type in self.types and self.meets(mention)

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
        surface, types, optional, full = match.groups()
        names.append(Name(len(text), len(text) + len(surface), tuple(types.split("/")), full or surface, bool(optional)))
        text += surface
        at = match.end()
    text += row[at:]
    assert not set("{}|") & set(text), f"a broken mark in: {row}"
    return Sentence(text, tuple(names))


def rows(name: str) -> Iterator[pytest.param]:  # type: ignore[valid-type]
    """The rows of a file of ``tests/extract/sentences`` as parameters; a ``! reason`` marks the next as failing."""
    why = ""
    for number, row in enumerate((FOLDER / name).read_text(encoding="utf-8").splitlines(), 1):
        if row.startswith(_FAILS):
            why = row.removeprefix(_FAILS)
        elif row and not row.startswith("#"):
            marks = [pytest.mark.xfail(reason=why, strict=True)] if why else []
            yield pytest.param(row, id=f"{name}:{number}", marks=marks)
            why = ""


@cache
def graph_of(text: str, *, region: str = REGION, names: bool = False) -> PlanGraph:
    """A text through document, extract and link; without the gazetteer unless asked, so nothing is known by name."""
    knowledge = load_knowledge(names=names)
    document = parse_document(text, slug="made-up", region=region)
    return link(document, extract(document, knowledge), knowledge)


def mentions(graph: PlanGraph) -> list[Mention]:
    """All mentions, but the one that stands for the plan's region."""
    found = (mention for entity in graph.entities for mention in entity.mentions)
    return sorted(mention for mention in found if mention.rule != "document.region")


def faults(sentence: Sentence, found: Iterable[Mention]) -> tuple[list[str], list[str]]:
    """The names that are missed, and the mentions that no name asks for."""
    found = list(found)
    missed = [
        f"{'/'.join(name.types)} {name.name}"
        for name in sentence.names
        if not name.optional and not any(name.is_met_by(mention) for mention in found)
    ]
    wrong = [
        f"{mention.type} {mention.name} ({mention.rule})"
        for mention in found
        if not any(name.is_met_by(mention) or (name.optional and name.meets(mention)) for name in sentence.names)
    ]
    return missed, wrong
