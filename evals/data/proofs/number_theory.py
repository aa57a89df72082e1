"""Number theory, each answer found by trying every candidate."""

from math import gcd

from harness.dataset.proofs import question


@question(
    topic="number_theory",
    level="middle",
    en="What is the smallest positive integer that leaves remainder 2 when divided by 5, remainder 3 when "
    "divided by 7 and remainder 1 when divided by 4?",
    zh="求最小的正整数，使它除以 5 余 2，除以 7 余 3，除以 4 余 1。",
    target="17",
)
def three_remainders():
    return next(n for n in range(1, 1000) if n % 5 == 2 and n % 7 == 3 and n % 4 == 1)


@question(
    topic="number_theory",
    level="middle",
    en="How many positive divisors of 720 are odd?",
    zh="720 的正因数中有多少个是奇数？",
    target="6",
)
def odd_divisors():
    return sum(1 for d in range(1, 721, 2) if 720 % d == 0)


@question(
    topic="number_theory",
    level="high",
    en="What are the last two digits of 7^2026? Give a number from 0 to 99.",
    zh="7^2026 的末两位数是多少？请用 0 到 99 之间的数作答。",
    target="49",
)
def last_two_digits():
    value = 1
    for _ in range(2026):
        value = value * 7 % 100
    return value


@question(
    topic="number_theory",
    level="high",
    en="The number 8a5b has four digits, where a and b stand for digits, and is divisible by 45. "
    "Find the set of all such four-digit numbers.",
    zh="四位数 8a5b（a、b 各代表一个数字）能被 45 整除。求所有这样的四位数组成的集合。",
    target="{8055, 8550, 8955}",
    answer_type="set",
)
def missing_digits():
    numbers = (8050 + 100 * a + b for a in range(10) for b in range(10))
    return {n for n in numbers if n % 45 == 0}


@question(
    topic="number_theory",
    level="olympiad",
    en="How many ordered pairs (x, y) of positive integers satisfy 1/x + 1/y = 1/12?",
    zh="满足 1/x + 1/y = 1/12 的正整数有序对 (x, y) 有多少对？",
    target="15",
)
def unit_fractions():
    # x > 12, and x - 12 divides 144, so that x is at most 156.
    return sum(1 for x in range(13, 157) if 12 * x % (x - 12) == 0)


@question(
    topic="number_theory",
    level="olympiad",
    en="Find the largest integer n such that n + 10 divides n^3 + 100.",
    zh="求最大的整数 n，使得 n + 10 整除 n^3 + 100。",
    target="890",
)
def largest_divisor():
    # n^3 + 100 leaves remainder -900 at n = -10, so that n + 10 is at most 900.
    return max(n for n in range(-9, 2000) if (n**3 + 100) % (n + 10) == 0)


@question(
    topic="number_theory",
    level="high",
    en="How many integers from 1 to 360 share no prime factor with 360?",
    zh="从 1 到 360 的整数中，有多少个与 360 没有公共质因数？",
    target="96",
)
def coprime_count():
    return sum(1 for n in range(1, 361) if gcd(n, 360) == 1)


@question(
    topic="number_theory",
    level="olympiad",
    en="With how many zeros does the base-12 expansion of 60! end?",
    zh="60! 写成十二进制数时，末尾有多少个零？",
    target="28",
)
def zeros_in_base_twelve():
    value, zeros = 1, 0
    for factor in range(2, 61):
        value *= factor
    while value % 12 == 0:
        value, zeros = value // 12, zeros + 1
    return zeros
