"""Algebra: equations, systems, polynomials, inequalities, sequences."""

from __future__ import annotations

from fractions import Fraction

from harness.dataset.templates.base import Params, Template
from harness.dataset.templates.notation import answer_polynomial, linear, polynomial, signed


def _zero_by_false_position(p: Params) -> Fraction:
    """Where the difference of the two sides vanishes, from its values at 0 and 1."""
    at_zero, at_one = p.b - p.d, p.a + p.b - p.c - p.d
    return Fraction(at_zero, at_zero - at_one)


def _eliminated(p: Params) -> tuple[Fraction, Fraction]:
    """Cramer's rule on the two printed equations."""
    det = p.a * p.d - p.b * p.c
    return Fraction(p.e * p.d - p.b * p.f, det), Fraction(p.a * p.f - p.e * p.c, det)


def _searched_roots(p: Params) -> set[int]:
    return {x for x in range(-60, 61) if x * x - (p.r + p.s) * x + p.r * p.s == 0}


def _recurrence(p: Params) -> int:
    value = p.a
    for _ in range(p.n - 1):
        value = p.k * value + p.c
    return value


def _recurrence_closed(p: Params) -> Fraction:
    fixed = Fraction(p.c, 1 - p.k)
    return Fraction(p.k) ** (p.n - 1) * (p.a - fixed) + fixed


def _newton_power_sum(p: Params) -> int:
    """x^4 + y^4 from the sum s and the product t of the two numbers."""
    squares = p.s * p.s - 2 * p.t
    return squares * squares - 2 * p.t * p.t


def _power_sum_recurrence(p: Params) -> int:
    before, now = 2, p.s
    for _ in range(3):
        before, now = now, p.s * now - p.t * before
    return now


def _remainder_at_root(p: Params) -> int:
    return p.a * p.r**3 + p.b * p.r**2 + p.c * p.r + p.d


def _synthetic_division(p: Params) -> int:
    value = 0
    for coefficient in (p.a, p.b, p.c, p.d):
        value = value * p.r + coefficient
    return value


def _nested_square(p: Params) -> int:
    """x = sqrt(n + x) has one positive solution."""
    return next(x for x in range(1, 200) if x * x - x == p.n)


TEMPLATES: tuple[Template, ...] = (
    Template(
        name="two-step-equation",
        topic="algebra",
        level="middle",
        ranges={"a": (2, 15), "b": (1, 60), "x": (-25, 25)},
        derive=lambda p: {"c": p.a * p.x + p.b},
        fits=lambda p: p.x != 0 and p.c != p.b,
        answer=lambda p: p.x,
        proof=lambda p: Fraction(p.c - p.b, p.a),
        en=("Solve {a}x + {b} = {c} for x.", "Which number x satisfies {a}x + {b} = {c}?"),
        zh=("解方程 {a}x + {b} = {c}，求 x。", "哪个数 x 满足 {a}x + {b} = {c}？"),
    ),
    Template(
        name="unknown-both-sides",
        topic="algebra",
        level="middle",
        ranges={"a": (2, 19), "b": (1, 40), "c": (2, 19), "d": (41, 99)},
        answer=lambda p: Fraction(p.d - p.b, p.a - p.c),
        proof=_zero_by_false_position,
        en=(
            "Solve {a}x + {b} = {c}x + {d}. Give x exactly.",
            "For which x are {a}x + {b} and {c}x + {d} equal?",
        ),
        zh=(
            "解方程 {a}x + {b} = {c}x + {d}，给出 x 的精确值。",
            "x 取何值时，{a}x + {b} 与 {c}x + {d} 相等？",
        ),
    ),
    Template(
        name="two-unknowns",
        topic="algebra",
        level="middle",
        ranges={"a": (2, 9), "b": (2, 9), "c": (2, 9), "d": (-9, -2), "x": (-12, 12), "y": (-12, 12)},
        distinct=False,
        derive=lambda p: {"e": p.a * p.x + p.b * p.y, "f": p.c * p.x + p.d * p.y},
        fits=lambda p: p.x != p.y and p.x * p.y != 0,
        shown=lambda p: {"one": linear((p.a, p.b), "xy"), "two": linear((p.c, p.d), "xy")},
        answer_type="tuple",
        answer=lambda p: (p.x, p.y),
        proof=_eliminated,
        en=(
            "Solve the system {one} = {e}, {two} = {f}. Answer with the pair (x, y).",
            "Find the pair (x, y) for which both {one} = {e} and {two} = {f} hold.",
        ),
        zh=(
            "解方程组 {one} = {e}，{two} = {f}。请用 (x, y) 的形式作答。",
            "求同时满足 {one} = {e} 和 {two} = {f} 的数对 (x, y)。",
        ),
    ),
    Template(
        name="quadratic-roots",
        topic="algebra",
        level="high",
        ranges={"r": (-30, 30), "s": (-30, 30)},
        fits=lambda p: p.r < p.s and p.r + p.s != 0 and p.r * p.s != 0,
        shown=lambda p: {"left": polynomial((1, -p.r - p.s, p.r * p.s))},
        answer_type="set",
        answer=lambda p: {p.r, p.s},
        proof=_searched_roots,
        en=(
            "Find the set of all real solutions of {left} = 0.",
            "At which values of x does the graph of y = {left} meet the x-axis? Give the set of them.",
        ),
        zh=(
            "求方程 {left} = 0 的全部实数解组成的集合。",
            "函数 y = {left} 的图像与 x 轴交点的横坐标是哪些？请写成集合。",
        ),
    ),
    Template(
        name="quadratic-interval",
        topic="algebra",
        level="high",
        ranges={"r": (-25, 25), "s": (-25, 25)},
        fits=lambda p: p.r < p.s and p.r + p.s != 0 and p.r * p.s != 0,
        shown=lambda p: {"left": polynomial((1, -p.r - p.s, p.r * p.s))},
        answer_type="interval",
        answer=lambda p: (p.r, p.s),
        proof=lambda p: (min(_searched_roots(p)), max(_searched_roots(p))),
        en=(
            "For which real x is {left} < 0? Answer with an open interval (a, b).",
            "Solve the inequality {left} < 0 and write the solution as an open interval.",
        ),
        zh=(
            "实数 x 在什么范围内时 {left} < 0？请用开区间 (a, b) 作答。",
            "解不等式 {left} < 0，把解集写成开区间。",
        ),
    ),
    Template(
        name="expand-product",
        topic="algebra",
        level="middle",
        ranges={"a": (2, 9), "b": (-12, 12), "c": (2, 9), "d": (-12, 12)},
        fits=lambda p: p.b * p.d != 0 and p.a * p.d + p.b * p.c != 0,
        shown=lambda p: {"one": f"{p.a}x{signed(p.b)}", "two": f"{p.c}x{signed(p.d)}"},
        answer_type="expression",
        answer=lambda p: answer_polynomial((p.a * p.c, p.a * p.d + p.b * p.c, p.b * p.d)),
        proof=lambda p: answer_polynomial(_interpolated(p)),
        en=("Expand ({one})({two}) into a polynomial in x.", "Write ({one})({two}) without brackets."),
        zh=("把 ({one})({two}) 展开成 x 的多项式。", "去掉括号，化简 ({one})({two})。"),
    ),
    Template(
        name="remainder-theorem",
        topic="algebra",
        level="high",
        ranges={"a": (1, 6), "b": (-9, 9), "c": (-9, 9), "d": (-20, 20), "r": (2, 6)},
        distinct=False,
        fits=lambda p: p.b * p.c * p.d != 0,
        shown=lambda p: {"cubic": polynomial((p.a, p.b, p.c, p.d))},
        answer=_remainder_at_root,
        proof=_synthetic_division,
        en=(
            "What is the remainder when {cubic} is divided by x - {r}?",
            "The polynomial {cubic} is divided by x - {r}. Which number is left over?",
        ),
        zh=("多项式 {cubic} 除以 x - {r} 的余数是多少？", "用 x - {r} 去除 {cubic}，余下的数是多少？"),
    ),
    Template(
        name="linear-recurrence",
        topic="algebra",
        level="high",
        ranges={"a": (1, 9), "k": (2, 5), "c": (-9, 9), "n": (5, 9)},
        fits=lambda p: p.c != 0 and p.k * p.a + p.c != p.a,
        shown=lambda p: {"rule": f"{p.k}a_n{signed(p.c)}"},
        answer=_recurrence,
        proof=_recurrence_closed,
        en=(
            "A sequence has a_1 = {a} and a_(n+1) = {rule} for every n. What is a_{n}?",
            "Start with a_1 = {a} and apply the rule a_(n+1) = {rule} again and again. Find a_{n}.",
        ),
        zh=(
            "数列满足 a_1 = {a}，且对每个 n 都有 a_(n+1) = {rule}。求 a_{n}。",
            "从 a_1 = {a} 出发，反复使用规则 a_(n+1) = {rule}。a_{n} 等于多少？",
        ),
    ),
    Template(
        name="fourth-powers",
        topic="algebra",
        level="olympiad",
        ranges={"s": (3, 25), "t": (-30, 30)},
        fits=lambda p: p.t != 0 and p.s * p.s > 4 * p.t,
        answer=_newton_power_sum,
        proof=_power_sum_recurrence,
        en=(
            "Two real numbers have the sum {s} and the product {t}. What is the sum of their fourth powers?",
            "Real numbers x and y satisfy x + y = {s} and xy = {t}. Find x^4 + y^4.",
        ),
        zh=(
            "两个实数的和是 {s}，积是 {t}。它们的四次方之和是多少？",
            "实数 x、y 满足 x + y = {s}，xy = {t}。求 x^4 + y^4。",
        ),
    ),
    Template(
        name="nested-root",
        topic="algebra",
        level="olympiad",
        ranges={"x": (3, 120)},
        derive=lambda p: {"n": p.x * p.x - p.x},
        answer=lambda p: p.x,
        proof=_nested_square,
        en=(
            "What is the value of the infinite nested root sqrt({n} + sqrt({n} + sqrt({n} + ...)))?",
            "The sequence x_1 = sqrt({n}), x_(k+1) = sqrt({n} + x_k) converges. What is its limit?",
        ),
        zh=(
            "求无穷嵌套根式 √({n} + √({n} + √({n} + …))) 的值。",
            "数列 x_1 = √{n}，x_(k+1) = √({n} + x_k) 收敛。它的极限是多少？",
        ),
    ),
)


def _interpolated(p: Params) -> tuple[Fraction, Fraction, Fraction]:
    """Coefficients of the product from its values at 0, 1 and -1."""

    def product(x: int) -> int:
        return (p.a * x + p.b) * (p.c * x + p.d)

    even = Fraction(product(1) + product(-1), 2)
    return even - product(0), Fraction(product(1) - product(-1), 2), Fraction(product(0))
