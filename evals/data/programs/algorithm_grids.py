"""Algorithms on grids, graphs and orders."""

from harness.dataset.tasks import Task

TASKS = [
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
