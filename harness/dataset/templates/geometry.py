"""Geometry: lengths, angles, areas, solids, lattice points."""

from __future__ import annotations

from fractions import Fraction
from math import gcd, isqrt

from harness.dataset.templates.base import Params, Template

# Primitive right triangles: short leg, long leg, hypotenuse.
_TRIPLES = (
    (3, 4, 5),
    (5, 12, 13),
    (8, 15, 17),
    (7, 24, 25),
    (20, 21, 29),
    (9, 40, 41),
    (12, 35, 37),
    (28, 45, 53),
)


def _right_triangle(p: Params) -> dict[str, int]:
    short, long, hypotenuse = _TRIPLES[p.t]
    return {"a": short * p.k, "b": long * p.k, "c": hypotenuse * p.k}


def _root(n: int) -> str:
    """sqrt(n) with the square part drawn out, as a target is spelled."""
    outside = max(f for f in range(1, isqrt(n) + 1) if n % (f * f) == 0)
    inside = n // (outside * outside)
    if inside == 1:
        return str(outside)
    return f"sqrt({inside})" if outside == 1 else f"{outside}*sqrt({inside})"


def _root_by_dividing(n: int) -> str:
    """The same by taking out one square factor after the other."""
    outside, factor = 1, 2
    while factor * factor <= n:
        while n % (factor * factor) == 0:
            n, outside = n // (factor * factor), outside * factor
        factor += 1
    parts = [str(outside)] * (outside > 1) + [f"sqrt({n})"] * (n > 1)
    return "*".join(parts) or "1"


def _shoelace(p: Params) -> Fraction:
    points = [(0, 0), (p.x1, p.y1), (p.x2, p.y2), (p.x3, p.y3)]
    pairs = zip(points, points[1:] + points[:1], strict=True)
    return Fraction(abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)), 2)


def _strips(p: Params) -> Fraction:
    """The area from the trapezoids under the edges, signed by their direction."""
    points = [(0, 0), (p.x1, p.y1), (p.x2, p.y2), (p.x3, p.y3)]
    pairs = zip(points, points[1:] + points[:1], strict=True)
    return abs(sum((Fraction((x1 - x2) * (y1 + y2), 2) for (x1, y1), (x2, y2) in pairs), Fraction(0)))


def _convex(p: Params) -> bool:
    points = [(0, 0), (p.x1, p.y1), (p.x2, p.y2), (p.x3, p.y3)]
    return all(_turn(points[i], points[(i + 1) % 4], points[(i + 2) % 4]) > 0 for i in range(4))


def _turn(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> int:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _inner_points_by_pick(p: Params) -> int:
    boundary = p.a + p.b + gcd(p.a, p.b)
    return (p.a * p.b - boundary + 2) // 2


def _inner_points_counted(p: Params) -> int:
    return sum(1 for x in range(1, p.a) for y in range(1, p.b) if x * p.b + y * p.a < p.a * p.b)


def _diagonal_squares(p: Params) -> int:
    """Walk along the diagonal: a new square at each crossing of a grid line, both at once in a corner."""
    vertical = {Fraction(x, p.a) for x in range(1, p.a)}
    horizontal = {Fraction(y, p.b) for y in range(1, p.b)}
    return 1 + len(vertical | horizontal)


def _box_diagonal(p: Params) -> int:
    return next(d for d in range(1, 400) if d * d == p.x * p.x + p.y * p.y + p.z * p.z)


TEMPLATES: tuple[Template, ...] = (
    Template(
        name="rectangle-from-perimeter",
        topic="geometry",
        level="elementary",
        ranges={"a": (4, 60), "b": (5, 60)},
        derive=lambda p: {"around": 2 * (p.a + p.b)},
        answer=lambda p: p.a * p.b,
        proof=lambda p: Fraction(p.around - 2 * p.a, 2) * p.a,
        en=(
            "A rectangle has a perimeter of {around} cm and one side of {a} cm. What is its area in square "
            "cm?",
            "{around} cm of wire are bent to a rectangle with one side {a} cm long. How many square cm "
            "does it "
            "enclose?",
        ),
        zh=(
            "一个长方形的周长是 {around} 厘米，一条边长 {a} 厘米。它的面积是多少平方厘米？",
            "用 {around} 厘米长的铁丝围成一边为 {a} 厘米的长方形，围成的面积是多少平方厘米？",
        ),
    ),
    Template(
        name="third-angle",
        topic="geometry",
        level="elementary",
        ranges={"a": (21, 98), "b": (22, 99)},
        fits=lambda p: 20 < 180 - p.a - p.b != 90,
        answer=lambda p: 180 - p.a - p.b,
        proof=lambda p: next(c for c in range(1, 180) if p.a + p.b + c == 180),
        en=(
            "Two angles of a triangle measure {a} and {b} degrees. How many degrees does the third one have?",
            "A triangle has angles of {a} and {b} degrees. Find the missing angle in degrees.",
        ),
        zh=(
            "三角形的两个内角分别是 {a} 度和 {b} 度。第三个角是多少度？",
            "一个三角形有 {a} 度和 {b} 度的两个角，求剩下那个角的度数。",
        ),
    ),
    Template(
        name="ladder",
        topic="geometry",
        level="middle",
        ranges={"t": (0, len(_TRIPLES) - 1), "k": (1, 12)},
        distinct=False,
        derive=_right_triangle,
        answer=lambda p: p.b,
        proof=lambda p: isqrt((p.c - p.a) * (p.c + p.a)),
        en=(
            "A ladder {c} dm long leans against a wall, its foot {a} dm away from the wall. How many dm "
            "high does "
            "it reach?",
            "In a right triangle the hypotenuse is {c} and one leg is {a}. How long is the other leg?",
        ),
        zh=(
            "一架长 {c} 分米的梯子靠在墙上，梯脚离墙 {a} 分米。梯子顶端离地多少分米？",
            "直角三角形的斜边长 {c}，一条直角边长 {a}。另一条直角边长多少？",
        ),
    ),
    Template(
        name="ring-area",
        topic="geometry",
        level="middle",
        ranges={"r": (2, 40), "s": (3, 50)},
        fits=lambda p: p.r + 1 < p.s,
        answer_type="expression",
        answer=lambda p: f"{p.s**2 - p.r**2}*pi",
        # Pappus: the width times the way of its middle.
        proof=lambda p: f"{(p.s - p.r) * (p.s + p.r)}*pi",
        en=(
            "Two circles have the same centre and the radii {r} and {s}. What is the area between them? "
            "Give the "
            "exact value with pi.",
            "A disc of radius {r} is cut out of the middle of a disc of radius {s}. Find the area that is "
            "left, "
            "exactly, in terms of pi.",
        ),
        zh=(
            "两个同心圆的半径分别是 {r} 和 {s}。它们之间的圆环面积是多少？请用 π 给出精确值。",
            "从半径为 {s} 的圆片中央剪去半径为 {r} 的圆片，剩下的面积是多少？请用 π 精确表示。",
        ),
    ),
    Template(
        name="shadow",
        topic="geometry",
        level="middle",
        ranges={"h": (9, 30), "s": (5, 29), "t": (31, 240)},
        answer=lambda p: Fraction(p.h * p.t, p.s),
        proof=lambda p: p.t / Fraction(p.s, p.h),
        en=(
            "A pole {h} dm high casts a shadow of {s} dm. At the same time a tower casts a shadow of {t} dm. "
            "How high is the tower in dm? Give an exact fraction.",
            "When a stick of {h} dm has a shadow of {s} dm, the shadow of a tree measures {t} dm. Find the "
            "exact "
            "height of the tree in dm.",
        ),
        zh=(
            "一根高 {h} 分米的杆子影长 {s} 分米，同一时刻一座塔的影长 {t} 分米。塔高多少分米？"
            "请给出精确的分数。",
            "{h} 分米高的木棍影子长 {s} 分米时，一棵树的影子长 {t} 分米。求树的精确高度（分米）。",
        ),
    ),
    Template(
        name="point-distance",
        topic="geometry",
        level="high",
        ranges={"x1": (-15, 15), "y1": (-15, 15), "x2": (-15, 15), "y2": (-15, 15)},
        distinct=False,
        fits=lambda p: p.x1 != p.x2 and p.y1 != p.y2,
        answer_type="expression",
        answer=lambda p: _root((p.x1 - p.x2) ** 2 + (p.y1 - p.y2) ** 2),
        proof=lambda p: _root_by_dividing((p.x1 - p.x2) ** 2 + (p.y1 - p.y2) ** 2),
        en=(
            "How far apart are the points ({x1}, {y1}) and ({x2}, {y2})? Simplify the root.",
            "Find the exact length of the segment from ({x1}, {y1}) to ({x2}, {y2}).",
        ),
        zh=(
            "点 ({x1}, {y1}) 与 ({x2}, {y2}) 之间的距离是多少？请化简根式。",
            "求从 ({x1}, {y1}) 到 ({x2}, {y2}) 的线段的精确长度。",
        ),
    ),
    Template(
        name="quadrilateral-area",
        topic="geometry",
        level="high",
        ranges={"x1": (3, 14), "y1": (-5, 4), "x2": (5, 16), "y2": (5, 16), "x3": (-5, 4), "y3": (3, 14)},
        distinct=False,
        fits=_convex,
        answer=_shoelace,
        proof=_strips,
        en=(
            "What is the area of the quadrilateral with the corners (0, 0), ({x1}, {y1}), ({x2}, {y2}) and "
            "({x3}, {y3}), in this order?",
            "Going round, a field has its corners at (0, 0), ({x1}, {y1}), ({x2}, {y2}) and ({x3}, {y3}). "
            "Find its area exactly.",
        ),
        zh=(
            "四边形的顶点依次为 (0, 0)、({x1}, {y1})、({x2}, {y2}) 和 ({x3}, {y3})，它的面积是多少？",
            "一块地的四个角依次位于 (0, 0)、({x1}, {y1})、({x2}, {y2})、({x3}, {y3})。求它的精确面积。",
        ),
    ),
    Template(
        name="polygon-angle",
        topic="geometry",
        level="middle",
        ranges={"n": (5, 120)},
        answer=lambda p: Fraction(180 * (p.n - 2), p.n),
        proof=lambda p: 180 - Fraction(360, p.n),
        en=(
            "How many degrees does each interior angle of a regular polygon with {n} sides have? Answer "
            "exactly.",
            "A regular {n}-gon is drawn. What is the exact size of one inner angle, in degrees?",
        ),
        zh=(
            "正 {n} 边形的每个内角是多少度？请精确作答。",
            "画一个有 {n} 条边的正多边形，它的一个内角的精确度数是多少？",
        ),
    ),
    Template(
        name="box-diagonal",
        topic="geometry",
        level="high",
        ranges={"m": (1, 7), "n": (1, 7), "s": (1, 7), "k": (1, 3)},
        distinct=False,
        # a^2 + b^2 + c^2 = d^2 with whole numbers, by the identity of m, n and s.
        derive=lambda p: {
            "x": p.k * 2 * p.m * p.s,
            "y": p.k * 2 * p.n * p.s,
            "z": p.k * abs(p.m**2 + p.n**2 - p.s**2),
            "d": p.k * (p.m**2 + p.n**2 + p.s**2),
        },
        fits=lambda p: p.z > 0 and len({p.x, p.y, p.z}) == 3 and p.d < 200,
        answer=lambda p: p.d,
        proof=_box_diagonal,
        en=(
            "A box has the edges {x} cm, {y} cm and {z} cm. How long is the diagonal through its inside, "
            "in cm?",
            "What is the longest straight stick, in cm, that fits into a box of {x} cm by {y} cm by {z} cm?",
        ),
        zh=(
            "一个长方体盒子的棱长为 {x} 厘米、{y} 厘米和 {z} 厘米。它的体对角线长多少厘米？",
            "一个 {x} 厘米 × {y} 厘米 × {z} 厘米的盒子里，最长能放下多少厘米的直棍？",
        ),
    ),
    Template(
        name="inner-lattice-points",
        topic="geometry",
        level="olympiad",
        ranges={"a": (5, 40), "b": (6, 44)},
        answer=_inner_points_by_pick,
        proof=_inner_points_counted,
        en=(
            "How many points with integer coordinates lie strictly inside the triangle with the corners "
            "(0, 0), "
            "({a}, 0) and (0, {b})?",
            "Count the pairs of positive integers (x, y) with {b}x + {a}y < {a} * {b}.",
        ),
        zh=(
            "以 (0, 0)、({a}, 0) 和 (0, {b}) 为顶点的三角形内部（不含边界）有多少个整点？",
            "满足 {b}x + {a}y < {a} × {b} 的正整数对 (x, y) 有多少对？",
        ),
    ),
    Template(
        name="diagonal-through-tiles",
        topic="geometry",
        level="olympiad",
        ranges={"a": (12, 120), "b": (12, 160)},
        fits=lambda p: 1 < gcd(p.a, p.b) < min(p.a, p.b),
        answer=lambda p: p.a + p.b - gcd(p.a, p.b),
        proof=_diagonal_squares,
        en=(
            "A floor of {a} by {b} square tiles is crossed by a straight line from one corner to the "
            "opposite "
            "one. Through the inside of how many tiles does the line pass?",
            "How many unit squares does the diagonal of an {a} by {b} rectangle made of unit squares cut?",
        ),
        zh=(
            "地面由 {a} × {b} 块正方形瓷砖铺成，从一角到对角画一条直线。这条线穿过多少块瓷砖的内部？",
            "由单位正方形组成的 {a} × {b} 长方形，其对角线穿过多少个单位正方形？",
        ),
    ),
)
