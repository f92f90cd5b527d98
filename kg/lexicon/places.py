"""Look administrative divisions up by name, short name and GB/T 2260 code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from kg.errors import KnowledgeError
from kg.project import data_file


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
        path = data_file("places.tsv")
        rows = [row for row in path.read_text(encoding="utf-8").splitlines() if row and not row.startswith("#")]
        by_code: dict[str, Place] = {}
        by_name: dict[str, tuple[Place, ...]] = {}
        for number, row in enumerate(rows[1:], 2):
            cells = row.split("\t")
            if len(cells) != len(Place._fields):
                raise KnowledgeError(f"{path}：第 {number} 行应有 {len(Place._fields)} 列；请补齐制表符")
            place = Place(*cells)
            by_code[place.code] = place
            for name in {place.name, place.short} - {""}:
                by_name[name] = (*by_name.get(name, ()), place)
        return Places(by_code, by_name)

    def chain(self, place: Place) -> tuple[Place, ...]:
        """The division with those that it lies in, smallest first."""
        found = [place]
        while (up := self.by_code.get(found[-1].parent)) is not None:
            found.append(up)
        return tuple(found)
