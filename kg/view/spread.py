"""Push apart what overlaps in a drawing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import hypot

Point = tuple[float, float]

_ROUNDS = 60
_NEAR_ENOUGH = 1.0
_NEIGHBOURS = [(column, row) for column in (-1, 0, 1) for row in (-1, 0, 1)]


def spread(points: Sequence[Point], sizes: Sequence[float], gap: float) -> list[Point]:
    """Move circles of ``sizes`` at ``points`` until there is about ``gap`` between any two, or the rounds are used."""
    reach = 2 * max(sizes) + gap
    here = list(points)
    for _ in range(_ROUNDS):
        grid = _Grid(here, reach)
        moved = [_pushed(at, here, sizes, gap, grid.near(at)) for at in range(len(here))]
        if moved == here:
            break
        here = moved
    return here


class _Grid:
    """Finds the points around a point without looking at all of them."""

    def __init__(self, points: Sequence[Point], side: float) -> None:
        self.cell = [(int(x // side), int(y // side)) for x, y in points]
        cells: Mapping[tuple[int, int], list[int]] = defaultdict(list)
        for at, cell in enumerate(self.cell):
            cells[cell].append(at)
        self.cells = dict(cells)

    def near(self, at: int) -> Iterator[int]:
        column, row = self.cell[at]
        for right, down in _NEIGHBOURS:
            yield from self.cells.get((column + right, row + down), ())


def _pushed(at: int, points: Sequence[Point], sizes: Sequence[float], gap: float, near: Iterator[int]) -> Point:
    """Where the point goes: half the lacking distance away from each that is too near."""
    x, y = points[at]
    dx = dy = 0.0
    for other in near:
        if other == at:
            continue
        away_x, away_y = x - points[other][0], y - points[other][1]
        distance = hypot(away_x, away_y)
        lack = sizes[at] + sizes[other] + gap - distance
        if lack <= _NEAR_ENOUGH:
            continue
        if distance < 1e-9:
            away_x, away_y, distance = (1.0, 0.0, 1.0) if at < other else (-1.0, 0.0, 1.0)
        dx += away_x / distance * lack * 0.5
        dy += away_y / distance * lack * 0.5
    return (x + dx, y + dy)
