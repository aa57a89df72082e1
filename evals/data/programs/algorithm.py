"""Algorithms: searching, sorting, dynamic programming, graphs, number theory, parsing."""

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
        name="algo-edit-distance",
        category="algorithm",
        level="medium",
        entry="distance",
        en="Write a Python function `distance(a, b)` that returns the smallest number of insertions, "
        "deletions and replacements of single characters that turn the string `a` into `b`.",
        zh="编写 Python 函数 `distance(a, b)`，返回把字符串 `a` 变为 `b` 所需的单字符插入、"
        "删除和替换的最少次数。",
        reference="""
def distance(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        previous, row[0] = row[0], i
        for j, y in enumerate(b, start=1):
            best = min(row[j] + 1, row[j - 1] + 1, previous + (x != y))
            previous, row[j] = row[j], best
    return row[-1]
""",
        tests=[
            "distance('kitten', 'sitting') == 3",
            "distance('', '') == 0",
            "distance('ab', 'a') == 1",
            "distance('', 'abc') == 3",
            "distance('abc', '') == 3",
            "distance('abc', 'abc') == 0",
            "distance('ab', 'ba') == 2",
            "distance('flaw', 'lawn') == 2",
            "distance('intention', 'execution') == 5",
            "distance('x' * 200, 'y' * 200) == 200",
        ],
        wrong=[
            ("(x != y)", "2 * (x != y)"),
            ("row[j] + 1, ", ""),
            ("return row[-1]", "return abs(len(a) - len(b))"),
            ("row[0] = row[0], i", "row[0] = row[0], 0"),
        ],
    ),
    Task(
        name="algo-merge-intervals",
        category="algorithm",
        level="medium",
        entry="merge",
        en="Write a Python function `merge(intervals)` that takes a list of `(start, end)` tuples in any "
        "order and returns the sorted list of tuples that results when overlapping or touching intervals "
        "are joined.",
        zh="编写 Python 函数 `merge(intervals)`，接收任意顺序的 `(start, end)` 元组列表，"
        "把重叠或相接的区间合并，返回合并后按顺序排列的元组列表。",
        reference="""
def merge(intervals):
    merged = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
""",
        tests=[
            "merge([]) == []",
            "merge([(1, 3), (2, 6)]) == [(1, 6)]",
            "merge([(1, 2), (2, 3)]) == [(1, 3)]",
            "merge([(5, 6), (1, 2)]) == [(1, 2), (5, 6)]",
            "merge([(1, 10), (2, 3)]) == [(1, 10)]",
            "merge([(1, 4), (0, 0)]) == [(0, 0), (1, 4)]",
            "merge([(3, 4), (1, 2), (2, 3)]) == [(1, 4)]",
            "merge([(7, 7)]) == [(7, 7)]",
        ],
        wrong=[
            ("start <= merged", "start < merged"),
            ("max(end, merged[-1][1])", "end"),
            ("sorted(intervals)", "intervals"),
        ],
    ),
    Task(
        name="algo-permutations-order",
        category="algorithm",
        level="hard",
        entry="next_permutation",
        en="Write a Python function `next_permutation(items)` that returns the list that follows `items` "
        "in lexicographic order among the arrangements of the same elements, or `None` after the last one. "
        "Equal elements may occur. It must be quick for long lists.",
        zh="编写 Python 函数 `next_permutation(items)`，在相同元素的所有排列中按字典序返回 `items` "
        "的下一个排列（列表），若已是最后一个则返回 `None`。元素可以重复，长列表也必须足够快。",
        reference="""
def next_permutation(items):
    items = list(items)
    i = len(items) - 2
    while i >= 0 and items[i] >= items[i + 1]:
        i -= 1
    if i < 0:
        return None
    j = len(items) - 1
    while items[j] <= items[i]:
        j -= 1
    items[i], items[j] = items[j], items[i]
    items[i + 1:] = reversed(items[i + 1:])
    return items
""",
        tests=[
            "next_permutation([1, 2, 3]) == [1, 3, 2]",
            "next_permutation([1, 3, 2]) == [2, 1, 3]",
            "next_permutation([3, 2, 1]) == None",
            "next_permutation([]) == None",
            "next_permutation([1]) == None",
            "next_permutation([1, 1, 2]) == [1, 2, 1]",
            "next_permutation([2, 2]) == None",
            "next_permutation([1, 2, 1]) == [2, 1, 1]",
            "next_permutation([1, 5, 8, 4, 7, 6, 5, 3, 1]) == [1, 5, 8, 5, 1, 3, 4, 6, 7]",
            ("xs = [1, 2]", "next_permutation(xs) == [2, 1]", "xs == [1, 2]"),
        ],
        wrong=[
            ("items[i] >= items[i + 1]", "items[i] > items[i + 1]"),
            ("    items[i + 1:] = reversed(items[i + 1:])\n", ""),
            ("    items = list(items)\n", ""),
            ("items[j] <= items[i]", "items[j] < items[i]"),
        ],
    ),
    Task(
        name="algo-shortest-path",
        category="algorithm",
        level="medium",
        entry="shortest",
        en="Write a Python function `shortest(grid, start, goal)` for a list of strings in which `#` is a "
        "wall and `.` is free. It returns the smallest number of steps (up, down, left, right) from "
        "`start` to `goal`, both `(row, column)`, or -1 if there is no way.",
        zh="编写 Python 函数 `shortest(grid, start, goal)`：`grid` 是字符串列表，`#` 是墙，`.` 可通行。"
        "返回从 `start` 到 `goal`（都是 `(行, 列)`）上下左右移动的最少步数，无路可走时返回 -1。",
        reference="""
from collections import deque

def shortest(grid, start, goal):
    distance, waiting = {start: 0}, deque([start])
    while waiting:
        row, column = waiting.popleft()
        if (row, column) == goal:
            return distance[goal]
        for r, c in ((row + 1, column), (row - 1, column), (row, column + 1), (row, column - 1)):
            inside = 0 <= r < len(grid) and 0 <= c < len(grid[0])
            if inside and grid[r][c] == "." and (r, c) not in distance:
                distance[r, c] = distance[row, column] + 1
                waiting.append((r, c))
    return -1
""",
        tests=[
            "shortest(['..', '..'], (0, 0), (1, 1)) == 2",
            "shortest(['.'], (0, 0), (0, 0)) == 0",
            "shortest(['.#.'], (0, 0), (0, 2)) == -1",
            "shortest(['.#.', '.#.', '...'], (0, 0), (0, 2)) == 6",
            "shortest(['...', '.#.', '...'], (1, 0), (1, 2)) == 4",
            "shortest(['....'], (0, 3), (0, 0)) == 3",
            "shortest(['.', '.', '#', '.'], (0, 0), (3, 0)) == -1",
            "shortest(['.' * 60] * 60, (0, 0), (59, 59)) == 118",
        ],
        wrong=[
            ("popleft()", "pop()"),
            ("(row - 1, column), ", ""),
            ("0 <= r < len(grid) and 0 <= c < len(grid[0])", "r < len(grid) and c < len(grid[0])"),
            ('grid[r][c] == "." and ', ""),
        ],
    ),
    Task(
        name="algo-coin-change",
        category="algorithm",
        level="medium",
        entry="fewest_coins",
        en="Write a Python function `fewest_coins(amount, coins)` that returns the smallest number of "
        "coins with the given positive values that add up to `amount`, or -1 if that is impossible. Each "
        "value may be used any number of times.",
        zh="编写 Python 函数 `fewest_coins(amount, coins)`，返回用给定的正面值硬币凑成 `amount` "
        "所需的最少枚数，不可能时返回 -1。每种面值可以使用任意多次。",
        reference="""
def fewest_coins(amount, coins):
    best = [0] + [None] * amount
    for total in range(1, amount + 1):
        options = [best[total - coin] for coin in coins if coin <= total and best[total - coin] is not None]
        best[total] = min(options) + 1 if options else None
    return -1 if best[amount] is None else best[amount]
""",
        tests=[
            "fewest_coins(11, [1, 2, 5]) == 3",
            "fewest_coins(0, [5]) == 0",
            "fewest_coins(3, [2]) == -1",
            "fewest_coins(6, [1, 3, 4]) == 2",
            "fewest_coins(30, [1, 15, 25]) == 2",
            "fewest_coins(7, []) == -1",
            "fewest_coins(99, [25, 10, 5, 1]) == 9",
            "fewest_coins(10000, [7, 13]) == 772",
        ],
        wrong=[
            """
def fewest_coins(amount, coins):
    count = 0
    for coin in sorted(coins, reverse=True):
        count, amount = count + amount // coin, amount % coin
    return -1 if amount else count
""",
            ("best[total - coin] is not None", "best[total - coin]"),
            ("min(options)", "max(options)"),
            ("coin <= total", "coin < total"),
        ],
    ),
    Task(
        name="algo-longest-increasing",
        category="algorithm",
        level="medium",
        entry="longest_increasing",
        en="Write a Python function `longest_increasing(numbers)` that returns the length of the longest "
        "strictly increasing subsequence (not necessarily contiguous).",
        zh="编写 Python 函数 `longest_increasing(numbers)`，返回最长严格递增子序列（不要求连续）的长度。",
        reference="""
from bisect import bisect_left

def longest_increasing(numbers):
    tails = []
    for number in numbers:
        place = bisect_left(tails, number)
        tails[place:place + 1] = [number]
    return len(tails)
""",
        tests=[
            "longest_increasing([]) == 0",
            "longest_increasing([5]) == 1",
            "longest_increasing([1, 2, 3]) == 3",
            "longest_increasing([3, 2, 1]) == 1",
            "longest_increasing([10, 9, 2, 5, 3, 7, 101, 18]) == 4",
            "longest_increasing([2, 2, 2]) == 1",
            "longest_increasing([1, 5, 2, 3]) == 3",
            "longest_increasing([0, 8, 4, 12, 2, 10, 6, 14, 1]) == 4",
            "longest_increasing(list(range(20000))) == 20000",
        ],
        wrong=[
            ("bisect_left", "bisect_left as bisect_left0, bisect_right as bisect_left"),
            ("return len(tails)", "return len(set(numbers))"),
            (
                "place = bisect_left(tails, number)",
                "place = len(tails) if not tails or number > tails[-1] else len(tails) - 1",
            ),
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
        name="algo-topological",
        category="algorithm",
        level="hard",
        entry="build_order",
        en="Write a Python function `build_order(needs)` for a dictionary from each task to the list of "
        "tasks that must be done before it (tasks that only occur in lists need nothing). It returns all "
        "tasks in an order in which every task comes after what it needs; where several tasks are possible "
        "next, the alphabetically first. If there is a cycle, raise `ValueError`.",
        zh="编写 Python 函数 `build_order(needs)`，"
        "参数是从每个任务到其前置任务列表的字典（只出现在列表中的任务没有前置）。返回所有任务的一个顺序，"
        "使每个任务都排在其前置任务之后；同时有多个可选时取字母顺序最靠前的。存在环时抛出 `ValueError`。",
        reference="""
import heapq

def build_order(needs):
    tasks = set(needs) | {before for list_ in needs.values() for before in list_}
    open_needs = {task: set(needs.get(task, ())) for task in tasks}
    ready = sorted(task for task in tasks if not open_needs[task])
    order = []
    while ready:
        task = heapq.heappop(ready)
        order.append(task)
        for other, waiting in open_needs.items():
            if task in waiting:
                waiting.remove(task)
                if not waiting:
                    heapq.heappush(ready, other)
    if len(order) < len(tasks):
        raise ValueError("the tasks need each other")
    return order
""",
        tests=[
            "build_order({}) == []",
            "build_order({'a': ['b']}) == ['b', 'a']",
            "build_order({'b': [], 'a': []}) == ['a', 'b']",
            "build_order({'c': ['a', 'b'], 'b': ['a']}) == ['a', 'b', 'c']",
            "build_order({'a': ['z'], 'b': []}) == ['b', 'z', 'a']",
            "build_order({'a': ['a']}) raises ValueError",
            "build_order({'a': ['b'], 'b': ['a'], 'c': []}) raises ValueError",
            "build_order({'d': ['b', 'c'], 'b': ['a'], 'c': ['a']}) == ['a', 'b', 'c', 'd']",
            "build_order({'x': ['y', 'y']}) == ['y', 'x']",
            "build_order({'z': ['m'], 'b': ['m'], 'c': ['b']}) == ['m', 'b', 'c', 'z']",
        ],
        wrong=[
            ('    if len(order) < len(tasks):\n        raise ValueError("the tasks need each other")\n', ""),
            ("heapq.heappush(ready, other)", "ready.append(other)"),
            (" | {before for list_ in needs.values() for before in list_}", ""),
            ("heapq.heappop(ready)", "ready.pop()"),
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
                '        if tokens[place:place + 1] != [")"]:\n            raise ValueError("a bracket is open")\n',  # noqa: E501
                "",
            ),
            ("        return -value, place", "        return value, place"),
        ],
    ),
    Task(
        name="algo-spiral",
        category="algorithm",
        level="medium",
        entry="spiral",
        en="Write a Python function `spiral(rows)` that returns the elements of a rectangular list of "
        "lists in clockwise spiral order, beginning at the top left.",
        zh="编写 Python 函数 `spiral(rows)`，从左上角开始按顺时针螺旋顺序返回矩形二维列表中的元素。",
        reference="""
def spiral(rows):
    rows = [list(row) for row in rows]
    result = []
    while rows:
        result += rows.pop(0)
        rows = [list(row) for row in zip(*rows)][::-1]
    return result
""",
        tests=[
            "spiral([]) == []",
            "spiral([[1]]) == [1]",
            "spiral([[1, 2], [3, 4]]) == [1, 2, 4, 3]",
            "spiral([[1, 2, 3], [4, 5, 6], [7, 8, 9]]) == [1, 2, 3, 6, 9, 8, 7, 4, 5]",
            "spiral([[1, 2, 3]]) == [1, 2, 3]",
            "spiral([[1], [2], [3]]) == [1, 2, 3]",
            "spiral([[1, 2], [3, 4], [5, 6]]) == [1, 2, 4, 6, 5, 3]",
            "spiral([[1, 2, 3, 4], [5, 6, 7, 8]]) == [1, 2, 3, 4, 8, 7, 6, 5]",
        ],
        wrong=[("[::-1]", ""), ("rows.pop(0)", "rows.pop()"), ("zip(*rows)", "rows")],
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
        name="algo-knapsack",
        category="algorithm",
        level="hard",
        entry="best_value",
        en="Write a Python function `best_value(items, capacity)` for a list of `(weight, value)` pairs "
        "with positive integer weights: the largest total value of different items whose total weight is "
        "at most `capacity`. Each item may be used once. It must be quick for 100 items and a capacity of "
        "1000.",
        zh="编写 Python 函数 `best_value(items, capacity)`，参数为 `(重量, 价值)` 对的列表，重量为正整数："
        "返回总重量不超过 `capacity` 时可得的最大总价值，每件物品最多用一次。对 100 件物品和容量 1000 "
        "必须足够快。",
        reference="""
def best_value(items, capacity):
    best = [0] * (capacity + 1)
    for weight, value in items:
        for room in range(capacity, weight - 1, -1):
            best[room] = max(best[room], best[room - weight] + value)
    return best[capacity]
""",
        tests=[
            "best_value([], 10) == 0",
            "best_value([(5, 10)], 4) == 0",
            "best_value([(5, 10)], 5) == 10",
            "best_value([(1, 1), (3, 4), (4, 5), (5, 7)], 7) == 9",
            "best_value([(2, 3)], 4) == 3",
            "best_value([(6, 30), (3, 14), (4, 16), (2, 9)], 10) == 46",
            "best_value([(3, 5), (3, 5)], 6) == 10",
            "best_value([(10, 60), (20, 100), (30, 120)], 50) == 220",
            "best_value([(k, k) for k in range(1, 101)], 1000) == 1000",
        ],
        wrong=[
            ("range(capacity, weight - 1, -1)", "range(weight, capacity + 1)"),
            ("weight - 1, -1", "weight, -1"),
            ("max(best[room], best[room - weight] + value)", "best[room - weight] + value"),
        ],
    ),
    Task(
        name="algo-majority",
        category="algorithm",
        level="easy",
        entry="majority",
        en="Write a Python function `majority(items)` that returns the element that makes up more than "
        "half of the list, or `None` if there is none.",
        zh="编写 Python 函数 `majority(items)`，返回占列表一半以上的元素，没有则返回 `None`。",
        reference="""
from collections import Counter

def majority(items):
    for item, number in Counter(items).most_common(1):
        if 2 * number > len(items):
            return item
    return None
""",
        tests=[
            "majority([1, 1, 2]) == 1",
            "majority([1, 2]) == None",
            "majority([]) == None",
            "majority(['x']) == 'x'",
            "majority([1, 2, 2, 2, 3]) == 2",
            "majority([1, 1, 2, 2]) == None",
            "majority([0, 0, 0, 1]) == 0",
            "majority([3, 1, 3, 2, 3, 4]) == None",
        ],
        wrong=[
            ("2 * number > len(items)", "2 * number >= len(items)"),
            ("        if 2 * number > len(items):\n            return item", "        return item"),
            ("return None", "return items[0]"),
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
        name="algo-game-of-life",
        category="algorithm",
        level="medium",
        entry="step",
        en="Write a Python function `step(cells)` for Conway's game of life on an endless grid: `cells` is "
        "a set of `(x, y)` tuples that live; return the set of the next generation. A living cell with two "
        "or three living neighbours (of eight) survives, a dead one with exactly three comes to life.",
        zh="编写 Python 函数 `step(cells)`，在无限网格上实现生命游戏：`cells` 是活细胞 `(x, y)` "
        "元组的集合，返回下一代的集合。八个邻居中有两到三个活细胞的活细胞存活，恰有三个活邻居的死细胞复活。",
        reference="""
from collections import Counter

def step(cells):
    around = [(dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy]
    counts = Counter((x + dx, y + dy) for x, y in cells for dx, dy in around)
    return {cell for cell, number in counts.items() if number == 3 or number == 2 and cell in cells}
""",
        tests=[
            "sorted(step(set())) == []",
            "sorted(step({(0, 0)})) == []",
            "sorted(step({(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)})) == "
            "[(-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1)]",
            "sorted(step({(0, 0), (1, 0), (2, 0)})) == [(1, -1), (1, 0), (1, 1)]",
            "sorted(step({(1, -1), (1, 0), (1, 1)})) == [(0, 0), (1, 0), (2, 0)]",
            "sorted(step({(0, 0), (0, 1), (1, 0), (1, 1)})) == [(0, 0), (0, 1), (1, 0), (1, 1)]",
            "sorted(step({(0, 0), (1, 1), (2, 2)})) == [(1, 1)]",
            "sorted(step({(0, 0), (1, 0), (0, 1)})) == [(0, 0), (0, 1), (1, 0), (1, 1)]",
            "sorted(step({(1, 0), (2, 1), (0, 2), (1, 2), (2, 2)})) == [(0, 1), (1, 2), (1, 3), (2, 1), "
            "(2, 2)]",
            "sorted(step({(x, y) for x in range(3) for y in range(3)})) == [(-1, 1), (0, 0), (0, 2), (1, "
            "-1), (1, 3), (2, 0), (2, 2), (3, 1)]",
        ],
        wrong=[
            (" and cell in cells", ""),
            (" if dx or dy", ""),
            ("number == 3 or number == 2", "number == 3 or number in (2, 4)"),
        ],
    ),
    Task(
        name="algo-word-break",
        category="algorithm",
        level="hard",
        entry="can_split",
        en="Write a Python function `can_split(text, words)` that says whether `text` can be written as "
        "words from the list joined together, each used any number of times. It must be quick for texts "
        "such as 'a' * 100 + 'b' with the words 'a' and 'aa'.",
        zh="编写 Python 函数 `can_split(text, words)`，判断 `text` 能否由列表中的单词拼接而成，"
        "每个单词可使用任意多次。对 'a' * 100 + 'b' 配合单词 'a' 和 'aa' 这样的输入必须足够快。",
        reference="""
def can_split(text, words):
    reachable = [True] + [False] * len(text)
    for end in range(1, len(text) + 1):
        reachable[end] = any(
            word and text.endswith(word, 0, end) and reachable[end - len(word)] for word in words
        )
    return reachable[-1]
""",
        tests=[
            "can_split('', []) == True",
            "can_split('catsand', ['cat', 'cats', 'and']) == True",
            "can_split('catsandog', ['cats', 'dog', 'sand', 'and', 'cat']) == False",
            "can_split('aaaa', ['aa']) == True",
            "can_split('aaa', ['aa']) == False",
            "can_split('ab', ['b']) == False",
            "can_split('aaab', ['aaa', 'aa', 'ab']) == True",
            "can_split('a' * 100 + 'b', ['a', 'aa']) == False",
            "can_split('a' * 100, ['a', 'aa']) == True",
            "can_split('xyz', ['', 'xy', 'z']) == True",
        ],
        wrong=[
            (
                """        reachable[end] = any(
            word and text.endswith(word, 0, end) and reachable[end - len(word)] for word in words
        )
""",
                """        reachable[end] = any(word and text.endswith(word, 0, end) for word in words)
""",
            ),
            ("return reachable[-1]", "return any(reachable[1:])"),
            """
def can_split(text, words):
    while text:
        for word in sorted(words, key=len, reverse=True):
            if word and text.startswith(word):
                text = text[len(word):]
                break
        else:
            return False
    return True
""",
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
        name="algo-islands",
        category="algorithm",
        level="medium",
        entry="islands",
        en="Write a Python function `islands(rows)` that counts the islands on a map given as a list of "
        "strings: groups of `#` connected up, down, left and right. Everything else is water.",
        zh="编写 Python 函数 `islands(rows)`，统计地图（字符串列表）中的岛屿数量：上下左右相连的 `#` "
        "构成一个岛，其余都是水。",
        reference="""
def islands(rows):
    land = {(y, x) for y, row in enumerate(rows) for x, c in enumerate(row) if c == "#"}
    count = 0
    while land:
        count += 1
        waiting = [land.pop()]
        while waiting:
            y, x = waiting.pop()
            for near in ((y + 1, x), (y - 1, x), (y, x + 1), (y, x - 1)):
                if near in land:
                    land.remove(near)
                    waiting.append(near)
    return count
""",
        tests=[
            "islands([]) == 0",
            "islands(['~~']) == 0",
            "islands(['#']) == 1",
            "islands(['#~#']) == 2",
            "islands(['##', '##']) == 1",
            "islands(['#~', '~#']) == 2",
            "islands(['###', '~~#', '###']) == 1",
            "islands(['#~#~#', '#####']) == 1",
            "islands(['#', '~', '#', '~', '#']) == 3",
        ],
        wrong=[
            (
                "(y, x + 1), (y, x - 1)",
                "(y, x + 1), (y, x - 1), (y + 1, x + 1), (y - 1, x - 1), (y + 1, x - 1), (y - 1, x + 1)",
            ),
            ("(y + 1, x), (y - 1, x), ", ""),
            ("                    waiting.append(near)\n", ""),
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
    Task(
        name="algo-gray-code",
        category="algorithm",
        level="medium",
        entry="gray",
        en="Write a Python function `gray(n)` that returns the standard reflected Gray code of `n` bits as "
        "a list of `2 ** n` strings of length `n`: the list for `n` is the list for `n - 1` with 0 in "
        "front, followed by the same list reversed with 1 in front. `gray(0)` is `['']`.",
        zh="编写 Python 函数 `gray(n)`，返回 `n` 位标准反射格雷码，即 `2 ** n` 个长度为 `n` 的字符串列表："
        "`n` 的列表由 `n - 1` 的列表每项前加 0，再接上该列表倒序后每项前加 1 组成。`gray(0)` 是 `['']`。",
        reference="""
def gray(n):
    codes = [""]
    for _ in range(n):
        codes = ["0" + code for code in codes] + ["1" + code for code in reversed(codes)]
    return codes
""",
        tests=[
            "gray(0) == ['']",
            "gray(1) == ['0', '1']",
            "gray(2) == ['00', '01', '11', '10']",
            "gray(3) == ['000', '001', '011', '010', '110', '111', '101', '100']",
            "len(gray(10)) == 1024",
            "gray(4)[8] == '1100'",
            "gray(4)[-1] == '1000'",
            "len(set(gray(8))) == 256",
        ],
        wrong=[("reversed(codes)", "codes"), ('"0" + code', 'code + "0"'), ('codes = [""]', 'codes = ["0"]')],
    ),
    Task(
        name="algo-water",
        category="algorithm",
        level="hard",
        entry="water",
        en="Write a Python function `water(heights)` that returns how many units of rain stay between "
        "walls of width 1 with the given heights. It must be quick for 100000 walls.",
        zh="编写 Python 函数 `water(heights)`，给定宽度为 1 的墙的高度列表，"
        "返回墙之间能存住多少单位的雨水。对 100000 面墙也必须足够快。",
        reference="""
from itertools import accumulate

def water(heights):
    left = list(accumulate(heights, max))
    right = list(accumulate(reversed(heights), max))[::-1]
    return sum(min(l, r) - h for l, r, h in zip(left, right, heights))
""",
        tests=[
            "water([]) == 0",
            "water([3]) == 0",
            "water([3, 0, 3]) == 3",
            "water([0, 1, 0, 2, 1, 0, 1, 3, 2, 1, 2, 1]) == 6",
            "water([4, 2, 0, 3, 2, 5]) == 9",
            "water([1, 2, 3]) == 0",
            "water([3, 2, 1]) == 0",
            "water([5, 0, 0, 2]) == 4",
            "water([9] + [0] * 99998 + [9]) == 899982",
        ],
        wrong=[("min(l, r)", "max(l, r)"), ("[::-1]", ""), ("min(l, r) - h", "l - h")],
    ),
    Task(
        name="algo-subset-sums",
        category="algorithm",
        level="medium",
        entry="sums",
        en="Write a Python function `sums(numbers)` that returns the sorted list of all different sums of "
        "subsets of the numbers, including 0 for the empty subset. It must be quick for 50 numbers from 1 "
        "to 100.",
        zh="编写 Python 函数 `sums(numbers)`，返回这些数的所有子集之和（互不相同，包括空集的 0）"
        "的有序列表。对 50 个 1 到 100 的数必须足够快。",
        reference="""
def sums(numbers):
    found = {0}
    for number in numbers:
        found |= {total + number for total in found}
    return sorted(found)
""",
        tests=[
            "sums([]) == [0]",
            "sums([5]) == [0, 5]",
            "sums([1, 2]) == [0, 1, 2, 3]",
            "sums([2, 2]) == [0, 2, 4]",
            "sums([-1, 1]) == [-1, 0, 1]",
            "sums([3, 5, 8]) == [0, 3, 5, 8, 11, 13, 16]",
            "sums([0]) == [0]",
            "len(sums(list(range(1, 51)))) == 1276",
        ],
        wrong=[
            ("found = {0}", "found = set()"),
            ("found |= {", "found = {"),
            ("{total + number for total in found}", "{number, sum(numbers)}"),
        ],
    ),
    Task(
        name="algo-justify-zigzag",
        category="algorithm",
        level="medium",
        entry="zigzag",
        en="Write a Python function `zigzag(text, rows)` that writes the text in a zigzag down and up over "
        "the given number of rows and then reads it row by row. Example: `zigzag('ABCDEFG', 3)` is "
        "`'AEBDFCG'`. With one row the text stays as it is.",
        zh="编写 Python 函数 `zigzag(text, rows)`，把文本以之字形在给定的行数中上下书写，然后逐行读出。"
        "例如 `zigzag('ABCDEFG', 3)` 得到 `'AEBDFCG'`。只有一行时文本不变。",
        reference="""
def zigzag(text, rows):
    lines = [""] * rows
    row, step = 0, 1
    for c in text:
        lines[row] += c
        if rows > 1:
            if not 0 <= row + step < rows:
                step = -step
            row += step
    return "".join(lines)
""",
        tests=[
            "zigzag('ABCDEFG', 3) == 'AEBDFCG'",
            "zigzag('', 4) == ''",
            "zigzag('ABC', 1) == 'ABC'",
            "zigzag('ABCD', 2) == 'ACBD'",
            "zigzag('AB', 5) == 'AB'",
            "zigzag('ABCDEFGHIJ', 4) == 'AGBFHCEIDJ'",
            "zigzag('XY', 2) == 'XY'",
            "zigzag('ABCDE', 3) == 'AEBDC'",
        ],
        wrong=[
            ("step = -step", "step, row = 1, -1"),
            ("0 <= row + step < rows", "0 < row + step < rows"),
            ("rows > 1", "rows > 2"),
        ],
    ),
]
