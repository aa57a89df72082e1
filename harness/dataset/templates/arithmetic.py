"""Arithmetic: computing, fractions, percentages, averages, digits."""

from __future__ import annotations

from fractions import Fraction
from math import gcd

from harness.dataset.templates.base import Params, Template


def _counted_minutes(p: Params) -> int:
    """Walk the clock minute by minute from one time to the other."""
    minute, passed = p.h1 * 60 + p.m1, 0
    while (minute // 60 % 24, minute % 60) != (p.h2, p.m2):
        minute, passed = minute + 1, passed + 1
    return passed


def _long_division_digit(p: Params) -> int:
    digit, remainder = 0, p.a
    for _ in range(p.n):
        digit, remainder = divmod(remainder * 10, p.b)
    return digit


def _period_digit(p: Params) -> int:
    """The n-th digit through the power of ten, instead of a long division."""
    return p.a * pow(10, p.n - 1, p.b) % p.b * 10 // p.b


def _sum_of_multiples(p: Params) -> int:
    def total(step: int) -> int:
        count = p.n // step
        return step * count * (count + 1) // 2

    common = p.a * p.b // gcd(p.a, p.b)
    return total(p.a) + total(p.b) - total(common)


TEMPLATES: tuple[Template, ...] = (
    Template(
        name="mixed-operations",
        topic="arithmetic",
        level="elementary",
        ranges={"a": (40, 99), "b": (3, 9), "c": (12, 30), "d": (2, 11), "e": (13, 60)},
        fits=lambda p: p.a + p.e > p.b * (p.c - p.d) > 0,
        answer=lambda p: p.a + p.e - p.b * (p.c - p.d),
        proof=lambda p: p.a - sum(p.b for _ in range(p.d, p.c)) + p.e,
        en=("Compute {a} - {b} * ({c} - {d}) + {e}.", "What is the value of {a} - {b} * ({c} - {d}) + {e}?"),
        zh=("计算 {a} - {b} × ({c} - {d}) + {e}。", "{a} - {b} × ({c} - {d}) + {e} 的值是多少？"),
    ),
    Template(
        name="division-remainder",
        topic="arithmetic",
        level="elementary",
        ranges={"q": (12, 98), "b": (7, 37), "r": (1, 36)},
        derive=lambda p: {"n": p.q * p.b + p.r},
        fits=lambda p: p.r < p.b,
        answer_type="tuple",
        answer=lambda p: (p.q, p.r),
        proof=lambda p: divmod(p.n, p.b),
        en=(
            "Divide {n} by {b}. Give the pair (quotient, remainder).",
            "{n} objects are put into boxes of {b}. Give the pair (number of full boxes, objects left over).",
        ),
        zh=(
            "{n} 除以 {b}，请用（商, 余数）的形式写出结果。",
            "把 {n} 个物品每 {b} 个装一盒。请用（装满的盒数, 剩下的个数）的形式作答。",
        ),
    ),
    Template(
        name="minutes-between",
        topic="arithmetic",
        level="elementary",
        ranges={"h1": (5, 12), "m1": (10, 59), "h2": (13, 23), "m2": (10, 59)},
        answer=lambda p: (p.h2 - p.h1) * 60 + p.m2 - p.m1,
        proof=_counted_minutes,
        en=(
            "How many minutes pass from {h1}:{m1} to {h2}:{m2} on the same day?",
            "A train leaves at {h1}:{m1} and arrives at {h2}:{m2} on the same day. "
            "For how many minutes does it travel?",
        ),
        zh=(
            "同一天从 {h1}:{m1} 到 {h2}:{m2} 一共经过多少分钟？",
            "一列火车 {h1}:{m1} 出发，当天 {h2}:{m2} 到达。它行驶了多少分钟？",
        ),
    ),
    Template(
        name="fraction-sum",
        topic="arithmetic",
        level="middle",
        ranges={"a": (1, 13), "b": (4, 16), "c": (1, 13), "d": (5, 18)},
        fits=lambda p: gcd(p.a, p.b) == gcd(p.c, p.d) == 1 and p.a < p.b and p.c < p.d,
        answer=lambda p: Fraction(p.a, p.b) + Fraction(p.c, p.d),
        proof=lambda p: Fraction(p.a * p.d + p.c * p.b, p.b * p.d),
        en=("Compute {a}/{b} + {c}/{d} as a fraction in lowest terms.", "Add {a}/{b} and {c}/{d}. Reduce."),
        zh=("计算 {a}/{b} + {c}/{d}，写成最简分数。", "求 {a}/{b} 与 {c}/{d} 的和，并约成最简分数。"),
    ),
    Template(
        name="two-percent-changes",
        topic="arithmetic",
        level="middle",
        ranges={"base": (4, 60), "up": (1, 9), "down": (1, 8)},
        derive=lambda p: {"price": p.base * 100, "rise": p.up * 10, "fall": p.down * 10},
        answer=lambda p: p.base * (10 + p.up) * (10 - p.down),
        proof=lambda p: (
            Fraction(p.price) * (1 + Fraction(p.rise, 100))
            - Fraction(p.price * (100 + p.rise) * p.fall, 10000)
        ),
        en=(
            "A machine costs {price} dollars. Its price rises by {rise} percent and then falls by {fall} "
            "percent "
            "of the new price. What does it cost now, in dollars?",
            "Increase {price} by {rise} percent, then decrease the result by {fall} percent. "
            "Which number do you get?",
        ),
        zh=(
            "一台机器售价 {price} 元，先涨价 {rise}%，再按新价降价 {fall}%。现在售价多少元？",
            "把 {price} 增加 {rise}%，再把所得的结果减少 {fall}%，得到的数是多少？",
        ),
    ),
    Template(
        name="missing-score",
        topic="arithmetic",
        level="middle",
        ranges={"a": (41, 99), "b": (41, 99), "c": (41, 99), "mean": (55, 90)},
        people=1,
        fits=lambda p: 30 <= 4 * p.mean - p.a - p.b - p.c <= 100,
        answer=lambda p: 4 * p.mean - p.a - p.b - p.c,
        proof=lambda p: next(d for d in range(101) if Fraction(p.a + p.b + p.c + d, 4) == p.mean),
        en=(
            "{who1} scored {a}, {b} and {c} points in three games. How many points in a fourth game make the "
            "average of all four exactly {mean}?",
            "The mean of {a}, {b}, {c} and one more number is {mean}. What is that number?",
        ),
        zh=(
            "{who1}前三局分别得了 {a}、{b} 和 {c} 分。第四局得多少分，四局的平均分才恰好是 {mean} 分？",
            "{a}、{b}、{c} 和另一个数的平均数是 {mean}。那个数是多少？",
        ),
    ),
    Template(
        name="series-sum",
        topic="arithmetic",
        level="high",
        ranges={"a": (2, 40), "d": (3, 15), "n": (12, 60)},
        derive=lambda p: {"second": p.a + p.d, "last": p.a + (p.n - 1) * p.d},
        answer=lambda p: Fraction(p.n * (p.a + p.last), 2),
        proof=lambda p: sum(range(p.a, p.last + 1, p.second - p.a)),
        en=(
            "Find the sum {a} + {second} + ... + {last} of the arithmetic sequence with difference {d}.",
            "The numbers {a}, {second}, ..., {last} grow by {d} each. What do they add up to?",
        ),
        zh=(
            "求公差为 {d} 的等差数列之和：{a} + {second} + … + {last}。",
            "数 {a}、{second}、…、{last} 依次增加 {d}。它们的总和是多少？",
        ),
    ),
    Template(
        name="decimal-digit",
        topic="arithmetic",
        level="high",
        ranges={"a": (1, 40), "b": (7, 41), "n": (50, 400)},
        fits=lambda p: p.a < p.b and gcd(p.a, p.b) == 1 and gcd(p.b, 10) == 1,
        answer=_long_division_digit,
        proof=_period_digit,
        en=(
            "Which digit stands at position {n} after the decimal point of {a}/{b}?",
            "The fraction {a}/{b} is written as a decimal. What is its digit number {n} after the point?",
        ),
        zh=(
            "{a}/{b} 化成小数后，小数点后第 {n} 位数字是几？",
            "把分数 {a}/{b} 写成小数，小数点后的第 {n} 个数字是多少？",
        ),
    ),
    Template(
        name="sum-of-multiples",
        topic="arithmetic",
        level="high",
        ranges={"a": (3, 9), "b": (4, 14), "n": (60, 400)},
        fits=lambda p: p.a < p.b and p.b % p.a != 0,
        answer=_sum_of_multiples,
        proof=lambda p: sum(k for k in range(1, p.n + 1) if k % p.a == 0 or k % p.b == 0),
        en=(
            "What is the sum of all integers from 1 to {n} that are multiples of {a} or of {b} (or of both)?",
            "Add up every number from 1 to {n} that {a} or {b} divides. What is the total?",
        ),
        zh=(
            "从 1 到 {n} 的整数中，所有是 {a} 的倍数或 {b} 的倍数（或同时是两者倍数）的数之和是多少？",
            "把 1 到 {n} 中能被 {a} 或 {b} 整除的数全部相加，总和是多少？",
        ),
    ),
    Template(
        name="telescoping-sum",
        topic="arithmetic",
        level="olympiad",
        ranges={"a": (1, 9), "d": (2, 8), "n": (8, 40)},
        derive=lambda p: {
            "b": p.a + p.d,
            "c": p.a + 2 * p.d,
            "y": p.a + (p.n - 1) * p.d,
            "z": p.a + p.n * p.d,
        },
        answer=lambda p: Fraction(p.n, p.a * p.z),
        proof=lambda p: sum((Fraction(1, k * (k + p.d)) for k in range(p.a, p.z, p.d)), Fraction(0)),
        en=(
            "Find the exact value of 1/({a}*{b}) + 1/({b}*{c}) + ... + 1/({y}*{z}) in lowest terms.",
            "The sum 1/({a}*{b}) + 1/({b}*{c}) + ... + 1/({y}*{z}) has factors growing by {d}. "
            "Write it as one reduced fraction.",
        ),
        zh=(
            "求 1/({a}×{b}) + 1/({b}×{c}) + … + 1/({y}×{z}) 的值，写成最简分数。",
            "在和式 1/({a}×{b}) + 1/({b}×{c}) + … + 1/({y}×{z}) 中，因数每次增加 {d}。"
            "请把它写成一个最简分数。",
        ),
    ),
)
