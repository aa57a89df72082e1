"""Data handling: records, tables, joins, groups."""

from harness.dataset.tasks import Task

TASKS = [
    Task(
        name="data-group-sum",
        category="data",
        level="easy",
        entry="totals",
        en="Write a Python function `totals(records, key, value)` that takes a list of dictionaries and "
        "returns a dictionary from each value of `key` to the sum of the numbers under `value`. Records "
        "without one of the two keys are ignored.",
        zh="编写 Python 函数 `totals(records, key, value)`，接收字典列表，返回一个字典，从 `key` "
        "的每个取值到 `value` 之下数字的和。缺少其中任一键的记录被忽略。",
        reference="""
def totals(records, key, value):
    sums = {}
    for record in records:
        if key in record and value in record:
            sums[record[key]] = sums.get(record[key], 0) + record[value]
    return sums
""",
        tests=[
            "totals([], 'a', 'b') == {}",
            "totals([{'k': 'x', 'v': 1}, {'k': 'x', 'v': 2}], 'k', 'v') == {'x': 3}",
            "totals([{'k': 'x', 'v': 1}, {'k': 'y', 'v': 2}], 'k', 'v') == {'x': 1, 'y': 2}",
            "totals([{'k': 'x'}], 'k', 'v') == {}",
            "totals([{'v': 1}], 'k', 'v') == {}",
            "totals([{'k': None, 'v': 4}], 'k', 'v') == {None: 4}",
            "totals([{'k': 'x', 'v': 0}], 'k', 'v') == {'x': 0}",
            "totals([{'k': 1, 'v': -1}, {'k': 1, 'v': 1}], 'k', 'v') == {1: 0}",
        ],
        wrong=[
            ("key in record and value in record", "record.get(key) and record.get(value)"),
            ("sums.get(record[key], 0) + record[value]", "record[value]"),
            (" and value in record", ""),
        ],
    ),
    Task(
        name="data-inner-join",
        category="data",
        level="medium",
        entry="join",
        en="Write a Python function `join(left, right, key)` that joins two lists of dictionaries: for "
        "every pair of records with the same value under `key`, in the order of `left` and then of "
        "`right`, one new dictionary with the fields of both; fields of `left` win. The given records stay "
        "unchanged.",
        zh="编写 Python 函数 `join(left, right, key)`，连接两个字典列表：对 `key` 取值相同的每一对记录，按 "
        "`left` 再按 `right` 的顺序，生成包含双方字段的新字典，字段冲突时以 `left` 为准。原记录保持不变。",
        reference="""
def join(left, right, key):
    return [{**other, **record} for record in left for other in right if record[key] == other[key]]
""",
        tests=[
            "join([], [{'k': 1}], 'k') == []",
            "join([{'k': 1, 'a': 2}], [{'k': 1, 'b': 3}], 'k') == [{'k': 1, 'a': 2, 'b': 3}]",
            "join([{'k': 1}], [{'k': 2}], 'k') == []",
            "join([{'k': 1, 'a': 1}], [{'k': 1, 'a': 9}], 'k') == [{'k': 1, 'a': 1}]",
            "join([{'k': 1}], [{'k': 1, 'b': 1}, {'k': 1, 'b': 2}], 'k') == [{'k': 1, 'b': 1}, "
            "{'k': 1, 'b': 2}]",
            "join([{'k': 1, 'a': 1}, {'k': 1, 'a': 2}], [{'k': 1}], 'k') == [{'k': 1, 'a': 1}, "
            "{'k': 1, 'a': 2}]",
            (
                "xs = [{'k': 1}]",
                "join(xs, [{'k': 1, 'b': 2}], 'k') == [{'k': 1, 'b': 2}]",
                "xs == [{'k': 1}]",
            ),
            "join([{'k': 2, 'a': 1}, {'k': 1, 'a': 2}], [{'k': 1, 'b': 1}, {'k': 2, 'b': 2}], 'k') == "
            "[{'k': 2, 'a': 1, 'b': 2}, {'k': 1, 'a': 2, 'b': 1}]",
        ],
        wrong=[
            ("{**other, **record}", "{**record, **other}"),
            ("for record in left for other in right", "for other in right for record in left"),
            (" if record[key] == other[key]", ""),
            """
def join(left, right, key):
    index = {other[key]: other for other in right}
    return [{**index[record[key]], **record} for record in left if record[key] in index]
""",
        ],
    ),
    Task(
        name="data-pivot",
        category="data",
        level="medium",
        entry="pivot",
        en="Write a Python function `pivot(rows)` for tuples `(row, column, number)`. It returns a "
        "dictionary from each row name to a dictionary from every column name that occurs anywhere to the "
        "sum of its numbers, 0 where there are none.",
        zh="编写 Python 函数 `pivot(rows)`，参数为 `(行名, 列名, 数)` 元组的列表。返回一个字典，"
        "从每个行名到另一个字典；后者包含任何地方出现过的每个列名及其数之和，没有则为 0。",
        reference="""
def pivot(rows):
    columns = {column for _, column, _ in rows}
    table = {row: dict.fromkeys(columns, 0) for row, _, _ in rows}
    for row, column, number in rows:
        table[row][column] += number
    return table
""",
        tests=[
            "pivot([]) == {}",
            "pivot([('a', 'x', 1)]) == {'a': {'x': 1}}",
            "pivot([('a', 'x', 1), ('a', 'x', 2)]) == {'a': {'x': 3}}",
            "pivot([('a', 'x', 1), ('b', 'y', 2)]) == {'a': {'x': 1, 'y': 0}, 'b': {'x': 0, 'y': 2}}",
            "pivot([('a', 'x', -1), ('a', 'y', 1)]) == {'a': {'x': -1, 'y': 1}}",
            "pivot([(1, 2, 3)]) == {1: {2: 3}}",
            "pivot([('a', 'a', 1), ('b', 'a', 1)]) == {'a': {'a': 1}, 'b': {'a': 1}}",
            "pivot([('r', 'c', 0.5), ('r', 'c', 0.25)]) == {'r': {'c': 0.75}}",
        ],
        wrong=[
            ("dict.fromkeys(columns, 0)", "dict.fromkeys({c for r, c, _ in rows if r == row}, 0)"),
            ("+= number", "= number"),
            (
                "{row: dict.fromkeys(columns, 0) for row, _, _ in rows}",
                "dict.fromkeys([r for r, _, _ in rows], dict.fromkeys(columns, 0))",
            ),
        ],
    ),
    Task(
        name="data-median-by-group",
        category="data",
        level="medium",
        entry="medians",
        en="Write a Python function `medians(pairs)` for a list of `(group, number)` pairs. It returns a "
        "dictionary from each group to the median of its numbers (the mean of the two middle ones, as a "
        "float, if their count is even).",
        zh="编写 Python 函数 `medians(pairs)`，参数为 `(组, 数)` 对的列表。返回一个字典，"
        "从每个组到其数的中位数（个数为偶数时为中间两数的平均值，浮点数）。",
        reference="""
from statistics import median

def medians(pairs):
    groups = {}
    for group, number in pairs:
        groups.setdefault(group, []).append(number)
    return {group: median(numbers) for group, numbers in groups.items()}
""",
        tests=[
            "medians([]) == {}",
            "medians([('a', 3)]) == {'a': 3}",
            "medians([('a', 1), ('a', 2)]) == {'a': 1.5}",
            "medians([('a', 9), ('a', 1), ('a', 5)]) == {'a': 5}",
            "medians([('a', 1), ('b', 2)]) == {'a': 1, 'b': 2}",
            "medians([('x', 4), ('x', 1), ('x', 3), ('x', 2)]) == {'x': 2.5}",
            "medians([('x', -1), ('x', -9), ('x', 0)]) == {'x': -1}",
            "medians([(None, 2), (None, 2)]) == {None: 2.0}",
        ],
        wrong=[
            ("median(numbers) for", "sum(numbers) / len(numbers) for"),
            ("import median", "import median_low as median"),
            ("median(numbers) for", "numbers[len(numbers) // 2] for"),
        ],
    ),
    Task(
        name="data-top-words",
        category="data",
        level="easy",
        entry="top_words",
        en="Write a Python function `top_words(text, n)` that returns the `n` most frequent words as "
        "`(word, count)` tuples, most frequent first and equal counts in alphabetical order. Words are "
        "runs of letters, in lower case.",
        zh="编写 Python 函数 `top_words(text, n)`，以 `(单词, 次数)` 元组返回出现最多的 `n` 个单词，"
        "次数多的在前，次数相同按字母顺序。单词是连续的字母，一律小写。",
        reference="""
import re
from collections import Counter

def top_words(text, n):
    counts = Counter(re.findall(r"[^\\W\\d_]+", text.lower()))
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:n]
""",
        tests=[
            "top_words('', 3) == []",
            "top_words('a b a', 1) == [('a', 2)]",
            "top_words('b a', 2) == [('a', 1), ('b', 1)]",
            "top_words('The cat. the CAT!', 5) == [('cat', 2), ('the', 2)]",
            "top_words(\"it's\", 2) == [('it', 1), ('s', 1)]",
            "top_words('x1y2', 5) == [('x', 1), ('y', 1)]",
            "top_words('a a b b c', 2) == [('a', 2), ('b', 2)]",
            "top_words('one', 0) == []",
            "top_words('snake_case', 5) == [('case', 1), ('snake', 1)]",
        ],
        wrong=[
            ("(-item[1], item[0])", "-item[1]"),
            (".lower()", ""),
            ("\\d_", "_"),
            ('re.findall(r"[^\\W\\d_]+", text.lower())', "text.lower().split()"),
        ],
    ),
    Task(
        name="data-running-balance",
        category="data",
        level="easy",
        entry="balances",
        en="Write a Python function `balances(start, bookings)` that takes a starting balance and a list "
        "of `(day, amount)` tuples in any order and returns the list of `(day, balance)` for each day with "
        "bookings, in ascending order of days, with the balance at the end of that day.",
        zh="编写 Python 函数 `balances(start, bookings)`，接收初始余额和任意顺序的 `(日, 金额)` 元组列表，"
        "返回每个有记账的日期在当天结束时的 `(日, 余额)` 列表，按日期升序排列。",
        reference="""
def balances(start, bookings):
    result = {}
    for day, amount in sorted(bookings):
        start += amount
        result[day] = start
    return list(result.items())
""",
        tests=[
            "balances(0, []) == []",
            "balances(10, [(1, 5)]) == [(1, 15)]",
            "balances(0, [(2, 1), (1, 1)]) == [(1, 1), (2, 2)]",
            "balances(0, [(1, 5), (1, -2)]) == [(1, 3)]",
            "balances(100, [(3, -100)]) == [(3, 0)]",
            "balances(1, [(5, 1), (4, 2), (5, 3)]) == [(4, 3), (5, 7)]",
            "balances(-5, [(1, 0)]) == [(1, -5)]",
            "balances(0, [(10, 1), (9, 1), (8, 1)]) == [(8, 1), (9, 2), (10, 3)]",
        ],
        wrong=[
            ("sorted(bookings)", "bookings"),
            ("result[day] = start", "result.setdefault(day, start)"),
            ("start += amount", "start = amount"),
        ],
    ),
    Task(
        name="data-histogram",
        category="data",
        level="easy",
        entry="histogram",
        en="Write a Python function `histogram(numbers, width)` that counts numbers in bins of the given "
        "positive width: a dictionary from the lower end of each bin that is not empty (a multiple of the "
        "width) to its count. A number on a boundary belongs to the bin that begins there. Use integers "
        "only.",
        zh="编写 Python 函数 `histogram(numbers, width)`，按给定的正宽度分箱计数：返回一个字典，"
        "从每个非空箱的下端（宽度的倍数）到箱中数的个数。位于边界上的数属于以它开头的箱。只使用整数。",
        reference="""
def histogram(numbers, width):
    bins = {}
    for number in numbers:
        low = number // width * width
        bins[low] = bins.get(low, 0) + 1
    return bins
""",
        tests=[
            "histogram([], 5) == {}",
            "histogram([0, 4, 5], 5) == {0: 2, 5: 1}",
            "histogram([9, 10], 10) == {0: 1, 10: 1}",
            "histogram([-1], 5) == {-5: 1}",
            "histogram([-5, -10], 5) == {-5: 1, -10: 1}",
            "histogram([3, 3, 3], 1) == {3: 3}",
            "histogram([100], 7) == {98: 1}",
            "histogram([1, 2, 3, 4], 100) == {0: 4}",
        ],
        wrong=[
            ("number // width * width", "int(number / width) * width"),
            ("number // width * width", "number // width"),
            ("bins.get(low, 0) + 1", "1"),
        ],
    ),
    Task(
        name="data-schedule-conflicts",
        category="data",
        level="hard",
        entry="conflicts",
        en="Write a Python function `conflicts(meetings)` for a list of `(name, start, end)` tuples with "
        "start < end. It returns the sorted list of pairs `(a, b)` of names, `a` before `b` "
        "alphabetically, whose meetings overlap. Meetings that only touch do not. Names are unique.",
        zh="编写 Python 函数 `conflicts(meetings)`，参数为 `(名称, 开始, 结束)` 元组的列表，开始 < 结束。"
        "返回时间重叠的会议名称对 `(a, b)` 的有序列表，`a` 按字母顺序在 `b` 之前。仅仅首尾相接的不算重叠。"
        "名称互不相同。",
        reference="""
from itertools import combinations

def conflicts(meetings):
    pairs = combinations(sorted(meetings), 2)
    return [(a, b) for (a, s1, e1), (b, s2, e2) in pairs if s1 < e2 and s2 < e1]
""",
        tests=[
            "conflicts([]) == []",
            "conflicts([('a', 1, 2)]) == []",
            "conflicts([('a', 1, 3), ('b', 2, 4)]) == [('a', 'b')]",
            "conflicts([('a', 1, 2), ('b', 2, 3)]) == []",
            "conflicts([('b', 1, 9), ('a', 3, 4)]) == [('a', 'b')]",
            "conflicts([('c', 0, 5), ('b', 1, 2), ('a', 3, 9)]) == [('a', 'c'), ('b', 'c')]",
            "conflicts([('x', 1, 2), ('y', 5, 6)]) == []",
            "conflicts([('a', 1, 4), ('b', 1, 4), ('c', 1, 4)]) == [('a', 'b'), ('a', 'c'), ('b', 'c')]",
            "conflicts([('b', 5, 6), ('a', 1, 2)]) == []",
        ],
        wrong=[
            ("s1 < e2 and s2 < e1", "s1 <= e2 and s2 <= e1"),
            ("s1 < e2 and s2 < e1", "s1 <= s2 < e1"),
            ("sorted(meetings)", "meetings"),
            ("s1 < e2 and s2 < e1", "s2 < e1"),
        ],
    ),
]
