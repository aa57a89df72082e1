"""The worker's algebra: values at seeded points by mpmath, what is left by sympy. Built from our own nodes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import mpmath
import sympy

from harness.checkers.math import intervals, numeric
from harness.checkers.math.intervals import Bound, Interval, Region
from harness.checkers.math.symbolic import symbolic
from harness.checkers.math.tree import (
    IMAGINARY,
    Call,
    Node,
    Rel,
    TooLarge,
    Unreadable,
    negated,
    variables,
    walk,
)

mp = mpmath.mp
_ODD_POINTS = ("0.37", "1.73", "2.61", "5.3", "12.7", "-0.83", "-2.9", "143.21", "0.061", "-7.7")
_CLOSE, _ZERO = 35, 45


class SympyAlgebra:
    """Answers the questions of `backend.Algebra`; every call may be slow and is killed from outside."""

    def __init__(self) -> None:
        numeric.prepare()

    def tick(self) -> None:
        """Nothing: a worker is stopped from outside."""

    def same(self, left: Node, right: Node, *, shifted: bool = False) -> bool:
        if left == right:
            return True
        try:
            decided = _same_values(left, right, shifted)
        except Unreadable:
            return self._same_structure(left, right)
        if decided is not None:
            return decided
        return _simplifies_to_zero(left, right)

    def _same_structure(self, left: Node, right: Node) -> bool:
        """Integrals, limits and sums are equal when their parts are."""
        if not isinstance(left, Call) or not isinstance(right, Call) or left.head != right.head:
            return False
        if len(left.args) != len(right.args):
            return False
        return all(one == two or self.same(one, two) for one, two in zip(left.args, right.args, strict=True))

    def real(self, node: Node) -> Fraction | None:
        try:
            value = numeric.evaluate(node, {})
        except (Unreadable, ArithmeticError, ValueError) as error:
            if isinstance(error, TooLarge):
                raise
            return None
        if mp.im(value) != 0 or not mp.isfinite(value):
            return None
        return _fraction(mp.re(value))

    def proportional(self, left: Node, right: Node, *, positive: bool) -> bool:
        try:
            ratio = _constant_ratio(left, right)
        except Unreadable:
            return False
        if ratio is None:
            ratio = _numerator_ratio(left, right)
        return ratio is not None and (not positive or ratio > 0)

    def solve(self, relation: Rel) -> Region | None:
        name = sympy.Symbol("x0", real=True)
        (only,) = variables(relation)
        whole = sympy.S.Reals
        for left, operator, right in zip(
            relation.sides, relation.operators, relation.sides[1:], strict=False
        ):
            try:
                part = symbolic(Call("add", (left, negated(right))), {only: name})
            except Unreadable:
                return None
            whole = whole.intersect(_solution(part, operator, name))
        return _region(whole)


def _fraction(value: Any) -> Fraction:
    top, bottom = mpmath.libmp.to_rational(value._mpf_)
    return Fraction(int(top), int(bottom))


def _points(names: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Seeded assignments: the same for the same names, different for each name."""
    for at in range(len(_ODD_POINTS)):
        yield {
            name: mp.mpf(_ODD_POINTS[(at + 3 * which) % len(_ODD_POINTS)]) + mp.mpf(which) / 13
            for which, name in enumerate(names)
        }


def _whole_points(names: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for at in range(6):
        yield {name: mp.mpf(1 + (at * (which + 1) + which) % 7) for which, name in enumerate(names)}


def _value(node: Node, point: Mapping[str, Any], real: bool) -> Any:
    """A finite value, or None where it is undefined (in `real` mode: or not real on the way)."""
    try:
        value = numeric.evaluate(node, point, real)
    except TooLarge:
        raise
    except Unreadable:
        raise
    except (ArithmeticError, ValueError):
        return None
    return value if mp.isfinite(value) else None


def _equal(left: Any, right: Any) -> bool:
    gap = abs(left - right)
    return bool(gap <= mp.mpf(10) ** -_CLOSE * max(abs(left), abs(right)) or gap <= mp.mpf(10) ** -_ZERO)


def _same_values(left: Node, right: Node, shifted: bool) -> bool | None:
    """True or False when the values decide, None when there were too few points where both are defined."""
    names = tuple(sorted({*variables(left), *variables(right)}))
    if not names:
        return _same_constants(left, right)
    complex_numbers = IMAGINARY in set(walk(left)) | set(walk(right))
    modes = (
        [(_points, False)] if complex_numbers else [(_points, True), (_whole_points, True), (_points, False)]
    )
    for points, real in modes:
        pairs = [(_value(left, point, real), _value(right, point, real)) for point in points(names)]
        both = [(one, two) for one, two in pairs if one is not None and two is not None]
        if len(both) >= 3:
            first = both[0][0] - both[0][1] if shifted else mp.mpf(0)
            return all(_equal(one - first, two) for one, two in both)
    return None


def _same_constants(left: Node, right: Node) -> bool | None:
    one, two = _value(left, {}, False), _value(right, {}, False)
    if one is None and two is None:
        return _infinite(left) is not None and _infinite(left) == _infinite(right)
    if one is None or two is None:
        return False
    return _equal(one, two)


def _infinite(node: Node) -> float | None:
    try:
        value = numeric.evaluate(node, {})
    except (ArithmeticError, ValueError):
        return None
    return float(value) if mp.isinf(value) and mp.im(value) == 0 else None


def _constant_ratio(left: Node, right: Node) -> Any:
    names = tuple(sorted({*variables(left), *variables(right)}))
    for points, real in ((_points, True), (_points, False)):
        pairs = [(_value(left, point, real), _value(right, point, real)) for point in points(names)]
        both = [(one, two) for one, two in pairs if one is not None and two is not None]
        if len(both) < 3:
            continue
        if any((one == 0) != (two == 0) for one, two in both):
            return None
        ratios = [one / two for one, two in both if two != 0]
        constant = bool(ratios) and all(_equal(ratio, ratios[0]) for ratio in ratios)
        return mp.re(ratios[0]) if constant and mp.im(ratios[0]) == 0 else None
    return None


def _symbols(*nodes: Node) -> dict[str, Any]:
    """Our names for theirs: a name from a text never becomes a sympy name."""
    names = sorted({name for node in nodes for name in variables(node)})
    return {name: sympy.Symbol(f"x{at}", real=True) for at, name in enumerate(names)}


def _numerator_ratio(left: Node, right: Node) -> Any:
    """y = 1/x and xy = 1: equal but for a factor once over a common denominator."""
    if sum(1 for node in (left, right) for _ in walk(node)) > 400:
        return None
    names = _symbols(left, right)
    try:
        tops = [sympy.fraction(sympy.together(symbolic(node, names)))[0] for node in (left, right)]
        ratio = sympy.cancel(tops[0] / tops[1]) if 0 not in tops else sympy.nan
    except (Unreadable, sympy.PolynomialError, ArithmeticError):
        return None
    return ratio if ratio.is_number and ratio.is_real and ratio != 0 else None


def _simplifies_to_zero(left: Node, right: Node) -> bool:
    names = _symbols(left, right)
    try:
        gap = symbolic(left, names) - symbolic(right, names)
    except Unreadable:
        return False
    return bool(sympy.simplify(gap) == 0)


def _solution(part: Any, operator: str, name: Any) -> Any:
    if operator in ("=", "!="):
        roots = sympy.solveset(part, name, sympy.S.Reals)
        return roots if operator == "=" else sympy.S.Reals - roots
    relation = {"<": sympy.Lt, "<=": sympy.Le, ">": sympy.Gt, ">=": sympy.Ge}[operator](part, 0)
    if relation in (sympy.true, sympy.false):
        return sympy.S.Reals if relation == sympy.true else sympy.S.EmptySet
    return sympy.solve_univariate_inequality(relation, name, relational=False)


def _region(found: Any) -> Region | None:
    if found is sympy.S.EmptySet:
        return ()
    if found is sympy.S.Reals:
        return intervals.LINE
    if isinstance(found, sympy.Interval):
        return (Interval(_bound(found.start), _bound(found.end), not found.left_open, not found.right_open),)
    if isinstance(found, sympy.FiniteSet):
        return intervals.union(*(intervals.point(_bound(value)) for value in found.args))
    if isinstance(found, sympy.Union):
        parts = [_region(part) for part in found.args]
        known = [part for part in parts if part is not None]
        return intervals.union(*known) if len(known) == len(parts) else None
    return None


def _bound(value: Any) -> Bound:
    if value.is_Rational:
        return Fraction(int(value.p), int(value.q))
    if value in (sympy.oo, -sympy.oo):
        return math.inf if value == sympy.oo else -math.inf
    return _fraction(mp.mpf(sympy.N(value, numeric.DIGITS)))
