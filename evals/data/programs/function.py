"""Write a function: small, self-contained, with its edge cases."""

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
        name="initials",
        category="function",
        level="easy",
        entry="initials",
        en="Write a Python function `initials(name)` that returns the first letters of all words of `name` "
        "in "
        "upper case, each followed by a full stop, without spaces. Any amount of white "
        "space "
        "may "
        "separate "
        "words. "
        'Example: `initials("ada  van dyke")` is `"A.V.D."`.',
        zh="编写 Python 函数 `initials(name)`，返回 `name` 中每个单词的首字母（大写），每个字母后跟一个句点，"
        '中间没有空格。单词之间可以有任意多的空白。例如 `initials("ada  van dyke")` 得到 `"A.V.D."`。',
        reference="""
def initials(name):
    return "".join(word[0].upper() + "." for word in name.split())
""",
        tests=[
            "initials('ada  van dyke') == 'A.V.D.'",
            "initials('Rosa') == 'R.'",
            "initials('') == ''",
            "initials('   ') == ''",
            "initials(' max muster ') == 'M.M.'",
            "initials('x y z') == 'X.Y.Z.'",
            "initials('tab\\tand\\nline') == 'T.A.L.'",
            "initials('éva o') == 'É.O.'",
        ],
        wrong=[
            ("name.split()", "name.split(' ')"),
            (".upper()", ""),
            ('+ "."', '+ ". "'),
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
]
