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
    Task(
        name="seconds-to-clock",
        category="function",
        level="easy",
        entry="to_clock",
        en="Write a Python function `to_clock(seconds)` that turns a non-negative number of whole seconds "
        "into text of the form `h:mm:ss`. Hours are not padded and may exceed 23. Example: "
        "`to_clock(3661)` is `'1:01:01'`.",
        zh="编写 Python 函数 `to_clock(seconds)`，把非负整数秒数转换成 `h:mm:ss` 形式的文本。小时不补零，"
        "并且可以超过 23。例如 `to_clock(3661)` 得到 `'1:01:01'`。",
        reference="""
def to_clock(seconds):
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}"
""",
        tests=[
            "to_clock(0) == '0:00:00'",
            "to_clock(59) == '0:00:59'",
            "to_clock(60) == '0:01:00'",
            "to_clock(3661) == '1:01:01'",
            "to_clock(3600) == '1:00:00'",
            "to_clock(86399) == '23:59:59'",
            "to_clock(360000) == '100:00:00'",
            "to_clock(35999) == '9:59:59'",
        ],
        wrong=[
            ("{seconds:02}", "{seconds}"),
            ("{hours}", "{hours:02}"),
            ("{hours}", "{hours % 24}"),
            ("divmod(minutes, 60)", "divmod(minutes, 100)"),
        ],
    ),
    Task(
        name="is-isogram",
        category="function",
        level="easy",
        entry="is_isogram",
        en="Write a Python function `is_isogram(text)` that returns `True` if no letter occurs twice in "
        "`text`, ignoring case. Characters that are not letters may repeat.",
        zh="编写 Python 函数 `is_isogram(text)`：如果 `text` 中没有任何字母出现两次（不区分大小写），返回 "
        "`True`，否则返回 `False`。非字母字符可以重复。",
        reference="""
def is_isogram(text):
    letters = [c for c in text.lower() if c.isalpha()]
    return len(letters) == len(set(letters))
""",
        tests=[
            "is_isogram('lamp') == True",
            "is_isogram('Alpha') == False",
            "is_isogram('') == True",
            "is_isogram('a-b-c') == True",
            "is_isogram('1 1 1') == True",
            "is_isogram('noon') == False",
            "is_isogram('Dad') == False",
            "is_isogram('up to 22') == True",
        ],
        wrong=[
            ("text.lower()", "text"),
            (" if c.isalpha()", ""),
            ("len(letters) == len(set(letters))", "len(set(letters)) > 1"),
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
        name="caesar-shift",
        category="function",
        level="medium",
        entry="shift",
        en="Write a Python function `shift(text, key)` that moves every ASCII letter of `text` by `key` "
        "places in the alphabet, going round at the end, and keeps its case. All other characters stay. "
        "`key` may be negative or large.",
        zh="编写 Python 函数 `shift(text, key)`，把 `text` 中每个 ASCII 字母在字母表中移动 `key` "
        "位（到末尾后循环），保持大小写不变，其他字符不变。`key` 可以是负数或很大的数。",
        reference="""
def shift(text, key):
    def moved(c):
        if not (c.isascii() and c.isalpha()):
            return c
        first = ord("a") if c.islower() else ord("A")
        return chr((ord(c) - first + key) % 26 + first)
    return "".join(moved(c) for c in text)
""",
        tests=[
            "shift('abc', 1) == 'bcd'",
            "shift('xyz', 3) == 'abc'",
            "shift('Hello, World!', 5) == 'Mjqqt, Btwqi!'",
            "shift('bcd', -1) == 'abc'",
            "shift('a', 27) == 'b'",
            "shift('Zz', 1) == 'Aa'",
            "shift('é1', 4) == 'é1'",
            "shift('', 9) == ''",
        ],
        wrong=[
            (" % 26", ""),
            ('ord("a") if c.islower() else ord("A")', 'ord("a")'),
            ("c.isascii() and c.isalpha()", "c.isalpha()"),
            ("+ key", "- key"),
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
        name="price-text",
        category="function",
        level="medium",
        entry="price_text",
        en="Write a Python function `price_text(cents)` that formats an amount of whole cents as text with "
        "a dollar sign, commas between thousands, and two decimals. A minus sign stands before the dollar "
        "sign. Example: `price_text(-123456)` is `'-$1,234.56'`.",
        zh="编写 Python 函数 `price_text(cents)`，把以分为单位的整数金额格式化为文本：带美元符号、"
        "千位逗号和两位小数，负号放在美元符号之前。例如 `price_text(-123456)` 得到 `'-$1,234.56'`。",
        reference="""
def price_text(cents):
    sign = "-" if cents < 0 else ""
    dollars, rest = divmod(abs(cents), 100)
    return f"{sign}${dollars:,}.{rest:02}"
""",
        tests=[
            "price_text(0) == '$0.00'",
            "price_text(5) == '$0.05'",
            "price_text(-123456) == '-$1,234.56'",
            "price_text(100) == '$1.00'",
            "price_text(99999) == '$999.99'",
            "price_text(100000000) == '$1,000,000.00'",
            "price_text(-7) == '-$0.07'",
            "price_text(12345678901234567) == '$123,456,789,012,345.67'",
        ],
        wrong=[
            ("divmod(abs(cents), 100)", "divmod(cents, 100)"),
            ("{dollars:,}", "{dollars}"),
            ("{rest:02}", "{rest}"),
            ("{sign}$", "${sign}"),
        ],
    ),
    Task(
        name="common-prefix",
        category="function",
        level="medium",
        entry="common_prefix",
        en="Write a Python function `common_prefix(words)` that returns the longest text with which all "
        "strings in the list begin. For an empty list return an empty string.",
        zh="编写 Python 函数 `common_prefix(words)`，返回列表中所有字符串共有的最长开头部分。"
        "列表为空时返回空字符串。",
        reference="""
def common_prefix(words):
    prefix = ""
    for letters in zip(*words):
        if len(set(letters)) > 1:
            break
        prefix += letters[0]
    return prefix
""",
        tests=[
            "common_prefix(['flow', 'flower', 'flat']) == 'fl'",
            "common_prefix([]) == ''",
            "common_prefix(['one']) == 'one'",
            "common_prefix(['a', 'b']) == ''",
            "common_prefix(['same', 'same']) == 'same'",
            "common_prefix(['abc', '']) == ''",
            "common_prefix(['Ab', 'ab']) == ''",
            "common_prefix(['axbx', 'aybx']) == 'a'",
        ],
        wrong=[
            ("break", "continue"),
            ("len(set(letters)) > 1", "len(set(letters)) > 2"),
            ("zip(*words)", "zip(*words[:2])"),
        ],
    ),
    Task(
        name="count-vowel-groups",
        category="function",
        level="medium",
        entry="vowel_groups",
        en="Write a Python function `vowel_groups(word)` that counts the maximal runs of neighbouring "
        "vowels (a, e, i, o, u, in either case). Example: `vowel_groups('queue')` is 1.",
        zh="编写 Python 函数 `vowel_groups(word)`，统计单词中相邻元音（a、e、i、o、u，不分大小写）"
        "构成的极大连续段的个数。例如 `vowel_groups('queue')` 等于 1。",
        reference="""
def vowel_groups(word):
    count, inside = 0, False
    for letter in word.lower():
        vowel = letter in "aeiou"
        if vowel and not inside:
            count += 1
        inside = vowel
    return count
""",
        tests=[
            "vowel_groups('queue') == 1",
            "vowel_groups('rhythm') == 0",
            "vowel_groups('banana') == 3",
            "vowel_groups('') == 0",
            "vowel_groups('AUDIO') == 2",
            "vowel_groups('idea') == 2",
            "vowel_groups('Eerie') == 2",
            "vowel_groups('strength') == 1",
        ],
        wrong=[(" and not inside", ""), (".lower()", ""), ("inside = vowel", "inside = inside or vowel")],
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
        name="roman-numeral",
        category="function",
        level="medium",
        entry="to_roman",
        en="Write a Python function `to_roman(n)` that writes an integer from 1 to 3999 as a Roman numeral "
        "in capital letters, with the usual subtractive forms (IV, IX, XL, XC, CD, CM). Raise `ValueError` "
        "outside that range.",
        zh="编写 Python 函数 `to_roman(n)`，把 1 到 3999 的整数写成大写罗马数字，使用通常的减法写法（IV、"
        "IX、XL、XC、CD、CM）。超出范围时抛出 `ValueError`。",
        reference="""
def to_roman(n):
    if not 1 <= n <= 3999:
        raise ValueError("out of range")
    marks = [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
             (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]
    text = ""
    for value, mark in marks:
        while n >= value:
            text, n = text + mark, n - value
    return text
""",
        tests=[
            "to_roman(1) == 'I'",
            "to_roman(4) == 'IV'",
            "to_roman(14) == 'XIV'",
            "to_roman(49) == 'XLIX'",
            "to_roman(400) == 'CD'",
            "to_roman(1994) == 'MCMXCIV'",
            "to_roman(3999) == 'MMMCMXCIX'",
            "to_roman(0) raises ValueError",
            "to_roman(4000) raises ValueError",
        ],
        wrong=[
            ('(4, "IV"), ', ""),
            ("n >= value", "n > value"),
            ('(900, "CM"), ', ""),
            ("1 <= n <= 3999", "0 <= n <= 3999"),
        ],
    ),
    Task(
        name="acronym-or-word",
        category="function",
        level="medium",
        entry="title_case",
        en="Write a Python function `title_case(text)` that capitalises the first letter of every "
        "space-separated word and makes its other letters lower case, except that the words `a`, `an`, "
        "`and`, `of`, `the` (in any case) become lower case unless they are the first word. Words are "
        "joined by single spaces.",
        zh="编写 Python 函数 `title_case(text)`，把每个以空格分隔的单词首字母大写、其余字母小写；但单词 "
        "`a`、`an`、`and`、`of`、`the`（不论大小写）除非是第一个单词，都改为全小写。单词之间用一个空格连接。",
        reference="""
def title_case(text):
    small = {"a", "an", "and", "of", "the"}
    words = []
    for place, word in enumerate(text.lower().split()):
        words.append(word if place and word in small else word.capitalize())
    return " ".join(words)
""",
        tests=[
            "title_case('the lord of the rings') == 'The Lord of the Rings'",
            "title_case('A TALE OF AN ANT') == 'A Tale of an Ant'",
            "title_case('') == ''",
            "title_case('and') == 'And'",
            "title_case('bread AND butter') == 'Bread and Butter'",
            "title_case('x  y') == 'X Y'",
            "title_case('offer of the year') == 'Offer of the Year'",
            "title_case('the the') == 'The the'",
        ],
        wrong=[
            ("place and word in small", "word in small"),
            ("text.lower().split()", "text.split()"),
            ('"an", ', ""),
            ("word.capitalize()", "word.upper()"),
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
        name="mask-card",
        category="function",
        level="easy",
        entry="mask",
        en="Write a Python function `mask(text, keep=4)` that replaces every digit of `text` by `*`, "
        "except the last `keep` digits. Other characters stay in place.",
        zh="编写 Python 函数 `mask(text, keep=4)`，把 `text` 中除最后 `keep` 个数字以外的每个数字替换为 "
        "`*`，其他字符保持原位。",
        reference="""
def mask(text, keep=4):
    hidden = sum(c.isdigit() for c in text) - keep
    result = []
    for c in text:
        if c.isdigit():
            hidden -= 1
            c = "*" if hidden >= 0 else c
        result.append(c)
    return "".join(result)
""",
        tests=[
            "mask('1234 5678') == '**** 5678'",
            "mask('12-34-56') == '**-34-56'",
            "mask('123') == '123'",
            "mask('') == ''",
            "mask('a1b2', keep=1) == 'a*b2'",
            "mask('987654', 0) == '******'",
            "mask('no digits') == 'no digits'",
            "mask('x12345x') == 'x*2345x'",
        ],
        wrong=[
            ("keep=4", "keep=3"),
            ("sum(c.isdigit() for c in text) - keep", "len(text) - keep"),
            ("hidden >= 0", "hidden > 0"),
        ],
    ),
    Task(
        name="parse-duration",
        category="function",
        level="hard",
        entry="minutes",
        en="Write a Python function `minutes(text)` that reads durations such as `'2h15m'`, `'45m'`, "
        "`'3h'` or `'1d2h'` and returns the number of minutes. The units are d, h and m, each at most once "
        "and in this order, each with a whole number before it; at least one is there. Anything else "
        "raises `ValueError`.",
        zh="编写 Python 函数 `minutes(text)`，读取 `'2h15m'`、`'45m'`、`'3h'` 或 `'1d2h'` 这样的时长，"
        "返回分钟数。单位有 d、h、m，每个最多出现一次且按此顺序，前面各有一个整数，至少出现一个。"
        "其他任何写法都抛出 `ValueError`。",
        reference="""
import re

def minutes(text):
    match = re.fullmatch(r"(?:(\\d+)d)?(?:(\\d+)h)?(?:(\\d+)m)?", text)
    if not text or match is None:
        raise ValueError(f"not a duration: {text!r}")
    days, hours, rest = (int(part or 0) for part in match.groups())
    return (days * 24 + hours) * 60 + rest
""",
        tests=[
            "minutes('2h15m') == 135",
            "minutes('45m') == 45",
            "minutes('3h') == 180",
            "minutes('1d2h') == 1560",
            "minutes('1d1m') == 1441",
            "minutes('0m') == 0",
            "minutes('') raises ValueError",
            "minutes('15m2h') raises ValueError",
            "minutes('2h 15m') raises ValueError",
            "minutes('h') raises ValueError",
            "minutes('90') raises ValueError",
        ],
        wrong=[
            ("re.fullmatch", "re.match"),
            ("not text or ", ""),
            ("days * 24", "days * 60"),
            ("match is None", "match is None or not match[3]"),
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
        name="hex-colour",
        category="function",
        level="medium",
        entry="rgb",
        en="Write a Python function `rgb(code)` that turns `'#rrggbb'` or the short form `'#rgb'` (each "
        "digit doubled), in either case, into a tuple of three integers. Raise `ValueError` for any other "
        "text.",
        zh="编写 Python 函数 `rgb(code)`，把 `'#rrggbb'` 或缩写 `'#rgb'`（每位数字加倍，不分大小写）"
        "转换成三个整数的元组。其他文本抛出 `ValueError`。",
        reference="""
import re

def rgb(code):
    if not re.fullmatch("#(?:[0-9a-fA-F]{3}){1,2}", code):
        raise ValueError(f"not a colour: {code!r}")
    digits = code[1:]
    if len(digits) == 3:
        digits = "".join(d * 2 for d in digits)
    return tuple(int(digits[i:i + 2], 16) for i in (0, 2, 4))
""",
        tests=[
            "rgb('#ff8000') == (255, 128, 0)",
            "rgb('#FF8000') == (255, 128, 0)",
            "rgb('#fa0') == (255, 170, 0)",
            "rgb('#000') == (0, 0, 0)",
            "rgb('#010203') == (1, 2, 3)",
            "rgb('ff8000') raises ValueError",
            "rgb('#ff80') raises ValueError",
            "rgb('#ggg') raises ValueError",
            "rgb('#1234567') raises ValueError",
        ],
        wrong=[
            ("d * 2 for d", "d + '0' for d"),
            ("{1,2}", "{2}"),
            ("(0, 2, 4)", "(0, 1, 2)"),
            ("re.fullmatch", "re.match"),
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
