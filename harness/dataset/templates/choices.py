"""Multiple choice: one right option among three that come of usual slips.

The options are numbers, and what stands under which letter follows from the numbers of the question.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, count, permutations
from math import comb, factorial, perm, prod

from harness.dataset.proofs import spell
from harness.dataset.templates.base import Params, Template
from harness.dataset.templates.notation import matrix, polynomial

LETTERS = "ABCD"
_Number = int | Fraction
_Value = Callable[[Params], _Number]
_END = ("\n{options}\nAnswer with the letter of the right option.", "\n{options}\n请用正确选项的字母作答。")


@dataclass(frozen=True)
class _Choice:
    """`value` is the right number as constructed, `proof` finds it by another way, `slips` are three wrong ones."""

    value: _Value
    proof: _Value
    slips: Callable[[Params], Sequence[_Number]]

    def options(self, p: Params) -> list[_Number]:
        """The four numbers from A to D. Where the right one stands is as good as drawn, and repeatable."""
        place = zlib.crc32(spell(tuple(p.values())).encode()) % len(LETTERS)
        wrong = sorted(self.slips(p), key=lambda number: zlib.crc32(spell(number).encode()))
        return [*wrong[:place], self.value(p), *wrong[place:]]

    def differ(self, p: Params) -> bool:
        """Whether all four are different, none of them betrayed by a sign or by being a fraction."""
        options = self.options(p)
        shapes = {(Fraction(number) > 0, Fraction(number).denominator > 1) for number in options}
        return len(set(map(Fraction, options))) == len(LETTERS) and len(shapes) == 1

    def letter(self, p: Params, number: _Number) -> str:
        return LETTERS[[Fraction(option) for option in self.options(p)].index(Fraction(number))]

    def shown(self, p: Params) -> str:
        return "\n".join(f"{letter}) {spell(n)}" for letter, n in zip(LETTERS, self.options(p), strict=True))


def _asked(wordings: tuple[str, str], ending: str) -> tuple[str, str]:
    return wordings[0] + ending, wordings[1] + ending


def _template(
    name: str,
    topic: str,
    level: str,
    ranges: Mapping[str, tuple[int, int]],
    choice: _Choice,
    en: tuple[str, str],
    zh: tuple[str, str],
    *,
    fits: Callable[[Params], bool] = lambda p: True,
    derive: Callable[[Params], Mapping[str, int]] = lambda p: {},
    shown: Callable[[Params], Mapping[str, str]] = lambda p: {},
    people: int = 0,
    things: int = 0,
) -> Template:
    def numbers(p: Params) -> Params:
        return Params({key: value for key, value in p.items() if not key.startswith(("who", "thing"))})

    return Template(
        name=name,
        topic=topic,
        level=level,
        ranges=ranges,
        derive=derive,
        people=people,
        things=things,
        answer_type="choice",
        fits=lambda p: fits(p) and choice.differ(numbers(p)),
        answer=lambda p: choice.letter(numbers(p), choice.value(p)),
        proof=lambda p: choice.letter(numbers(p), choice.proof(p)),
        shown=lambda p: {"options": choice.shown(numbers(p)), **shown(p)},
        en=_asked(en, _END[0]),
        zh=_asked(zh, _END[1]),
    )


def _last_digit(p: Params) -> int:
    digit = 1
    for _ in range(p.n):
        digit = digit * p.a % 10
    return digit


def _both_red(p: Params) -> Fraction:
    balls = [True] * p.r + [False] * p.b
    pairs = list(permutations(range(len(balls)), 2))
    return Fraction(sum(balls[i] and balls[j] for i, j in pairs), len(pairs))


def _slope(p: Params) -> int:
    """The derivative at t by Horner's rule on dual numbers: value and slope go along together."""
    value, slope = 0, 0
    for coefficient in [p.a, *[0] * (p.n - 2), p.b, 0]:
        value, slope = value * p.t + coefficient, slope * p.t + value
    return slope


def _trailing_zeros(p: Params) -> int:
    digits = str(factorial(p.n))
    return len(digits) - len(digits.rstrip("0"))


TEMPLATES: tuple[Template, ...] = (
    _template(
        "choice-order-of-operations",
        "arithmetic",
        "elementary",
        {"a": (11, 60), "b": (3, 19), "c": (4, 15)},
        _Choice(
            value=lambda p: p.a + p.b * p.c,
            proof=lambda p: sum([p.b] * p.c, p.a),
            slips=lambda p: ((p.a + p.b) * p.c, p.a * p.b + p.c, p.a + p.b + p.c),
        ),
        ("Which number is {a} + {b} * {c}?", "Compute {a} + {b} * {c}."),
        ("{a} + {b} × {c} 等于下面哪个数？", "计算 {a} + {b} × {c}。"),
    ),
    _template(
        "choice-discount",
        "word_problems",
        "middle",
        {"n": (3, 12), "tens": (2, 9), "off": (1, 4)},
        _Choice(
            value=lambda p: p.n * p.tens * (10 - p.off),
            proof=lambda p: sum(p.price - Fraction(p.price * p.percent, 100) for _ in range(p.n)),
            slips=lambda p: (p.n * p.price - p.percent, p.n * p.tens * p.off, p.n * p.tens * (10 + p.off)),
        ),
        (
            "{who1} buys {n} bags of {thing1} at {price} yuan each and gets {percent} percent off. "
            "How many yuan does {who1} pay?",
            "A bag of {thing1} costs {price} yuan; today everything is {percent} percent cheaper. "
            "How many yuan does {who1} pay for {n} bags?",
        ),
        (
            "{who1}买了 {n} 袋{thing1}，每袋原价 {price} 元，全部减价 {percent}%。{who1}要付多少元？",
            "一袋{thing1}原价 {price} 元，今天全场减价 {percent}%。{who1}买 {n} 袋要付多少元？",
        ),
        derive=lambda p: {"price": p.tens * 10, "percent": p.off * 10},
        people=1,
        things=1,
    ),
    _template(
        "choice-brackets",
        "algebra",
        "middle",
        {"x": (2, 30), "a": (3, 9), "b": (2, 12), "c": (2, 8)},
        _Choice(
            value=lambda p: p.x,
            proof=lambda p: next(x for x in count(1) if p.a * (x + p.b) == p.c * x + p.d),
            slips=lambda p: (p.x + p.b, p.x + p.a * p.b // (p.a - p.c), p.x + 2 * p.a * p.b // (p.a - p.c)),
        ),
        ("Solve {a}(x + {b}) = {c}x + {d}. What is x?", "For which x is {a}(x + {b}) equal to {c}x + {d}?"),
        ("解方程 {a}(x + {b}) = {c}x + {d}，x 等于多少？", "x 取何值时 {a}(x + {b}) 等于 {c}x + {d}？"),
        derive=lambda p: {"d": p.a * (p.x + p.b) - p.c * p.x},
        fits=lambda p: p.a > p.c and p.a * p.b % (p.a - p.c) == 0,
    ),
    _template(
        "choice-last-digit",
        "number_theory",
        "high",
        {"a": (12, 99), "n": (11, 60)},
        _Choice(
            value=lambda p: pow(p.a, p.n, 10),
            proof=_last_digit,
            slips=lambda p: (p.a * p.n % 10, pow(p.a, p.n - 1, 10), (p.a + p.n) % 10),
        ),
        ("What is the last digit of {a}^{n}?", "The number {a}^{n} is written out. Which digit is its last?"),
        ("{a}^{n} 的个位数字是几？", "把 {a}^{n} 写成十进制数，最后一位是几？"),
    ),
    _template(
        "choice-committee",
        "combinatorics",
        "middle",
        {"n": (6, 13), "k": (2, 5)},
        _Choice(
            value=lambda p: comb(p.n, p.k),
            proof=lambda p: sum(1 for _ in combinations(range(p.n), p.k)),
            slips=lambda p: (perm(p.n, p.k), p.n * p.k, p.n**p.k),
        ),
        (
            "In how many ways can a team of {k} be chosen from {n} players?",
            "From {n} different books {k} are taken on a journey. How many selections are there?",
        ),
        (
            "从 {n} 名队员中选出 {k} 人组队，有多少种选法？",
            "从 {n} 本不同的书中带走 {k} 本，有多少种选法？",
        ),
    ),
    _template(
        "choice-two-draws",
        "probability",
        "high",
        {"r": (3, 12), "b": (2, 12)},
        _Choice(
            value=lambda p: Fraction(p.r * (p.r - 1), (p.r + p.b) * (p.r + p.b - 1)),
            proof=_both_red,
            slips=lambda p: (
                Fraction(p.r, p.r + p.b) ** 2,
                Fraction(p.r, p.r + p.b),
                Fraction(p.r * p.b, (p.r + p.b) * (p.r + p.b - 1)),
            ),
        ),
        (
            "A bag holds {r} red and {b} blue balls. Two are drawn without replacement. "
            "What is the probability that both are red?",
            "Out of {r} red and {b} blue cards two are dealt. How likely are two red ones?",
        ),
        (
            "袋中有 {r} 个红球和 {b} 个蓝球，不放回地摸出两个。两个都是红球的概率是多少？",
            "从 {r} 张红牌和 {b} 张蓝牌中发两张牌，两张都是红牌的概率是多少？",
        ),
    ),
    _template(
        "choice-trapezoid",
        "geometry",
        "middle",
        {"a": (4, 30), "b": (5, 40), "half": (2, 12)},
        _Choice(
            value=lambda p: (p.a + p.b) * p.half,
            proof=lambda p: p.a * p.h + Fraction((p.b - p.a) * p.h, 2),
            slips=lambda p: ((p.a + p.b) * p.h, p.a * p.h, p.b * p.h),
        ),
        (
            "A trapezoid has parallel sides of {a} cm and {b} cm and a height of {h} cm. "
            "What is its area in square centimetres?",
            "Two parallel sides of a field are {a} m and {b} m long and {h} m apart; the other two sides are "
            "straight. How many square metres is the field?",
        ),
        (
            "梯形的上底为 {a} 厘米，下底为 {b} 厘米，高为 {h} 厘米，面积是多少平方厘米？",
            "一块田有两条平行的边，长 {a} 米和 {b} 米，相距 {h} 米，另外两边是直的。它的面积是多少平方米？",
        ),
        derive=lambda p: {"h": 2 * p.half},
        fits=lambda p: p.a < p.b,
    ),
    _template(
        "choice-determinant",
        "linear_algebra",
        "university",
        {"a": (2, 12), "b": (-9, 9), "c": (-9, 9), "d": (2, 12)},
        _Choice(
            value=lambda p: p.a * p.d - p.b * p.c,
            proof=lambda p: p.a * (p.d - Fraction(p.c, p.a) * p.b),
            slips=lambda p: (p.a * p.d + p.b * p.c, p.a * p.c - p.b * p.d, p.a * p.b - p.c * p.d),
        ),
        (
            "What is the determinant of the matrix {m}?",
            "By which factor, with its sign, does the linear map with the matrix {m} change areas?",
        ),
        ("矩阵 {m} 的行列式是多少？", "以 {m} 为矩阵的线性变换把有向面积变为原来的多少倍？"),
        fits=lambda p: p.b * p.c != 0,
        shown=lambda p: {"m": matrix([[p.a, p.b], [p.c, p.d]])},
    ),
    _template(
        "choice-slope",
        "calculus",
        "high",
        {"a": (2, 9), "n": (3, 5), "b": (2, 20), "t": (2, 5)},
        _Choice(
            value=lambda p: p.n * p.a * p.t ** (p.n - 1) + p.b,
            proof=_slope,
            slips=lambda p: (
                p.a * p.t**p.n + p.b * p.t,
                p.a * p.t ** (p.n - 1) + p.b,
                p.n * p.a * p.t**p.n + p.b,
            ),
        ),
        (
            "Let f(x) = {f}. What is f'({t})?",
            "What is the slope of the curve y = {f} at the point where x = {t}?",
        ),
        ("设 f(x) = {f}，f'({t}) 等于多少？", "曲线 y = {f} 在 x = {t} 处的切线斜率是多少？"),
        shown=lambda p: {"f": polynomial([p.a, *[0] * (p.n - 2), p.b, 0])},
    ),
    _template(
        "choice-zeros-of-a-factorial",
        "number_theory",
        "olympiad",
        {"n": (60, 480)},
        _Choice(
            value=lambda p: sum(p.n // 5**k for k in range(1, 6)),
            proof=_trailing_zeros,
            slips=lambda p: (p.n // 5, p.n // 10, p.n // 5 + p.n // 10),
        ),
        (
            "With how many zeros does {n}! end?",
            "What is the largest k for which 10^k divides {n}!?",
        ),
        ("{n}! 的末尾有多少个连续的零？", "使 10^k 整除 {n}! 的最大的 k 是多少？"),
    ),
    _template(
        "choice-invariant-of-marks",
        "combinatorics",
        "olympiad",
        {"n": (5, 40), "s": (2, 9)},
        _Choice(
            value=lambda p: prod((p.s + k + 1) for k in range(3)) - 1 + p.n,
            proof=lambda p: _merged([p.s, p.s + 1, p.s + 2]) + p.n,
            slips=lambda p: (
                3 * p.s + 3 + p.n,
                p.s * (p.s + 1) * (p.s + 2) + p.n,
                (p.s + 1) * (p.s + 2) * (p.s + 3) + p.n,
            ),
        ),
        (
            "The numbers {s}, {s1} and {s2} stand on a board. Two of them, x and y, are wiped off and xy + x + y is "
            "written, until one number is left. Then {n} is added to it. What is the result?",
            "Out of {s}, {s1} and {s2} one takes any two numbers x and y, puts xy + x + y in their place, does so "
            "once more and adds {n} to the last number. Which number comes out?",
        ),
        (
            "黑板上写着 {s}、{s1} 和 {s2}。每次擦去两个数 x 和 y，写上 xy + x + y，直到只剩一个数，再加上 {n}。"
            "结果是多少？",
            "在 {s}、{s1}、{s2} 中任取两个数 x 和 y，用 xy + x + y 代替它们，再做一次，最后把所得的数加上 {n}。"
            "得到哪个数？",
        ),
        shown=lambda p: {"s1": str(p.s + 1), "s2": str(p.s + 2)},
    ),
)


def _merged(marks: list[int]) -> int:
    """Every order of merging gives the same; that all do is checked by trying them."""
    results = {_merge(_merge(x, y), z) for x, y, z in permutations(marks)}
    (result,) = results
    return result


def _merge(x: int, y: int) -> int:
    return x * y + x + y
