"""Explain code about numbers: understand it, and say it as a clear program of one's own."""

from harness.dataset.tasks import Task

EN = (
    "Read this code and explain in one sentence what it computes. Then write a clear function `{name}` that "
    "returns the same for every allowed argument, without copying its tricks. {rest}"
)
ZH = (
    "阅读下面的代码，用一句话说明它计算什么。然后写一个清晰的函数 `{name}`，"
    "对每个允许的参数返回相同的结果，但不要照搬其中的技巧。{rest}"
)


def explain(name: str, entry: str, allowed: tuple[str, str], **rest) -> Task:
    """A task to explain `shown`, with the arguments that are allowed in English and Chinese."""
    return Task(
        name=name,
        category="explain",
        entry=entry,
        en=EN.format(name=entry, rest=allowed[0]),
        zh=ZH.format(name=entry, rest=allowed[1]),
        **rest,
    )


TASKS = [
    explain(
        "explain-bit-count",
        "same",
        ("The argument is an integer from 0 up.", "参数是不小于 0 的整数。"),
        level="medium",
        shown="""
def mystery(n):
    k = 0
    while n:
        n &= n - 1
        k += 1
    return k
""",
        reference="""
def same(n):
    return bin(n).count("1")
""",
        tests=[
            "same(0) == 0",
            "same(1) == 1",
            "same(2) == 1",
            "same(3) == 2",
            "same(255) == 8",
            "same(256) == 1",
            "same(2**70 - 1) == 70",
            "same(1000) == 6",
            "same(10) == 2",
        ],
        wrong=[('count("1")', 'count("0")'), ('bin(n).count("1")', "n.bit_length()"), ("bin(n)", "str(n)")],
    ),
    explain(
        "explain-digital-root",
        "same",
        ("The argument is an integer from 0 up.", "参数是不小于 0 的整数。"),
        level="medium",
        shown="""
def mystery(n):
    return n and 1 + (n - 1) % 9
""",
        reference="""
def same(n):
    while n > 9:
        n = sum(int(digit) for digit in str(n))
    return n
""",
        tests=[
            "same(0) == 0",
            "same(9) == 9",
            "same(10) == 1",
            "same(18) == 9",
            "same(38) == 2",
            "same(999) == 9",
            "same(12345) == 6",
            "same(10**30) == 1",
            "same(77) == 5",
        ],
        wrong=[
            ("while n > 9", "if n > 9"),
            ("return n", "return n % 9"),
            ("int(digit) for digit", "int(digit) + 1 for digit"),
        ],
    ),
    explain(
        "explain-triangular",
        "same",
        ("The argument is an integer from 0 up.", "参数是不小于 0 的整数。"),
        level="medium",
        shown="""
def mystery(n):
    k = 0
    while n > 0:
        k += 1
        n -= k
    return n == 0
""",
        reference="""
def same(n):
    total, step = 0, 0
    while total < n:
        step += 1
        total += step
    return total == n
""",
        tests=[
            "same(0) == True",
            "same(1) == True",
            "same(2) == False",
            "same(3) == True",
            "same(4) == False",
            "same(6) == True",
            "same(10) == True",
            "same(5050) == True",
            "same(5051) == False",
        ],
        wrong=[
            ("return total == n", "return total >= n"),
            ("step += 1", "step += 2"),
            ("total < n", "total <= n"),
        ],
    ),
    explain(
        "explain-xor-single",
        "same",
        (
            "The argument is a list of integers in which one value occurs once and every other value "
            "exactly twice.",
            "参数是一个整数列表，其中一个值出现一次，其余每个值恰好出现两次。",
        ),
        level="medium",
        shown="""
from functools import reduce

def mystery(values):
    return reduce(lambda a, b: a ^ b, values)
""",
        reference="""
def same(values):
    return next(value for value in values if values.count(value) == 1)
""",
        tests=[
            "same([4]) == 4",
            "same([1, 2, 1]) == 2",
            "same([0, 5, 5]) == 0",
            "same([9, 7, 9, 7, 3]) == 3",
            "same([-1, 8, -1]) == 8",
            "same([6, -6, 6]) == -6",
            "same([10, 20, 30, 20, 10]) == 30",
            "same([2, 3, 3, 4, 4]) == 2",
        ],
        wrong=[
            ("== 1)", "== 2)"),
            ("next(value for value in values if values.count(value) == 1)", "values[-1]"),
            ("next(value for value in values if values.count(value) == 1)", "max(values)"),
        ],
    ),
    explain(
        "explain-collatz",
        "same",
        ("The argument is an integer from 1 to 10000.", "参数是 1 到 10000 的整数。"),
        level="easy",
        shown="""
def mystery(n, c=0):
    return c if n == 1 else mystery((n // 2, 3 * n + 1)[n % 2], c + 1)
""",
        reference="""
def same(n):
    steps = 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps
""",
        tests=[
            "same(1) == 0",
            "same(2) == 1",
            "same(3) == 7",
            "same(6) == 8",
            "same(7) == 16",
            "same(27) == 111",
            "same(97) == 118",
            "same(1024) == 10",
            "same(9) == 19",
        ],
        wrong=[
            ("steps = 0", "steps = 1"),
            ("3 * n + 1", "3 * n - 1 if n < 0 else n + 1"),
            ("n % 2 == 0", "n % 4 == 0 or n == 2"),
        ],
    ),
    explain(
        "explain-horner",
        "same",
        ("The arguments are a list of integers and an integer.", "参数是一个整数列表和一个整数。"),
        level="medium",
        shown="""
def mystery(c, x):
    r = 0
    for a in c:
        r = r * x + a
    return r
""",
        reference="""
def same(coefficients, x):
    degree = len(coefficients) - 1
    return sum(value * x ** (degree - place) for place, value in enumerate(coefficients))
""",
        tests=[
            "same([], 3) == 0",
            "same([5], 3) == 5",
            "same([1, 0], 7) == 7",
            "same([1, 2, 3], 2) == 11",
            "same([1, 0, 1], 10) == 101",
            "same([2, -3], 4) == 5",
            "same([1, 1, 1, 1], -1) == 0",
            "same([3, 0, 0], 0) == 0",
        ],
        wrong=[
            ("degree - place", "place"),
            ("len(coefficients) - 1", "len(coefficients)"),
            ("value * x **", "value + x **"),
        ],
    ),
    explain(
        "explain-while-gcd",
        "same",
        ("The arguments are two positive integers.", "参数是两个正整数。"),
        level="easy",
        shown="""
def mystery(a, b):
    p = a * b
    while b:
        a, b = b, a % b
    return p // a
""",
        reference="""
def same(a, b):
    multiple = a
    while multiple % b:
        multiple += a
    return multiple
""",
        tests=[
            "same(4, 6) == 12",
            "same(1, 1) == 1",
            "same(7, 3) == 21",
            "same(5, 10) == 10",
            "same(10, 5) == 10",
            "same(12, 18) == 36",
            "same(13, 13) == 13",
            "same(1, 99) == 99",
            "same(21, 6) == 42",
        ],
        wrong=[
            ("return multiple", "return multiple // b"),
            ("multiple = a", "multiple = a * b"),
            ("multiple % b", "multiple < b"),
        ],
    ),
    explain(
        "explain-max-drop",
        "same",
        ("The argument is a list of integers.", "参数是一个整数列表。"),
        level="medium",
        shown="""
def mystery(p):
    m = d = 0
    for i, v in enumerate(p):
        m = v if not i or v > m else m
        d = max(d, m - v)
    return d
""",
        reference="""
def same(prices):
    drops = [first - later for place, first in enumerate(prices) for later in prices[place:]]
    return max(drops, default=0)
""",
        tests=[
            "same([]) == 0",
            "same([5]) == 0",
            "same([1, 2, 3]) == 0",
            "same([3, 1, 2]) == 2",
            "same([3, 5, 1, 4, 0]) == 5",
            "same([-1, -4]) == 3",
            "same([2, 9, 3, 10, 8]) == 6",
            "same([7, 7]) == 0",
            "same([1, 5, 2, 6, 1]) == 5",
        ],
        wrong=[
            ("prices[place:]", "prices"),
            ("first - later for", "later - first for"),
            (", default=0", ""),
            ("prices[place:]", "prices[place:place + 2]"),
        ],
    ),
    explain(
        "explain-base-conversion",
        "same",
        (
            "The arguments are an integer from 0 up and a base from 2 to 10.",
            "参数是一个不小于 0 的整数和一个 2 到 10 的进制。",
        ),
        level="medium",
        shown="""
def mystery(n, b):
    return (mystery(n // b, b) if n >= b else "") + "0123456789"[n % b]
""",
        reference="""
def same(n, b):
    digits = [str(n % b)]
    while n >= b:
        n //= b
        digits.append(str(n % b))
    return "".join(reversed(digits))
""",
        tests=[
            "same(0, 2) == '0'",
            "same(5, 2) == '101'",
            "same(8, 2) == '1000'",
            "same(255, 8) == '377'",
            "same(10, 10) == '10'",
            "same(9, 10) == '9'",
            "same(26, 3) == '222'",
            "same(27, 3) == '1000'",
        ],
        wrong=[("reversed(digits)", "digits"), ("n >= b", "n > b"), ("digits = [str(n % b)]", "digits = []")],
    ),
]
