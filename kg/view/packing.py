"""Pack circles beside each other.

The front-chain method of Wang et al., "Visualization of Large Hierarchical Data by Circle Packing" (CHI 2006).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot, sqrt

_SLACK = 1e-6
_CENTRING_STEPS = 64


@dataclass(slots=True)
class Disc:
    """A circle that :func:`pack` gives a place."""

    r: float
    x: float = 0.0
    y: float = 0.0


def pack(discs: Sequence[Disc]) -> float:
    """Place ``discs`` in their order around the first one, none over another.

    Gives the radius of a circle around the origin that holds them all.
    """
    for disc in discs[:2]:
        disc.x = disc.y = 0.0
    if len(discs) > 1:
        discs[1].x = discs[0].r + discs[1].r
    if len(discs) > 2:
        _FrontChain(discs).grow()
    return centre(discs)


def centre(discs: Sequence[Disc]) -> float:
    """Move ``discs`` together so that the circle around them is centred; gives its radius."""
    if not discs:
        return 0.0
    x = sum(disc.x for disc in discs) / len(discs)
    y = sum(disc.y for disc in discs) / len(discs)
    # Bădoiu and Clarkson 2003: steps of 1/(i+1) towards the farthest one end at the smallest circle.
    for step in range(1, _CENTRING_STEPS + 1):
        far = max(discs, key=lambda disc: hypot(disc.x - x, disc.y - y) + disc.r)
        x += (far.x - x) / (step + 1)
        y += (far.y - y) / (step + 1)
    for disc in discs:
        disc.x -= x
        disc.y -= y
    return max(hypot(disc.x, disc.y) + disc.r for disc in discs)


class _FrontChain:
    """The ring of outermost circles, as a doubly linked list of indices."""

    def __init__(self, discs: Sequence[Disc]) -> None:
        self.discs = discs
        self.after = list(range(len(discs)))
        self.before = list(range(len(discs)))

    def grow(self) -> None:
        """Add each disc where the front comes nearest to the first."""
        self._beside(1, 0, 2)
        self._link(0, 1)
        self._link(1, 2)
        self._link(2, 0)
        a, b = 0, 1
        for new in range(3, len(self.discs)):
            while True:
                self._beside(a, b, new)
                hit = self._hit(a, b, new)
                if hit is None:
                    break
                a, b = hit
                self._link(a, b)
            self._link(a, new)
            self._link(new, b)
            a = self._nearest(new)
            b = self.after[a]

    def _link(self, left: int, right: int) -> None:
        self.after[left] = right
        self.before[right] = left

    def _beside(self, i: int, j: int, k: int) -> None:
        """Put ``k`` so that it touches ``i`` and ``j`` on the outer side."""
        a, b, c = self.discs[i], self.discs[j], self.discs[k]
        dx, dy = b.x - a.x, b.y - a.y
        d2 = dx * dx + dy * dy
        if not d2:
            c.x, c.y = a.x + a.r + c.r, a.y
            return
        to_a, to_b = (a.r + c.r) ** 2, (b.r + c.r) ** 2
        along = (d2 + to_a - to_b) / (2 * d2)
        aside = sqrt(max(0.0, to_a / d2 - along * along))
        c.x = a.x + along * dx + aside * dy
        c.y = a.y + along * dy - aside * dx

    def _hit(self, a: int, b: int, new: int) -> tuple[int, int] | None:
        """The pair to try next if ``new`` between ``a`` and ``b`` lies over a circle of the front."""
        right, left = self.after[b], self.before[a]
        seen_right, seen_left = self.discs[b].r, self.discs[a].r
        while True:
            if seen_right <= seen_left:
                if self._overlap(right, new):
                    return a, right
                seen_right += self.discs[right].r
                right = self.after[right]
            else:
                if self._overlap(left, new):
                    return left, b
                seen_left += self.discs[left].r
                left = self.before[left]
            if right == self.after[left]:
                return None

    def _overlap(self, i: int, j: int) -> bool:
        a, b = self.discs[i], self.discs[j]
        return hypot(a.x - b.x, a.y - b.y) < a.r + b.r - _SLACK

    def _nearest(self, start: int) -> int:
        """The member of the front whose gap to the next is nearest to the first disc."""
        best, lowest = start, self._distance(start)
        at = self.after[start]
        while at != start:
            if (distance := self._distance(at)) < lowest:
                best, lowest = at, distance
            at = self.after[at]
        return best

    def _distance(self, i: int) -> float:
        a, b = self.discs[i], self.discs[self.after[i]]
        both = a.r + b.r
        return hypot((a.x * b.r + b.x * a.r) / both, (a.y * b.r + b.y * a.r) / both)
