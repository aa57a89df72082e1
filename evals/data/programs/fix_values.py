"""Fix a bug in code about numbers and texts: the tests fail on the code shown."""

from harness.dataset.tasks import Task

TASKS = [
    Task(
        name="fix-average-empty",
        category="fix",
        level="easy",
        entry="average",
        en="`average` should return the mean of a list of numbers as a float and `0.0` for an empty list. "
        "Fix the code.",
        zh="`average` 应以浮点数返回一个数字列表的平均值，空列表返回 `0.0`。请修复代码。",
        shown="""
def average(numbers):
    total = 0
    for i in range(1, len(numbers)):
        total += numbers[i]
    return total // len(numbers)
""",
        reference="""
def average(numbers):
    return sum(numbers) / len(numbers) if numbers else 0.0
""",
        tests=[
            "average([1, 2]) == 1.5",
            "average([]) == 0.0",
            "average([4]) == 4.0",
            "average([-1, 1]) == 0.0",
            "average([1, 2, 3, 4]) == 2.5",
            "average([10, 20, 30]) == 20.0",
            "average([0.5, 0.25]) == 0.375",
            "average([7, 7, 8]) == 7.333333333333333",
        ],
        wrong=[(" / len", " // len"), (" if numbers else 0.0", ""), ("sum(numbers) /", "sum(numbers[1:]) /")],
    ),
    Task(
        name="fix-palindrome",
        category="fix",
        level="easy",
        entry="is_palindrome",
        en="`is_palindrome(text)` should say whether the letters and digits of `text`, ignoring case and "
        "everything else, read the same in both directions. Fix the code.",
        zh="`is_palindrome(text)` 应判断 `text` 中的字母和数字（忽略大小写和其他字符）正读反读是否相同。"
        "请修复代码。",
        shown="""
def is_palindrome(text):
    text = text.lower().replace(" ", "")
    for i in range(len(text) // 2):
        if text[i] != text[-i]:
            return False
    return True
""",
        reference="""
def is_palindrome(text):
    kept = [c for c in text.lower() if c.isalnum()]
    return kept == kept[::-1]
""",
        tests=[
            "is_palindrome('Never odd or even') == True",
            "is_palindrome('abca') == False",
            "is_palindrome('') == True",
            "is_palindrome('No, it is a closed position.') == False",
            "is_palindrome('1a1') == True",
            "is_palindrome('12 31') == False",
            "is_palindrome('ab') == False",
            "is_palindrome('Was it a car or a cat I saw?') == True",
            "is_palindrome('12 21!') == True",
        ],
        wrong=[
            ("c.isalnum()", "c.isalpha()"),
            ("text.lower()", "text"),
            ("kept == kept[::-1]", "kept[:1] == kept[-1:]"),
        ],
    ),
    Task(
        name="fix-fibonacci-start",
        category="fix",
        level="easy",
        entry="fibonacci",
        en="`fibonacci(n)` should return the first `n` Fibonacci numbers 0, 1, 1, 2, 3, ... as a list. Fix "
        "the code.",
        zh="`fibonacci(n)` 应以列表形式返回前 `n` 个斐波那契数 0, 1, 1, 2, 3, …。请修复代码。",
        shown="""
def fibonacci(n):
    numbers = [1, 1]
    for i in range(2, n):
        numbers.append(numbers[i - 1] + numbers[i - 2])
    return numbers
""",
        reference="""
def fibonacci(n):
    numbers = [0, 1]
    for i in range(2, n):
        numbers.append(numbers[i - 1] + numbers[i - 2])
    return numbers[:n]
""",
        tests=[
            "fibonacci(0) == []",
            "fibonacci(1) == [0]",
            "fibonacci(2) == [0, 1]",
            "fibonacci(3) == [0, 1, 1]",
            "fibonacci(7) == [0, 1, 1, 2, 3, 5, 8]",
            "fibonacci(10)[9] == 34",
            "len(fibonacci(50)) == 50",
            "fibonacci(50)[49] == 7778742049",
        ],
        wrong=[("numbers[:n]", "numbers"), ("[0, 1]", "[1, 1]"), ("range(2, n)", "range(2, n - 1)")],
    ),
    Task(
        name="fix-float-money",
        category="fix",
        level="medium",
        entry="to_cents",
        en="`to_cents(text)` should turn a price such as `'19.99'` (digits, a point, exactly two digits) "
        "into whole cents. For some prices the result is one cent too small. Fix the code.",
        zh="`to_cents(text)` 应把 `'19.99'` 这样的价格（若干数字、小数点、恰好两位数字）"
        "转换成以分为单位的整数。但某些价格的结果会少一分。请修复代码。",
        shown="""
def to_cents(text):
    return int(float(text) * 100)
""",
        reference="""
def to_cents(text):
    whole, part = text.split(".")
    return int(whole) * 100 + int(part)
""",
        tests=[
            "to_cents('19.99') == 1999",
            "to_cents('0.29') == 29",
            "to_cents('1.10') == 110",
            "to_cents('0.00') == 0",
            "to_cents('4.35') == 435",
            "to_cents('1000000.01') == 100000001",
            "to_cents('8.20') == 820",
            "to_cents('12345678901234567.89') == 1234567890123456789",
        ],
        wrong=[
            ("int(whole) * 100", "int(whole) * 10"),
            ("int(whole) * 100 + int(part)", "round(float(text) * 100)"),
            (" + int(part)", ""),
        ],
    ),
    Task(
        name="fix-off-by-one-range",
        category="fix",
        level="easy",
        entry="sum_between",
        en="`sum_between(a, b)` should add up all whole numbers from `a` to `b`, both included, in "
        "whichever order the two are given. Fix the code.",
        zh="`sum_between(a, b)` 应把从 `a` 到 `b`（包括两端）的所有整数相加，无论两个数的先后大小。"
        "请修复代码。",
        shown="""
def sum_between(a, b):
    total = 0
    for number in range(a, b):
        total += number
    return total
""",
        reference="""
def sum_between(a, b):
    low, high = min(a, b), max(a, b)
    return sum(range(low, high + 1))
""",
        tests=[
            "sum_between(1, 4) == 10",
            "sum_between(4, 1) == 10",
            "sum_between(3, 3) == 3",
            "sum_between(-2, 2) == 0",
            "sum_between(0, 0) == 0",
            "sum_between(-3, -1) == -6",
            "sum_between(100, 1) == 5050",
            "sum_between(2, 3) == 5",
        ],
        wrong=[
            ("high + 1", "high"),
            ("min(a, b), max(a, b)", "a, b"),
            ("range(low, high + 1)", "range(low + 1, high + 1)"),
        ],
    ),
    Task(
        name="fix-swallowed-error",
        category="fix",
        level="medium",
        entry="parse_numbers",
        en="`parse_numbers(lines)` should return the integers that the lines hold, one a line, ignoring "
        "white space around them and skipping empty lines. A line that is neither empty nor an integer "
        "must raise `ValueError` with the number of the line (from 1) in its message. Fix the code.",
        zh="`parse_numbers(lines)` 应返回各行所含的整数（每行一个），忽略两侧空白，跳过空行。"
        "既非空行又不是整数的行必须抛出 `ValueError`，消息中含有行号（从 1 开始）。请修复代码。",
        shown="""
def parse_numbers(lines):
    numbers = []
    for line in lines:
        try:
            numbers.append(int(line))
        except ValueError:
            pass
    return numbers
""",
        reference="""
def parse_numbers(lines):
    numbers = []
    for place, line in enumerate(lines, start=1):
        if line.strip():
            try:
                numbers.append(int(line))
            except ValueError:
                raise ValueError(f"line {place} is not a number") from None
    return numbers
""",
        tests=[
            "parse_numbers(['1', '2']) == [1, 2]",
            "parse_numbers([' 3 ', '', '-4']) == [3, -4]",
            "parse_numbers([]) == []",
            "parse_numbers(['x']) raises ValueError",
            "parse_numbers(['1', '2.5']) raises ValueError",
            "parse_numbers(['  ', '\\t']) == []",
            "parse_numbers(['1', '', 'x']) raises ValueError 'line 3'",
            "parse_numbers(['0010']) == [10]",
        ],
        wrong=[
            ("if line.strip():", "if line:"),
            ('raise ValueError(f"line {place} is not a number") from None', "break"),
            ("int(line)", "float(line)"),
        ],
    ),
    Task(
        name="fix-integer-overlap",
        category="fix",
        level="medium",
        entry="overlap",
        en="`overlap(a, b)` takes two closed intervals `(start, end)` of numbers and should return their "
        "common interval as a tuple, or `None` if they share no point. Intervals that touch share that "
        "point. Fix the code.",
        zh="`overlap(a, b)` 接收两个数字闭区间 `(start, end)`，应以元组形式返回它们的公共区间；"
        "没有公共点时返回 `None`。端点相接的区间共有该点。请修复代码。",
        shown="""
def overlap(a, b):
    start = min(a[0], b[0])
    end = max(a[1], b[1])
    if start < end:
        return (start, end)
""",
        reference="""
def overlap(a, b):
    start = max(a[0], b[0])
    end = min(a[1], b[1])
    return (start, end) if start <= end else None
""",
        tests=[
            "overlap((1, 5), (3, 8)) == (3, 5)",
            "overlap((3, 8), (1, 5)) == (3, 5)",
            "overlap((1, 2), (3, 4)) == None",
            "overlap((1, 3), (3, 4)) == (3, 3)",
            "overlap((0, 10), (2, 3)) == (2, 3)",
            "overlap((2, 3), (0, 10)) == (2, 3)",
            "overlap((-5, -1), (-3, 0)) == (-3, -1)",
            "overlap((1, 1), (1, 1)) == (1, 1)",
        ],
        wrong=[
            ("start <= end", "start < end"),
            ("min(a[1], b[1])", "max(a[1], b[1])"),
            (" if start <= end else None", ""),
        ],
    ),
    Task(
        name="fix-prime-square",
        category="fix",
        level="easy",
        entry="is_prime",
        en="`is_prime(n)` should work for every integer, also below 2, and be quick for numbers up to a "
        "billion. Fix the code.",
        zh="`is_prime(n)` 应对任何整数（包括小于 2 的）都正确，并且对不超过十亿的数足够快。请修复代码。",
        shown="""
def is_prime(n):
    divisor = 2
    while divisor * divisor < n:
        if n % divisor == 0:
            return False
        divisor += 1
    return True
""",
        reference="""
def is_prime(n):
    if n < 2:
        return False
    divisor = 2
    while divisor * divisor <= n:
        if n % divisor == 0:
            return False
        divisor += 1
    return True
""",
        tests=[
            "is_prime(2) == True",
            "is_prime(9) == False",
            "is_prime(1) == False",
            "is_prime(0) == False",
            "is_prime(-7) == False",
            "is_prime(25) == False",
            "is_prime(97) == True",
            "is_prime(999999937) == True",
            "is_prime(4) == False",
        ],
        wrong=[("<= n", "< n"), ("n < 2", "n < 1"), ("divisor += 1", "divisor += 2")],
    ),
    Task(
        name="fix-truthy-zero",
        category="fix",
        level="easy",
        entry="first_given",
        en="`first_given(*values)` should return the first argument that is not `None`, or `None` if there "
        "is none. It wrongly skips zeros and empty strings. Fix the code.",
        zh="`first_given(*values)` 应返回第一个不是 `None` 的参数，没有则返回 `None`。"
        "它错误地跳过了零和空字符串。请修复代码。",
        shown="""
def first_given(*values):
    for value in values:
        if value:
            return value
""",
        reference="""
def first_given(*values):
    for value in values:
        if value is not None:
            return value
    return None
""",
        tests=[
            "first_given(None, 0, 5) == 0",
            "first_given('', 'a') == ''",
            "first_given(None, None) == None",
            "first_given() == None",
            "first_given(3) == 3",
            "first_given(None, False) == False",
            "first_given(None, [], [1]) == []",
            "first_given(None, 'x', None) == 'x'",
        ],
        wrong=[
            ("value is not None", "value != 0 and value is not None"),
            ("value is not None", "value or value == 0"),
            ("for value in values", "for value in reversed(values)"),
        ],
    ),
    Task(
        name="fix-wrap-text",
        category="fix",
        level="hard",
        entry="wrap",
        en="`wrap(text, width)` should break text into lines of at most `width` characters, filling each "
        "line with as many whole words as fit, separated by one space. A word that is longer than `width` "
        "stands alone on its line. The last line gets lost in the code below, and lines may be too long. "
        "Fix it.",
        zh="`wrap(text, width)` 应把文本拆成每行不超过 `width` 个字符的若干行，"
        "每行尽可能多地放入完整的单词，单词间以一个空格分隔。长于 `width` 的单词独占一行。"
        "下面的代码会丢失最后一行，并且行可能过长。请修复它。",
        shown="""
def wrap(text, width):
    lines, line = [], ""
    for word in text.split():
        if len(line) + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = line + " " + word
    return lines
""",
        reference="""
def wrap(text, width):
    lines, line = [], ""
    for word in text.split():
        if not line:
            line = word
        elif len(line) + 1 + len(word) <= width:
            line = line + " " + word
        else:
            lines.append(line)
            line = word
    return lines + [line] if line else lines
""",
        tests=[
            "wrap('a b c', 3) == ['a b', 'c']",
            "wrap('', 5) == []",
            "wrap('hello', 3) == ['hello']",
            "wrap('to be or not', 5) == ['to be', 'or', 'not']",
            "wrap('aa bb cc', 5) == ['aa bb', 'cc']",
            "wrap('aa bb cc', 4) == ['aa', 'bb', 'cc']",
            "wrap('one  two\\nthree', 20) == ['one two three']",
            "wrap('x extraordinary y', 6) == ['x', 'extraordinary', 'y']",
        ],
        wrong=[
            ("<= width", "< width"),
            ("lines + [line] if line else lines", "lines"),
            ("len(line) + 1 + len(word)", "len(line) + len(word)"),
        ],
    ),
]
