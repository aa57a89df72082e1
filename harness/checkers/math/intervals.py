"""Sets of real numbers as sorted, disjoint intervals."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

Bound = Fraction | float  # a float is an infinity and nothing else
NOISE = Fraction(1, 10**30)


@dataclass(frozen=True, slots=True)
class Interval:
    """Low to high; `left` and `right` say whether the ends belong to it."""

    low: Bound
    high: Bound
    left: bool
    right: bool

    @property
    def empty(self) -> bool:
        return self.low > self.high or (self.low == self.high and not (self.left and self.right))


Region = tuple[Interval, ...]
LINE: Region = (Interval(-math.inf, math.inf, False, False),)


def point(value: Bound) -> Region:
    """The set of one number."""
    return (Interval(value, value, True, True),)


def union(*regions: Region) -> Region:
    """All numbers that are in any of them, touching intervals joined."""
    intervals = sorted(
        (interval for region in regions for interval in region if not interval.empty),
        key=lambda interval: (interval.low, not interval.left),
    )
    merged: list[Interval] = []
    for interval in intervals:
        if merged and _touch(merged[-1], interval):
            merged[-1] = _join(merged[-1], interval)
        else:
            merged.append(interval)
    return tuple(merged)


def _touch(first: Interval, second: Interval) -> bool:
    return second.low < first.high or (second.low == first.high and (first.right or second.left))


def _join(first: Interval, second: Interval) -> Interval:
    if first.high == second.high:
        return Interval(first.low, first.high, first.left, first.right or second.right)
    last = max(first, second, key=lambda interval: interval.high)
    return Interval(first.low, last.high, first.left, last.right)


def intersection(first: Region, second: Region) -> Region:
    """All numbers that are in both."""
    return union(*((_meet(a, b),) for a in first for b in second))


def _meet(a: Interval, b: Interval) -> Interval:
    low = max(a.low, b.low)
    high = min(a.high, b.high)
    left = all(interval.left for interval in (a, b) if interval.low == low)
    right = all(interval.right for interval in (a, b) if interval.high == high)
    return Interval(low, high, left, right)


def complement(region: Region) -> Region:
    """All real numbers that are not in it."""
    rest = LINE
    for interval in region:
        below = Interval(-math.inf, interval.low, False, not interval.left)
        above = Interval(interval.high, math.inf, not interval.right, False)
        rest = intersection(rest, tuple(part for part in (below, above) if not part.empty))
    return rest


def same_region(first: Region, second: Region) -> bool:
    """Equality, but for rounding in the thirtieth digit."""
    return len(first) == len(second) and all(map(_same, first, second))


def _same(a: Interval, b: Interval) -> bool:
    closed = (a.left, a.right) == (b.left, b.right)
    return closed and _near(a.low, b.low) and _near(a.high, b.high)


def _near(a: Bound, b: Bound) -> bool:
    if isinstance(a, float) or isinstance(b, float):
        return a == b
    return abs(a - b) <= NOISE * max(abs(a), abs(b), Fraction(1))
