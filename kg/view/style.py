"""How terms are named and drawn: labels from the ontology, colours and shapes from ``presentation.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kg import project
from kg.model import Provenance, Status
from kg.ontology import load_ontology

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class TypeStyle:
    """One class as it is drawn; ``dark`` is its colour on a dark page."""

    name: str
    label: str
    colour: str
    dark: str
    shape: str


@dataclass(frozen=True)
class Style:
    """All that the page needs to name and draw what it shows, in one language."""

    lang: str
    types: tuple[TypeStyle, ...]
    statuses: Mapping[str, str]
    provenances: Mapping[str, str]
    words: Mapping[str, str]

    def label(self, name: str) -> str:
        """What the ontology calls a term."""
        return load_ontology()[name].labels[self.lang]


def load_style(lang: str) -> Style:
    """The style in ``lang``."""
    if lang not in LANGUAGES:
        raise ValueError(f"no such language: {lang}")
    ontology = load_ontology()
    return Style(
        lang=lang,
        types=tuple(
            TypeStyle(name, ontology[name].labels[lang], row["colour"], row["dark"], row["shape"])
            for name, row in presentation()["types"].items()
        ),
        statuses={status.value: ontology[status.value].labels[lang] for status in Status},
        provenances={way.value: ontology[way.value].labels[lang] for way in Provenance},
        words=words(lang),
    )


@cache
def words(lang: str) -> Mapping[str, str]:
    """The page's own words."""
    table: Mapping[str, Mapping[str, str]] = tomllib.loads(
        Path(__file__).with_name("words.toml").read_text(encoding="utf-8")
    )
    return table[lang]


def presentation() -> Mapping[str, Any]:
    """``ontology/presentation.toml`` as it stands."""
    return tomllib.loads(project.ontology_file("presentation.toml").read_text(encoding="utf-8"))
