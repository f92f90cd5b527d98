"""The table of goals with its filters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from starlette.responses import Response

from kg.serve.pages.overview import STATUSES
from kg.serve.pages.site.catalogue import Aim
from kg.serve.pages.site.page import Page, Visit
from kg.serve.pages.things import csv_file

_STEP = 50
_UNITS, _NAMES = 40, 80


def page(visit: Visit) -> Page:
    """One page of the table."""
    found = chosen(visit)
    skip = visit.number("skip")
    aims = visit.catalogue.aims
    values = {
        "aims": found[skip : skip + _STEP],
        "all_aims": len(found),
        "skip": skip,
        "titles": visit.catalogue.plans,
        "step": _STEP,
        "statuses": STATUSES,
        "years": sorted({aim.year for aim in aims if aim.year}),
        "units": [unit for unit, _ in Counter(aim.unit for aim in aims if aim.unit).most_common(_UNITS)],
        "indicators": [name for name, _ in Counter(aim.indicator for aim in aims if aim.indicator).most_common(_NAMES)],
        "plans": list(visit.catalogue.plans.values()),
        "sort": visit.asked("sort").removeprefix("-"),
        "down": visit.asked("sort").startswith("-"),
    }
    return Page("goals.html", values)


_COLUMNS = ("holder_name", "text", "status", "indicator", "value", "unit", "comparator", "year", "plan", "goal")


def table(visit: Visit) -> Response:
    """The filtered goals as CSV."""
    return csv_file("goals", _COLUMNS, ([getattr(aim, column) for column in _COLUMNS] for aim in chosen(visit)))


def chosen(visit: Visit) -> Sequence[Aim]:
    """The goals that match the filters of the request, in the requested order."""
    tests = [test(visit.asked(name).lower()) for name, test in _FILTERS.items() if visit.asked(name)]
    found = [aim for aim in visit.catalogue.aims if all(test(aim) for test in tests)]
    asked = visit.asked("sort")
    key = _ORDERS.get(asked.removeprefix("-"))
    return sorted(found, key=key, reverse=asked.startswith("-")) if key else found


_Test = Callable[[Aim], bool]

_FILTERS: Mapping[str, Callable[[str], _Test]] = {
    "holder": lambda asked: lambda aim: asked in aim.holder_name.lower(),
    "q": lambda asked: lambda aim: asked in aim.text.lower(),
    "status": lambda asked: lambda aim: asked == aim.status,
    "year": lambda asked: lambda aim: asked == (aim.year or "none"),
    "indicator": lambda asked: lambda aim: asked in aim.indicator.lower(),
    "unit": lambda asked: lambda aim: asked == aim.unit.lower(),
    "plan": lambda asked: lambda aim: asked == aim.plan.lower(),
    "counted": lambda asked: lambda aim: bool(aim.value) == (asked == "yes"),
}

_ORDERS: Mapping[str, Callable[[Aim], Any]] = {
    "holder": lambda aim: aim.holder_name,
    "text": lambda aim: aim.text,
    "status": lambda aim: STATUSES.index(aim.status),
    "indicator": lambda aim: aim.indicator,
    "value": lambda aim: (aim.unit, _amount(aim.value)),
    "year": lambda aim: aim.year,
    "plan": lambda aim: aim.plan,
}


def _amount(text: str) -> Decimal:
    try:
        return Decimal(text or 0)
    except InvalidOperation:
        return Decimal(0)
