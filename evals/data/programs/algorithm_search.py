"""Algorithms that search, count and parse."""

from harness.dataset.tasks import Task

TASKS = [
    Task(
        name="algo-two-sum",
        category="algorithm",
        level="easy",
        entry="two_sum",
        en="Write a Python function `two_sum(numbers, target)` that returns the indices `(i, j)` with `i < "
        "j` of two numbers whose sum is `target`, with the smallest possible `j`, and among these the "
        "smallest `i`; `None` if there are none. It must be quick for 100000 numbers.",
        zh="编写 Python 函数 `two_sum(numbers, target)`，返回和为 `target` 的两个数的下标 `(i, j)`（`i < "
        "j`），取 `j` 最小的，其中再取 `i` 最小的；没有则返回 `None`。对 100000 个数也必须足够快。",
        reference="""
def two_sum(numbers, target):
    first = {}
    for j, number in enumerate(numbers):
        if target - number in first:
            return (first[target - number], j)
        first.setdefault(number, j)
    return None
""",
        tests=[
            "two_sum([2, 7, 11, 15], 9) == (0, 1)",
            "two_sum([3, 3], 6) == (0, 1)",
            "two_sum([1, 2], 9) == None",
            "two_sum([], 0) == None",
            "two_sum([5], 10) == None",
            "two_sum([1, 1, 5, 9], 10) == (0, 3)",
            "two_sum([-3, 4, 3], 0) == (0, 2)",
            "two_sum(list(range(100000)), 199997) == (99998, 99999)",
        ],
        wrong=[
            ("first.setdefault(number, j)", "first[number] = j"),
            ("return (first[target - number], j)", "return (j, first[target - number])"),
            (
                "        if target - number in first:\n            return (first[target - number], j)\n    "
                "    first.setdefault(number, j)",
                "        first.setdefault(number, j)\n        if target - number in first:\n            "
                "return (first[target - number], j)",
            ),
        ],
    ),
    Task(
        name="algo-brackets",
        category="algorithm",
        level="easy",
        entry="balanced",
        en="Write a Python function `balanced(text)` that says whether all brackets `()[]{}` in the text "
        "are properly nested and closed. Other characters do not matter.",
        zh="编写 Python 函数 `balanced(text)`，判断文本中所有括号 `()[]{}` 是否正确嵌套并闭合，"
        "其他字符不影响结果。",
        reference="""
def balanced(text):
    closing = {"(": ")", "[": "]", "{": "}"}
    expected = []
    for c in text:
        if c in closing:
            expected.append(closing[c])
        elif c in ")]}" and (not expected or expected.pop() != c):
            return False
    return not expected
""",
        tests=[
            "balanced('') == True",
            "balanced('a(b[c]{d})') == True",
            "balanced('(]') == False",
            "balanced('([)]') == False",
            "balanced('((') == False",
            "balanced(')') == False",
            "balanced('())(') == False",
            "balanced('{[()()]}') == True",
        ],
        wrong=[
            ("return not expected", "return True"),
            ("not expected or ", "expected and "),
            ("expected.pop() != c", "expected.pop(0) != c"),
        ],
    ),
    Task(
        name="algo-prime-sieve",
        category="algorithm",
        level="easy",
        entry="primes_below",
        en="Write a Python function `primes_below(n)` that returns the list of all primes less than `n`, "
        "quickly enough for a million.",
        zh="编写 Python 函数 `primes_below(n)`，返回所有小于 `n` 的质数的列表，对一百万也要足够快。",
        reference="""
def primes_below(n):
    is_prime = bytearray([1]) * max(n, 2)
    is_prime[0:2] = b"\\0\\0"
    for p in range(2, int(n**0.5) + 1 if n > 0 else 0):
        if is_prime[p]:
            is_prime[p * p::p] = bytes(len(range(p * p, len(is_prime), p)))
    return [p for p in range(n) if is_prime[p]]
""",
        tests=[
            "primes_below(2) == []",
            "primes_below(3) == [2]",
            "primes_below(0) == []",
            "primes_below(-5) == []",
            "primes_below(20) == [2, 3, 5, 7, 11, 13, 17, 19]",
            "primes_below(11) == [2, 3, 5, 7]",
            "len(primes_below(1000000)) == 78498",
            "primes_below(50)[-1] == 47",
            "primes_below(26)[-1] == 23",
        ],
        wrong=[
            ("for p in range(n) if", "for p in range(1, n) if p == 1 or"),
            ("p * p::p", "p * p + p::p"),
            ("int(n**0.5) + 1", "int(n**0.5)"),
        ],
    ),
    Task(
        name="algo-calculator",
        category="algorithm",
        level="hard",
        entry="evaluate",
        en="Write a Python function `evaluate(text)` for arithmetic with integers, `+`, `-`, `*`, brackets "
        "and spaces, with the usual precedence and without `eval`. A minus sign may stand before a number "
        "or bracket. Raise `ValueError` for anything that is not a complete expression.",
        zh="编写 Python 函数 `evaluate(text)`，计算由整数、`+`、`-`、`*`、括号和空格组成的算式，"
        "遵循通常的优先级，不得使用 `eval`。数字或括号前可以有负号。不是完整算式时抛出 `ValueError`。",
        reference="""
import re

def evaluate(text):
    tokens = re.findall(r"\\d+|\\S", text)
    value, place = _sum(tokens, 0)
    if place != len(tokens):
        raise ValueError("something is left over")
    return value


def _sum(tokens, place):
    value, place = _product(tokens, place)
    while place < len(tokens) and tokens[place] in "+-":
        other, after = _product(tokens, place + 1)
        value = value + other if tokens[place] == "+" else value - other
        place = after
    return value, place


def _product(tokens, place):
    value, place = _atom(tokens, place)
    while place < len(tokens) and tokens[place] == "*":
        other, place = _atom(tokens, place + 1)
        value *= other
    return value, place


def _atom(tokens, place):
    token = tokens[place] if place < len(tokens) else ""
    if token == "-":
        value, place = _atom(tokens, place + 1)
        return -value, place
    if token == "(":
        value, place = _sum(tokens, place + 1)
        if tokens[place:place + 1] != [")"]:
            raise ValueError("a bracket is open")
        return value, place + 1
    if not token.isdigit():
        raise ValueError(f"no number: {token!r}")
    return int(token), place + 1
""",
        tests=[
            "evaluate('1 + 2 * 3') == 7",
            "evaluate('(1 + 2) * 3') == 9",
            "evaluate('10 - 4 - 3') == 3",
            "evaluate('-5 + 2') == -3",
            "evaluate('2 * -(3 + 1)') == -8",
            "evaluate('((7))') == 7",
            "evaluate('') raises ValueError",
            "evaluate('1 +') raises ValueError",
            "evaluate('(1') raises ValueError",
            "evaluate('1 2') raises ValueError",
            "evaluate('(1 2') raises ValueError",
            "evaluate('2x') raises ValueError",
            "evaluate('100*100*100') == 1000000",
        ],
        wrong=[
            ('value + other if tokens[place] == "+" else value - other', "value + other"),
            ('    if place != len(tokens):\n        raise ValueError("something is left over")\n', ""),
            (
                '        if tokens[place:place + 1] != [")"]:\n            raise ValueError("a bracket is open")\n',
                "",
            ),
            ("        return -value, place", "        return value, place"),
        ],
    ),
    Task(
        name="algo-anagram-groups",
        category="algorithm",
        level="easy",
        entry="groups",
        en="Write a Python function `groups(words)` that puts words with the same letters together: a list "
        "of sorted lists, itself sorted by the first word of each. Case matters; every word of the input "
        "appears, also repeated ones.",
        zh="编写 Python 函数 `groups(words)`，把字母组成相同的单词放在一起：返回由有序列表组成的列表，"
        "并按每组的第一个单词排序。区分大小写，输入中的每个单词（包括重复的）都要出现。",
        reference="""
def groups(words):
    found = {}
    for word in sorted(words):
        found.setdefault("".join(sorted(word)), []).append(word)
    return sorted(found.values())
""",
        tests=[
            "groups([]) == []",
            "groups(['tea', 'eat', 'tan']) == [['eat', 'tea'], ['tan']]",
            "groups(['a']) == [['a']]",
            "groups(['b', 'a']) == [['a'], ['b']]",
            "groups(['ab', 'ba', 'ab']) == [['ab', 'ab', 'ba']]",
            "groups(['Ab', 'ba']) == [['Ab'], ['ba']]",
            "groups(['aab', 'abb']) == [['aab'], ['abb']]",
            "groups(['', '']) == [['', '']]",
        ],
        wrong=[
            ('"".join(sorted(word))', "frozenset(word)"),
            ("sorted(words)", "set(words)"),
            ('"".join(sorted(word))', "len(word)"),
            ('"".join(sorted(word))', '"".join(sorted(word.lower()))'),
        ],
    ),
    Task(
        name="algo-rotated-search",
        category="algorithm",
        level="hard",
        entry="smallest_index",
        en="A sorted list of different numbers was rotated (its front part moved to the end). Write a "
        "Python function `smallest_index(numbers)` that returns the index of the smallest number, looking "
        "at about log2(n) elements only. The list is not empty, and supports indexing and `len` only.",
        zh="一个互不相同的升序数字列表被旋转过（前面一段移到了末尾）。编写 Python 函数 "
        "`smallest_index(numbers)`，返回最小数的下标，只查看大约 log2(n) 个元素。列表非空，"
        "只支持下标访问和 `len`。",
        reference="""
def smallest_index(numbers):
    low, high = 0, len(numbers) - 1
    while low < high:
        middle = (low + high) // 2
        if numbers[middle] > numbers[high]:
            low = middle + 1
        else:
            high = middle
    return low
""",
        tests=[
            "smallest_index([1]) == 0",
            "smallest_index([1, 2, 3]) == 0",
            "smallest_index([3, 1, 2]) == 1",
            "smallest_index([2, 3, 1]) == 2",
            "smallest_index([2, 1]) == 1",
            "smallest_index([5, 6, 7, 8, 1, 2, 3]) == 4",
            "smallest_index([8, 1, 2, 3, 4, 5, 6, 7]) == 1",
            "smallest_index(range(10**12)) == 0",
            "smallest_index([4, 5, 6, 7, 0]) == 4",
        ],
        wrong=[
            ("numbers[middle] > numbers[high]", "numbers[middle] > numbers[low]"),
            ("high = middle\n", "high = middle - 1\n"),
            ("return low", "return low if low else len(numbers) - 1"),
        ],
    ),
    Task(
        name="algo-power-mod",
        category="algorithm",
        level="medium",
        entry="power_mod",
        en="Write a Python function `power_mod(base, exponent, modulus)` that returns base to the power of "
        "a non-negative exponent, modulo a positive modulus, by repeated squaring and without the built-in "
        "`pow`. It must be quick for exponents with a hundred digits.",
        zh="编写 Python 函数 `power_mod(base, exponent, modulus)`，用反复平方法（不使用内置 `pow`）"
        "返回底数的非负整数次幂对正模数取余的结果。对上百位的指数也必须足够快。",
        reference="""
def power_mod(base, exponent, modulus):
    result, base = 1 % modulus, base % modulus
    while exponent:
        if exponent & 1:
            result = result * base % modulus
        base = base * base % modulus
        exponent >>= 1
    return result
""",
        tests=[
            "power_mod(2, 10, 1000) == 24",
            "power_mod(5, 0, 7) == 1",
            "power_mod(5, 0, 1) == 0",
            "power_mod(0, 5, 9) == 0",
            "power_mod(-2, 3, 7) == 6",
            "power_mod(3, 200, 13) == 9",
            "power_mod(7, 10**100, 11) == 1",
            "power_mod(10, 1, 3) == 1",
        ],
        wrong=[
            ("1 % modulus", "1"),
            ("exponent & 1", "exponent"),
            ("result = result * base % modulus", "result = result + base % modulus"),
            ("        base = base * base % modulus\n", ""),
        ],
    ),
    Task(
        name="algo-median-stream",
        category="algorithm",
        level="medium",
        entry="medians",
        en="Write a Python function `medians(numbers)` that returns the list of the medians of the first "
        "1, 2, 3, ... numbers. For an even count the median is the mean of the two middle ones, as a "
        "float; for an odd count the middle number itself. It must be quick for 20000 numbers.",
        zh="编写 Python 函数 `medians(numbers)`，依次返回前 1、2、3、… 个数的中位数的列表。"
        "个数为偶数时中位数是中间两数的平均值（浮点数），为奇数时就是中间那个数。对 20000 个数必须足够快。",
        reference="""
from bisect import insort

def medians(numbers):
    ordered, result = [], []
    for number in numbers:
        insort(ordered, number)
        half = len(ordered) // 2
        odd = len(ordered) % 2
        result.append(ordered[half] if odd else (ordered[half - 1] + ordered[half]) / 2)
    return result
""",
        tests=[
            "medians([]) == []",
            "medians([5]) == [5]",
            "medians([1, 2]) == [1, 1.5]",
            "medians([3, 1, 2]) == [3, 2.0, 2]",
            "medians([5, 15, 1, 3]) == [5, 10.0, 5, 4.0]",
            "medians([2, 2, 2]) == [2, 2.0, 2]",
            "medians([-1, -3]) == [-1, -2.0]",
            "medians(range(20000))[-1] == 9999.5",
        ],
        wrong=[
            ("insort(ordered, number)", "ordered.append(number)"),
            (" / 2)", " // 2)"),
            ("ordered[half - 1] + ordered[half]", "ordered[half] + ordered[half]"),
        ],
    ),
]
