"""What comparisons ask of algebra. The process that judges has none: it defers to a worker that has."""

from __future__ import annotations

import time
from fractions import Fraction
from typing import Protocol

from harness.checkers.math.intervals import Region
from harness.checkers.math.tree import Node, Rel


class Deferred(Exception):
    """The question needs algebra: ask a worker."""


class Algebra(Protocol):
    """The questions that exact rational arithmetic cannot answer."""

    def tick(self) -> None:
        """Called before every comparison: the place to stop one that takes too long here."""
        ...

    def same(self, left: Node, right: Node, *, shifted: bool = False) -> bool:
        """Whether two expressions have the same value wherever both are defined; `shifted`: but for one
        added constant."""
        ...

    def real(self, node: Node) -> Fraction | None:
        """A constant's real value to some fifty digits; None when it has none."""
        ...

    def proportional(self, left: Node, right: Node, *, positive: bool) -> bool:
        """Whether left = c · right for one constant c ≠ 0 (> 0 when `positive`)."""
        ...

    def solve(self, relation: Rel) -> Region | None:
        """The real solutions of an inequality or equation in one unknown; None when they cannot be had."""
        ...


class Deferring:
    """Defers every question, and whatever takes longer than `seconds`. One for each judgement."""

    def __init__(self, seconds: float = 0.2) -> None:
        self._deadline = time.monotonic() + seconds

    def tick(self) -> None:
        if time.monotonic() > self._deadline:
            raise Deferred

    def same(self, left: Node, right: Node, *, shifted: bool = False) -> bool:
        raise Deferred

    def real(self, node: Node) -> Fraction | None:
        raise Deferred

    def proportional(self, left: Node, right: Node, *, positive: bool) -> bool:
        raise Deferred

    def solve(self, relation: Rel) -> Region | None:
        raise Deferred
