"""The page of an entity: its names, its relations in both directions, its goals and its mentions."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox
from starlette.responses import JSONResponse, RedirectResponse, Response

from kg import iri
from kg.ontology import INDUSTRIES
from kg.serve.pages.site import links
from kg.serve.pages.site.catalogue import Aim, Catalogue, CatalogueEntry, id_of
from kg.serve.pages.site.page import Answer, NotThere, Page, Visit
from kg.serve.pages.site.source import Row, local, rows
from kg.store import Store
from kg.view.style import load_style

_FIRST, _ALL, _EVERY, _GOALS = 6, 60, 1_000_000, 8
_QUOTES = 10
"""The maximum number of quotations for one relation."""
_STEP = 10
_SEE_OTHER = 303
_KINDS_OF_CLAIM = ("goal", "statement", "evidence")


@dataclass(frozen=True, slots=True)
class Link:
    """A relation to another entity, with the statements that support it."""

    other: str
    name: str
    type: str
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinkedProperty:
    """All links of one property in one direction; ``shown`` are the first of them."""

    predicate: str
    out: bool
    count: int
    shown: Sequence[Link]

    @property
    def key(self) -> str:
        return ("out." if self.out else "in.") + self.predicate


def page(visit: Visit) -> Answer:
    """The page at ``/page/KIND/KEY``; statements, goals, sections and plans redirect to the reader."""
    kind, key = visit.path["kind"], visit.path["key"]
    named = visit.catalogue.names.get(f"{iri.ids()}{kind}/{key}")
    return _named_page(visit, named) if named else _elsewhere(visit, kind, key)


def _elsewhere(visit: Visit, kind: str, key: str) -> Answer:
    it = [_node(f"{iri.ids()}{kind}/{key}")]
    target = ""
    if kind == "plan":
        target = next((f"/read/{s}" for i, s in visit.catalogue.slugs.items() if i == it[0].value), "")
    elif kind == "section":
        found = rows(visit.store, "text/section-of", section=it)
        target = links.reading(found[0]["slug"], found[0]["line"]) if found else ""
    elif kind in _KINDS_OF_CLAIM:
        found = rows(visit.store, "things/place-of", it=it)
        target = links.reading(*(found[0][name] for name in ("slug", "line", "start", "end"))) if found else ""
    if not target:
        raise NotThere(visit.word("no-thing"))
    return RedirectResponse(target, _SEE_OTHER)


def _node(text: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(text)
    except ValueError:
        return ox.NamedNode(iri.ids() + "nothing")


def _named_page(visit: Visit, named: CatalogueEntry) -> Page:
    only = visit.asked("of")
    found = relations(visit.store, visit.catalogue, named.thing, only=only, most=_ALL if only else _FIRST)
    aims = visit.catalogue.aims_of.get(named.thing, ())
    aims_shown = aims if only == "goals" else aims[:_GOALS]
    wanted = [it for relation in found for link in relation.shown for it in link.statements[:_QUOTES]]
    wanted += [aim.goal for aim in aims_shown[:_ALL]]
    about = rows(visit.store, "things/thing", thing=[ox.NamedNode(named.thing)])
    values = {
        "named": named,
        "titles": visit.catalogue.plans,
        "aliases": sorted({row["alias"] for row in about if row["alias"]}),
        "codes": codes(about),
        "only": only,
        "most": _QUOTES,
        "relations": found,
        "aims": aims_shown[:_ALL] if only in ("", "goals") else (),
        "all_aims": len(aims),
        "said": said(visit.store, wanted),
        "mentions": mentions(visit.store, visit.catalogue, named.thing),
        "ties": visit.catalogue.ties[named.thing],
    }
    return Page("thing.html", values)


def codes(about: Sequence[Row]) -> Sequence[str]:
    """The codes of a thing, with the names that a scheme gives them."""
    found = [row["code"] for row in about if row["code"]]
    for row in about:
        if row["scheme"]:
            code = row["scheme"].removeprefix(INDUSTRIES)
            found.append(f"{code} {row['scheme_name']}".strip())
    return list(dict.fromkeys(found))


def relations(
    store: Store, catalogue: Catalogue, thing: str, *, only: str = "", most: int = _FIRST
) -> Sequence[LinkedProperty]:
    """The relations of an entity by property and direction (or ``only`` one of these), ``most`` links of each."""
    by_key: dict[tuple[str, bool], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in rows(store, "things/thing-links", thing=[ox.NamedNode(thing)]):
        by_key[local(row["predicate"]), bool(row["out"])][row["other"]].append(row["statement"])
    found = [_relation(catalogue, key, others, most) for key, others in by_key.items()]
    order = {look.name: at for at, look in enumerate(load_style("zh").predicates)}
    found = [relation for relation in found if only in ("", relation.key)]
    return sorted(found, key=lambda relation: (order.get(relation.predicate, 99), not relation.out))


def _relation(
    catalogue: Catalogue, key: tuple[str, bool], others: Mapping[str, list[str]], most: int
) -> LinkedProperty:
    predicate, out = key
    ranked = sorted(others, key=lambda other: (-len(others[other]), -catalogue.ties[other], other))
    shown = [_link(catalogue, other, others[other]) for other in ranked[:most]]
    return LinkedProperty(predicate, out, len(others), shown)


def _link(catalogue: Catalogue, other: str, statements: Iterable[str]) -> Link:
    named = catalogue.names.get(other)
    return Link(
        other if named else "", named.name if named else other, named.type if named else "", tuple(sorted(statements))
    )


def said(store: Store, claims: Sequence[str]) -> Mapping[str, Row]:
    """The quotations of statements and goals, by their IRI."""
    if not claims:
        return {}
    found = rows(store, "text/words-of", it=map(ox.NamedNode, dict.fromkeys(claims)))
    return {row["it"]: {**row, "status": local(row["status"]), "provenance": local(row["provenance"])} for row in found}


def mentions(store: Store, catalogue: Catalogue, thing: str) -> Sequence[tuple[str, int, Sequence[Row]]]:
    """The plans that mention an entity, with the number of mentions and the chapters with the first mention of each."""
    by_plan: dict[str, dict[str, Row]] = defaultdict(dict)
    times: Counter[str] = Counter()
    chapters: Counter[tuple[str, str]] = Counter()
    for row in rows(store, "things/thing-mentions", thing=[ox.NamedNode(thing)]):
        times[row["slug"]] += 1
        chapters[row["slug"], row["section_title"]] += 1
        by_plan[row["slug"]].setdefault(row["section_title"], row)
    shown = sorted(by_plan, key=lambda slug: (-times[slug], slug))
    return [
        (slug, times[slug], [{**row, "times": str(chapters[slug, title])} for title, row in by_plan[slug].items()])
        for slug in shown
    ]


# Other forms -------------------------------------------------------------------------------------------


def table(visit: Visit) -> Response:
    """The facts and goals of an entity as CSV, each with its quotation and position."""
    named = _of(visit)
    found = relations(visit.store, visit.catalogue, named.thing, most=_EVERY)
    everything = [(named.name, relation, link) for relation in found for link in relation.shown]
    aims = visit.catalogue.aims_of.get(named.thing, ())
    words = said(visit.store, [it for *_, link in everything for it in link.statements] + [aim.goal for aim in aims])
    lines = [line for entry in everything for line in _fact_lines(*entry, words)]
    lines += [_goal_line(named, aim, words[aim.goal]) for aim in aims if aim.goal in words]
    return csv_file(named.id.replace("/", "-"), _COLUMNS, lines)


_COLUMNS = ("subject", "predicate", "object", "status", "quote", "plan", "line", "start", "end", "rule")
_PLACE = ("status", "quote", "slug", "line", "start", "end", "rule")


def _fact_lines(name: str, relation: LinkedProperty, link: Link, words: Mapping[str, Row]) -> Iterable[Sequence[str]]:
    ends = (name, link.name) if relation.out else (link.name, name)
    for statement in link.statements:
        if row := words.get(statement):
            yield (ends[0], relation.predicate, ends[1], *(row[column] for column in _PLACE))


def _goal_line(named: CatalogueEntry, aim: Aim, row: Row) -> Sequence[str]:
    return (named.name, "hasGoal", aim.text, *(row[column] for column in _PLACE))


def csv_file(name: str, columns: Sequence[str], lines: Iterable[Sequence[str]]) -> Response:
    """A CSV file that spreadsheets read as UTF-8; a cell that they would take for a formula is a text."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([_inert(cell) for cell in line] for line in lines)
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response("\ufeff" + out.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def _inert(cell: str) -> str:
    return "'" + cell if cell.startswith(("=", "+", "-", "@", "\t", "\r")) and not _is_number(cell) else cell


def _is_number(cell: str) -> bool:
    return cell.lstrip("+-").replace(".", "", 1).isdigit()


def neighbours(visit: Visit) -> Response:
    """Ten neighbours of an entity from an offset in their ranking, as JSON for the drawing."""
    named = _of(visit)
    skip = visit.number("skip")
    weight: Counter[str] = Counter()
    edges: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows(visit.store, "things/thing-links", thing=[ox.NamedNode(named.thing)]):
        other = row["other"]
        if other in visit.catalogue.names and other != named.thing:
            weight[other] += 1
            ends = (named.id, id_of(other)) if row["out"] else (id_of(other), named.id)
            edge = {"from": ends[0], "to": ends[1], "predicate": local(row["predicate"])}
            if edge not in edges[other]:
                edges[other].append(edge)
    ranked = sorted(weight, key=lambda other: (-weight[other], -visit.catalogue.ties[other], other))
    shown = ranked[skip : skip + _STEP]
    body = {
        "count": len(ranked),
        "nodes": [_node_of(visit.catalogue.names[thing]) for thing in (named.thing, *shown)],
        "edges": [edge for other in shown for edge in edges[other]],
    }
    return JSONResponse(body)


def _node_of(named: CatalogueEntry) -> Mapping[str, str]:
    return {"id": named.id, "name": named.name, "type": named.type, "url": links.html_path(named.id)}


def _of(visit: Visit) -> CatalogueEntry:
    named = visit.catalogue.names.get(f"{iri.ids()}{visit.path['kind']}/{visit.path['key']}")
    if named is None:
        raise NotThere(visit.word("no-thing"))
    return named


def presentation(visit: Visit) -> Response:
    """The labels and colours of classes and predicates, as JSON."""
    style = load_style(visit.lang)
    types = {
        look.name: {"label": look.label, "colour": look.colour, "dark": look.dark, "shape": look.shape}
        for look in style.types
    }
    predicates = {
        look.name: {"label": look.label, "colour": look.colour, "dark": look.dark} for look in style.predicates
    }
    return JSONResponse({"types": types, "predicates": predicates})
