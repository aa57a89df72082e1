"""Write a small class that holds things."""

from harness.dataset.tasks import Task

TASKS = [
    Task(
        name="class-stack",
        category="class",
        level="easy",
        entry="Stack",
        en="Write a class `Stack` with the methods `push(item)`, `pop()` (removes and returns the item "
        "added last), `peek()` (returns it without removing it), and support for `len(stack)`. `pop` and "
        "`peek` raise `IndexError` on an empty stack.",
        zh="编写类 `Stack`，方法有 `push(item)`、`pop()`（移除并返回最后加入的元素）、"
        "`peek()`（返回该元素但不移除），并支持 `len(stack)`。空栈上的 `pop` 和 `peek` 抛出 `IndexError`。",
        reference="""
class Stack:
    def __init__(self):
        self._items = []

    def push(self, item):
        self._items.append(item)

    def pop(self):
        return self._items.pop()

    def peek(self):
        return self._items[-1]

    def __len__(self):
        return len(self._items)
""",
        tests=[
            ("s = Stack()", "len(s) == 0"),
            ("s = Stack()", "s.push(1)", "s.push(2)", "s.pop() == 2", "s.pop() == 1", "len(s) == 0"),
            ("s = Stack()", "s.pop() raises IndexError"),
            ("s = Stack()", "s.peek() raises IndexError"),
            ("s = Stack()", "s.push('a')", "s.peek() == 'a'", "len(s) == 1"),
            ("s = Stack()", "t = Stack()", "s.push(1)", "len(t) == 0"),
            ("s = Stack()", "s.push(None)", "len(s) == 1", "s.pop() == None"),
            (
                "s = Stack()",
                "s.push([1])",
                "s.push([2])",
                "s.peek() == [2]",
                "s.pop() == [2]",
                "s.peek() == [1]",
            ),
        ],
        wrong=[
            ("self._items.pop()", "self._items.pop(0)"),
            ("self._items[-1]", "self._items[0]"),
            ("self._items[-1]", "self._items.pop()"),
            ("    def __init__(self):\n        self._items = []", "    _items = []"),
        ],
    ),
    Task(
        name="class-counter-window",
        category="class",
        level="medium",
        entry="MovingAverage",
        en="Write a class `MovingAverage(size)`. Its method `add(value)` takes a number and returns the "
        "mean of the last `size` numbers added (of all of them as long as there are fewer) as a float.",
        zh="编写类 `MovingAverage(size)`。方法 `add(value)` 接收一个数，以浮点数返回最近加入的 `size` "
        "个数的平均值（不足 `size` 个时为全部的平均值）。",
        reference="""
from collections import deque

class MovingAverage:
    def __init__(self, size):
        self._last = deque(maxlen=size)

    def add(self, value):
        self._last.append(value)
        return sum(self._last) / len(self._last)
""",
        tests=[
            ("m = MovingAverage(3)", "m.add(3) == 3.0"),
            ("m = MovingAverage(3)", "m.add(1)", "m.add(3) == 2.0"),
            ("m = MovingAverage(2)", "m.add(1)", "m.add(3)", "m.add(5) == 4.0"),
            ("m = MovingAverage(1)", "m.add(9)", "m.add(4) == 4.0"),
            ("m = MovingAverage(3)", "m.add(0)", "m.add(0)", "m.add(0)", "m.add(6) == 2.0"),
            ("m = MovingAverage(2)", "n = MovingAverage(2)", "m.add(10)", "n.add(2) == 2.0"),
            ("m = MovingAverage(4)", "m.add(-2)", "m.add(2) == 0.0"),
            ("m = MovingAverage(2)", "m.add(1)", "m.add(2) == 1.5", "m.add(3) == 2.5", "m.add(4) == 3.5"),
        ],
        wrong=[
            ("maxlen=size", "maxlen=size + 1"),
            ("/ len(self._last)", "/ self._last.maxlen"),
            ("deque(maxlen=size)", "[]"),
            (" / len", " // len"),
        ],
    ),
    Task(
        name="class-inventory",
        category="class",
        level="medium",
        entry="Inventory",
        en="Write a class `Inventory` with `add(name, count)`, `remove(name, count)`, `count(name)` (0 for "
        "unknown names) and `names()` (a sorted list of the names with a count above 0). Removing more "
        "than there is raises `KeyError` if the name is unknown or used up, otherwise `ValueError`, and "
        "changes nothing.",
        zh="编写类 `Inventory`，方法有 `add(name, count)`、`remove(name, count)`、"
        "`count(name)`（未知名称为 0）和 `names()`（数量大于 0 的名称的有序列表）。取出多于现有数量时："
        "名称未知或已用完则抛出 `KeyError`，否则抛出 `ValueError`，并且不改变任何东西。",
        reference="""
class Inventory:
    def __init__(self):
        self._counts = {}

    def add(self, name, count):
        self._counts[name] = self.count(name) + count

    def remove(self, name, count):
        if self.count(name) == 0:
            raise KeyError(name)
        if count > self._counts[name]:
            raise ValueError("not enough")
        self._counts[name] -= count

    def count(self, name):
        return self._counts.get(name, 0)

    def names(self):
        return sorted(name for name, count in self._counts.items() if count > 0)
""",
        tests=[
            ("i = Inventory()", "i.count('nut') == 0", "i.names() == []"),
            ("i = Inventory()", "i.add('nut', 3)", "i.add('nut', 2)", "i.count('nut') == 5"),
            ("i = Inventory()", "i.add('nut', 3)", "i.remove('nut', 1)", "i.count('nut') == 2"),
            ("i = Inventory()", "i.remove('nut', 1) raises KeyError"),
            (
                "i = Inventory()",
                "i.add('nut', 1)",
                "i.remove('nut', 2) raises ValueError",
                "i.count('nut') == 1",
            ),
            (
                "i = Inventory()",
                "i.add('nut', 1)",
                "i.remove('nut', 1)",
                "i.remove('nut', 1) raises KeyError",
            ),
            ("i = Inventory()", "i.add('b', 1)", "i.add('a', 1)", "i.names() == ['a', 'b']"),
            ("i = Inventory()", "i.add('b', 1)", "i.add('a', 1)", "i.remove('a', 1)", "i.names() == ['b']"),
        ],
        wrong=[
            ("self.count(name) + count", "count"),
            ("count > self._counts[name]", "count >= self._counts[name]"),
            (" if count > 0", ""),
            ("sorted(", "list("),
        ],
    ),
    Task(
        name="class-lru",
        category="class",
        level="hard",
        entry="Cache",
        en="Write a class `Cache(size)` that keeps at most `size` values: `put(key, value)` stores, "
        "`get(key, default=None)` reads. Both count as a use of the key. When a new key does not fit, the "
        "key whose last use is longest ago is forgotten.",
        zh="编写类 `Cache(size)`，最多保存 `size` 个值：`put(key, value)` 存入，`get(key, default=None)` "
        "读取，两者都算使用该键。放不下新的键时，忘掉最久未使用的键。",
        reference="""
class Cache:
    def __init__(self, size):
        self._size, self._values = size, {}

    def put(self, key, value):
        self._values.pop(key, None)
        self._values[key] = value
        if len(self._values) > self._size:
            del self._values[next(iter(self._values))]

    def get(self, key, default=None):
        if key not in self._values:
            return default
        self._values[key] = self._values.pop(key)
        return self._values[key]
""",
        tests=[
            ("c = Cache(2)", "c.get('a') == None", "c.get('a', 5) == 5"),
            ("c = Cache(2)", "c.put('a', 1)", "c.get('a') == 1"),
            (
                "c = Cache(2)",
                "c.put('a', 1)",
                "c.put('b', 2)",
                "c.put('c', 3)",
                "c.get('a') == None",
                "c.get('b') == 2",
                "c.get('c') == 3",
            ),
            (
                "c = Cache(2)",
                "c.put('a', 1)",
                "c.put('b', 2)",
                "c.get('a')",
                "c.put('c', 3)",
                "c.get('b') == None",
                "c.get('a') == 1",
            ),
            (
                "c = Cache(2)",
                "c.put('a', 1)",
                "c.put('b', 2)",
                "c.put('a', 9)",
                "c.put('c', 3)",
                "c.get('a') == 9",
                "c.get('b') == None",
            ),
            ("c = Cache(1)", "c.put('a', 1)", "c.put('a', 2)", "c.get('a') == 2"),
            ("c = Cache(1)", "c.put('a', None)", "c.get('a', 7) == None"),
            (
                "c = Cache(3)",
                "c.put(1, 1)",
                "c.put(2, 2)",
                "c.put(3, 3)",
                "c.get(9)",
                "c.put(4, 4)",
                "c.get(1) == None",
                "c.get(2) == 2",
            ),
        ],
        wrong=[
            ("        self._values[key] = self._values.pop(key)\n", ""),
            ("        self._values.pop(key, None)\n", ""),
            ("> self._size", ">= self._size"),
            ("next(iter(self._values))", "next(reversed(self._values))"),
        ],
    ),
    Task(
        name="class-event-log",
        category="class",
        level="easy",
        entry="Log",
        en="Write a class `Log` with `write(text)` and `tail(n)`, which returns the last `n` texts, newest "
        "last, as a list (all of them if there are fewer, an empty list for `n` = 0). `len(log)` is the "
        "number of texts written.",
        zh="编写类 `Log`，方法有 `write(text)` 和 `tail(n)`；`tail(n)` 以列表返回最后 `n` 条文本，"
        "最新的在末尾（不足时返回全部，`n` 为 0 时返回空列表）。`len(log)` 是写入的条数。",
        reference="""
class Log:
    def __init__(self):
        self._texts = []

    def write(self, text):
        self._texts.append(text)

    def tail(self, n):
        return self._texts[-n:] if n else []

    def __len__(self):
        return len(self._texts)
""",
        tests=[
            ("g = Log()", "len(g) == 0", "g.tail(3) == []"),
            ("g = Log()", "g.write('a')", "g.tail(1) == ['a']"),
            ("g = Log()", "g.write('a')", "g.write('b')", "g.write('c')", "g.tail(2) == ['b', 'c']"),
            ("g = Log()", "g.write('a')", "g.tail(0) == []"),
            ("g = Log()", "g.write('a')", "g.tail(9) == ['a']"),
            ("g = Log()", "g.write('x')", "g.write('x')", "len(g) == 2"),
            ("g = Log()", "h = Log()", "g.write('a')", "len(h) == 0"),
            ("g = Log()", "g.write('a')", "t = g.tail(1)", "t.append('z')", "len(g) == 1"),
        ],
        wrong=[
            (" if n else []", ""),
            ("[-n:]", "[:n]"),
            ("[-n:]", "[::-1][:n]"),
            ("    def __init__(self):\n        self._texts = []", "    _texts = []"),
        ],
    ),
    Task(
        name="class-iterator-countdown",
        category="class",
        level="easy",
        entry="Countdown",
        en="Write a class `Countdown(start)` that can be iterated over, any number of times, giving "
        "`start`, `start - 1`, ..., 1. For a start below 1 it gives nothing.",
        zh="编写类 `Countdown(start)`，可以反复迭代，依次给出 `start`、`start - 1`、…、1。`start` 小于 1 "
        "时不给出任何数。",
        reference="""
class Countdown:
    def __init__(self, start):
        self.start = start

    def __iter__(self):
        return iter(range(self.start, 0, -1))
""",
        tests=[
            "list(Countdown(3)) == [3, 2, 1]",
            "list(Countdown(0)) == []",
            "list(Countdown(-4)) == []",
            "list(Countdown(1)) == [1]",
            ("c = Countdown(2)", "list(c) == [2, 1]", "list(c) == [2, 1]"),
            "sum(Countdown(100)) == 5050",
            ("c = Countdown(2)", "[(a, b) for a in c for b in c] == [(2, 2), (2, 1), (1, 2), (1, 1)]"),
            "max(Countdown(7)) == 7",
        ],
        wrong=[
            ("range(self.start, 0, -1)", "range(self.start, -1, -1)"),
            ("range(self.start, 0, -1)", "range(1, self.start + 1)"),
            ("range(self.start, 0, -1)", "range(self.start)"),
            """
class Countdown:
    def __init__(self, start):
        self._numbers = iter(range(start, 0, -1))

    def __iter__(self):
        return self._numbers
""",
        ],
    ),
    Task(
        name="class-graph",
        category="class",
        level="medium",
        entry="Graph",
        en="Write a class `Graph` of undirected edges with `connect(a, b)`, `neighbours(a)` (a sorted "
        "list, empty for unknown nodes) and `connected(a, b)`, which says whether a path leads from `a` to "
        "`b`. Every node is connected with itself.",
        zh="编写无向图类 `Graph`，方法有 `connect(a, b)`、`neighbours(a)`（有序列表，未知结点为空列表）和 "
        "`connected(a, b)`（是否存在从 `a` 到 `b` 的路径）。每个结点与自身连通。",
        reference="""
class Graph:
    def __init__(self):
        self._edges = {}

    def connect(self, a, b):
        self._edges.setdefault(a, set()).add(b)
        self._edges.setdefault(b, set()).add(a)

    def neighbours(self, a):
        return sorted(self._edges.get(a, ()))

    def connected(self, a, b):
        seen, waiting = {a}, [a]
        while waiting:
            for other in self.neighbours(waiting.pop()):
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        return b in seen
""",
        tests=[
            ("g = Graph()", "g.neighbours('a') == []"),
            ("g = Graph()", "g.connect('a', 'b')", "g.neighbours('b') == ['a']"),
            ("g = Graph()", "g.connect('a', 'c')", "g.connect('a', 'b')", "g.neighbours('a') == ['b', 'c']"),
            (
                "g = Graph()",
                "g.connect(1, 2)",
                "g.connect(2, 3)",
                "g.connected(1, 3) == True",
                "g.connected(3, 1) == True",
            ),
            ("g = Graph()", "g.connect(1, 2)", "g.connect(3, 4)", "g.connected(1, 4) == False"),
            ("g = Graph()", "g.connected('x', 'x') == True"),
            (
                "g = Graph()",
                "g.connect(1, 2)",
                "g.connect(2, 3)",
                "g.connect(3, 1)",
                "g.connected(1, 3) == True",
                "g.connected(1, 9) == False",
            ),
            ("g = Graph()", "g.connect(1, 2)", "g.connect(1, 2)", "g.neighbours(1) == [2]"),
            (
                "g = Graph()",
                "[g.connect(i, i + 1) for i in range(50)][0] == None",
                "g.connected(0, 50) == True",
            ),
        ],
        wrong=[
            ("        self._edges.setdefault(b, set()).add(a)\n", ""),
            ("return b in seen", "return b in self._edges.get(a, ())"),
            ("sorted(self._edges.get(a, ()))", "list(self._edges[a])"),
        ],
    ),
    Task(
        name="class-priority-queue",
        category="class",
        level="medium",
        entry="Tasks",
        en="Write a class `Tasks` with `add(name, priority)` and `next()`, which removes and returns the "
        "name with the highest priority; among equal priorities the one added first. `next` on an empty "
        "object returns `None`.",
        zh="编写类 `Tasks`，方法有 `add(name, priority)` 和 `next()`；`next()` 移除并返回优先级最高的名称，"
        "优先级相同时返回最先加入的。没有任务时 `next` 返回 `None`。",
        reference="""
class Tasks:
    def __init__(self):
        self._tasks = []

    def add(self, name, priority):
        self._tasks.append((name, priority))

    def next(self):
        if not self._tasks:
            return None
        best = max(self._tasks, key=lambda task: task[1])
        self._tasks.remove(best)
        return best[0]
""",
        tests=[
            ("t = Tasks()", "t.next() == None"),
            ("t = Tasks()", "t.add('a', 1)", "t.next() == 'a'", "t.next() == None"),
            ("t = Tasks()", "t.add('a', 1)", "t.add('b', 2)", "t.next() == 'b'", "t.next() == 'a'"),
            ("t = Tasks()", "t.add('a', 1)", "t.add('b', 1)", "t.next() == 'a'", "t.next() == 'b'"),
            ("t = Tasks()", "t.add('z', 3)", "t.add('a', 3)", "t.next() == 'z'"),
            ("t = Tasks()", "t.add('a', -1)", "t.add('b', -2)", "t.next() == 'a'"),
            (
                "t = Tasks()",
                "t.add('x', 1)",
                "t.add('y', 5)",
                "t.next() == 'y'",
                "t.add('w', 1)",
                "t.next() == 'x'",
                "t.next() == 'w'",
            ),
            (
                "t = Tasks()",
                "t.add('a', 1)",
                "t.add('a', 1)",
                "t.next() == 'a'",
                "t.next() == 'a'",
                "t.next() == None",
            ),
        ],
        wrong=[
            ("max(self._tasks", "min(self._tasks"),
            ("key=lambda task: task[1]", "key=lambda task: (task[1], task[0])"),
            ("        self._tasks.remove(best)\n", ""),
            (
                "max(self._tasks, key=lambda task: task[1])",
                "max(reversed(self._tasks), key=lambda task: task[1])",
            ),
        ],
    ),
]
