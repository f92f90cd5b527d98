from __future__ import annotations

from math import hypot

from hypothesis import given
from hypothesis import strategies as st

from kg.view.packing import Disc, centre, pack
from kg.view.spread import spread

radii = st.lists(st.floats(1, 60), min_size=1, max_size=40)


@given(radii)
def test_no_disc_lies_over_another(sizes: list[float]) -> None:
    discs = [Disc(size) for size in sizes]
    pack(discs)
    for at, one in enumerate(discs):
        for other in discs[:at]:
            assert hypot(one.x - other.x, one.y - other.y) >= one.r + other.r - 1e-3


@given(radii)
def test_the_given_radius_holds_them_all(sizes: list[float]) -> None:
    discs = [Disc(size) for size in sizes]
    radius = pack(discs)
    assert all(hypot(disc.x, disc.y) + disc.r <= radius + 1e-6 for disc in discs)


def test_equal_discs_fill_most_of_the_circle() -> None:
    discs = [Disc(1.0) for _ in range(200)]
    assert 200 / pack(discs) ** 2 > 0.6


def test_the_first_stays_in_the_middle() -> None:
    discs = [Disc(3.0), *(Disc(2.0) for _ in range(18))]
    pack(discs)
    assert min(discs, key=lambda disc: hypot(disc.x, disc.y)) is discs[0]


def test_nothing_needs_no_room() -> None:
    assert pack([]) == 0
    assert centre([Disc(2.0, 5.0, 5.0)]) == 2.0


@given(st.integers(2, 60))
def test_what_lies_on_one_point_is_spread(count: int) -> None:
    points = spread([(0.0, 0.0)] * (count // 2) + [(1.0, 0.5)] * (count - count // 2), [5.0] * count, 4.0)
    assert len(set(points)) > count / 3


def test_what_is_clear_stays() -> None:
    assert spread([(0.0, 0.0), (100.0, 0.0)], [5.0, 5.0], 4.0) == [(0.0, 0.0), (100.0, 0.0)]


def test_neighbours_get_their_gap() -> None:
    (x1, y1), (x2, y2) = spread([(0.0, 0.0), (3.0, 4.0)], [5.0, 5.0], 4.0)
    assert hypot(x1 - x2, y1 - y2) >= 12.9
