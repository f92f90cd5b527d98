from __future__ import annotations

from collections import defaultdict
from math import hypot

import pytest

from crowds import crowd
from kg.view.layout import Layout, arrange, node_size
from kg.view.scene import Scene, make_scene

TYPES = ("Park", "Enterprise", "Project", "Goal", "Industry", "Place", "Organization", "Facility", "Policy", "Scheme")


def drawn(*graphs: int, plans: int = 1) -> tuple[Scene, Layout]:
    size = graphs[0] if graphs else 200
    made = [crowd(f"p{at}", entities=size * 7 // 10, goals=size * 3 // 10, facts=size, seed=at) for at in range(plans)]
    scene = make_scene(made, types=TYPES, front="卷首")
    return scene, arrange(scene)


@pytest.mark.parametrize("plans", [1, 3])
def test_nodes_do_not_lie_over_each_other(plans: int) -> None:
    _, layout = drawn(300, plans=plans)
    cells = defaultdict(list)
    for at, (x, y) in enumerate(layout.points):
        cells[int(x // 80), int(y // 80)].append(at)
    over = 0
    for (column, row), here in cells.items():
        near = [n for a in (-1, 0, 1) for b in (-1, 0, 1) for n in cells.get((column + a, row + b), ())]
        for one in here:
            (x, y), size = layout.points[one], layout.sizes[one]
            over += sum(
                other > one
                and hypot(x - layout.points[other][0], y - layout.points[other][1]) < size + layout.sizes[other]
                for other in near
            )
    assert over <= len(layout.points) * 0.01


def test_the_region_is_in_the_middle() -> None:
    scene, layout = drawn()
    extent = max(hypot(x, y) for x, y in layout.points)
    assert hypot(*layout.points[scene.regions[0]]) < extent / 4


def test_what_is_tied_lies_nearer_than_what_is_not() -> None:
    scene, layout = drawn(400)
    hubs = set(scene.regions)
    tied = [
        hypot(*(a - b for a, b in zip(layout.points[edge.source], layout.points[edge.target], strict=True)))
        for edge in scene.edges
        if not hubs & {edge.source, edge.target}
    ]
    points = layout.points
    apart = [hypot(points[at][0] - points[-at][0], points[at][1] - points[-at][1]) for at in range(1, 150)]
    assert sum(tied) / len(tied) < 0.6 * sum(apart) / len(apart)


def test_chapters_have_territories_that_hold_their_nodes_and_do_not_meet() -> None:
    scene, layout = drawn(400)
    lands = [land for land in layout.territories if land.heading >= 0]
    assert len({land.heading for land in lands}) == len(lands) > 6
    for at, one in enumerate(lands):
        for other in lands[:at]:
            assert hypot(one.x - other.x, one.y - other.y) >= one.r + other.r
    inside = [any(hypot(x - land.x, y - land.y) <= land.r for land in lands) for x, y in layout.points]
    assert inside.count(False) <= len(scene.regions)


def test_several_plans_have_a_territory_each() -> None:
    scene, layout = drawn(120, plans=3)
    assert [land.plan for land in layout.territories if land.heading < 0] == [0, 1, 2]
    assert len(scene.regions) == 3


def test_few_chapters_are_split_into_their_parts() -> None:
    graph = crowd()
    short = tuple(
        section
        if section.kind != "chapter" or section.index <= 2
        else section.__class__(
            section.index, "article", section.number, section.title, section.start, section.end, section.line, 1
        )
        for section in graph.sections
    )
    scene = make_scene(
        [graph.__class__(graph.plan, short, graph.entities, graph.goals, graph.facts)], types=TYPES, front=""
    )
    kinds = {scene.headings[land.heading].kind for land in arrange(scene).territories}
    assert "article" in kinds


def test_the_same_scene_gives_the_same_layout() -> None:
    assert drawn()[1] == drawn()[1]


def test_an_empty_scene_is_laid_out() -> None:
    assert arrange(make_scene([], types=TYPES, front="")) == Layout((), (), ())


def test_size_grows_with_relations_up_to_a_bound() -> None:
    assert node_size(0) < node_size(1) < node_size(10) < node_size(100)
    assert node_size(5000) == node_size(50000)


def test_five_thousand_nodes_have_a_place() -> None:
    scene, layout = drawn(5000)
    assert len(layout.points) == len(scene.nodes) > 4900
