"""Calculus: derivatives, integrals, limits, extrema, series. Polynomials and exact fractions throughout."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from harness.dataset.templates.base import Params, Template
from harness.dataset.templates.notation import answer_polynomial, polynomial

Number = int | Fraction
_CUBIC = {"a": (-6, 6), "b": (-9, 9), "c": (-9, 9), "d": (-12, 12)}


def _cubic(p: Params) -> tuple[int, int, int, int]:
    return p.a, p.b, p.c, p.d


def _value(coefficients: Sequence[Number], x: Number) -> Number:
    total: Number = 0
    for coefficient in coefficients:
        total = total * x + coefficient
    return total


def _derivative(coefficients: Sequence[Number]) -> tuple[Number, ...]:
    degree = len(coefficients) - 1
    return tuple(value * (degree - place) for place, value in enumerate(coefficients[:-1]))


def _antiderivative(coefficients: Sequence[Number]) -> tuple[Number, ...]:
    degree = len(coefficients)
    return (*(Fraction(value) / (degree - place) for place, value in enumerate(coefficients)), 0)


def _slope_by_difference(p: Params) -> Number:
    """The central difference of step one is off by exactly the cubic's leading coefficient."""
    return Fraction(_value(_cubic(p), p.x + 1) - _value(_cubic(p), p.x - 1), 2) - p.a


def _shifted(coefficients: Sequence[Number], by: Number) -> list[Number]:
    """Coefficients of q(x + by), by repeated synthetic division."""
    work = list(coefficients)
    for end in range(len(work), 1, -1):
        for place in range(1, end):
            work[place] += by * work[place - 1]
    return work


def _derivative_by_taylor(p: Params) -> str:
    """The derivative at three points is a linear Taylor coefficient; a parabola goes through them."""
    low, mid, high = (_shifted(_cubic(p), x)[-2] for x in (-1, 0, 1))
    return answer_polynomial((Fraction(high + low) / 2 - mid, Fraction(high - low) / 2, mid))


def _integral(p: Params) -> Number:
    primitive = _antiderivative((p.a, p.b, p.c))
    return _value(primitive, p.v) - _value(primitive, p.u)


def _simpson(coefficients: Sequence[Number], low: int, high: int) -> Fraction:
    """Simpson's rule, exact for polynomials up to the third degree."""
    middle = _value(coefficients, Fraction(low + high, 2))
    ends = _value(coefficients, low) + _value(coefficients, high)
    return Fraction(high - low, 6) * (ends + 4 * middle)


def _factored_limit(p: Params) -> dict[str, str]:
    top = polynomial((1, -p.r - p.s, p.r * p.s))
    bottom = polynomial((1, -p.r - p.t, p.r * p.t))
    return {"top": top, "bottom": bottom}


def _limit_by_derivatives(p: Params) -> Fraction:
    """The rule of l'Hopital."""
    return Fraction(2 * p.r - p.r - p.s, 2 * p.r - p.r - p.t)


def _local_extrema(p: Params) -> dict[str, int]:
    """A cubic whose derivative is 6(x - u)(x - v)."""
    return {"b": -3 * (p.u + p.v), "c": 6 * p.u * p.v}


def _minimum(p: Params) -> Number:
    return _value((2, p.b, p.c, p.d), p.v)


def _minimum_by_search(p: Params) -> Number:
    """The smallest value among the whole numbers from the maximum's place to well behind the minimum's."""
    return min(_value((2, p.b, p.c, p.d), x) for x in range(p.u, p.v + 20))


def _between_parabola_and_line(p: Params) -> Fraction:
    return Fraction((p.v - p.u) ** 3, 6)


def _area_by_simpson(p: Params) -> Fraction:
    return -_simpson((1, -p.u - p.v, p.u * p.v), p.u, p.v)


def _line_and_parabola(p: Params) -> dict[str, str]:
    """y = x^2 + ex + f meets the line y = mx + n at u and v."""
    e, f = p.m - p.u - p.v, p.n + p.u * p.v
    return {"parabola": polynomial((1, e, f)), "line": polynomial((p.m, p.n))}


def _geometric(p: Params) -> Fraction:
    return Fraction(p.a) / (1 - Fraction(p.p, p.q))


def _geometric_by_equation(p: Params) -> Fraction:
    """S = a + S p/q, from two trial values of S."""
    at_zero, at_one = Fraction(p.a), Fraction(p.a) + Fraction(p.p, p.q) - 1
    return at_zero / (at_zero - at_one)


def _geometric_terms(p: Params) -> dict[str, str]:
    ratio = Fraction(p.p, p.q)
    return {"t1": str(p.a * ratio), "t2": str(p.a * ratio**2)}


def _tangent(p: Params) -> str:
    slope = _value(_derivative((p.a, p.b, p.c)), p.x)
    return answer_polynomial((slope, _value((p.a, p.b, p.c), p.x) - slope * p.x))


def _tangent_by_shift(p: Params) -> str:
    """The linear part of the Taylor expansion at the point, moved back."""
    shifted = _shifted((p.a, p.b, p.c), p.x)
    return answer_polynomial(_shifted(shifted[1:], -p.x))


TEMPLATES: tuple[Template, ...] = (
    Template(
        name="slope-at-point",
        topic="calculus",
        level="high",
        ranges={**_CUBIC, "x": (-5, 5)},
        distinct=False,
        fits=lambda p: p.a * p.b * p.c * p.d * p.x != 0,
        shown=lambda p: {"f": polynomial(_cubic(p))},
        answer=lambda p: _value(_derivative(_cubic(p)), p.x),
        proof=_slope_by_difference,
        en=(
            "Let f(x) = {f}. What is f'({x})?",
            "How steep is the graph of y = {f} at x = {x}? Give the slope of its tangent there.",
        ),
        zh=("设 f(x) = {f}，求 f'({x})。", "曲线 y = {f} 在 x = {x} 处的切线斜率是多少？"),
    ),
    Template(
        name="derivative",
        topic="calculus",
        level="high",
        ranges=_CUBIC,
        distinct=False,
        fits=lambda p: p.a * p.b * p.c * p.d != 0,
        shown=lambda p: {"f": polynomial(_cubic(p))},
        answer_type="expression",
        answer=lambda p: answer_polynomial(_derivative(_cubic(p))),
        proof=_derivative_by_taylor,
        en=("Differentiate f(x) = {f} with respect to x.", "What is the derivative of {f}?"),
        zh=("求函数 f(x) = {f} 的导数。", "{f} 对 x 的导函数是什么？"),
    ),
    Template(
        name="definite-integral",
        topic="calculus",
        level="high",
        ranges={"a": (-6, 9), "b": (-9, 9), "c": (-9, 9), "u": (-3, 2), "v": (1, 5)},
        distinct=False,
        fits=lambda p: p.a * p.b * p.c != 0 and p.u < p.v,
        shown=lambda p: {"f": polynomial((p.a, p.b, p.c))},
        answer=_integral,
        proof=lambda p: _simpson((p.a, p.b, p.c), p.u, p.v),
        en=(
            "Compute the definite integral of {f} from x = {u} to x = {v}. Give the exact value.",
            "What is the integral of y = {f} over the interval [{u}, {v}], exactly?",
        ),
        zh=(
            "求 {f} 从 x = {u} 到 x = {v} 的定积分，给出精确值。",
            "函数 y = {f} 在区间 [{u}, {v}] 上的积分精确等于多少？",
        ),
    ),
    Template(
        name="removable-limit",
        topic="calculus",
        level="high",
        ranges={"r": (-9, 9), "s": (-9, 9), "t": (-9, 9)},
        fits=lambda p: p.r * p.s * p.t != 0 and p.r + p.s != 0 and p.r + p.t != 0,
        shown=_factored_limit,
        answer=lambda p: Fraction(p.r - p.s, p.r - p.t),
        proof=_limit_by_derivatives,
        en=(
            "Find the limit of ({top}) / ({bottom}) as x tends to {r}.",
            "Which value does ({top}) / ({bottom}) approach when x goes to {r}?",
        ),
        zh=(
            "求当 x 趋于 {r} 时 ({top}) / ({bottom}) 的极限。",
            "x → {r} 时，({top}) / ({bottom}) 趋近于哪个值？",
        ),
    ),
    Template(
        name="local-minimum",
        topic="calculus",
        level="university",
        ranges={"u": (-6, 5), "v": (-5, 7), "d": (-15, 15)},
        derive=_local_extrema,
        fits=lambda p: p.u < p.v and p.b * p.c * p.d != 0,
        shown=lambda p: {"f": polynomial((2, p.b, p.c, p.d))},
        answer=_minimum,
        proof=_minimum_by_search,
        en=(
            "What is the value of f(x) = {f} at its local minimum?",
            "The graph of y = {f} has one lowest point of its valley. Find the y-coordinate of that point.",
        ),
        zh=("函数 f(x) = {f} 的极小值是多少？", "曲线 y = {f} 的极小值点的纵坐标是多少？"),
    ),
    Template(
        name="area-between",
        topic="calculus",
        level="university",
        ranges={"u": (-6, 5), "v": (-4, 8), "m": (-5, 5), "n": (-9, 9)},
        distinct=False,
        fits=lambda p: p.u < p.v and p.m * p.n != 0 and p.m != p.u + p.v and p.n != -p.u * p.v,
        shown=_line_and_parabola,
        answer=_between_parabola_and_line,
        proof=_area_by_simpson,
        en=(
            "What is the exact area enclosed by the parabola y = {parabola} and the line y = {line}?",
            "The curves y = {parabola} and y = {line} bound a region. Find its exact area.",
        ),
        zh=(
            "抛物线 y = {parabola} 与直线 y = {line} 所围图形的精确面积是多少？",
            "曲线 y = {parabola} 和 y = {line} 围成一个区域，求它的精确面积。",
        ),
    ),
    Template(
        name="geometric-series",
        topic="calculus",
        level="university",
        ranges={"a": (2, 60), "p": (1, 8), "q": (3, 11)},
        fits=lambda p: p.p < p.q and Fraction(p.p, p.q).denominator == p.q,
        shown=_geometric_terms,
        answer=_geometric,
        proof=_geometric_by_equation,
        en=(
            "What is the sum of the infinite geometric series {a} + {t1} + {t2} + ...? Give an exact "
            "fraction.",
            "Each term of the series {a} + {t1} + {t2} + ... is {p}/{q} times the one before. Find its "
            "exact sum.",
        ),
        zh=(
            "无穷等比级数 {a} + {t1} + {t2} + … 的和是多少？请给出精确的分数。",
            "级数 {a} + {t1} + {t2} + … 的每一项都是前一项的 {p}/{q}。求它的精确和。",
        ),
    ),
    Template(
        name="tangent-line",
        topic="calculus",
        level="university",
        ranges={"a": (-6, 6), "b": (-9, 9), "c": (-12, 12), "x": (-6, 6)},
        distinct=False,
        fits=lambda p: p.a * p.b * p.c * p.x != 0 and 2 * p.a * p.x + p.b != 0 and p.c != p.a * p.x * p.x,
        shown=lambda p: {"f": polynomial((p.a, p.b, p.c))},
        answer_type="expression",
        answer=_tangent,
        proof=_tangent_by_shift,
        en=(
            "The tangent to y = {f} at x = {x} has the equation y = mx + n. Give the right-hand side mx + n.",
            "Which linear function of x touches the parabola y = {f} at x = {x}?",
        ),
        zh=(
            "曲线 y = {f} 在 x = {x} 处的切线方程为 y = mx + n。请写出右边的 mx + n。",
            "哪个 x 的一次函数在 x = {x} 处与抛物线 y = {f} 相切？",
        ),
    ),
)
