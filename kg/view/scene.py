"""The content of the page: the nodes and edges of one or several plans with their quotations."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log2

from kg import iri
from kg.graph import ALIAS, canonical
from kg.model import Evidence, Fact, Goal, PlanGraph, PlanInfo, Quantity, Ref, Section

GOAL = "Goal"
HAS_GOAL = "hasGoal"
_CLIP = 16
_REGION_FIRST = 1000.0
_TYPE_WEIGHT = 2.5


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation from a plan with its offsets, line and heading."""

    heading: int
    line: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One piece of evidence of a fact or goal."""

    status: str
    quote: int
    rule: str
    provenance: str


@dataclass(frozen=True, slots=True)
class SceneHeading:
    """A section of one of the plans; ``parent`` is an index among the headings, -1 at the top."""

    key: str
    plan: int
    parent: int
    kind: str
    label: str
    line: int


@dataclass(frozen=True, slots=True)
class SceneNode:
    """A named thing or a goal; ``places`` are the headings and lines that mention it."""

    key: str
    type: str
    name: str
    aliases: tuple[str, ...] = ()
    code: str | None = None
    places: tuple[tuple[int, int], ...] = ()
    also: tuple[tuple[str, Occurrence], ...] = ()
    quantity: Quantity | None = None
    year: int | None = None

    @property
    def label(self) -> str:
        """The name as it fits beside a point."""
        return self.name if len(self.name) <= _CLIP or self.type != GOAL else self.name[: _CLIP - 1] + "…"


@dataclass(frozen=True, slots=True)
class SceneEdge:
    """A relation between two nodes with all its evidence."""

    source: int
    target: int
    predicate: str
    occurrences: tuple[Occurrence, ...]


@dataclass(frozen=True)
class Scene:
    """All that is drawn. Nodes come in order of importance, ``regions`` holds each plan's own node or -1."""

    plans: tuple[PlanInfo, ...]
    regions: tuple[int, ...]
    headings: tuple[SceneHeading, ...]
    quotes: tuple[Quote, ...]
    nodes: tuple[SceneNode, ...]
    edges: tuple[SceneEdge, ...]

    def degrees(self) -> list[int]:
        """The number of relations at each node."""
        count = [0] * len(self.nodes)
        for edge in self.edges:
            count[edge.source] += 1
            count[edge.target] += 1
        return count


def make_scene(plan_graphs: Sequence[PlanGraph], *, types: Sequence[str], front: str) -> Scene:
    """Merge the plans; ``types`` in order of importance, ``front`` is the label of the text before chapter one."""
    gathering = _Gathering(front)
    for plan_graph in sorted(plan_graphs, key=lambda plan_graph: plan_graph.plan.slug):
        gathering.add(canonical(plan_graph))
    return gathering.scene(types)


@dataclass
class _EntityNode:
    """The attributes of an entity, collected over the plans."""

    aliases: set[str] = field(default_factory=set)
    places: set[tuple[int, int]] = field(default_factory=set)
    also: dict[str, Occurrence] = field(default_factory=dict)
    code: str | None = None


class _Gathering:
    """Collects the nodes and edges of plans."""

    def __init__(self, front: str) -> None:
        self.front = front
        self.plans: list[PlanInfo] = []
        self.headings: list[SceneHeading] = []
        self.quotes: dict[Quote, int] = {}
        self.named: dict[Ref, _EntityNode] = {}
        self.goals: dict[str, SceneNode] = {}
        self.links: dict[tuple[str, str, str], dict[Occurrence, None]] = defaultdict(dict)
        self.goal_keys: dict[tuple[int, str], str] = {}

    def add(self, plan_graph: PlanGraph) -> None:
        """Add the entities, goals and facts of a plan."""
        plan, first = len(self.plans), len(self.headings)
        self.plans.append(plan_graph.plan)
        self.headings.extend(
            self._heading(section, plan, first, plan_graph.plan.slug) for section in plan_graph.sections
        )
        for entity in plan_graph.entities:
            named = self.named.setdefault(entity.ref, _EntityNode())
            named.aliases.update(entity.aliases)
            named.code = named.code or entity.code
            named.places.update((first + m.evidence.section, m.evidence.line) for m in entity.mentions)
        for goal in plan_graph.goals:
            self._add_goal(goal, plan_graph.plan.slug, plan, first)
        for fact in plan_graph.facts:
            self._add_fact(fact, plan, first)

    def _heading(self, section: Section, plan: int, first: int, slug: str) -> SceneHeading:
        return SceneHeading(
            key=iri.section_id(slug, section.index),
            plan=plan,
            parent=section.parent if section.parent < 0 else first + section.parent,
            kind=section.kind,
            label=heading_label(section) or self.front,
            line=section.line,
        )

    def _add_goal(self, goal: Goal, slug: str, plan: int, first: int) -> None:
        key = iri.goal_id(slug, goal)
        evidence = goal.evidence
        self.goals[key] = SceneNode(
            key=key,
            type=GOAL,
            name=goal.text,
            places=((first + evidence.section, evidence.line),),
            quantity=goal.quantity,
            year=goal.year,
        )
        self.goal_keys[plan, goal.text] = key
        self.links[self._key(goal.holder, plan), HAS_GOAL, key][self._occurrence(goal, first)] = None

    def _add_fact(self, fact: Fact, plan: int, first: int) -> None:
        subject, occurrence = self._key(fact.subject, plan), self._occurrence(fact, first)
        if fact.predicate == ALIAS and fact.subject in self.named:
            named = self.named[fact.subject]
            named.aliases.add(fact.object.name)
            named.also.setdefault(fact.object.name, occurrence)
            return
        self.links[subject, fact.predicate, self._key(fact.object, plan)][occurrence] = None

    def _key(self, ref: Ref, plan: int) -> str:
        if ref.type == GOAL and (plan, ref.name) in self.goal_keys:
            return self.goal_keys[plan, ref.name]
        self.named.setdefault(ref, _EntityNode())
        return iri.entity_id(ref)

    def _occurrence(self, claim: Fact | Goal, first: int) -> Occurrence:
        return Occurrence(claim.status.value, self._quote(claim.evidence, first), claim.rule, claim.provenance.value)

    def _quote(self, evidence: Evidence, first: int) -> int:
        quote = Quote(first + evidence.section, evidence.line, evidence.start, evidence.end, evidence.quote)
        return self.quotes.setdefault(quote, len(self.quotes))

    def scene(self, types: Sequence[str]) -> Scene:
        """The collected scene, important nodes first."""
        nodes = [*self._entities(), *self.goals.values()]
        regions = [iri.entity_id(Ref("Place", plan.region)) for plan in self.plans]
        degree = Counter(end for source, _, target in self.links for end in (source, target))
        weight = {name: _TYPE_WEIGHT * (1 - at / len(types)) for at, name in enumerate(types) if name != GOAL}

        def importance(node: SceneNode) -> tuple[float, str]:
            region = _REGION_FIRST if node.key in regions else 0.0
            return (-(region + log2(1 + degree[node.key]) + weight.get(node.type, 0.0)), node.key)

        nodes.sort(key=importance)
        index = {node.key: at for at, node in enumerate(nodes)}
        return Scene(
            plans=tuple(self.plans),
            regions=tuple(index.get(key, -1) for key in regions),
            headings=tuple(self.headings),
            quotes=tuple(self.quotes),
            nodes=tuple(nodes),
            edges=tuple(self._edges(index)),
        )

    def _entities(self) -> Iterable[SceneNode]:
        for ref, named in self.named.items():
            yield SceneNode(
                key=iri.entity_id(ref),
                type=ref.type,
                name=ref.name,
                aliases=tuple(sorted(named.aliases - {ref.name})),
                code=named.code,
                places=tuple(sorted(named.places)),
                also=tuple(sorted(named.also.items())),
            )

    def _edges(self, index: Mapping[str, int]) -> Iterable[SceneEdge]:
        rows = ((index[source], index[target], name, found) for (source, name, target), found in self.links.items())
        for source, target, name, found in sorted(rows, key=lambda row: row[:3]):
            yield SceneEdge(source, target, name, tuple(sorted(found, key=lambda occurrence: occurrence.quote)))


def heading_label(section: Section) -> str:
    """The text of a heading with its number, as in a table of contents."""
    if section.kind == "principle":
        return section.number + section.title
    if not section.number or not section.title:
        return section.number or section.title
    if section.number.isdecimal():
        return f"{section.number}. {section.title}"
    glue = "、" if section.number[0] in "一二三四五六七八九十百" else " " if section.number[0] == "第" else ""
    return section.number + glue + section.title
