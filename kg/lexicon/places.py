"""Look administrative divisions up by name, short name and GB/T 2260 code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from kg.lexicon.tables import Row, read_rows
from kg.project import data_file

LEVELS = ("province", "prefecture", "county")
_CODE = re.compile(r"\d{6}")


class Place(NamedTuple):
    """One division; ``level`` is province, prefecture or county; ``short`` may be empty."""

    code: str
    name: str
    short: str
    level: str
    parent: str


@dataclass(frozen=True)
class Places:
    """The divisions of ``data/places.tsv``."""

    by_code: Mapping[str, Place]
    by_name: Mapping[str, tuple[Place, ...]]

    @staticmethod
    @cache
    def load() -> Places:
        """Read ``data/places.tsv`` once. Raises :class:`~kg.errors.KnowledgeError` for a bad row."""
        by_code: dict[str, Place] = {}
        by_name: dict[str, tuple[Place, ...]] = {}
        for row in read_rows(data_file("places.tsv"), Place._fields):
            place = _place(row, by_code)
            by_code[place.code] = place
            for name in {place.name, place.short} - {""}:
                by_name[name] = (*by_name.get(name, ()), place)
        return Places(by_code, by_name)

    def names(self) -> dict[str, str]:
        """All names and short names of two characters or more, each as itself."""
        return {name: name for name in self.by_name if len(name) > 1}

    def chain(self, place: Place) -> tuple[Place, ...]:
        """The division followed by those that contain it, smallest first."""
        found = [place]
        while (up := self.by_code.get(found[-1].parent)) is not None:
            found.append(up)
        return tuple(found)


def _place(row: Row, above: Mapping[str, Place]) -> Place:
    """The division of a row; its parent has to be in ``above``, the divisions of earlier rows by code."""
    place = Place(*row.cells)
    if not _CODE.fullmatch(place.code):
        row.fault("data-code", value=place.code)
    if place.code in above:
        row.fault("data-duplicate", term=place.code)
    row.one_of(3, LEVELS)
    if (place.parent == "") != (place.level == LEVELS[0]) or (place.parent and place.parent not in above):
        row.fault("data-reference", column=5, value=place.parent, target="places.tsv")
    return place
