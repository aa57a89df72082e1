"""Intervals, inequalities, unions and set-builders as one thing: a region of the real line."""

from __future__ import annotations

import math
from fractions import Fraction

from harness.checkers.math import intervals
from harness.checkers.math.backend import Algebra
from harness.checkers.math.exact import value_of
from harness.checkers.math.intervals import Bound, Interval, Region
from harness.checkers.math.tree import (
    REALS,
    Call,
    Node,
    Num,
    Rel,
    Seq,
    Sym,
    negated,
    replaced,
    variables,
)

_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
# What |u| ∘ c means: the sign for u ∘ c, and whether the region is what lies outside.
_WITHIN = {"<": ("<", False), "<=": ("<=", False), ">": ("<=", True), ">=": ("<", True)}
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
        if bound is None:
            return None
        if isinstance(left, Call) and left.head == "abs" and operator in _WITHIN and bound >= 0:
            return self._within(left.args[0], operator, right)
        if not isinstance(left, Sym) or left.constant:
            return self._linear(left, operator, bound)
        return _half_line(operator, bound)

    def _within(self, inner: Node, operator: str, size: Node) -> Region | None:
        """|u| < c is −c < u < c; |u| > c is what is left of the line."""
        inside, outside = _WITHIN[operator]
        low, high = self._simple(inner, _FLIPPED[inside], negated(size)), self._simple(inner, inside, size)
        if low is None or high is None:
            return None
        between = intervals.intersection(low, high)
        return intervals.complement(between) if outside else between

    def _linear(self, left: Node, operator: str, bound: Bound) -> Region | None:
        """p·x + q against a number: the values at 0 and 1 tell p and q; None for any other left side."""
        names = variables(left)
        if len(names) != 1 or operator == "!=" or not isinstance(bound, Fraction) or not _is_linear(left):
            return None
        start, end = (value_of(_at(left, names[0], at)) for at in (0, 1))
        if start is None or end is None or start[1] or end[1] or start == end:
            return None
        slope = end[0] - start[0]
        return _half_line(operator if slope > 0 else _FLIPPED[operator], (bound - start[0]) / slope)


def _at(node: Node, name: str, value: int) -> Node:
    return replaced(node, lambda part: Num.whole(value) if part == Sym(name) else part)


def _is_linear(node: Node) -> bool:
    """Sums, numbers times the unknown, and quotients by numbers: nothing that bends."""
    match node:
        case Num() | Sym():
            return True
        case Call("add" | "neg" | "mul", args):
            single = node.head != "mul" or sum(bool(variables(arg)) for arg in args) <= 1
            return single and all(map(_is_linear, args))
        case Call("div", (top, bottom)):
            return _is_linear(top) and not variables(bottom)
    return not variables(node)


def _half_line(operator: str, bound: Bound) -> Region:
    return {
        "<": (Interval(-math.inf, bound, False, False),),
        "<=": (Interval(-math.inf, bound, False, True),),
        ">": (Interval(bound, math.inf, False, False),),
        ">=": (Interval(bound, math.inf, True, False),),
        "=": intervals.point(bound),
        "!=": intervals.complement(intervals.point(bound)),
    }[operator]
