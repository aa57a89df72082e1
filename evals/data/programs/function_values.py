"""Write a function on numbers and lists: small, self-contained, with its edge cases."""

from harness.dataset.tasks import Task

TASKS = [
    Task(
        name="clamp",
        category="function",
        level="easy",
        entry="clamp",
        en="Write a Python function `clamp(value, low, high)` that returns `value` moved into the range from "
        "`low` to `high`. If `low` is greater than `high`, raise `ValueError`.",
        zh="编写 Python 函数 `clamp(value, low, high)`，返回被限制在 `low` 到 `high` 范围内的 `value`。"
        "如果 `low` 大于 `high`，抛出 `ValueError`。",
        reference="""
def clamp(value, low, high):
    if low > high:
        raise ValueError("low is greater than high")
    return max(low, min(value, high))
""",
        tests=[
            "clamp(5, 1, 10) == 5",
            "clamp(-3, 1, 10) == 1",
            "clamp(99, 1, 10) == 10",
            "clamp(1, 1, 10) == 1",
            "clamp(10, 1, 10) == 10",
            "clamp(7, 4, 4) == 4",
            "clamp(-8, -5, -2) == -5",
            "clamp(0, 2, 1) raises ValueError",
        ],
        wrong=[
            ("low > high", "low >= high"),
            ("max(low, min(value, high))", "min(low, max(value, high))"),
            ("max(low, min(value, high))", "min(value, high)"),
        ],
    ),
    Task(
        name="digit-difference",
        category="function",
        level="easy",
        entry="digit_difference",
        en="Write a Python function `digit_difference(n)` that returns the largest minus the smallest "
        "decimal "
        "digit of the integer `n`. The sign of `n` "
        "does "
        "not "
        "matter.",
        zh="编写 Python 函数 `digit_difference(n)`，返回整数 `n` 的十进制各位数字中最大者减去最小者的差。"
        "`n` 的正负号不影响结果。",
        reference="""
def digit_difference(n):
    digits = [int(digit) for digit in str(abs(n))]
    return max(digits) - min(digits)
""",
        tests=[
            "digit_difference(0) == 0",
            "digit_difference(7) == 0",
            "digit_difference(19) == 8",
            "digit_difference(-482) == 6",
            "digit_difference(1000) == 1",
            "digit_difference(5555) == 0",
            "digit_difference(-90) == 9",
            "digit_difference(3141592653) == 8",
        ],
        wrong=[
            ("str(abs(n))", "str(abs(n)).strip('0') or [0]"),
            ("max(digits) - min(digits)", "digits[0] - digits[-1]"),
            ("max(digits) - min(digits)", "max(digits)"),
        ],
    ),
    Task(
        name="second-largest",
        category="function",
        level="easy",
        entry="second_largest",
        en="Write a Python function `second_largest(numbers)` that returns the second largest of the "
        "different "
        "values in a list, or `None` if there are fewer than two different values. Do not "
        "change "
        "the "
        "list.",
        zh="编写 Python 函数 `second_largest(numbers)`，返回列表中互不相同的值里第二大的值；"
        "如果不同的值少于两个，"
        "返回 "
        "`None`。"
        "不要修改原列表。",
        reference="""
def second_largest(numbers):
    values = sorted(set(numbers))
    return values[-2] if len(values) > 1 else None
""",
        tests=[
            "second_largest([3, 1, 2]) == 2",
            "second_largest([5, 5, 4]) == 4",
            "second_largest([7, 7]) == None",
            "second_largest([]) == None",
            "second_largest([-1, -2, -3]) == -2",
            "second_largest([9]) == None",
            "second_largest([0, 10, 10, 9]) == 9",
            ("xs = [3, 1, 2]", "second_largest(xs) == 2", "xs == [3, 1, 2]"),
        ],
        wrong=[
            ("sorted(set(numbers))", "sorted(numbers)"),
            ("values[-2]", "values[1]"),
            ("len(values) > 1", "len(values) > 2"),
            ("values = sorted(set(numbers))", "numbers.sort()\n    values = sorted(set(numbers))"),
        ],
    ),
    Task(
        name="round-up-to-multiple",
        category="function",
        level="easy",
        entry="round_up",
        en="Write a Python function `round_up(n, step)` that returns the smallest multiple of the positive "
        "integer `step` that is not less than the integer `n`. Use whole numbers only.",
        zh="编写 Python 函数 `round_up(n, step)`，返回不小于整数 `n` 的、正整数 `step` 的最小倍数。"
        "只使用整数运算。",
        reference="""
def round_up(n, step):
    return -(-n // step) * step
""",
        tests=[
            "round_up(7, 5) == 10",
            "round_up(10, 5) == 10",
            "round_up(0, 3) == 0",
            "round_up(1, 3) == 3",
            "round_up(-7, 5) == -5",
            "round_up(-10, 5) == -10",
            "round_up(10**18 + 1, 10) == 1000000000000000010",
            "round_up(9, 1) == 9",
        ],
        wrong=[
            ("-(-n // step) * step", "(n // step + 1) * step"),
            ("-(-n // step) * step", "int(n / step + 0.999) * step"),
            ("-(-n // step) * step", "n // step * step"),
        ],
    ),
    Task(
        name="flatten-once",
        category="function",
        level="easy",
        entry="flatten_once",
        en="Write a Python function `flatten_once(items)` that returns a new list in which every element "
        "that is itself a list is replaced by its elements. Deeper lists stay as they are. Example: "
        "`flatten_once([1, [2, [3]]])` is `[1, 2, [3]]`.",
        zh="编写 Python 函数 `flatten_once(items)`，返回一个新列表，"
        "其中每个本身是列表的元素都被替换为它的各个元素，更深层的列表保持不变。例如 `flatten_once([1, [2, "
        "[3]]])` 得到 `[1, 2, [3]]`。",
        reference="""
def flatten_once(items):
    flat = []
    for item in items:
        if isinstance(item, list):
            flat.extend(item)
        else:
            flat.append(item)
    return flat
""",
        tests=[
            "flatten_once([1, [2, [3]]]) == [1, 2, [3]]",
            "flatten_once([]) == []",
            "flatten_once([[], []]) == []",
            "flatten_once(['ab', ['c']]) == ['ab', 'c']",
            "flatten_once([(1, 2), [3]]) == [(1, 2), 3]",
            "flatten_once([[1], [2], [3]]) == [1, 2, 3]",
            "flatten_once([[[[]]]]) == [[[]]]",
            "flatten_once([None, [None]]) == [None, None]",
        ],
        wrong=[
            ("isinstance(item, list)", "hasattr(item, '__iter__')"),
            ("flat.extend(item)", "flat.extend(flatten_once(item))"),
            ("flat.append(item)", "pass"),
        ],
    ),
    Task(
        name="leap-year",
        category="function",
        level="easy",
        entry="days_in_february",
        en="Write a Python function `days_in_february(year)` for the Gregorian calendar. A year is a leap "
        "year if it is divisible by 4, but not by 100 unless also by 400.",
        zh="按公历编写 Python 函数 `days_in_february(year)`，返回该年二月的天数。能被 4 整除的年份是闰年；"
        "但能被 100 整除的年份，只有同时能被 400 整除才是闰年。",
        reference="""
def days_in_february(year):
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if leap else 28
""",
        tests=[
            "days_in_february(2023) == 28",
            "days_in_february(2024) == 29",
            "days_in_february(1900) == 28",
            "days_in_february(2000) == 29",
            "days_in_february(2100) == 28",
            "days_in_february(2400) == 29",
            "days_in_february(1996) == 29",
            "days_in_february(2026) == 28",
        ],
        wrong=[
            (" and (year % 100 != 0 or year % 400 == 0)", ""),
            (" or year % 400 == 0", ""),
            ("29 if leap else 28", "leap"),
        ],
    ),
    Task(
        name="rotate-list",
        category="function",
        level="easy",
        entry="rotate",
        en="Write a Python function `rotate(items, k)` that returns a new list with the elements of "
        "`items` moved `k` places to the right; what leaves at the end comes in at the front. `k` may be "
        "negative or larger than the list. The given list must stay unchanged.",
        zh="编写 Python 函数 `rotate(items, k)`，返回一个新列表，其中 `items` 的元素向右移动 `k` 位，"
        "从末尾移出的元素从开头进入。`k` 可以为负，也可以大于列表长度。原列表必须保持不变。",
        reference="""
def rotate(items, k):
    if not items:
        return []
    k %= len(items)
    return items[len(items) - k:] + items[:len(items) - k]
""",
        tests=[
            "rotate([1, 2, 3, 4], 1) == [4, 1, 2, 3]",
            "rotate([1, 2, 3, 4], 0) == [1, 2, 3, 4]",
            "rotate([1, 2, 3, 4], -1) == [2, 3, 4, 1]",
            "rotate([1, 2, 3], 7) == [3, 1, 2]",
            "rotate([], 3) == []",
            "rotate(['a'], 5) == ['a']",
            "rotate([1, 2], 2) == [1, 2]",
            ("xs = [1, 2, 3]", "rotate(xs, 1) == [3, 1, 2]", "xs == [1, 2, 3]"),
        ],
        wrong=[
            ("k %= len(items)", "pass"),
            ("    if not items:\n        return []\n", ""),
            ("items[len(items) - k:] + items[:len(items) - k]", "items[k:] + items[:k]"),
        ],
    ),
    Task(
        name="multiplication-table",
        category="function",
        level="easy",
        entry="table",
        en="Write a Python function `table(n)` that returns the multiplication table of 1 to `n` as a list "
        "of `n` rows, each a list of `n` products. `table(0)` is an empty list.",
        zh="编写 Python 函数 `table(n)`，以 `n` 行、每行 `n` 个乘积的列表形式返回 1 到 `n` 的乘法表。"
        "`table(0)` 是空列表。",
        reference="""
def table(n):
    return [[row * column for column in range(1, n + 1)] for row in range(1, n + 1)]
""",
        tests=[
            "table(0) == []",
            "table(1) == [[1]]",
            "table(2) == [[1, 2], [2, 4]]",
            "table(3) == [[1, 2, 3], [2, 4, 6], [3, 6, 9]]",
            "table(9)[8][8] == 81",
            "len(table(12)) == 12",
            "table(5)[3] == [4, 8, 12, 16, 20]",
            ("t = table(2)", "t[0].append(9)", "t[1] == [2, 4]"),
            "table(4)[0] == [1, 2, 3, 4]",
        ],
        wrong=[
            ("for row in range(1, n + 1)", "for row in range(1, n)"),
            ("row * column", "row + column"),
            (
                "[row * column for column in range(1, n + 1)] for row",
                "[row * column for column in range(n)] for row",
            ),
        ],
    ),
    Task(
        name="bitwise-parity",
        category="function",
        level="medium",
        entry="parity_bit",
        en="Write a Python function `parity_bit(data)` that takes `bytes` and returns 1 if the total "
        "number of one-bits is odd, otherwise 0.",
        zh="编写 Python 函数 `parity_bit(data)`，参数为 `bytes`。如果其中值为 1 的二进制位总数是奇数，返回 "
        "1，否则返回 0。",
        reference="""
def parity_bit(data):
    return sum(byte.bit_count() for byte in data) % 2
""",
        tests=[
            "parity_bit(b'') == 0",
            "parity_bit(b'\\x01') == 1",
            "parity_bit(b'\\x03') == 0",
            "parity_bit(b'\\x01\\x01') == 0",
            "parity_bit(b'\\xff') == 0",
            "parity_bit(b'\\x80\\x7f') == 0",
            "parity_bit(b'abc') == 0",
            "parity_bit(b'\\x07') == 1",
        ],
        wrong=[
            ("byte.bit_count()", "byte"),
            (" % 2", ""),
            ("sum(byte.bit_count() for byte in data) % 2", "len(data) % 2"),
        ],
    ),
    Task(
        name="zip-longest-pairs",
        category="function",
        level="medium",
        entry="weave",
        en="Write a Python function `weave(first, second)` that returns a list with the elements of the "
        "two lists in turn, beginning with `first`. When one list ends, the rest of the other one follows.",
        zh="编写 Python 函数 `weave(first, second)`，返回一个列表，交替取两个列表的元素，从 `first` 开始。"
        "其中一个列表用完后，接上另一个列表的剩余部分。",
        reference="""
def weave(first, second):
    woven = [item for pair in zip(first, second) for item in pair]
    shorter = min(len(first), len(second))
    return woven + first[shorter:] + second[shorter:]
""",
        tests=[
            "weave([1, 3], [2, 4]) == [1, 2, 3, 4]",
            "weave([1, 2, 3], [9]) == [1, 9, 2, 3]",
            "weave([], [1]) == [1]",
            "weave([1], []) == [1]",
            "weave([], []) == []",
            "weave(['a'], ['b', 'c', 'd']) == ['a', 'b', 'c', 'd']",
            "weave([None], [0]) == [None, 0]",
            "weave([1, 1], [1, 1]) == [1, 1, 1, 1]",
        ],
        wrong=[
            (" + first[shorter:] + second[shorter:]", ""),
            ("zip(first, second)", "zip(second, first)"),
            (" + second[shorter:]", ""),
        ],
    ),
    Task(
        name="grade-letter",
        category="function",
        level="easy",
        entry="grade",
        en="Write a Python function `grade(points)` for points from 0 to 100: 90 and more is `'A'`, 75 and "
        "more `'B'`, 60 and more `'C'`, anything less `'F'`. Raise `ValueError` for numbers outside 0 to "
        "100.",
        zh="编写 Python 函数 `grade(points)`，分数范围 0 到 100：90 及以上为 `'A'`，75 及以上为 `'B'`，60 "
        "及以上为 `'C'`，更低为 `'F'`。超出 0 到 100 时抛出 `ValueError`。",
        reference="""
def grade(points):
    if not 0 <= points <= 100:
        raise ValueError("points must be from 0 to 100")
    for least, letter in ((90, "A"), (75, "B"), (60, "C")):
        if points >= least:
            return letter
    return "F"
""",
        tests=[
            "grade(100) == 'A'",
            "grade(90) == 'A'",
            "grade(89.5) == 'B'",
            "grade(75) == 'B'",
            "grade(60) == 'C'",
            "grade(72) == 'C'",
            "grade(59) == 'F'",
            "grade(0) == 'F'",
            "grade(-1) raises ValueError",
            "grade(101) raises ValueError",
        ],
        wrong=[
            ("points >= least", "points > least"),
            ("0 <= points <= 100", "0 < points < 100"),
            ('(75, "B")', '(70, "B")'),
        ],
    ),
    Task(
        name="chunked",
        category="function",
        level="easy",
        entry="chunks",
        en="Write a Python function `chunks(items, size)` that cuts a list into consecutive lists of "
        "`size` elements; the last one may be shorter. Raise `ValueError` if `size` is less than 1.",
        zh="编写 Python 函数 `chunks(items, size)`，把列表依次切成每段 `size` 个元素的列表，"
        "最后一段可以更短。`size` 小于 1 时抛出 `ValueError`。",
        reference="""
def chunks(items, size):
    if size < 1:
        raise ValueError("size must be positive")
    return [items[start:start + size] for start in range(0, len(items), size)]
""",
        tests=[
            "chunks([1, 2, 3, 4, 5], 2) == [[1, 2], [3, 4], [5]]",
            "chunks([], 3) == []",
            "chunks([1, 2], 5) == [[1, 2]]",
            "chunks([1, 2, 3], 1) == [[1], [2], [3]]",
            "chunks([1, 2, 3, 4], 2) == [[1, 2], [3, 4]]",
            "chunks(['a', 'b', 'c'], 3) == [['a', 'b', 'c']]",
            "chunks([1], 0) raises ValueError",
            "chunks([1], -2) raises ValueError",
        ],
        wrong=[
            ("start + size", "start + size - 1"),
            ("size < 1", "size < -9"),
            ("len(items), size", "len(items) - size + 1, size"),
        ],
    ),
    Task(
        name="safe-divide-table",
        category="function",
        level="easy",
        entry="ratios",
        en="Write a Python function `ratios(pairs)` that takes a list of pairs `(a, b)` and returns the "
        "list of quotients `a / b`, with `None` where `b` is zero.",
        zh="编写 Python 函数 `ratios(pairs)`，接收由数对 `(a, b)` 组成的列表，返回商 `a / b` 的列表；`b` "
        "为零时对应位置为 `None`。",
        reference="""
def ratios(pairs):
    return [a / b if b else None for a, b in pairs]
""",
        tests=[
            "ratios([(1, 2), (3, 4)]) == [0.5, 0.75]",
            "ratios([]) == []",
            "ratios([(5, 0)]) == [None]",
            "ratios([(0, 5)]) == [0.0]",
            "ratios([(0, 0), (1, 1)]) == [None, 1.0]",
            "ratios([(-9, 3)]) == [-3.0]",
            "ratios([(1, 0.0)]) == [None]",
            "ratios([(7, 2)]) == [3.5]",
        ],
        wrong=[
            ("if b else None", "if a else None"),
            ("a / b if", "a // b if"),
            ("a / b if b else None for a, b in pairs", "a / b for a, b in pairs if b"),
        ],
    ),
]
