"""The scene as JSON inside the page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from kg import iri
from kg.model import PlanInfo, Provenance
from kg.view.layout import Layout
from kg.view.scene import Occurrence, Scene, SceneEdge, SceneNode
from kg.view.style import TAGS, Look, Style


def payload(scene: Scene, layout: Layout, style: Style, *, other: Style, other_title: str) -> str:
    """The text of the page's data element; nothing in it can end the element or begin another.

    ``other`` holds the words of the language that the page can be switched to.
    """
    return _Payload(scene, layout, style).text(_spoken(other, other_title))


def _spoken(style: Style, title: str) -> Mapping[str, Any]:
    return {
        "lang": TAGS[style.lang],
        "title": title,
        "words": style.words,
        "types": [look.label for look in style.types],
        "predicates": [look.label for look in style.predicates],
        "statuses": [look.label for look in style.statuses],
        "provenances": [style.label(way.value) for way in Provenance],
    }


class _Payload:
    def __init__(self, scene: Scene, layout: Layout, style: Style) -> None:
        self.scene = scene
        self.layout = layout
        self.style = style
        self.types = _positions(style.types)
        self.predicates = _positions(style.predicates)
        self.statuses = _positions(style.statuses)
        self.provenances = {way.value: at for at, way in enumerate(Provenance)}

    def text(self, other: Mapping[str, Any]) -> str:
        text = json.dumps({**self._value(), "other": other}, ensure_ascii=False, separators=(",", ":"))
        return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")

    def _value(self) -> Mapping[str, Any]:
        scene = self.scene
        return {
            "lang": TAGS[self.style.lang],
            "words": self.style.words,
            "types": [asdict(look) for look in self.style.types],
            "predicates": [asdict(look) for look in self.style.predicates],
            "statuses": [asdict(look) for look in self.style.statuses],
            "provenances": [self.style.label(way) for way in self.provenances],
            "plans": [self._plan(plan, region) for plan, region in zip(scene.plans, scene.regions, strict=True)],
            "headings": [
                {"key": h.key, "plan": h.plan, "parent": h.parent, "label": h.label, "line": h.line}
                for h in scene.headings
            ],
            "quotes": [[q.heading, q.line, q.start, q.end, q.text] for q in scene.quotes],
            "nodes": [self._node(node) for node in scene.nodes],
            "edges": [self._edge(edge) for edge in scene.edges],
            "territories": [[t.plan, t.heading, t.x, t.y, t.r] for t in self.layout.territories],
        }

    def _plan(self, plan: PlanInfo, region: int) -> Mapping[str, Any]:
        return {
            "slug": plan.slug,
            "title": plan.title,
            "region": region,
            "regionName": plan.region,
            "period": plan.period,
            "characters": plan.characters,
        }

    def _node(self, node: SceneNode) -> Mapping[str, Any]:
        row: dict[str, Any] = {"key": node.key, "type": self.types[node.type], "name": node.name, "at": node.places}
        if node.label != node.name:
            row["label"] = node.label
        if node.aliases:
            row["aliases"] = node.aliases
        if node.code:
            row["code"] = node.code
        if node.also:
            row["also"] = [[name, self._occurrence(occurrence)] for name, occurrence in node.also]
        if node.quantity:
            row["value"] = iri.plain(node.quantity.value)
            row["unit"] = node.quantity.unit
            row["sign"] = node.quantity.comparator
        if node.year:
            row["year"] = node.year
        return row

    def _edge(self, edge: SceneEdge) -> Sequence[Any]:
        name = self.predicates[edge.predicate]
        return [edge.source, edge.target, name, [self._occurrence(occurrence) for occurrence in edge.occurrences]]

    def _occurrence(self, occurrence: Occurrence) -> Sequence[Any]:
        return [
            self.statuses[occurrence.status],
            occurrence.quote,
            occurrence.rule,
            self.provenances[occurrence.provenance],
        ]


def _positions(looks: Sequence[Look]) -> Mapping[str, int]:
    return {look.name: at for at, look in enumerate(looks)}
