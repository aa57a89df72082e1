"""Algorithms that find a best value among many."""

from harness.dataset.tasks import Task

TASKS = [
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
]
