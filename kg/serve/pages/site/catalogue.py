"""The names, goals and plans of a store as tables in memory, for lists that are searched at every key.

A table is read in narrow queries of one property each: joined by the store, the goals of thirty plans
take ten times as long. Tables are read when first wanted, and anew when the store has changed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import RLock
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg import iri
from kg.lexicon.indicators import indicator
from kg.lexicon.rules import load_rules
from kg.query.named import named_classes
from kg.serve.pages.site.source import Given, Row, local, number, rows, term
from kg.store import Store


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """An entity; ``labels`` are its names in lower case, ``weight`` the number of sections that mention it."""

    thing: str
    type: str
    name: str
    labels: tuple[str, ...]
    weight: int

    @property
    def id(self) -> str:
        return id_of(self.thing)


@dataclass(frozen=True, slots=True)
class Aim:
    """A goal as lists show it."""

    goal: str
    holder: str
    holder_name: str
    text: str
    status: str
    value: str
    unit: str
    comparator: str
    year: str
    plan: str
    indicator: str = ""
    """What is measured, if the goal has a quantity."""

    @property
    def id(self) -> str:
        return id_of(self.goal)


@dataclass(frozen=True, slots=True)
class PlanCard:
    """The data of a plan that lists show."""

    plan: str
    slug: str
    title: str
    region: str
    start: str
    end: str
    characters: int


if TYPE_CHECKING:
    _kept = cached_property
else:

    class _kept(cached_property):  # noqa: N801 -- A decorator, as what it extends.
        """A table that is read once, by the first who wants it; others wait for it."""

        def __get__(self, instance, owner=None):
            with instance.lock:
                return super().__get__(instance, owner)


class Catalogue:
    """The tables of one state of a store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.lock = RLock()
        self._sections: dict[str, Sequence[Row]] = {}

    @_kept
    def plans(self) -> Mapping[str, PlanCard]:
        """The plans by slug."""
        return {row["slug"]: _card(row) for row in rows(self.store, "plans")}

    @_kept
    def slugs(self) -> Mapping[str, str]:
        """The slug of each plan by its IRI."""
        return {card.plan: slug for slug, card in self.plans.items()}

    @_kept
    def names(self) -> Mapping[str, CatalogueEntry]:
        """The named things by IRI."""
        classes = [term(known.name) for known in named_classes()]
        types = self._pairs("things/things", "thing", "class", **{"class": classes})
        names = self._pairs("things/thing-names", "thing", "name")
        weights = self._pairs("things/thing-sections", "thing", "count")
        labels: dict[str, list[str]] = defaultdict(list)
        for row in rows(self.store, "things/thing-aliases"):
            labels[row["thing"]].append(row["name"].lower())
        return {
            thing: CatalogueEntry(
                thing,
                local(kind),
                names[thing],
                (names[thing].lower(), *sorted(labels[thing])),
                number(weights.get(thing, "")),
            )
            for thing, kind in types.items()
            if thing in names
        }

    @_kept
    def by_label(self) -> Mapping[str, Sequence[CatalogueEntry]]:
        """The named things by each of their names in lower case."""
        found: dict[str, list[CatalogueEntry]] = defaultdict(list)
        for named in self.names.values():
            for label in dict.fromkeys(named.labels):
                found[label].append(named)
        return found

    @_kept
    def ties(self) -> Counter[str]:
        """The number of statements of each entity."""
        counts = Counter(self._subjects)
        counts.update({row["thing"]: number(row["count"]) for row in rows(self.store, "things/objects")})
        return Counter({thing: count for thing, count in counts.items() if thing in self.names})

    @_kept
    def aims(self) -> Sequence[Aim]:
        """The goals by plan, holder and text."""
        columns = {it: self._pairs(f"goals/{it}", "goal", "says") for it in _SAID}
        found = []
        for row in rows(self.store, "goals/holders"):
            goal, holder = row["goal"], row["holder"]
            text, status, value, unit, comparator, year = (columns[it].get(goal, "") for it in _SAID)
            amount = (value, unit, comparator)
            plan = self.slugs.get(row["plan"], "")
            measured = indicator(text, value) if value else ""
            name = self.names[holder].name
            found.append(Aim(goal, holder, name, text, local(status), *amount, year, plan, measured))
        return sorted(found, key=lambda aim: (aim.plan, aim.holder_name, aim.text, aim.goal))

    @_kept
    def aims_of(self) -> Mapping[str, Sequence[Aim]]:
        """The goals by their holder."""
        found: dict[str, list[Aim]] = defaultdict(list)
        for aim in self.aims:
            found[aim.holder].append(aim)
        return found

    @_kept
    def aim(self) -> Mapping[str, Aim]:
        """The goals by IRI; one that several things hold is there once."""
        return {aim.goal: aim for aim in self.aims}

    @_kept
    def led(self) -> Sequence[Row]:
        """Which parks lead in which industries, of all plans."""
        return rows(self.store, "park-industries")

    def sections(self, plan: str) -> Sequence[Row]:
        """The sections of a plan in their order."""
        if plan not in self._sections:
            node = [ox.NamedNode(plan)]
            titles, numbers = (
                self._pairs(f"text/section-{it}", "section", "says", plan=node) for it in ("titles", "numbers")
            )
            self._sections[plan] = [
                {**row, "title": titles.get(row["section"], ""), "number": numbers.get(row["section"], "")}
                for row in rows(self.store, "text/sections", plan=node)
            ]
        return self._sections[plan]

    @_kept
    def statements(self) -> int:
        """How many statements there are."""
        return sum(self._subjects.values())

    @_kept
    def _subjects(self) -> Mapping[str, int]:
        return {row["thing"]: number(row["count"]) for row in rows(self.store, "things/subjects")}

    def _pairs(self, name: str, key: str, value: str, **given: Iterable[Given]) -> dict[str, str]:
        return {row[key]: row[value] for row in rows(self.store, name, **given)}


_SAID = ("texts", "statuses", "values", "units", "comparators", "years")


class Catalogues:
    """Gives the tables of the current store."""

    def __init__(self, stores: Callable[[], Store]) -> None:
        self.stores = stores
        self._lock = RLock()
        self._stamp: tuple[str, ...] = ()
        self._current: Catalogue | None = None

    def current(self) -> Catalogue:
        """The tables, read again if the store has changed."""
        with self._lock:
            store = self.stores()
            stamp = tuple(sorted(row["of"] + row["says"] for row in rows(store, "stamp")))
            if self._current is None or self._current.store is not store or stamp != self._stamp:
                self._stamp, self._current = stamp, Catalogue(store)
            return self._current

    def warm(self) -> None:
        """Read all tables, so that the first request need not wait."""
        catalogue = self.current()
        _ = catalogue.plans, catalogue.names, catalogue.ties, catalogue.aims_of, catalogue.statements, catalogue.led


def id_of(thing: str) -> str:
    """The id within an IRI of ours: ``park/7f31``; the whole of any other IRI."""
    ids = iri.ids()
    return thing[len(ids) :] if thing.startswith(ids) else thing


def _card(row: Row) -> PlanCard:
    region, title = row["region"], row["title"] or row["slug"]
    # A title need not contain the region.
    full = title if region == load_rules().opening.nation or region in title else f"{region} {title}"
    return PlanCard(row["plan"], row["slug"], full, region, row["start"], row["end"], number(row["characters"]))
