"""Algebra, each answer found by sympy or by substitution."""

import sympy as sp

from harness.dataset.proofs import question

x, y, z = sp.symbols("x y z", real=True)


@question(
    topic="algebra",
    level="middle",
    en="Solve the equation `3x + 11 = 14` for x.",
    zh="解方程 `3x + 11 = 14`，求 x 的值。",
    target="1",
)
def quick_start():
    return sp.solve(sp.Eq(3 * x + 11, 14), x)[0]


@question(
    topic="algebra",
    level="high",
    en="Find the set of all real solutions of x^4 - 13x^2 + 36 = 0.",
    zh="求方程 x^4 - 13x^2 + 36 = 0 的全部实数解组成的集合。",
    target="{-3, -2, 2, 3}",
    answer_type="set",
)
def biquadratic():
    return set(sp.solve(x**4 - 13 * x**2 + 36, x))


@question(
    topic="algebra",
    level="high",
    en="For which real numbers x does x^2 - 5x + 4 < 0 hold? Answer with an interval.",
    zh="实数 x 满足 x^2 - 5x + 4 < 0 时的取值范围是什么？请用区间作答。",
    target="(1, 4)",
    answer_type="interval",
)
def quadratic_inequality():
    interval = sp.solveset(x**2 - 5 * x + 4 < 0, x, sp.S.Reals)
    assert interval.left_open and interval.right_open
    return (interval.start, interval.end)


@question(
    topic="algebra",
    level="high",
    en="Expand and simplify (x + 2)^3 - (x - 2)^3 as a polynomial in x.",
    zh="展开并化简 (x + 2)^3 - (x - 2)^3，写成 x 的多项式。",
    target="12*x^2 + 16",
    answer_type="expression",
)
def difference_of_cubes():
    return sp.expand((x + 2) ** 3 - (x - 2) ** 3)


@question(
    topic="algebra",
    level="high",
    en="Two real numbers have the sum 10 and the product 18. What is the sum of their cubes?",
    zh="两个实数的和是 10，积是 18。它们的立方和是多少？",
    target="460",
)
def sum_of_cubes():
    first, second = sp.solve(x**2 - 10 * x + 18, x)
    return sp.expand(first**3 + second**3)


@question(
    topic="algebra",
    level="olympiad",
    en="Real numbers x, y, z satisfy x + y + z = 6, xy + yz + zx = 11 and xyz = 6. What is x^4 + y^4 + z^4?",
    zh="实数 x、y、z 满足 x + y + z = 6，xy + yz + zx = 11，xyz = 6。求 x^4 + y^4 + z^4 的值。",
    target="98",
)
def power_sum():
    return sum(root**4 for root in sp.solve(x**3 - 6 * x**2 + 11 * x - 6, x))


@question(
    topic="algebra",
    level="middle",
    en="A line passes through (2, 7) and (5, 1). At which value of x does it meet the x-axis?",
    zh="一条直线经过点 (2, 7) 和 (5, 1)。它与 x 轴交点的横坐标是多少？",
    target="11/2",
)
def line_meets_axis():
    slope = sp.Rational(1 - 7, 5 - 2)
    return sp.solve(7 + slope * (x - 2), x)[0]


@question(
    topic="algebra",
    level="high",
    en="Simplify sqrt(50) + sqrt(18) - sqrt(8) to the form a*sqrt(b) with b as small as possible.",
    zh="把 √50 + √18 - √8 化简成 a√b 的形式，其中 b 尽可能小。",
    target="6*sqrt(2)",
    answer_type="expression",
)
def surds():
    return sp.sqrt(50) + sp.sqrt(18) - sp.sqrt(8)
