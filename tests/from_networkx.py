"""The inverse of ``to_networkx``, which shows that its graph holds the whole plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

import networkx as nx

from kg.graph import Attributes, canonical
from kg.model import (
    Entity,
    Evidence,
    Fact,
    Goal,
    Mention,
    PlanGraph,
    PlanInfo,
    Provenance,
    Quantity,
    Ref,
    Section,
    Span,
    Status,
)


def from_networkx(graph: nx.MultiDiGraph) -> PlanGraph:
    """The plan that :func:`kg.graph.to_networkx` converted."""
    nodes: Mapping[str, Attributes] = dict(graph.nodes(data=True))
    edges = [(source, target, known) for source, target, known in graph.edges(data=True)]
    refs = {node: Ref(known["kind"], known["label"]) for node, known in nodes.items() if "aliases" in known}
    mentions: dict[str, list[Mention]] = {node: [] for node in refs}
    heads: set[Evidence] = set()
    for source, _, known in edges:
        if known["predicate"] == "mentionedIn":
            mentions[source].append(_read_mention(known))
            heads.update(_read_head(known))
    return canonical(
        PlanGraph(
            plan=next(_read_plan(known) for known in nodes.values() if known["kind"] == "Plan"),
            sections=tuple(_read_section(known) for known in nodes.values() if known["kind"] == "Section"),
            entities=tuple(
                Entity(*ref, nodes[node]["aliases"], tuple(mentions[node]), nodes[node]["code"])
                for node, ref in refs.items()
            ),
            goals=tuple(
                _read_goal(nodes[target], refs[source])
                for source, target, known in edges
                if known["predicate"] == "hasGoal"
            ),
            facts=tuple(
                _read_fact(known, refs[source], refs[target])
                for source, target, known in edges
                if known["predicate"] not in ("mentionedIn", "hasGoal", "isPartOf")
            ),
            heads=tuple(heads),
            text=graph.graph.get("text", ""),
        )
    )


def _read_plan(known: Attributes) -> PlanInfo:
    start, end = known["period_start"], known["period_end"]
    return PlanInfo(
        slug=known["slug"],
        title=known["label"],
        region=known["region"],
        encoding=known["encoding"],
        characters=known["characters"],
        digest=known["digest"],
        period=None if start is None else (start, end),
    )


def _read_section(known: Attributes) -> Section:
    return Section(
        index=known["index"],
        kind=known["section_kind"],
        number=known["number"],
        title=known["label"],
        start=known["start"],
        end=known["end"],
        line=known["line"],
        parent=known["parent"],
    )


def _read_evidence(known: Attributes, of: str = "") -> Evidence:
    parts = (known[of + part] for part in ("start", "end", "quote", "line", "section"))
    return Evidence(*parts)


def _read_head(known: Attributes) -> Iterator[Evidence]:
    if known["head_start"] is not None:
        yield _read_evidence(known, "head_")


def _read_mention(known: Attributes) -> Mention:
    head = known["head_start"], known["head_end"]
    return Mention(
        evidence=_read_evidence(known),
        type=known["type"],
        name=known["name"],
        rule=known["rule"],
        provenance=Provenance(known["provenance"]),
        head=None if head[0] is None else Span(*head),
    )


def _read_goal(known: Attributes, holder: Ref) -> Goal:
    value = known["value"]
    return Goal(
        evidence=_read_evidence(known),
        holder=holder,
        status=Status(known["status"]),
        rule=known["rule"],
        provenance=Provenance(known["provenance"]),
        quantity=None if value is None else Quantity(Decimal(value), known["unit"], known["comparator"]),
        year=known["year"],
    )


def _read_fact(known: Attributes, subject: Ref, target: Ref) -> Fact:
    return Fact(
        evidence=_read_evidence(known),
        subject=subject,
        predicate=known["predicate"],
        object=Ref(subject.type, known["alias"]) if "alias" in known else target,
        status=Status(known["status"]),
        rule=known["rule"],
        provenance=Provenance(known["provenance"]),
    )
