"""Write a function on text: small, self-contained, with its edge cases."""

from harness.dataset.tasks import Task

TASKS = [
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
]
