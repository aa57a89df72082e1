"""Write a small class with state, operators and errors."""

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
        name="class-bank-account",
        category="class",
        level="easy",
        entry="Account",
        en="Write a class `Account` that begins with a balance of 0 (attribute `balance`, whole cents). "
        "`deposit(cents)` and `withdraw(cents)` change it; both raise `ValueError` for amounts that are "
        "not positive, and `withdraw` also if the balance is not enough. A refused call changes nothing.",
        zh="编写类 `Account`，初始余额为 0（属性 `balance`，以分为单位的整数）。`deposit(cents)` 和 "
        "`withdraw(cents)` 改变余额；金额不为正时两者都抛出 `ValueError`，余额不足时 `withdraw` 也抛出。"
        "被拒绝的调用不改变任何东西。",
        reference="""
class Account:
    def __init__(self):
        self.balance = 0

    def deposit(self, cents):
        if cents <= 0:
            raise ValueError("the amount must be positive")
        self.balance += cents

    def withdraw(self, cents):
        if cents <= 0 or cents > self.balance:
            raise ValueError("not possible")
        self.balance -= cents
""",
        tests=[
            ("a = Account()", "a.balance == 0"),
            ("a = Account()", "a.deposit(50)", "a.balance == 50"),
            ("a = Account()", "a.deposit(50)", "a.withdraw(20)", "a.balance == 30"),
            ("a = Account()", "a.deposit(5)", "a.withdraw(5)", "a.balance == 0"),
            ("a = Account()", "a.withdraw(1) raises ValueError"),
            ("a = Account()", "a.deposit(0) raises ValueError", "a.balance == 0"),
            ("a = Account()", "a.deposit(9)", "a.withdraw(10) raises ValueError", "a.balance == 9"),
            ("a = Account()", "a.deposit(9)", "a.withdraw(-1) raises ValueError", "a.balance == 9"),
            ("a = Account()", "b = Account()", "a.deposit(3)", "b.balance == 0"),
        ],
        wrong=[
            ("cents > self.balance", "cents >= self.balance"),
            ('        if cents <= 0:\n            raise ValueError("the amount must be positive")\n', ""),
            ("cents <= 0 or cents > self.balance", "cents > self.balance"),
        ],
    ),
    Task(
        name="class-vector",
        category="class",
        level="medium",
        entry="Vector",
        en="Write a class `Vector` with the attributes `x` and `y` that supports `a + b`, `a - b`, `a * "
        "number`, `number * a`, `a == b`, `abs(a)` (its length) and a `repr` such as `Vector(1, 2)`. "
        "Comparing with anything else is simply false.",
        zh="编写类 `Vector`，有属性 `x` 和 `y`，支持 `a + b`、`a - b`、`a * 数`、`数 * a`、`a == b`、"
        "`abs(a)`（长度），以及形如 `Vector(1, 2)` 的 `repr`。与其他类型的对象比较时结果为假。",
        reference="""
class Vector:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __sub__(self, other):
        return Vector(self.x - other.x, self.y - other.y)

    def __mul__(self, number):
        return Vector(self.x * number, self.y * number)

    __rmul__ = __mul__

    def __eq__(self, other):
        return isinstance(other, Vector) and (self.x, self.y) == (other.x, other.y)

    def __abs__(self):
        return (self.x**2 + self.y**2) ** 0.5

    def __repr__(self):
        return f"Vector({self.x!r}, {self.y!r})"
""",
        tests=[
            ("repr(Vector(1, 2)) == 'Vector(1, 2)'"),
            ("repr(Vector(1, 2) + Vector(3, 4)) == 'Vector(4, 6)'"),
            ("repr(Vector(1, 2) - Vector(3, 5)) == 'Vector(-2, -3)'"),
            ("repr(Vector(1, 2) * 3) == 'Vector(3, 6)'"),
            ("repr(3 * Vector(1, 2)) == 'Vector(3, 6)'"),
            ("abs(Vector(3, 4)) == 5.0"),
            ("bool(Vector(1, 2) == Vector(1, 2)) == True"),
            ("bool(Vector(1, 2) == Vector(2, 1)) == False"),
            ("bool(Vector(1, 2) == (1, 2)) == False"),
            ("v = Vector(1, 2)", "w = v + Vector(1, 1)", "v.x == 1", "w.y == 3"),
        ],
        wrong=[
            ("self.y - other.y", "other.y - self.y"),
            ("    __rmul__ = __mul__\n", ""),
            ("isinstance(other, Vector) and ", ""),
            ("** 0.5", ""),
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
        name="class-temperature",
        category="class",
        level="medium",
        entry="Temperature",
        en="Write a class `Temperature(celsius)` with the property `celsius`, which can be set, and the "
        "property `fahrenheit`, which can be read and set (F = C * 9 / 5 + 32). Setting anything below "
        "-273.15 degrees Celsius, also at creation, raises `ValueError` and changes nothing.",
        zh="编写类 `Temperature(celsius)`：属性 `celsius` 可以设置，属性 `fahrenheit` 可读可写（F = C × 9 "
        "/ 5 + 32）。无论创建时还是之后，设置低于 -273.15 摄氏度的值都抛出 `ValueError`，且不改变任何东西。",
        reference="""
class Temperature:
    def __init__(self, celsius):
        self.celsius = celsius

    @property
    def celsius(self):
        return self._celsius

    @celsius.setter
    def celsius(self, value):
        if value < -273.15:
            raise ValueError("below absolute zero")
        self._celsius = value

    @property
    def fahrenheit(self):
        return self.celsius * 9 / 5 + 32

    @fahrenheit.setter
    def fahrenheit(self, value):
        self.celsius = (value - 32) * 5 / 9
""",
        tests=[
            "Temperature(100).fahrenheit == 212.0",
            "Temperature(0).fahrenheit == 32.0",
            ("t = Temperature(0)", "t.fahrenheit = 212", "t.celsius == 100.0"),
            ("t = Temperature(5)", "t.celsius = -10", "t.fahrenheit == 14.0"),
            "Temperature(-300) raises ValueError",
            ("t = Temperature(1)", "t.celsius = -274 raises ValueError", "t.celsius == 1"),
            ("t = Temperature(1)", "t.fahrenheit = -500 raises ValueError", "t.celsius == 1"),
            "Temperature(-273.15).celsius == -273.15",
        ],
        wrong=[
            ("value < -273.15", "value <= -273.15"),
            ("* 9 / 5 + 32", "* 5 / 9 + 32"),
            ("self.celsius = (value - 32) * 5 / 9", "self._celsius = (value - 32) * 5 / 9"),
            ("        self.celsius = celsius\n", "        self._celsius = celsius\n"),
        ],
    ),
    Task(
        name="class-matrix",
        category="class",
        level="hard",
        entry="Matrix",
        en="Write a class `Matrix(rows)` for a list of rows of equal length, with `a @ b` for the matrix "
        "product, `a.T` (a property) for the transpose, `a.rows` for a list of lists that may be changed "
        "without changing the matrix, and `ValueError` for rows of different lengths or a product that "
        "does not fit.",
        zh="编写类 `Matrix(rows)`，参数为各行等长的列表。支持矩阵乘积 `a @ b`、转置属性 `a.T`、属性 "
        "`a.rows`（返回一个列表的列表，修改它不影响矩阵）；各行长度不同或乘积维度不匹配时抛出 `ValueError`。",
        reference="""
class Matrix:
    def __init__(self, rows):
        if len({len(row) for row in rows}) > 1:
            raise ValueError("rows of different lengths")
        self._rows = [list(row) for row in rows]

    @property
    def rows(self):
        return [list(row) for row in self._rows]

    @property
    def T(self):
        return Matrix(list(zip(*self._rows)))

    def __matmul__(self, other):
        if len(self._rows[0]) != len(other._rows):
            raise ValueError("the shapes do not fit")
        columns = list(zip(*other._rows))
        rows = ([sum(a * b for a, b in zip(row, column)) for column in columns] for row in self._rows)
        return Matrix(list(rows))
""",
        tests=[
            "Matrix([[1, 2], [3, 4]]).rows == [[1, 2], [3, 4]]",
            "Matrix([[1, 2], [3, 4]]).T.rows == [[1, 3], [2, 4]]",
            "(Matrix([[1, 2], [3, 4]]) @ Matrix([[5, 6], [7, 8]])).rows == [[19, 22], [43, 50]]",
            "(Matrix([[1, 2, 3]]) @ Matrix([[4], [5], [6]])).rows == [[32]]",
            "(Matrix([[1], [2]]) @ Matrix([[3, 4]])).rows == [[3, 4], [6, 8]]",
            "Matrix([[1], [2, 3]]) raises ValueError",
            "Matrix([[1, 2]]) @ Matrix([[1, 2]]) raises ValueError",
            ("m = Matrix([[1]])", "m.rows.append(5)", "m.rows == [[1]]"),
            ("m = Matrix([[1]])", "m.rows[0].append(5)", "m.rows == [[1]]"),
            ("r = [[1, 2]]", "m = Matrix(r)", "r[0][0] = 9", "m.rows == [[1, 2]]"),
        ],
        wrong=[
            ("self._rows = [list(row) for row in rows]", "self._rows = rows"),
            ("a * b for", "a + b for"),
            ("list(zip(*self._rows))", "self._rows[::-1]"),
            ("len(self._rows[0]) != len(other._rows)", "False"),
        ],
    ),
    Task(
        name="class-range-set",
        category="class",
        level="medium",
        entry="Interval",
        en="Write a class `Interval(low, high)` of numbers including both ends, with `x in interval`, "
        "`len(interval)` (the number of integers inside), iteration over these integers in order, and "
        "`ValueError` if `low` is greater than `high`.",
        zh="编写类 `Interval(low, high)`，表示包含两端的数字区间，支持 `x in interval`、"
        "`len(interval)`（其中整数的个数）、按顺序迭代这些整数；`low` 大于 `high` 时抛出 `ValueError`。",
        reference="""
import math

class Interval:
    def __init__(self, low, high):
        if low > high:
            raise ValueError("low is greater than high")
        self.low, self.high = low, high

    def __contains__(self, x):
        return self.low <= x <= self.high

    def _integers(self):
        return range(math.ceil(self.low), math.floor(self.high) + 1)

    def __len__(self):
        return len(self._integers())

    def __iter__(self):
        return iter(self._integers())
""",
        tests=[
            "bool(2 in Interval(1, 3)) == True",
            "list(Interval(1, 3)) == [1, 2, 3]",
            "len(Interval(1, 3)) == 3",
            "len(Interval(0.5, 2.5)) == 2",
            "list(Interval(0.5, 2.5)) == [1, 2]",
            "bool(2.5 in Interval(1, 3)) == True",
            "bool(3.01 in Interval(1, 3)) == False",
            "bool(1 in Interval(1, 3) and 3 in Interval(1, 3)) == True",
            "Interval(2, 1) raises ValueError",
            "len(Interval(0.2, 0.8)) == 0",
            "list(Interval(-2, -1)) == [-2, -1]",
            ("i = Interval(1, 2)", "list(i) == [1, 2]", "list(i) == [1, 2]"),
        ],
        wrong=[
            ("self.low <= x <= self.high", "x in self._integers()"),
            ("math.ceil(self.low)", "int(self.low)"),
            ("math.floor(self.high) + 1", "math.floor(self.high)"),
            ("self.low <= x <= self.high", "self.low < x < self.high"),
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
        name="class-polynomial",
        category="class",
        level="hard",
        entry="Polynomial",
        en="Write a class `Polynomial(*coefficients)`, constant term first, that can be called (`p(x)`), "
        "added (`p + q`), multiplied (`p * q`) and compared (`p == q`). Its property `degree` ignores "
        "zeros at the end; the zero polynomial has degree -1.",
        zh="编写类 `Polynomial(*coefficients)`，常数项在前。支持求值 `p(x)`、相加 `p + q`、相乘 `p * q` "
        "和比较 `p == q`。属性 `degree` 忽略末尾的零；零多项式的次数为 -1。",
        reference="""
class Polynomial:
    def __init__(self, *coefficients):
        values = list(coefficients)
        while values and values[-1] == 0:
            values.pop()
        self.coefficients = values

    @property
    def degree(self):
        return len(self.coefficients) - 1

    def __call__(self, x):
        return sum(c * x**power for power, c in enumerate(self.coefficients))

    def __add__(self, other):
        size = max(len(self.coefficients), len(other.coefficients))
        padded = [p.coefficients + [0] * (size - len(p.coefficients)) for p in (self, other)]
        return Polynomial(*(a + b for a, b in zip(*padded)))

    def __mul__(self, other):
        result = [0] * (len(self.coefficients) + len(other.coefficients))
        for i, a in enumerate(self.coefficients):
            for j, b in enumerate(other.coefficients):
                result[i + j] += a * b
        return Polynomial(*result)

    def __eq__(self, other):
        return self.coefficients == other.coefficients
""",
        tests=[
            "Polynomial(1, 2)(3) == 7",
            "Polynomial(1, 0, 2)(-1) == 3",
            "Polynomial().degree == -1",
            "Polynomial(0, 0).degree == -1",
            "Polynomial(5, 1, 0).degree == 1",
            "(Polynomial(1, 1) + Polynomial(0, 0, 3))(2) == 15",
            "(Polynomial(1, 1) * Polynomial(1, 1))(3) == 16",
            "(Polynomial(1, 2) + Polynomial(1, -2)).degree == 0",
            "bool(Polynomial(1, 0) == Polynomial(1)) == True",
            "bool(Polynomial(1, 2) == Polynomial(2, 1)) == False",
            "(Polynomial(1, 2) * Polynomial()).degree == -1",
            "Polynomial()(9) == 0",
        ],
        wrong=[
            ("c * x**power", "c * x * power"),
            ("        while values and values[-1] == 0:\n            values.pop()\n", ""),
            ("result[i + j] += a * b", "result[i + j] = a * b"),
            ("len(self.coefficients) - 1", "len(self.coefficients)"),
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
        name="class-money",
        category="class",
        level="medium",
        entry="Money",
        en="Write an immutable class `Money(amount, currency)` with the attributes `amount` (whole cents) "
        "and `currency`. Adding two of the same currency gives a new one; different currencies raise "
        "`ValueError`. Equal objects have equal hashes. Setting an attribute raises `AttributeError`. "
        "`str` is such as `12.05 EUR`.",
        zh="编写不可变类 `Money(amount, currency)`，属性为 `amount`（以分为单位的整数）和 `currency`。"
        "同币种相加得到新对象，不同币种抛出 `ValueError`。相等的对象哈希相等。设置属性抛出 "
        "`AttributeError`。`str` 的形式如 `12.05 EUR`。",
        reference="""
from dataclasses import dataclass

@dataclass(frozen=True)
class Money:
    amount: int
    currency: str

    def __add__(self, other):
        if self.currency != other.currency:
            raise ValueError("different currencies")
        return Money(self.amount + other.amount, self.currency)

    def __str__(self):
        return f"{self.amount // 100}.{self.amount % 100:02} {self.currency}"
""",
        tests=[
            "str(Money(1205, 'EUR')) == '12.05 EUR'",
            "str(Money(5, 'USD')) == '0.05 USD'",
            "str(Money(1, 'EUR') + Money(2, 'EUR')) == '0.03 EUR'",
            "Money(1, 'EUR') + Money(1, 'USD') raises ValueError",
            "bool(Money(1, 'EUR') == Money(1, 'EUR')) == True",
            "bool(Money(1, 'EUR') == Money(1, 'USD')) == False",
            "len({Money(1, 'EUR'), Money(1, 'EUR')}) == 1",
            ("m = Money(1, 'EUR')", "m.amount = 2 raises AttributeError", "m.amount == 1"),
            ("m = Money(1, 'EUR')", "n = m + m", "m.amount == 1", "n.amount == 2"),
        ],
        wrong=[
            ("frozen=True", "frozen=False"),
            (":02", ""),
            ("self.currency != other.currency", "False"),
            ("frozen=True", "frozen=True, eq=False"),
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
