"""The first page: the contents of the graph in figures that link to lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.model import Status
from kg.serve.pages import parks
from kg.serve.pages.site.catalogue import Aim, Catalogue, CatalogueEntry
from kg.serve.pages.site.links import type_order
from kg.serve.pages.site.page import Page, Visit

STATUSES = tuple(status.value for status in Status)
_CONNECTED = 12
_ROWS, _COLUMNS = 12, 28
_YEARS = 9


@dataclass(frozen=True, slots=True)
class YearBar:
    """The goals for one year by status, with the widths of their bars in a hundred."""

    year: str
    total: int
    parts: Sequence[tuple[str, int, float, float]]
    """Status, count, where its bar begins, how wide it is."""


def page(visit: Visit) -> Page:
    """The overview."""
    catalogue = visit.catalogue
    holdings = parks.holdings(catalogue)
    values = {
        "plans": list(catalogue.plans.values()),
        "goals_of": Counter(aim.plan for aim in catalogue.aims),
        "counts": counts(catalogue),
        "goals": len(catalogue.aims),
        "statements": catalogue.statements,
        "bars": year_bars(catalogue.aims),
        "undated": sum(1 for aim in catalogue.aims if not aim.year),
        "statuses": status_counts(catalogue.aims),
        "heat": parks.matrix(holdings, rows=_ROWS, columns=_COLUMNS),
        "connected": connected(catalogue),
    }
    return Page("overview.html", values)


def counts(catalogue: Catalogue) -> Sequence[tuple[str, int]]:
    """How many things there are of each type."""
    found = Counter(named.type for named in catalogue.names.values())
    return [(name, found[name]) for name in type_order()]


def status_counts(aims: Sequence[Aim]) -> Sequence[tuple[str, int]]:
    """How many goals there are of each status."""
    found = Counter(aim.status for aim in aims)
    return [(status, found[status]) for status in STATUSES]


def year_bars(aims: Sequence[Aim]) -> Sequence[YearBar]:
    """The years that most goals are for, in order."""
    found: dict[str, Counter[str]] = {}
    for aim in aims:
        if aim.year:
            found.setdefault(aim.year, Counter())[aim.status] += 1
    most = sorted(found, key=lambda year: (-found[year].total(), year))[:_YEARS]
    longest = max((found[year].total() for year in most), default=0)
    return [_bar(year, found[year], longest) for year in sorted(most)]


def _bar(year: str, found: Mapping[str, int], longest: int) -> YearBar:
    parts, at = [], 0.0
    for status in STATUSES:
        if count := found.get(status, 0):
            width = 100 * count / longest
            parts.append((status, count, at, width))
            at += width
    return YearBar(year, sum(found.values()), parts)


def connected(catalogue: Catalogue) -> Sequence[tuple[CatalogueEntry, int]]:
    """The entities with most statements."""
    ranked = sorted(catalogue.ties.items(), key=lambda item: (-item[1], item[0]))[:_CONNECTED]
    return [(catalogue.names[thing], count) for thing, count in ranked]
