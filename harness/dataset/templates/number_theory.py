"""Number theory: divisors, remainders, digits, primes."""

from __future__ import annotations

from itertools import count
from math import gcd, prod

from harness.dataset.templates.base import Params, Template

_PRIMES = (2, 3, 5, 7, 11, 13)
_NUMBERS = {"p": (0, 4), "q": (1, 5), "i": (1, 4), "j": (1, 3)}


def _two_prime_number(p: Params) -> dict[str, int]:
    return {"n": _PRIMES[p.p] ** p.i * _PRIMES[p.q] ** p.j}


def _remainders_by_search(p: Params) -> int:
    return next(n for n in count(1) if n % p.a == p.r and n % p.b == p.s)


def _remainders_by_inverse(p: Params) -> int:
    """The Chinese remainder theorem."""
    steps = (p.s - p.r) * pow(p.a, -1, p.b) % p.b
    return p.r + p.a * steps or p.a * p.b


def _power_by_steps(p: Params) -> int:
    value = 1
    for _ in range(p.n):
        value = value * p.a % p.m
    return value


def _legendre(p: Params) -> int:
    power, total = 5, 0
    while power <= p.n:
        power, total = power * 5, total + p.n // power
    return total


def _counted_fives(p: Params) -> int:
    total = 0
    for k in range(5, p.n + 1, 5):
        while k % 5 == 0:
            k, total = k // 5, total + 1
    return total


def _digits_in_base(p: Params) -> str:
    value, digits = p.n, ""
    while value:
        value, digit = divmod(value, p.b)
        digits = str(digit) + digits
    return digits


def _highest_place_first(p: Params) -> str:
    """The same digits from the greatest power down."""
    power = p.b ** next(k for k in range(20, -1, -1) if p.b**k <= p.n)
    value, digits = p.n, ""
    while power:
        digits += str(value // power)
        value, power = value % power, power // p.b
    return digits


def _frobenius_by_table(p: Params) -> int:
    reachable = {0}
    for total in range(1, p.a * p.b):
        if total - p.a in reachable or total - p.b in reachable:
            reachable.add(total)
    return max(set(range(p.a * p.b)) - reachable)


def _divisors(n: int) -> list[int]:
    return [d for d in range(1, n + 1) if n % d == 0]


def _is_prime(n: int) -> bool:
    return n > 1 and all(n % d for d in range(2, int(n**0.5) + 1))


TEMPLATES: tuple[Template, ...] = (
    Template(
        name="greatest-common-divisor",
        topic="number_theory",
        level="elementary",
        ranges={"g": (4, 60), "a": (5, 40), "b": (5, 40)},
        derive=lambda p: {"m": p.g * p.a, "n": p.g * p.b},
        fits=lambda p: gcd(p.a, p.b) == 1,
        answer=lambda p: p.g,
        proof=lambda p: next(d for d in range(min(p.m, p.n), 0, -1) if p.m % d == p.n % d == 0),
        en=(
            "What is the greatest common divisor of {m} and {n}?",
            "Which is the largest number that divides both {m} and {n}?",
        ),
        zh=("{m} 和 {n} 的最大公因数是多少？", "能同时整除 {m} 和 {n} 的最大的数是多少？"),
    ),
    Template(
        name="lights-together",
        topic="number_theory",
        level="middle",
        ranges={"a": (4, 40), "b": (5, 60)},
        fits=lambda p: gcd(p.a, p.b) > 1 and max(p.a, p.b) % min(p.a, p.b) > 0,
        answer=lambda p: p.a * p.b // gcd(p.a, p.b),
        proof=lambda p: next(n for n in range(p.a, p.a * p.b + 1, p.a) if n % p.b == 0),
        en=(
            "One buoy flashes every {a} seconds, another one every {b} seconds. They have just flashed "
            "together. "
            "After how many seconds do they do so again for the first time?",
            "What is the smallest positive number that is a multiple of both {a} and {b}?",
        ),
        zh=(
            "一个浮标每 {a} 秒闪一次，另一个每 {b} 秒闪一次。刚才它们同时闪了一次。"
            "最少再过多少秒会再次同时闪？",
            "既是 {a} 的倍数又是 {b} 的倍数的最小正整数是多少？",
        ),
    ),
    Template(
        name="divisor-count",
        topic="number_theory",
        level="middle",
        ranges=_NUMBERS,
        distinct=False,
        derive=_two_prime_number,
        fits=lambda p: p.p < p.q and 40 < p.n < 4000,
        answer=lambda p: (p.i + 1) * (p.j + 1),
        proof=lambda p: len(_divisors(p.n)),
        en=("How many positive divisors does {n} have?", "Count the positive integers that divide {n}."),
        zh=("{n} 有多少个正因数？", "能整除 {n} 的正整数一共有几个？"),
    ),
    Template(
        name="prime-count",
        topic="number_theory",
        level="middle",
        ranges={"a": (10, 200), "width": (12, 60)},
        derive=lambda p: {"b": p.a + p.width},
        fits=lambda p: any(map(_is_prime, range(p.a, p.b + 1))),
        answer=lambda p: sum(map(_is_prime, range(p.a, p.b + 1))),
        proof=lambda p: len(
            set(range(p.a, p.b + 1)) - {m for d in range(2, 17) for m in range(2 * d, p.b + 1, d)}
        ),
        en=(
            "How many prime numbers are there from {a} to {b}, both included?",
            "Count the primes p with {a} <= p <= {b}.",
        ),
        zh=("从 {a} 到 {b}（包括两端）有多少个质数？", "满足 {a} ≤ p ≤ {b} 的质数 p 有几个？"),
    ),
    Template(
        name="two-remainders",
        topic="number_theory",
        level="high",
        ranges={"a": (5, 23), "b": (6, 29), "r": (1, 22), "s": (1, 28)},
        fits=lambda p: p.r < p.a and p.s < p.b and gcd(p.a, p.b) == 1,
        answer=_remainders_by_inverse,
        proof=_remainders_by_search,
        en=(
            "Find the smallest positive integer that leaves remainder {r} when divided by {a} and "
            "remainder {s} "
            "when divided by {b}.",
            "A number of eggs, packed by {a}, leaves {r} over; packed by {b}, it leaves {s}. "
            "What is the smallest possible number of eggs?",
        ),
        zh=(
            "求最小的正整数，它除以 {a} 余 {r}，除以 {b} 余 {s}。",
            "一堆鸡蛋，每 {a} 个一装剩 {r} 个，每 {b} 个一装剩 {s} 个。这堆鸡蛋最少有多少个？",
        ),
    ),
    Template(
        name="power-remainder",
        topic="number_theory",
        level="high",
        ranges={"a": (2, 30), "n": (40, 999), "m": (7, 97)},
        fits=lambda p: p.a % p.m > 1,
        answer=lambda p: pow(p.a, p.n, p.m),
        proof=_power_by_steps,
        en=("What is the remainder when {a}^{n} is divided by {m}?", "Find {a}^{n} modulo {m}, from 0 up."),
        zh=("{a}^{n} 除以 {m} 的余数是多少？", "求 {a}^{n} 对 {m} 取模的结果（不小于 0）。"),
    ),
    Template(
        name="factorial-zeros",
        topic="number_theory",
        level="high",
        ranges={"n": (20, 900)},
        answer=_legendre,
        proof=_counted_fives,
        en=("With how many zeros does {n}! end?", "How often does 10 divide the factorial of {n}?"),
        zh=("{n}! 的末尾有多少个零？", "{n} 的阶乘能被 10 连续整除多少次？"),
    ),
    Template(
        name="number-base",
        topic="number_theory",
        level="high",
        ranges={"n": (60, 3000), "b": (3, 9)},
        fits=lambda p: p.n > p.b**3,
        answer=_digits_in_base,
        proof=_highest_place_first,
        en=("Write the number {n} in base {b}.", "Which digits does {n} have in the base-{b} system?"),
        zh=("把十进制数 {n} 写成 {b} 进制数。", "十进制的 {n} 在 {b} 进制中怎样书写？"),
    ),
    Template(
        name="two-coins",
        topic="number_theory",
        level="olympiad",
        ranges={"a": (4, 29), "b": (5, 37)},
        fits=lambda p: gcd(p.a, p.b) == 1 and p.a < p.b,
        answer=lambda p: p.a * p.b - p.a - p.b,
        proof=_frobenius_by_table,
        en=(
            "Stamps are sold only for {a} and {b} cents, as many of each as you like. "
            "What is the largest postage, in cents, that cannot be paid exactly?",
            "Find the largest integer that is not of the form {a}x + {b}y with integers x, y >= 0.",
        ),
        zh=(
            "邮票只有 {a} 分和 {b} 分两种，张数不限。不能恰好贴出的最大邮资是多少分？",
            "求不能表示成 {a}x + {b}y（x、y 为非负整数）的最大整数。",
        ),
    ),
    Template(
        name="divisor-product-pairs",
        topic="number_theory",
        level="olympiad",
        ranges=_NUMBERS,
        distinct=False,
        derive=_two_prime_number,
        fits=lambda p: p.p < p.q and 20 < p.n < 1200,
        answer=lambda p: (2 * p.i + 1) * (2 * p.j + 1),
        proof=lambda p: sum(1 for d in _divisors(p.n) for e in _divisors(p.n) if d * e // gcd(d, e) == p.n),
        en=(
            "How many ordered pairs (a, b) of positive integers have the least common multiple {n}?",
            "Count the ordered pairs of positive integers (a, b) with lcm(a, b) = {n}.",
        ),
        zh=(
            "最小公倍数为 {n} 的正整数有序对 (a, b) 有多少对？",
            "满足 lcm(a, b) = {n} 的正整数有序对 (a, b) 共有几对？",
        ),
    ),
    Template(
        name="divisor-sum",
        topic="number_theory",
        level="high",
        ranges=_NUMBERS,
        distinct=False,
        derive=_two_prime_number,
        fits=lambda p: p.p < p.q and 40 < p.n < 4000,
        answer=lambda p: prod(
            (_PRIMES[base] ** (power + 1) - 1) // (_PRIMES[base] - 1)
            for base, power in ((p.p, p.i), (p.q, p.j))
        ),
        proof=lambda p: sum(_divisors(p.n)),
        en=(
            "What is the sum of all positive divisors of {n}, including 1 and {n}?",
            "Add up all positive integers that divide {n}, the number itself included.",
        ),
        zh=(
            "{n} 的所有正因数（包括 1 和 {n}）之和是多少？",
            "把所有能整除 {n} 的正整数（包括它自己）相加，和是多少？",
        ),
    ),
)
