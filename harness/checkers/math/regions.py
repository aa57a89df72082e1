"""Intervals, inequalities, unions and set-builders as one thing: a region of the real line."""

from __future__ import annotations

import math

from harness.checkers.math import intervals
from harness.checkers.math.backend import Algebra
from harness.checkers.math.exact import value_of
from harness.checkers.math.intervals import Bound, Interval, Region
from harness.checkers.math.tree import REALS, Call, Node, Rel, Seq, Sym, variables

_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_BRACKETS = {("(", ")"), ("(", "]"), ("[", ")"), ("[", "]"), ("]", "["), ("]", "]"), ("[", "["), ("{", "}")}


def looks_like_region(node: Node) -> bool:
    """Whether a node can only be a region: an inequality, a union, a half-open or unbounded interval."""
    match node:
        case Rel(sides, operators):
            if operators == ("in",):
                return looks_like_region(sides[1]) or sides[1] == REALS
            return any(operator in ("<", "<=", ">", ">=", "!=") for operator in operators)
        case Call("union" | "intersection" | "without", _):
            return True
        case Seq("", "", items, _):
            return bool(items) and all(looks_like_region(item) for item in items)
        case Seq(opening, closing, items, _) if len(items) == 2:
            unbounded = any(_infinite(item) is not None for item in items)
            return (opening, closing) not in (("(", ")"), ("[", "]"), ("{", "}"), ("⟨", "⟩")) or unbounded
    return node == REALS


def _infinite(node: Node) -> float | None:
    match node:
        case Sym("inf", True):
            return math.inf
        case Call("neg", (Sym("inf", True),)):
            return -math.inf
    return None


class Regions:
    """Reads regions with the help of algebra for irrational ends and for what must be solved."""

    def __init__(self, algebra: Algebra) -> None:
        self.algebra = algebra

    def read(self, node: Node) -> Region | None:
        """The region, or None when the node is none."""
        match node:
            case Sym("ℝ", True):
                return intervals.LINE
            case Seq("{", "}", items, _):
                return self._points(items)
            case Seq("", "", items, joiner):
                return self._several(items, joiner)
            case Seq(opening, closing, (low, high), _) if (opening, closing) in _BRACKETS:
                return self._interval(opening, closing, low, high)
            case Call("union" | "intersection" | "without" as head, (left, right)):
                return self._combined(head, left, right)
            case Rel():
                return self._relation(node)
        return None

    def _bound(self, node: Node) -> Bound | None:
        infinite = _infinite(node)
        if infinite is not None:
            return infinite
        if variables(node):
            return None
        value = value_of(node)
        if value is not None:
            return None if value[1] else value[0]
        return self.algebra.real(node)

    def _interval(self, opening: str, closing: str, low: Node, high: Node) -> Region | None:
        left, right = self._bound(low), self._bound(high)
        if left is None or right is None:
            return None
        return (Interval(left, right, opening == "[", closing == "]"),)

    def _points(self, items: tuple[Node, ...]) -> Region | None:
        bounds = [self._bound(item) for item in items]
        points = [intervals.point(bound) for bound in bounds if bound is not None]
        return intervals.union(*points) if len(points) == len(items) else None

    def _combined(self, head: str, left: Node, right: Node) -> Region | None:
        first, second = self.read(left), self.read(right)
        if first is None or second is None:
            return None
        if head == "union":
            return intervals.union(first, second)
        return intervals.intersection(
            first, second if head == "intersection" else intervals.complement(second)
        )

    def _several(self, items: tuple[Node, ...], joiner: str) -> Region | None:
        found = [self.read(item) for item in items]
        regions = [region for region in found if region is not None]
        if len(regions) < len(items) or len({name for item in items for name in variables(item)}) > 1:
            return None
        meeting = regions[0]
        for region in regions[1:]:
            meeting = intervals.intersection(meeting, region)
        return intervals.union(*regions) if joiner == "or" or not meeting else meeting

    def _relation(self, node: Rel) -> Region | None:
        if node.operators == ("in",):
            return self.read(node.sides[1])
        names = variables(node)
        if len(names) != 1 or any(operator not in _FLIPPED for operator in node.operators):
            return None
        region: Region = intervals.LINE
        for left, operator, right in zip(node.sides, node.operators, node.sides[1:], strict=False):
            part = self._simple(left, operator, right)
            if part is None:
                return self.algebra.solve(node)
            region = intervals.intersection(region, part)
        return region

    def _simple(self, left: Node, operator: str, right: Node) -> Region | None:
        if isinstance(right, Sym) and not right.constant:
            left, operator, right = right, _FLIPPED[operator], left
        bound = self._bound(right)
        if not isinstance(left, Sym) or left.constant or bound is None:
            return None
        return {
            "<": (Interval(-math.inf, bound, False, False),),
            "<=": (Interval(-math.inf, bound, False, True),),
            ">": (Interval(bound, math.inf, False, False),),
            ">=": (Interval(bound, math.inf, True, False),),
            "=": intervals.point(bound),
            "!=": intervals.complement(intervals.point(bound)),
        }[operator]
