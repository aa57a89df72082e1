"""Data handling: cleaning, checking, filling, comparing."""

from harness.dataset.tasks import Task

TASKS = [
    Task(
        name="data-clean-phone",
        category="data",
        level="medium",
        entry="clean",
        en="Write a Python function `clean(numbers)` that normalises telephone numbers: keep the digits "
        "and a plus sign at the very beginning, drop spaces, hyphens, dots, slashes and brackets; a "
        "leading `00` becomes `+`. Texts with any other character, or with fewer than 6 digits, are left "
        "out. The result has no duplicates and keeps the order of first appearance.",
        zh="编写 Python 函数 `clean(numbers)`，规范化电话号码：保留数字和最开头的加号，去掉空格、连字符、"
        "点、斜杠和括号；开头的 `00` 变为 `+`。含有其他字符或数字少于 6 位的文本被舍弃。结果无重复，"
        "保持首次出现的顺序。",
        reference="""
import re

def clean(numbers):
    found = {}
    for text in numbers:
        bare = re.sub(r"[ \\-./()]", "", text)
        bare = re.sub("^00", "+", bare)
        if re.fullmatch("[+]?[0-9]{6,}", bare):
            found[bare] = True
    return list(found)
""",
        tests=[
            "clean([]) == []",
            "clean(['030 / 12-34.56']) == ['030123456']",
            "clean(['+49 (30) 123456']) == ['+4930123456']",
            "clean(['0049 30 123456']) == ['+4930123456']",
            "clean(['0049 30 123456', '+4930123456']) == ['+4930123456']",
            "clean(['12345']) == []",
            "clean(['1002003']) == ['1002003']",
            "clean(['123456x']) == []",
            "clean(['12+3456']) == []",
            "clean(['b', '654321', '123456']) == ['654321', '123456']",
            "clean(['(00)1 234 567']) == ['+1234567']",
        ],
        wrong=[
            ('bare = re.sub("^00", "+", bare)', 'bare = bare.replace("00", "+")'),
            ("re.fullmatch", "re.match"),
            ("{6,}", "{5,}"),
            ("return list(found)", "return sorted(found)"),
        ],
    ),
    Task(
        name="data-weekday-count",
        category="data",
        level="medium",
        entry="by_weekday",
        en="Write a Python function `by_weekday(dates)` that takes texts such as `'2031-05-17'` and "
        "returns a list of seven numbers: how many of the dates fall on Monday, Tuesday, ..., Sunday. "
        "Texts that are no such date raise `ValueError`.",
        zh="编写 Python 函数 `by_weekday(dates)`，接收 `'2031-05-17'` 形式的文本，返回七个数的列表："
        "落在星期一、星期二、……、星期日的日期各有多少个。不是这种日期的文本抛出 `ValueError`。",
        reference="""
from datetime import date

def by_weekday(dates):
    counts = [0] * 7
    for text in dates:
        counts[date.fromisoformat(text).weekday()] += 1
    return counts
""",
        tests=[
            "by_weekday([]) == [0, 0, 0, 0, 0, 0, 0]",
            "by_weekday(['2031-05-17']) == [0, 0, 0, 0, 0, 1, 0]",
            "by_weekday(['2024-02-29']) == [0, 0, 0, 1, 0, 0, 0]",
            "by_weekday(['2023-02-29']) raises ValueError",
            "by_weekday(['tomorrow']) raises ValueError",
            "by_weekday(['2000-01-01', '2000-01-02', '2000-01-03']) == [1, 0, 0, 0, 0, 1, 1]",
            "by_weekday(['1999-12-31', '1999-12-31']) == [0, 0, 0, 0, 2, 0, 0]",
            "sum(by_weekday(['2030-01-%02d' % d for d in range(1, 32)])) == 31",
        ],
        wrong=[(".weekday()", ".isoweekday() % 7"), ("+= 1", "= 1"), ("[0] * 7", "[0] * 8")],
    ),
    Task(
        name="data-diff-records",
        category="data",
        level="medium",
        entry="changes",
        en="Write a Python function `changes(old, new)` that compares two dictionaries and returns a "
        "dictionary with three sorted lists of keys: `'added'`, `'removed'` and `'changed'` (in both, with "
        "different values).",
        zh="编写 Python 函数 `changes(old, new)`，比较两个字典，返回含三个有序键列表的字典："
        "`'added'`（新增）、`'removed'`（删除）和 `'changed'`（两者都有但值不同）。",
        reference="""
def changes(old, new):
    return {
        "added": sorted(new.keys() - old.keys()),
        "removed": sorted(old.keys() - new.keys()),
        "changed": sorted(key for key in old.keys() & new.keys() if old[key] != new[key]),
    }
""",
        tests=[
            "changes({}, {}) == {'added': [], 'removed': [], 'changed': []}",
            "changes({}, {'b': 1, 'a': 1}) == {'added': ['a', 'b'], 'removed': [], 'changed': []}",
            "changes({'a': 1}, {}) == {'added': [], 'removed': ['a'], 'changed': []}",
            "changes({'a': 1}, {'a': 2}) == {'added': [], 'removed': [], 'changed': ['a']}",
            "changes({'a': 1}, {'a': 1}) == {'added': [], 'removed': [], 'changed': []}",
            "changes({'a': None}, {'a': 0}) == {'added': [], 'removed': [], 'changed': ['a']}",
            "changes({'a': None}, {}) == {'added': [], 'removed': ['a'], 'changed': []}",
            "changes({'a': [1], 'b': 2, 'c': 3}, {'a': [2], 'b': 2, 'd': 3}) == "
            "{'added': ['d'], 'removed': ['c'], 'changed': ['a']}",
        ],
        wrong=[
            ("old[key] != new[key]", "old[key] and old[key] != new[key]"),
            ("sorted(new.keys() - old.keys())", "sorted(old.keys() - new.keys())"),
            ("old.keys() & new.keys() if old[key] != new[key]", "old if old[key] != new.get(key)"),
            (
                '"added": sorted(new.keys() - old.keys())',
                '"added": sorted((new.keys() - old.keys()), reverse=True)',
            ),
        ],
    ),
    Task(
        name="data-csv-line",
        category="data",
        level="hard",
        entry="split_line",
        en="Write a Python function `split_line(line)` that splits one line of CSV at commas. A field may "
        "stand in double quotes and then contain commas; two double quotes inside mean one. Do not use the "
        "csv module. The line has no line break and is well formed.",
        zh="编写 Python 函数 `split_line(line)`，把一行 CSV 按逗号拆分。字段可以放在双引号中，"
        "此时可以包含逗号；其中两个连续的双引号表示一个双引号。不得使用 csv 模块。该行不含换行符且格式正确。",
        reference="""
def split_line(line):
    fields, field, quoted, i = [], "", False, 0
    while i < len(line):
        c = line[i]
        if quoted and line[i:i + 2] == '""':
            field, i = field + '"', i + 1
        elif c == '"':
            quoted = not quoted
        elif c == "," and not quoted:
            fields.append(field)
            field = ""
        else:
            field += c
        i += 1
    return [*fields, field]
""",
        tests=[
            "split_line('a,b,c') == ['a', 'b', 'c']",
            "split_line('') == ['']",
            "split_line(',') == ['', '']",
            "split_line('\"a,b\",c') == ['a,b', 'c']",
            'split_line(\'"say ""hi"""\') == [\'say "hi"\']',
            "split_line('a,\"\"') == ['a', '']",
            "split_line('a, b ') == ['a', ' b ']",
            "split_line('\"\",\"x\"') == ['', 'x']",
            'split_line(\'"a""","""b"\') == [\'a"\', \'"b\']',
        ],
        wrong=[
            ("field + '\"', i + 1", "field + '\"', i"),
            (" and not quoted", ""),
            ("return [*fields, field]", "return fields"),
            (
                """        if quoted and line[i:i + 2] == '""':
            field, i = field + '"', i + 1
        elif""",
                "        if",
            ),
        ],
    ),
    Task(
        name="data-flatten-dict",
        category="data",
        level="medium",
        entry="flatten",
        en="Write a Python function `flatten(data)` that turns nested dictionaries into one flat "
        "dictionary whose keys are the paths joined by dots. Example: `{'a': {'b': 1}, 'c': 2}` becomes "
        "`{'a.b': 1, 'c': 2}`. Empty inner dictionaries disappear; lists stay as they are.",
        zh="编写 Python 函数 `flatten(data)`，把嵌套字典变成一层字典，键是用点连接的路径。例如 "
        "`{'a': {'b': 1}, 'c': 2}` 变为 `{'a.b': 1, 'c': 2}`。空的内层字典消失，列表保持不变。",
        reference="""
def flatten(data):
    flat = {}
    for key, value in data.items():
        if isinstance(value, dict):
            flat.update({f"{key}.{inner}": item for inner, item in flatten(value).items()})
        else:
            flat[key] = value
    return flat
""",
        tests=[
            "flatten({}) == {}",
            "flatten({'a': 1}) == {'a': 1}",
            "flatten({'a': {'b': 1}, 'c': 2}) == {'a.b': 1, 'c': 2}",
            "flatten({'a': {'b': {'c': {'d': 5}}}}) == {'a.b.c.d': 5}",
            "flatten({'a': {}}) == {}",
            "flatten({'a': [1, {'b': 2}]}) == {'a': [1, {'b': 2}]}",
            "flatten({'a': {'x': 1, 'y': 2}, 'b': {'x': 3}}) == {'a.x': 1, 'a.y': 2, 'b.x': 3}",
            "flatten({'a': None, 'b': {'c': None}}) == {'a': None, 'b.c': None}",
        ],
        wrong=[
            ("flatten(value).items()", "value.items()"),
            ('f"{key}.{inner}"', 'f"{inner}.{key}"'),
            ("isinstance(value, dict)", "isinstance(value, dict) and value"),
            ('f"{key}.{inner}"', "inner"),
        ],
    ),
    Task(
        name="data-fill-gaps",
        category="data",
        level="medium",
        entry="fill",
        en="Write a Python function `fill(values)` that returns a new list in which each `None` is "
        "replaced by the nearest earlier value that is not `None`; `None`s at the beginning are replaced "
        "by the first value that is not. If all are `None`, they stay.",
        zh="编写 Python 函数 `fill(values)`，返回一个新列表，其中每个 `None` 被之前最近的非 `None` 值替换；"
        "开头的 `None` 被第一个非 `None` 值替换。如果全是 `None`，则保持不变。",
        reference="""
def fill(values):
    last = next((value for value in values if value is not None), None)
    filled = []
    for value in values:
        last = last if value is None else value
        filled.append(last)
    return filled
""",
        tests=[
            "fill([]) == []",
            "fill([1, None, 3]) == [1, 1, 3]",
            "fill([None, 2]) == [2, 2]",
            "fill([None, None]) == [None, None]",
            "fill([0, None]) == [0, 0]",
            "fill([5, 0, None]) == [5, 0, 0]",
            "fill([1, None, None, 4, None]) == [1, 1, 1, 4, 4]",
            "fill([None, 0, None, 5]) == [0, 0, 0, 5]",
            ("xs = [None, 1]", "fill(xs) == [1, 1]", "xs == [None, 1]"),
        ],
        wrong=[
            ("last if value is None else value", "value or last"),
            ("next((value for value in values if value is not None), None)", "None"),
            ("filled.append(last)", "filled.append(value)"),
        ],
    ),
    Task(
        name="data-validate-records",
        category="data",
        level="medium",
        entry="problems",
        en="Write a Python function `problems(records, required)` that takes a list of dictionaries and a "
        "dictionary from field name to type. It returns a list of texts `'<index>: <field> missing'` or "
        "`'<index>: <field> is not <type name>'`, in the order of the records and then of the required "
        "fields. A boolean is not accepted where an integer is required.",
        zh="编写 Python 函数 `problems(records, required)`，接收字典列表和从字段名到类型的字典。返回形如 "
        "`'<下标>: <字段> missing'` 或 `'<下标>: <字段> is not <类型名>'` 的文本列表，先按记录顺序，"
        "再按必需字段顺序。要求整数的地方不接受布尔值。",
        reference="""
def problems(records, required):
    found = []
    for index, record in enumerate(records):
        for field, kind in required.items():
            if field not in record:
                found.append(f"{index}: {field} missing")
            elif not isinstance(record[field], kind) or kind is int and isinstance(record[field], bool):
                found.append(f"{index}: {field} is not {kind.__name__}")
    return found
""",
        tests=[
            "problems([], {'a': int}) == []",
            "problems([{'a': 1}], {'a': int}) == []",
            "problems([{}], {'a': int}) == ['0: a missing']",
            "problems([{'a': '1'}], {'a': int}) == ['0: a is not int']",
            "problems([{'a': True}], {'a': int}) == ['0: a is not int']",
            "problems([{'a': True}], {'a': bool}) == []",
            "problems([{'a': None}], {'a': str}) == ['0: a is not str']",
            "problems([{'a': 'x'}, {'b': 1}], {'a': str, 'b': int}) == ['0: b missing', '1: a missing']",
            "problems([{'z': 9}], {}) == []",
        ],
        wrong=[
            (" or kind is int and isinstance(record[field], bool)", ""),
            ("enumerate(records)", "enumerate(records, start=1)"),
            ("field not in record", "not record.get(field)"),
            ("kind.__name__", "kind"),
        ],
    ),
]
