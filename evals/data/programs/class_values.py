"""Write a small class that is a value, with operators and errors."""

from harness.dataset.tasks import Task

TASKS = [
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
]
