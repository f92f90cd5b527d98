"""The layout of the page, computed in advance.

The map reads like the plan: the region in the middle, around it a territory for each chapter, the
large ones first, and in a territory the things that the chapter speaks of most. Things that are tied
to each other (Leiden communities, found without the region, which is tied to everything) stay
together in one cluster; things with no tie but to the region fill a disc of their own.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin, sqrt

import igraph

from kg.view.packing import Disc, centre, pack
from kg.view.scene import Scene
from kg.view.spread import Point, spread

_SEED = 1949
_GAP = 14.0
_LINK = 34.0
_CLUSTER_GAP = 16.0
_TERRITORY_GAP = 34.0
_PLAN_GAP = 160.0
_FEW_CHAPTERS = 6
_HUB_SHARE = 0.12
_HUB_LEAST = 40
_GOLDEN_ANGLE = pi * (3 - sqrt(5))
_STEPS_OF_FORCES = 500
_MANY = 400


@dataclass(frozen=True, slots=True)
class Territory:
    """The circle that holds the things of one heading, or of a whole plan where ``heading`` is -1."""

    plan: int
    heading: int
    x: float
    y: float
    r: float


@dataclass(frozen=True, slots=True)
class Layout:
    """The place and size of each node, with the territories below them."""

    points: tuple[Point, ...]
    sizes: tuple[float, ...]
    territories: tuple[Territory, ...]


def arrange(scene: Scene) -> Layout:
    """Lay ``scene`` out; the same scene always gives the same layout."""
    igraph.set_random_number_generator(random.Random(_SEED))  # noqa: S311 - a drawing keeps no secret.
    return _Arrangement(scene).layout()


def node_size(degree: int) -> float:
    """The radius of a node: its area grows with its relations, up to a bound."""
    return min(5.0 + 1.9 * sqrt(degree), 34.0)


@dataclass(slots=True)
class _NodeGroup:
    """Nodes with positions relative to the centre of the group."""

    members: Sequence[int]
    points: Sequence[Point]
    disc: Disc


@dataclass(slots=True)
class _Block:
    """The groups of one heading; of the hubs where ``heading`` is -1."""

    heading: int
    groups: Sequence[_NodeGroup]
    disc: Disc


@dataclass(slots=True)
class _PlanBlocks:
    """The blocks of one plan."""

    plan: int
    blocks: Sequence[_Block]
    disc: Disc


class _Arrangement:
    """Places groups in blocks, blocks in plans, and plans beside each other."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        degrees = scene.degrees()
        self.sizes = [node_size(degree) for degree in degrees]
        self.points: list[Point] = [(0.0, 0.0)] * len(scene.nodes)
        self.territories: list[Territory] = []
        self.home = _homes(scene)
        heavy = max(_HUB_LEAST, _HUB_SHARE * len(scene.edges))
        self.hubs = {node for node, degree in enumerate(degrees) if degree > heavy}
        self.hubs.update(region for region in scene.regions if region >= 0)

    def layout(self) -> Layout:
        by_plan: dict[int, list[int]] = defaultdict(list)
        for node in range(len(self.scene.nodes)):
            by_plan[self._plan_of(node)].append(node)
        plans = [self._plan(plan, by_plan[plan]) for plan in sorted(by_plan)]
        pack([plan.disc for plan in plans])
        for plan in plans:
            if len(plans) > 1:
                self._claim(plan.plan, -1, plan.disc, _PLAN_GAP / 2)
            self._settle(plan)
        points = tuple((round(x, 1), round(y, 1)) for x, y in self.points)
        return Layout(points, tuple(round(size, 1) for size in self.sizes), tuple(self.territories))

    def _plan_of(self, node: int) -> int:
        if node in self.scene.regions:
            return self.scene.regions.index(node)
        heading = self.home[node]
        return self.scene.headings[heading].plan if heading >= 0 else 0

    def _plan(self, plan: int, members: Sequence[int]) -> _PlanBlocks:
        """The hubs in the middle, then a block for each heading."""
        groups: dict[int, list[_NodeGroup]] = defaultdict(list)
        loose: dict[int, list[int]] = defaultdict(list)
        for cluster in _communities([node for node in members if node not in self.hubs], self.scene):
            if len(cluster) == 1:
                loose[self.home[cluster[0]]].append(cluster[0])
            else:
                home = Counter(self.home[node] for node in cluster).most_common(1)[0][0]
                groups[home].append(self._cluster(cluster))
        for heading, nodes in loose.items():
            groups[heading].append(self._sunflower(nodes))
        blocks = [self._block(heading, groups[heading]) for heading in sorted(groups)]
        blocks.sort(key=lambda block: -block.disc.r)
        if middle := [node for node in members if node in self.hubs]:
            blocks.insert(0, self._block(-1, [self._sunflower(middle)]))
        return _PlanBlocks(plan, blocks, Disc(pack([block.disc for block in blocks]) + _PLAN_GAP / 2))

    def _block(self, heading: int, groups: list[_NodeGroup]) -> _Block:
        groups.sort(key=lambda group: (-group.disc.r, group.members[0]))
        return _Block(heading, groups, Disc(pack([group.disc for group in groups]) + _TERRITORY_GAP / 2))

    def _settle(self, plan: _PlanBlocks) -> None:
        """Turn the places within groups and blocks into places on the map."""
        for block in plan.blocks:
            disc = Disc(block.disc.r, plan.disc.x + block.disc.x, plan.disc.y + block.disc.y)
            if block.heading >= 0:
                self._claim(plan.plan, block.heading, disc, _TERRITORY_GAP / 4)
            for group in block.groups:
                for node, (x, y) in zip(group.members, group.points, strict=True):
                    self.points[node] = (disc.x + group.disc.x + x, disc.y + group.disc.y + y)

    def _claim(self, plan: int, heading: int, disc: Disc, margin: float) -> None:
        circle = Territory(plan, heading, round(disc.x, 1), round(disc.y, 1), round(disc.r - margin, 1))
        self.territories.append(circle)

    def _cluster(self, members: Sequence[int]) -> _NodeGroup:
        """A community, drawn by forces and then kept from overlapping."""
        graph = _subgraph(members, self.scene)
        drawn = graph.layout_fruchterman_reingold(niter=_STEPS_OF_FORCES, grid=len(members) > _MANY)
        points = _rounded([(float(x), float(y)) for x, y in drawn])
        lengths = [hypot(points[a][0] - points[b][0], points[a][1] - points[b][1]) for a, b in graph.get_edgelist()]
        sizes = [self.sizes[node] for node in members]
        scale = (_LINK + 2 * sum(sizes) / len(sizes)) * len(lengths) / (sum(lengths) or 1.0)
        return _group(members, spread([(x * scale, y * scale) for x, y in points], sizes, _GAP), sizes)

    def _sunflower(self, members: Sequence[int]) -> _NodeGroup:
        """Nodes without ties among them, side by side, type by type from the middle outwards."""
        order = sorted(members, key=lambda node: (self.scene.nodes[node].type, node))
        sizes = [self.sizes[node] for node in order]
        step = (2 * max(sizes) + _GAP) / 1.7
        points = [
            (step * sqrt(at) * cos(at * _GOLDEN_ANGLE), step * sqrt(at) * sin(at * _GOLDEN_ANGLE))
            for at in range(len(order))
        ]
        return _group(order, points, sizes)


def _group(members: Sequence[int], points: Sequence[Point], sizes: Sequence[float]) -> _NodeGroup:
    discs = [Disc(size, x, y) for (x, y), size in zip(points, sizes, strict=True)]
    radius = centre(discs)
    return _NodeGroup(members, [(disc.x, disc.y) for disc in discs], Disc(radius + _CLUSTER_GAP))


def _rounded(points: list[Point]) -> list[Point]:
    """Shorten the long side of a drawing and stretch the short one, for it is to lie in a circle."""
    width, height = (max(side) - min(side) for side in zip(*points, strict=True))
    if not width or not height:
        return points
    squeeze = max(0.4, min(2.5, sqrt(height / width)))
    return [(x * squeeze, y / squeeze) for x, y in points]


def _homes(scene: Scene) -> list[int]:
    """For each node the heading of its territory, -1 for a node that no plan mentions."""
    level = [_territory_headings(scene, plan) for plan in range(len(scene.plans))]
    homes = []
    for node in scene.nodes:
        count = Counter(level[scene.headings[heading].plan][heading] for heading, _ in node.places)
        homes.append(min(count, key=lambda heading: (-count[heading], heading)) if count else -1)
    return homes


def _territory_headings(scene: Scene, plan: int) -> Mapping[int, int]:
    """Each heading of a plan → the one whose territory it lies in: a chapter, or a part of one if chapters are few."""
    paths = {at: _path(scene, at) for at, heading in enumerate(scene.headings) if heading.plan == plan}
    used = {heading for node in scene.nodes for heading, _ in node.places if heading in paths}
    few = len({paths[heading][0] for heading in used}) < _FEW_CHAPTERS
    return {at: path[min(len(path) - 1, 1 if few else 0)] for at, path in paths.items()}


def _path(scene: Scene, heading: int) -> list[int]:
    """The headings from the chapter down to ``heading``."""
    path = [heading]
    while (parent := scene.headings[path[0]].parent) >= 0:
        path.insert(0, parent)
    return path


def _subgraph(members: Sequence[int], scene: Scene) -> igraph.Graph:
    at = {node: i for i, node in enumerate(members)}
    ties = {
        (min(at[edge.source], at[edge.target]), max(at[edge.source], at[edge.target]))
        for edge in scene.edges
        if edge.source in at and edge.target in at and edge.source != edge.target
    }
    return igraph.Graph(n=len(members), edges=sorted(ties))


def _communities(members: Sequence[int], scene: Scene) -> list[list[int]]:
    """Leiden communities by modularity; a node without ties is one by itself."""
    if not members:
        return []
    clustering = _subgraph(members, scene).community_leiden(objective_function="modularity", n_iterations=10)
    return [[members[i] for i in cluster] for cluster in clustering]
