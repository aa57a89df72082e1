"""Several blanks in one question: the answer is the tuple of what stands in them, in their order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import permutations, product
from math import factorial, gcd, lcm
from typing import Any

from harness.dataset.templates.base import Params, Template
from harness.dataset.templates.notation import matrix, polynomial

_END = (
    " Fill in the blanks and answer with the tuple (blank 1, blank 2).",
    "填空，并按（空 1, 空 2）的形式作答。",
)
_ENTRIES = ("a", "b", "c", "d")


def _template(
    name: str,
    topic: str,
    level: str,
    ranges: Mapping[str, tuple[int, int]],
    *,
    answer: Callable[[Params], Any],
    proof: Callable[[Params], Any],
    en: tuple[str, str],
    zh: tuple[str, str],
    **more: Any,
) -> Template:
    return Template(
        name=name,
        topic=topic,
        level=level,
        ranges=ranges,
        answer_type="blanks",
        answer=answer,
        proof=proof,
        en=(en[0] + _END[0], en[1] + _END[0]),
        zh=(zh[0] + _END[1], zh[1] + _END[1]),
        **more,
    )


def _counted_seatings(n: int) -> int:
    """Rings of n people that differ after turning: those in which the first person sits still."""
    return sum(1 for ring in permutations(range(n)) if ring[0] == 0)


def _dice(p: Params) -> tuple[Fraction, Fraction]:
    rolls = list(product(range(1, p.m + 1), range(1, p.n + 1)))
    alike = sum(x == y for x, y in rolls)
    return Fraction(alike, len(rolls)), Fraction(sum(x + y for x, y in rolls), len(rolls))


def _divisors(p: Params) -> tuple[int, int]:
    found = [k for k in range(1, p.n + 1) if p.n % k == 0]
    return len(found), sum(found)


def _lowest_point(p: Params) -> tuple[int, int]:
    """Looks at every whole x near by; the place is a whole number."""
    height = {x: p.a * x * x + p.b * x + p.c for x in range(-40, 41)}
    place = min(height, key=lambda x: height[x])
    return place, height[place]


TEMPLATES: tuple[Template, ...] = (
    _template(
        "blanks-quotient-and-remainder",
        "arithmetic",
        "elementary",
        {"q": (11, 95), "b": (6, 29), "r": (1, 28)},
        derive=lambda p: {"n": p.q * p.b + p.r},
        fits=lambda p: p.r < p.b,
        answer=lambda p: (p.q, p.r),
        proof=lambda p: divmod(p.n, p.b),
        en=(
            "{n} = {b} * __(1)__ + __(2)__, where the second blank is a whole number from 0 to less than {b}.",
            "{n} beads are strung on threads of {b}: __(1)__ full threads, and __(2)__ beads are left over.",
        ),
        zh=(
            "{n} = {b} × __(1)__ + __(2)__，其中第二个空是小于 {b} 的非负整数。",
            "{n} 颗珠子每 {b} 颗穿成一串，可以穿 __(1)__ 整串，还剩 __(2)__ 颗。",
        ),
    ),
    _template(
        "blanks-sum-and-difference",
        "word_problems",
        "middle",
        {"x": (12, 90), "y": (5, 80)},
        derive=lambda p: {"s": p.x + p.y, "d": p.x - p.y},
        fits=lambda p: p.d > 2,
        people=2,
        things=1,
        answer=lambda p: (p.x, p.y),
        proof=lambda p: next((x, p.s - x) for x in range(p.s) if x - (p.s - x) == p.d),
        en=(
            "{who1} and {who2} have {s} {thing1} together, {who1} has {d} more than {who2}. "
            "{who1} has __(1)__ and {who2} has __(2)__ of them.",
            "Of {s} {thing1}, {who2} gets {d} fewer than {who1}, and nothing is left. "
            "{who1} gets __(1)__, {who2} gets __(2)__.",
        ),
        zh=(
            "{who1}和{who2}一共有 {s} 个{thing1}，{who1}比{who2}多 {d} 个。{who1}有 __(1)__ 个，{who2}有 __(2)__ 个。",
            "把 {s} 个{thing1}全部分给{who1}和{who2}，{who2}比{who1}少 {d} 个。"
            "{who1}分到 __(1)__ 个，{who2}分到 __(2)__ 个。",
        ),
    ),
    _template(
        "blanks-complete-the-square",
        "algebra",
        "middle",
        {"h": (2, 15), "c": (-40, 90)},
        derive=lambda p: {"b": 2 * p.h},
        fits=lambda p: p.c not in (0, p.h * p.h),
        answer=lambda p: (p.h, p.c - p.h * p.h),
        proof=lambda p: (p.b // 2, (-p.h) ** 2 + p.b * -p.h + p.c),
        shown=lambda p: {"f": polynomial([1, p.b, p.c])},
        en=(
            "{f} = (x + __(1)__)^2 + __(2)__ for all x.",
            "Completing the square turns {f} into (x + __(1)__)^2 + __(2)__.",
        ),
        zh=(
            "对任意 x 都有 {f} = (x + __(1)__)^2 + __(2)__。",
            "把 {f} 配方，得到 (x + __(1)__)^2 + __(2)__。",
        ),
    ),
    _template(
        "blanks-roots-sum-and-product",
        "algebra",
        "high",
        {"a": (2, 9), "u": (-9, 9), "v": (-9, 9), "k": (1, 6)},
        derive=lambda p: {"b": -(p.a * p.v + p.k * p.u), "c": p.u * p.v, "lead": p.a * p.k},
        fits=lambda p: p.u * p.v * p.b != 0 and Fraction(p.u, p.a) != Fraction(p.v, p.k),
        answer=lambda p: (Fraction(-p.b, p.lead), Fraction(p.c, p.lead)),
        proof=lambda p: (Fraction(p.u, p.a) + Fraction(p.v, p.k), Fraction(p.u, p.a) * Fraction(p.v, p.k)),
        shown=lambda p: {"f": polynomial([p.lead, p.b, p.c])},
        en=(
            "The two solutions of {f} = 0 have the sum __(1)__ and the product __(2)__.",
            "Adding the two roots of {f} gives __(1)__, multiplying them gives __(2)__.",
        ),
        zh=(
            "方程 {f} = 0 的两个根之和为 __(1)__，之积为 __(2)__。",
            "{f} 的两个零点相加得 __(1)__，相乘得 __(2)__。",
        ),
    ),
    _template(
        "blanks-gcd-and-lcm",
        "number_theory",
        "middle",
        {"g": (2, 18), "x": (2, 12), "y": (3, 14)},
        derive=lambda p: {"a": p.g * p.x, "b": p.g * p.y},
        fits=lambda p: gcd(p.x, p.y) == 1,
        answer=lambda p: (p.g, p.g * p.x * p.y),
        proof=lambda p: (gcd(p.a, p.b), lcm(p.a, p.b)),
        en=(
            "The greatest common divisor of {a} and {b} is __(1)__, their least common multiple is __(2)__.",
            "__(1)__ is the largest number that divides both {a} and {b}; __(2)__ is the smallest positive one that "
            "both divide.",
        ),
        zh=(
            "{a} 和 {b} 的最大公因数是 __(1)__，最小公倍数是 __(2)__。",
            "能同时整除 {a} 和 {b} 的最大的数是 __(1)__，能同时被它们整除的最小正整数是 __(2)__。",
        ),
    ),
    _template(
        "blanks-divisors",
        "number_theory",
        "olympiad",
        {"i": (1, 5), "j": (1, 3), "k": (0, 2)},
        distinct=False,
        derive=lambda p: {"n": 2**p.i * 3**p.j * 5**p.k},
        fits=lambda p: p.n > 40,
        answer=lambda p: (
            (p.i + 1) * (p.j + 1) * (p.k + 1),
            (2 ** (p.i + 1) - 1) * ((3 ** (p.j + 1) - 1) // 2) * ((5 ** (p.k + 1) - 1) // 4),
        ),
        proof=_divisors,
        en=(
            "The number {n} has __(1)__ positive divisors, and their sum is __(2)__.",
            "All positive divisors of {n}, 1 and {n} among them, are listed: there are __(1)__, and they add up to "
            "__(2)__.",
        ),
        zh=(
            "{n} 有 __(1)__ 个正因数，它们的和是 __(2)__。",
            "列出 {n} 的全部正因数（包括 1 和 {n}），一共 __(1)__ 个，总和为 __(2)__。",
        ),
    ),
    _template(
        "blanks-row-and-ring",
        "combinatorics",
        "high",
        {"n": (4, 8), "m": (4, 8)},
        distinct=False,
        answer=lambda p: (factorial(p.n), factorial(p.m - 1)),
        proof=lambda p: (sum(1 for _ in permutations(range(p.n))), _counted_seatings(p.m)),
        en=(
            "There are __(1)__ ways to line up {n} people, and __(2)__ ways to seat {m} people at a round table, where "
            "seatings that differ by a turn count once.",
            "{n} runners can finish a race without ties in __(1)__ orders; {m} dancers can form a ring in __(2)__ "
            "ways if turning the ring changes nothing.",
        ),
        zh=(
            "{n} 个人排成一列有 __(1)__ 种排法；{m} 个人围坐一张圆桌有 __(2)__ 种坐法（旋转后相同的算一种）。",
            "{n} 名选手比赛，没有并列，名次有 __(1)__ 种可能；{m} 名舞者手拉手围成一圈，旋转后相同的算一种，"
            "有 __(2)__ 种围法。",
        ),
    ),
    _template(
        "blanks-two-dice",
        "probability",
        "high",
        {"m": (3, 14), "n": (4, 22)},
        fits=lambda p: p.m < p.n,
        answer=lambda p: (Fraction(1, p.n), Fraction(p.m + p.n + 2, 2)),
        proof=_dice,
        en=(
            "Fair dice, one with the numbers 1 to {m}, one with 1 to {n}, are rolled. They show the same with "
            "probability __(1)__, and the expected sum is __(2)__.",
            "Two wheels stop at random, the first on one of 1 to {m}, the second on one of 1 to {n}. The numbers agree "
            "with probability __(1)__; on average they add up to __(2)__.",
        ),
        zh=(
            "掷两个均匀的骰子，一个有 1 到 {m}，另一个有 1 到 {n}。点数相同的概率为 __(1)__，点数之和的期望为 __(2)__。",
            "两个转盘随机停下，第一个停在 1 到 {m} 之一，第二个停在 1 到 {n} 之一。两数相同的概率是 __(1)__，"
            "两数之和的平均值是 __(2)__。",
        ),
    ),
    _template(
        "blanks-cuboid",
        "geometry",
        "middle",
        {"a": (2, 14), "b": (3, 16), "c": (4, 18)},
        answer=lambda p: (p.a * p.b * p.c, 2 * (p.a * p.b + p.a * p.c + p.b * p.c)),
        proof=lambda p: (sum(p.a * p.b for _ in range(p.c)), (p.a + p.a + p.b + p.b) * p.c + 2 * p.a * p.b),
        en=(
            "A box with edges of {a} cm, {b} cm and {c} cm has a volume of __(1)__ cubic centimetres and a surface of "
            "__(2)__ square centimetres.",
            "A solid block of {a} by {b} by {c} unit cubes is painted outside. It consists of __(1)__ unit cubes, and "
            "__(2)__ unit squares are painted.",
        ),
        zh=(
            "棱长为 {a} 厘米、{b} 厘米、{c} 厘米的长方体，体积是 __(1)__ 立方厘米，表面积是 __(2)__ 平方厘米。",
            "用单位正方体拼成 {a} × {b} × {c} 的实心长方体，再把外表涂色。它由 __(1)__ 个单位正方体组成，"
            "有 __(2)__ 个单位正方形被涂色。",
        ),
    ),
    _template(
        "blanks-trace-and-determinant",
        "linear_algebra",
        "university",
        dict.fromkeys(_ENTRIES, (-9, 9)),
        fits=lambda p: all(p[name] for name in _ENTRIES) and p.a * p.d != p.b * p.c,
        answer=lambda p: (p.a + p.d, p.a * p.d - p.b * p.c),
        # det(tI - A) = t^2 - trace t + det, read off at t = 1 and t = -1.
        proof=lambda p: (
            Fraction(_characteristic(p, -1) - _characteristic(p, 1), 2),
            Fraction(_characteristic(p, -1) + _characteristic(p, 1), 2) - 1,
        ),
        shown=lambda p: {"m": matrix([[p.a, p.b], [p.c, p.d]])},
        en=(
            "The eigenvalues of {m}, counted with multiplicity, have the sum __(1)__ and the product __(2)__.",
            "The matrix {m} has the trace __(1)__ and the determinant __(2)__.",
        ),
        zh=(
            "矩阵 {m} 的特征值（按重数计）之和为 __(1)__，之积为 __(2)__。",
            "矩阵 {m} 的迹为 __(1)__，行列式为 __(2)__。",
        ),
    ),
    _template(
        "blanks-lowest-point",
        "calculus",
        "high",
        {"a": (1, 6), "h": (-9, 9), "k": (-30, 30)},
        derive=lambda p: {"b": -2 * p.a * p.h, "c": p.a * p.h * p.h + p.k},
        fits=lambda p: p.h != 0 and p.c != 0,
        answer=lambda p: (p.h, p.k),
        proof=_lowest_point,
        shown=lambda p: {"f": polynomial([p.a, p.b, p.c])},
        en=(
            "The function f(x) = {f} has its minimum at x = __(1)__; its value there is __(2)__.",
            "The lowest point of the curve y = {f} has the coordinates x = __(1)__ and y = __(2)__.",
        ),
        zh=(
            "函数 f(x) = {f} 在 x = __(1)__ 处取得最小值，最小值为 __(2)__。",
            "曲线 y = {f} 的最低点的坐标为 x = __(1)__，y = __(2)__。",
        ),
    ),
)


def _characteristic(p: Params, t: int) -> int:
    return (t - p.a) * (t - p.d) - p.b * p.c
