"""How terms are named and drawn: labels from the ontology, colours and shapes from ``presentation.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from kg import project
from kg.lexicon.tables import ClassName, PredicateName, Table, read_toml
from kg.model import Status
from kg.ontology import load_ontology

LANGUAGES = ("zh", "en")
_DARK_PAPER = 0.0082
"""Relative luminance of the page's background in dark mode, #12161c."""
_TEXT_CONTRAST = 5.0


@dataclass(frozen=True, slots=True)
class Look:
    """A term as it is drawn; ``dark`` is its colour on a dark page."""

    name: str
    label: str
    colour: str
    dark: str
    shape: str = ""
    dashes: Sequence[int] = ()


@dataclass(frozen=True)
class Style:
    """All that the page needs to name and draw what it shows, in one language, in the order of the legend."""

    lang: str
    types: tuple[Look, ...]
    predicates: tuple[Look, ...]
    statuses: tuple[Look, ...]
    words: Mapping[str, str]

    def label(self, name: str) -> str:
        """What the ontology calls a term."""
        return load_ontology()[name].labels[self.lang]


Colour = Annotated[str, msgspec.Meta(pattern="^#[0-9a-f]{6}$")]


class Drawing(Table, frozen=True):
    """How a term is drawn; ``text`` is the colour of text upon it."""

    order: int
    colour: Colour
    text: Colour = "#ffffff"
    dark: Colour | None = None
    shape: Literal["", "dot", "diamond", "hexagon", "square", "star", "triangle", "triangleDown"] = ""
    dashes: tuple[int, ...] = ()


class Presentation(Table, frozen=True):
    """``ontology/presentation.toml``."""

    types: Mapping[ClassName, Drawing]
    predicates: Mapping[PredicateName, Drawing]
    statuses: Mapping[Status, Drawing]


def read_presentation() -> Presentation:
    """Read ``ontology/presentation.toml``. Raises :class:`~kg.errors.KnowledgeError` for a fault in it."""
    return read_toml(project.ontology_file("presentation.toml"), Presentation)


TAGS: Mapping[str, str] = {"zh": "zh-CN", "en": "en"}
"""The value of the HTML attribute ``lang``."""


def other_language(lang: str) -> str:
    """The language that a page in ``lang`` can be switched to."""
    return next(code for code in LANGUAGES if code != lang)


def load_style(lang: str) -> Style:
    """The style in ``lang``."""
    if lang not in LANGUAGES:
        raise ValueError(f"no such language: {lang}")
    presentation = read_presentation()
    return Style(
        lang=lang,
        types=_looks(presentation.types, lang),
        predicates=_looks(presentation.predicates, lang),
        statuses=_looks(presentation.statuses, lang),
        words=words()[lang],
    )


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """The page's own words by language."""
    table: Mapping[str, Mapping[str, str]] = tomllib.loads(
        Path(__file__).with_name("words.toml").read_text(encoding="utf-8")
    )
    return table


def _looks(rows: Mapping[Any, Drawing], lang: str) -> tuple[Look, ...]:
    """The terms of a table in their order, named in ``lang``; a key is a term's name, or an enumerated one."""
    return tuple(
        Look(
            name=str(name),
            label=load_ontology()[str(name)].labels[lang],
            colour=row.colour,
            dark=row.dark or _lightened(row.colour),
            shape=row.shape,
            dashes=row.dashes,
        )
        for name, row in sorted(rows.items(), key=lambda item: item[1].order)
    )


def _lightened(colour: str) -> str:
    """``colour`` mixed with white until it has enough contrast on a dark page (WCAG 2)."""
    channels = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    for share in range(0, 101, 4):
        mixed = [round(channel + (255 - channel) * share / 100) for channel in channels]
        if (_luminance(mixed) + 0.05) / (_DARK_PAPER + 0.05) >= _TEXT_CONTRAST:
            break
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def _luminance(channels: Sequence[int]) -> float:
    linear = [c / 12.92 if (c := channel / 255) <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for channel in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
