"""Search over names, aliases and goals, with the types of what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kg.query.lookup import Lookup
from kg.serve.pages.site.catalogue import Aim, Catalogue, CatalogueEntry
from kg.serve.pages.site.links import type_order
from kg.serve.pages.site.page import Page, Visit

_NAMES, _AIMS, _NEAR = 40, 20, 6
GOAL = "Goal"


def page(visit: Visit) -> Page:
    """What was found, the whole page or, for a script, the list alone."""
    asked, kind = visit.asked("q"), visit.asked("type")
    names = named(visit.catalogue, asked) if asked or kind else []
    aims = aimed(visit.catalogue, asked) if asked else []
    counts = Counter(found.type for found in names)
    of_kind = [found for found in names if kind in ("", found.type)]
    skip = visit.number("skip")
    near = [] if names or aims or not asked else _near(visit, asked)
    values = {
        "facets": [(name, counts[name]) for name in type_order() if counts[name]] if asked else [],
        "names": of_kind[skip : skip + _NAMES] if kind != GOAL else [],
        "all_names": len(of_kind) if kind != GOAL else 0,
        "aims": aims[skip : skip + _AIMS] if kind == GOAL else aims[:_AIMS] if not kind and not skip else [],
        "all_aims": len(aims),
        "skip": skip,
        "step": _AIMS if kind == GOAL else _NAMES,
        "near": near,
        "kind": kind,
        "types": type_order(),
    }
    return Page("shared/hits.html" if visit.asked("part") else "search.html", values)


def named(catalogue: Catalogue, asked: str) -> Sequence[CatalogueEntry]:
    """The entities with a name that contains the text: exact matches first, then prefixes, then the rest."""
    wanted = asked.lower()
    found = [
        (_rank(one, wanted), one) for one in catalogue.names.values() if any(wanted in name for name in one.labels)
    ]
    found.sort(key=lambda pair: (pair[0], -pair[1].weight, len(pair[1].name), pair[1].name, pair[1].thing))
    return [one for _, one in found]


def _rank(one: CatalogueEntry, wanted: str) -> int:
    if not wanted:
        return 0
    if wanted in one.labels:
        return 0
    return 1 if any(name.startswith(wanted) for name in one.labels) else 2


def aimed(catalogue: Catalogue, asked: str) -> Sequence[Aim]:
    """The goals whose text contains the text."""
    wanted = asked.lower()
    return [aim for aim in catalogue.aims if wanted in aim.text.lower()]


def _near(visit: Visit, asked: str) -> Sequence[CatalogueEntry]:
    """Things called nearly so."""
    hits = [hit for group in Lookup(visit.store).groups(asked) for hit in group]
    return [visit.catalogue.names[hit.thing] for hit in hits if hit.thing in visit.catalogue.names][:_NEAR]
