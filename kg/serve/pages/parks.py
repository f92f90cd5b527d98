"""Parks and their leading industries: the matrix, the similarity of parks, and the supporting sentences."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import pyoxigraph as ox

from kg.serve.pages.site.catalogue import Catalogue
from kg.serve.pages.site.page import NotThere, Page, Visit
from kg.serve.pages.site.source import Row, local, number, rows
from kg.store import Store

_ROWS, _COLUMNS, _PAIRS = 40, 30, 60
_SHADES = 4


@dataclass(frozen=True)
class Holdings:
    """Which park leads in which industries, and in how many statements."""

    names: Mapping[str, str]
    by_park: Mapping[str, Mapping[str, int]]

    @property
    def industries(self) -> Counter[str]:
        """By how many parks each industry is led."""
        return Counter(industry for held in self.by_park.values() for industry in held)


@dataclass(frozen=True)
class Matrix:
    """The parks and industries that have most to do with each other."""

    industries: Sequence[tuple[str, str]]
    parks: Sequence[tuple[str, str, Sequence[int]]]
    """IRI, name, and for each industry the number of statements."""
    all_parks: int = 0
    all_industries: int = 0


@dataclass(frozen=True, slots=True)
class Pair:
    """Two parks with the industries that they share; ``alike`` is the shared part of all theirs."""

    one: str
    one_name: str
    other: str
    other_name: str
    shared: Sequence[str] = field(default_factory=tuple)
    all: int = 0

    @property
    def alike(self) -> int:
        return round(100 * len(self.shared) / self.all) if self.all else 0


def page(visit: Visit) -> Page:
    """The matrix and the pairs of one plan or of all."""
    slug = visit.asked("plan")
    if slug and slug not in visit.catalogue.plans:
        raise NotThere(visit.word("no-plan", slug=slug))
    found = holdings(visit.catalogue, visit.catalogue.plans[slug].plan if slug else "")
    values = {
        "plans": list(visit.catalogue.plans.values()),
        "heat": matrix(found, rows=_ROWS, columns=_COLUMNS),
        "pairs": pairs(found)[:_PAIRS],
    }
    return Page("parks.html", values)


def pair_page(visit: Visit) -> Page:
    """What two parks share, each industry with the sentences of both; or one park and one industry."""
    names = visit.catalogue.names
    iris = [thing for thing in (_iri(visit, "a"), _iri(visit, "b")) if thing in names]
    industry = _iri(visit, "industry")
    if not iris or (visit.asked("b") and len(iris) < 2) or (not visit.asked("b") and industry not in names):
        raise NotThere(visit.word("missing"))
    found = sentences(visit.store, iris, [industry] if industry in names else [])
    shared = {name: by_park for name, by_park in found.items() if all(by_park.get(park) for park in iris)}
    values = {
        "parks": [names[park] for park in iris],
        "shared": shared,
        "industry": names.get(industry),
        "titles": visit.catalogue.plans,
    }
    return Page("pair.html", values)


def _iri(visit: Visit, name: str) -> str:
    from kg import iri

    return iri.ids() + visit.asked(name)


def holdings(catalogue: Catalogue, plan: str = "") -> Holdings:
    """What parks lead in, of one plan or of all."""
    found = rows(catalogue.store, "park-industries", plan=[ox.NamedNode(plan)]) if plan else catalogue.led
    names: dict[str, str] = {}
    by_park: dict[str, dict[str, int]] = defaultdict(dict)
    for row in found:
        names[row["park"]], names[row["industry"]] = row["park_name"], row["industry_name"]
        by_park[row["park"]][row["industry"]] = number(row["count"])
    return Holdings(names, by_park)


def matrix(found: Holdings, *, rows: int, columns: int) -> Matrix:
    """The parks with most industries against the industries of most parks, as many as fit."""
    popular = found.industries
    industries = sorted(popular, key=lambda it: (-popular[it], found.names[it]))[:columns]
    kept = {park: [held.get(industry, 0) for industry in industries] for park, held in found.by_park.items()}
    filled = {park: sum(map(bool, cells)) for park, cells in kept.items() if any(cells)}
    parks = sorted(filled, key=lambda park: (-filled[park], found.names[park]))[:rows]
    return Matrix(
        [(industry, found.names[industry]) for industry in industries],
        [(park, found.names[park], [min(count, _SHADES) for count in kept[park]]) for park in parks],
        len(found.by_park),
        len(popular),
    )


def pairs(found: Holdings) -> Sequence[Pair]:
    """The parks that share an industry, those that are most alike first."""
    names = found.names
    alike = []
    for one, other in combinations(sorted(found.by_park, key=names.__getitem__), 2):
        held = found.by_park[one].keys(), found.by_park[other].keys()
        if shared := held[0] & held[1]:
            shown = sorted(names[industry] for industry in shared)
            alike.append(Pair(one, names[one], other, names[other], shown, len(held[0] | held[1])))
    return sorted(alike, key=lambda pair: (-len(pair.shared), -pair.alike, pair.one_name, pair.other_name))


def sentences(store: Store, parks: Sequence[str], industries: Sequence[str]) -> Mapping[str, Mapping[str, list[Row]]]:
    """The statements on the industries of some parks, by the name of the industry and the park."""
    given = {"park": [ox.NamedNode(park) for park in parks]}
    if industries:
        given["industry"] = [ox.NamedNode(industry) for industry in industries]
    found: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows(store, "park-sentences", **given):
        found[row["industry_name"]][row["park"]].append({**row, "status": local(row["status"])})
    return found
