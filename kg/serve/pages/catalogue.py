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

from kg import iri
from kg.queries import named_classes
from kg.serve.pages.source import Given, Row, local, number, rows, term
from kg.store import Store


@dataclass(frozen=True, slots=True)
class Named:
    """A named thing; ``labels`` are all its names in lower case, ``weight`` the sections it stands in."""

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

    @property
    def id(self) -> str:
        return id_of(self.goal)


@dataclass(frozen=True, slots=True)
class PlanCard:
    """What lists say of a plan."""

    plan: str
    slug: str
    title: str
    region: str
    start: str
    end: str
    characters: int


class Catalogue:
    """The tables of one state of a store."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @cached_property
    def plans(self) -> Mapping[str, PlanCard]:
        """The plans by slug."""
        return {row["slug"]: _card(row) for row in rows(self.store, "plans")}

    @cached_property
    def slugs(self) -> Mapping[str, str]:
        """The slug of each plan by its IRI."""
        return {card.plan: slug for slug, card in self.plans.items()}

    @cached_property
    def names(self) -> Mapping[str, Named]:
        """The named things by IRI."""
        classes = [term(known.name) for known in named_classes()]
        types = self._pairs("things", "thing", "class", **{"class": classes})
        names = self._pairs("thing-names", "thing", "name")
        weights = self._pairs("thing-sections", "thing", "count")
        labels: dict[str, list[str]] = defaultdict(list)
        for row in rows(self.store, "thing-aliases"):
            labels[row["thing"]].append(row["name"].lower())
        return {
            thing: Named(
                thing,
                local(kind),
                names[thing],
                (names[thing].lower(), *sorted(labels[thing])),
                number(weights.get(thing, "")),
            )
            for thing, kind in types.items()
            if thing in names
        }

    @cached_property
    def ties(self) -> Counter[str]:
        """In how many statements each named thing stands."""
        counts: Counter[str] = Counter()
        for name in ("subjects", "objects"):
            counts.update({row["thing"]: number(row["count"]) for row in rows(self.store, name)})
        return Counter({thing: count for thing, count in counts.items() if thing in self.names})

    @cached_property
    def aims(self) -> Sequence[Aim]:
        """The goals by plan, holder and text."""
        texts, statuses, years = (
            self._pairs(name, "goal", "says") for name in ("goal-texts", "goal-statuses", "goal-years")
        )
        amounts = {row["goal"]: row for row in rows(self.store, "goal-amounts")}
        none: Row = {}
        found = []
        for row in rows(self.store, "goal-holders"):
            goal, holder = row["goal"], row["holder"]
            amount = amounts.get(goal, none)
            found.append(
                Aim(
                    goal,
                    holder,
                    self.names[holder].name,
                    texts[goal],
                    local(statuses[goal]),
                    amount.get("value", ""),
                    amount.get("unit", ""),
                    amount.get("comparator", ""),
                    years.get(goal, ""),
                    self.slugs.get(row["plan"], ""),
                )
            )
        return sorted(found, key=lambda aim: (aim.plan, aim.holder_name, aim.text, aim.goal))

    @cached_property
    def aims_of(self) -> Mapping[str, Sequence[Aim]]:
        """The goals by their holder."""
        found: dict[str, list[Aim]] = defaultdict(list)
        for aim in self.aims:
            found[aim.holder].append(aim)
        return found

    @cached_property
    def statements(self) -> int:
        """How many statements there are."""
        return sum(number(row["count"]) for row in rows(self.store, "subjects"))

    def _pairs(self, name: str, key: str, value: str, **given: Iterable[Given]) -> dict[str, str]:
        return {row[key]: row[value] for row in rows(self.store, name, **given)}


class Catalogues:
    """Gives the tables of the store as it is now."""

    def __init__(self, stores: Callable[[], Store]) -> None:
        self.stores = stores
        self._lock = RLock()
        self._stamp: tuple[str, ...] = ()
        self._current: Catalogue | None = None

    def current(self) -> Catalogue:
        """The tables, read anew if the store has changed."""
        with self._lock:
            store = self.stores()
            stamp = tuple(sorted(row["of"] + row["says"] for row in rows(store, "stamp")))
            if self._current is None or self._current.store is not store or stamp != self._stamp:
                self._stamp, self._current = stamp, Catalogue(store)
            return self._current

    def warm(self) -> None:
        """Read all tables, so that the first reader need not wait."""
        catalogue = self.current()
        _ = catalogue.plans, catalogue.names, catalogue.ties, catalogue.aims_of, catalogue.statements


def id_of(thing: str) -> str:
    """The id within an IRI of ours: ``park/7f31``; the whole of any other IRI."""
    ids = iri.ids()
    return thing[len(ids) :] if thing.startswith(ids) else thing


def _card(row: Row) -> PlanCard:
    title = row["title"] or row["slug"]
    return PlanCard(row["plan"], row["slug"], title, row["region"], row["start"], row["end"], number(row["characters"]))
