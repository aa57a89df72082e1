"""Calculus, each answer by sympy."""

import sympy as sp

from harness.dataset.proofs import question

x = sp.symbols("x", real=True)
k = sp.symbols("k", integer=True, positive=True)


@question(
    topic="calculus",
    level="high",
    en="What is the derivative of x^2 * sin(x)?",
    zh="x^2 * sin(x) 的导数是什么？",
    target="x^2*cos(x) + 2*x*sin(x)",
    answer_type="expression",
)
def product_rule():
    return sp.diff(x**2 * sp.sin(x), x)


@question(
    topic="calculus",
    level="high",
    en="Find the limit of sin(5x) / x as x tends to 0.",
    zh="求当 x 趋于 0 时 sin(5x) / x 的极限。",
    target="5",
)
def sine_over_x():
    return sp.limit(sp.sin(5 * x) / x, x, 0)


@question(
    topic="calculus",
    level="high",
    en="A farmer has 60 m of fence for a rectangular meadow along a straight river; the river's side needs "
    "no fence. "
    "What is the largest possible area in square metres?",
    zh="农夫有 60 米篱笆，要沿笔直的河边围一块长方形草地，靠河的一边不用篱笆。最大面积是多少平方米？",
    target="450",
)
def meadow_by_the_river():
    area = x * (60 - 2 * x)
    (best,) = sp.solve(sp.diff(area, x), x)
    return area.subs(x, best)


@question(
    topic="calculus",
    level="university",
    en="Compute the integral of x * e^x from 0 to 1.",
    zh="计算 x * e^x 从 0 到 1 的定积分。",
    target="1",
)
def integral_by_parts():
    return sp.integrate(x * sp.exp(x), (x, 0, 1))


@question(
    topic="calculus",
    level="university",
    en="What is the sum of the infinite series of k / 2^k over k = 1, 2, 3, ...?",
    zh="无穷级数 k / 2^k（k = 1, 2, 3, …）的和是多少？",
    target="2",
)
def series_with_k():
    return sp.summation(k / 2**k, (k, 1, sp.oo))


@question(
    topic="calculus",
    level="university",
    en="Find the limit of (1 + 3/n)^n as the integer n grows without bound.",
    zh="当正整数 n 无限增大时，求 (1 + 3/n)^n 的极限。",
    target="exp(3)",
    answer_type="expression",
)
def compound_growth():
    n = sp.symbols("n", positive=True)
    return sp.limit((1 + 3 / n) ** n, n, sp.oo)


@question(
    topic="calculus",
    level="university",
    en="Which volume results when the region under y = sqrt(x) from x = 0 to x = 4 turns around the "
    "x-axis? Give the exact "
    "value.",
    zh="曲线 y = √x 在 x = 0 到 x = 4 之间与 x 轴围成的区域绕 x 轴旋转一周，所得立体的体积是多少？"
    "请给出精确值。",
    target="8*pi",
    answer_type="expression",
)
def turned_square_root():
    return sp.integrate(sp.pi * sp.sqrt(x) ** 2, (x, 0, 4))


@question(
    topic="calculus",
    level="olympiad",
    en="What is the smallest value of x + 4/x^2 over all positive real numbers x?",
    zh="对所有正实数 x，x + 4/x^2 的最小值是多少？",
    target="3",
)
def smallest_sum():
    p = sp.symbols("p", positive=True)
    (place,) = sp.solve(sp.diff(p + 4 / p**2, p), p)
    return (p + 4 / p**2).subs(p, place)
