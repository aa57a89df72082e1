"""Fix a bug in code about lists and dictionaries: the tests fail on the code shown."""

from harness.dataset.tasks import Task

TASKS = [
    Task(
        name="fix-mutable-default",
        category="fix",
        level="medium",
        entry="add_tag",
        en="This function should return a list with the given tag added at the end; without a list it "
        "should begin a new one. It behaves strangely when it is called twice. Fix it; a list that is "
        "passed in must not be changed.",
        zh="下面的函数应返回一个在末尾加上给定标签的列表；如果没有传入列表，则从新列表开始。但连续调用两次时行为异常。请修复它；传入的列表不得被修改。",
        shown="""
def add_tag(tag, tags=[]):
    tags.append(tag)
    return tags
""",
        reference="""
def add_tag(tag, tags=None):
    return [*(tags or []), tag]
""",
        tests=[
            "add_tag('a') == ['a']",
            ("add_tag('a')", "add_tag('b') == ['b']"),
            "add_tag('c', ['a', 'b']) == ['a', 'b', 'c']",
            ("xs = ['a']", "add_tag('b', xs)", "xs == ['a']"),
            "add_tag(1, []) == [1]",
            "add_tag('x', ['x']) == ['x', 'x']",
            "add_tag('z', tags=['y']) == ['y', 'z']",
            ("one = add_tag('a')", "two = add_tag('b', one)", "one == ['a']", "two == ['a', 'b']"),
        ],
        wrong=[
            ("[*(tags or []), tag]", "[tag, *(tags or [])]"),
            """
def add_tag(tag, tags=None):
    if tags is None:
        tags = []
    tags.append(tag)
    return tags
""",
            ("[*(tags or []), tag]", "[*(tags or []), str(tag)]"),
        ],
    ),
    Task(
        name="fix-binary-search",
        category="fix",
        level="medium",
        entry="find",
        en="`find(items, wanted)` should return the index of `wanted` in a sorted list of different "
        "numbers, or -1, and look at about log2(n) elements only. The code below sometimes misses elements "
        "or never ends. Fix it.",
        zh="`find(items, wanted)` 应返回 `wanted` 在一个互不相同的升序数字列表中的下标，找不到则返回 -1，"
        "并且只查看大约 log2(n) 个元素。下面的代码有时会漏掉元素，有时不会结束。请修复它。",
        shown="""
def find(items, wanted):
    low, high = 0, len(items) - 1
    while low < high:
        middle = (low + high) // 2
        if items[middle] == wanted:
            return middle
        if items[middle] < wanted:
            low = middle + 1
        else:
            high = middle - 1
    return -1
""",
        reference="""
def find(items, wanted):
    low, high = 0, len(items) - 1
    while low <= high:
        middle = (low + high) // 2
        if items[middle] == wanted:
            return middle
        if items[middle] < wanted:
            low = middle + 1
        else:
            high = middle - 1
    return -1
""",
        tests=[
            "find([1, 3, 5, 7], 5) == 2",
            "find([1, 3, 5, 7], 1) == 0",
            "find([1, 3, 5, 7], 7) == 3",
            "find([4], 4) == 0",
            "find([], 1) == -1",
            "find([1, 3], 2) == -1",
            "find([2, 4, 6, 8, 10], 10) == 4",
            "find(range(0, 10**12, 2), 123456) == 61728",
            "find([1, 3], 9) == -1",
        ],
        wrong=[
            ("low <= high", "low < high - 1"),
            ("len(items) - 1", "len(items) - 2"),
            ("return -1", "return None"),
        ],
    ),
    Task(
        name="fix-remove-while-iterating",
        category="fix",
        level="medium",
        entry="without_negatives",
        en="`without_negatives(numbers)` should return a new list without the negative numbers. The code "
        "skips some of them and changes its argument. Fix it.",
        zh="`without_negatives(numbers)` 应返回一个去掉负数的新列表。下面的代码会漏掉一些负数，"
        "还会修改传入的列表。请修复它。",
        shown="""
def without_negatives(numbers):
    for number in numbers:
        if number < 0:
            numbers.remove(number)
    return numbers
""",
        reference="""
def without_negatives(numbers):
    return [number for number in numbers if number >= 0]
""",
        tests=[
            "without_negatives([1, -1, 2]) == [1, 2]",
            "without_negatives([-1, -2, -3]) == []",
            "without_negatives([]) == []",
            "without_negatives([0, -0.5]) == [0]",
            "without_negatives([5, 5, -5, 5]) == [5, 5, 5]",
            ("xs = [-1, 2]", "without_negatives(xs) == [2]", "xs == [-1, 2]"),
            "without_negatives([-1, -1, 4, -1, -1]) == [4]",
            "without_negatives([3, 2, 1]) == [3, 2, 1]",
        ],
        wrong=[
            ("number >= 0", "number > 0"),
            ("[number for number in numbers if number >= 0]", "sorted(n for n in numbers if n >= 0)"),
            ("[number for number in numbers if number >= 0]", "[abs(n) for n in numbers]"),
        ],
    ),
    Task(
        name="fix-word-count",
        category="fix",
        level="medium",
        entry="count_words",
        en="`count_words(text)` should return a dictionary from each word in lower case to its number. "
        "Words are separated by white space; the punctuation `.,;:!?` at the beginning or end of a word "
        "does not belong to it; what is then empty is not counted. Fix the code.",
        zh="`count_words(text)` 应返回一个字典，从每个小写单词到它出现的次数。单词以空白分隔；"
        "单词开头和结尾的标点 `.,;:!?` 不属于单词；去掉标点后为空的不计。请修复代码。",
        shown="""
def count_words(text):
    counts = {}
    for word in text.split(" "):
        word = word.strip(".,")
        counts[word] = counts.get(word, 1) + 1
    return counts
""",
        reference="""
def count_words(text):
    counts = {}
    for word in text.lower().split():
        word = word.strip(".,;:!?")
        if word:
            counts[word] = counts.get(word, 0) + 1
    return counts
""",
        tests=[
            "count_words('a b a') == {'a': 2, 'b': 1}",
            "count_words('') == {}",
            "count_words('Yes, yes! YES?') == {'yes': 3}",
            "count_words('one\\ntwo\\tone') == {'one': 2, 'two': 1}",
            "count_words(' - ') == {'-': 1}",
            "count_words('... !') == {}",
            'count_words("don\'t; don\'t:") == {"don\'t": 2}',
            "count_words('3.5 3.5.') == {'3.5': 2}",
        ],
        wrong=[
            (".lower()", ""),
            ("if word:", "if True:"),
            ('strip(".,;:!?")', 'strip(".,")'),
            ("get(word, 0)", "get(word, 1)"),
        ],
    ),
    Task(
        name="fix-closure-late-binding",
        category="fix",
        level="hard",
        entry="adders",
        en="`adders(steps)` should return a list of functions, the i-th of which adds `steps[i]` to its "
        "argument. All of them add the same number instead. Fix the code.",
        zh="`adders(steps)` 应返回一个函数列表，其中第 i 个函数把 `steps[i]` 加到它的参数上。"
        "但现在它们加的都是同一个数。请修复代码。",
        shown="""
def adders(steps):
    functions = []
    for step in steps:
        functions.append(lambda value: value + step)
    return functions
""",
        reference="""
def adders(steps):
    return [lambda value, step=step: value + step for step in steps]
""",
        tests=[
            "adders([1, 2, 3])[0](10) == 11",
            "adders([1, 2, 3])[1](10) == 12",
            "adders([1, 2, 3])[2](10) == 13",
            "len(adders([])) == 0",
            "[f(0) for f in adders([5, 7])] == [5, 7]",
            "adders([-1, 1])[0](1) == 0",
            "adders(['a', 'b'])[0]('x') == 'xa'",
            "[f(1) for f in adders((0, 0, 4))] == [1, 1, 5]",
        ],
        wrong=[
            ("value + step for", "value - step for"),
            (", step=step", ""),
            ("for step in steps", "for step in sorted(steps, reverse=True)"),
        ],
    ),
    Task(
        name="fix-matrix-copy",
        category="fix",
        level="medium",
        entry="grid",
        en="`grid(rows, columns)` should make a list of `rows` lists with `columns` zeros each, so that "
        "changing one cell changes nothing else. Fix the code.",
        zh="`grid(rows, columns)` 应生成由 `rows` 个列表组成的列表，每个列表含 `columns` 个零，"
        "并且修改其中一格不影响其他格。请修复代码。",
        shown="""
def grid(rows, columns):
    return [[0] * columns] * rows
""",
        reference="""
def grid(rows, columns):
    return [[0] * columns for _ in range(rows)]
""",
        tests=[
            "grid(2, 3) == [[0, 0, 0], [0, 0, 0]]",
            "grid(0, 5) == []",
            "grid(2, 0) == [[], []]",
            "grid(1, 1) == [[0]]",
            ("g = grid(2, 2)", "g[0][0] = 7", "g == [[7, 0], [0, 0]]"),
            ("g = grid(3, 1)", "g[2].append(1)", "g == [[0], [0], [0, 1]]"),
            "len(grid(4, 2)) == 4",
            ("a = grid(1, 1)", "b = grid(1, 1)", "a[0][0] = 1", "b == [[0]]"),
        ],
        wrong=[
            ("[0] * columns for _ in range(rows)", "[0] * rows for _ in range(columns)"),
            ("[0]", "[None]"),
            ("range(rows)", "range(rows + 1)"),
        ],
    ),
    Task(
        name="fix-string-number-sort",
        category="fix",
        level="medium",
        entry="sort_versions",
        en="`sort_versions(versions)` should return version texts such as `'1.10.2'` in ascending order, "
        "comparing the parts as numbers. A shorter version comes before a longer one that begins with it. "
        "Fix the code.",
        zh="`sort_versions(versions)` 应按升序返回 `'1.10.2'` 这样的版本号文本，各部分按数字比较；"
        "较短的版本号排在以它开头的较长版本号之前。请修复代码。",
        shown="""
def sort_versions(versions):
    return sorted(versions)
""",
        reference="""
def sort_versions(versions):
    return sorted(versions, key=lambda version: [int(part) for part in version.split(".")])
""",
        tests=[
            "sort_versions(['1.10', '1.9']) == ['1.9', '1.10']",
            "sort_versions([]) == []",
            "sort_versions(['2.0', '10.0', '1.0']) == ['1.0', '2.0', '10.0']",
            "sort_versions(['1.2.3', '1.2']) == ['1.2', '1.2.3']",
            "sort_versions(['3']) == ['3']",
            "sort_versions(['1.10.2', '1.10.10', '1.9.99']) == ['1.9.99', '1.10.2', '1.10.10']",
            "sort_versions(['0.0.9', '0.0.10', '0.1']) == ['0.0.9', '0.0.10', '0.1']",
            "sort_versions(['12', '3.1']) == ['3.1', '12']",
        ],
        wrong=[
            ('[int(part) for part in version.split(".")]', 'float(".".join(version.split(".")[:2]))'),
            ("int(part)", "part"),
            ('[int(part) for part in version.split(".")]', "len(version)"),
        ],
    ),
    Task(
        name="fix-recursion-base",
        category="fix",
        level="medium",
        entry="depth",
        en="`depth(value)` should return how deeply lists are nested: 0 for anything that is not a list, 1 "
        "for a flat or empty list, and so on. Fix the code.",
        zh="`depth(value)` 应返回列表嵌套的深度：不是列表时为 0，平坦列表或空列表为 1，依此类推。"
        "请修复代码。",
        shown="""
def depth(value):
    if not isinstance(value, list):
        return 0
    return 1 + depth(value[0])
""",
        reference="""
def depth(value):
    if not isinstance(value, list):
        return 0
    return 1 + max(map(depth, value), default=0)
""",
        tests=[
            "depth(5) == 0",
            "depth([]) == 1",
            "depth([1, 2]) == 1",
            "depth([1, [2]]) == 2",
            "depth([[[]]]) == 3",
            "depth([[1], [[2]], 3]) == 3",
            "depth('abc') == 0",
            "depth([(1, [2])]) == 1",
            "depth([[], [[], [[]]]]) == 4",
        ],
        wrong=[
            ("max(map(depth, value), default=0)", "sum(map(depth, value))"),
            (", default=0", ""),
            ("isinstance(value, list)", "isinstance(value, (list, tuple))"),
        ],
    ),
    Task(
        name="fix-shadowed-total",
        category="fix",
        level="easy",
        entry="column_sums",
        en="`column_sums(rows)` should return the sums of the columns of a table whose rows have equal "
        "length; an empty table has no columns. Fix the code.",
        zh="`column_sums(rows)` 应返回一个各行等长的表格中每一列的和；空表格没有列。请修复代码。",
        shown="""
def column_sums(rows):
    sums = []
    total = 0
    for column in range(len(rows[0])):
        for row in rows:
            total += row[column]
        sums.append(total)
    return sums
""",
        reference="""
def column_sums(rows):
    return [sum(column) for column in zip(*rows)]
""",
        tests=[
            "column_sums([[1, 2], [3, 4]]) == [4, 6]",
            "column_sums([]) == []",
            "column_sums([[5]]) == [5]",
            "column_sums([[1], [2], [3]]) == [6]",
            "column_sums([[1, 2, 3]]) == [1, 2, 3]",
            "column_sums([[0, 0], [0, 0]]) == [0, 0]",
            "column_sums([[1, -1], [-1, 1]]) == [0, 0]",
            "column_sums([[10, 20, 30], [1, 2, 3]]) == [11, 22, 33]",
        ],
        wrong=[
            ("for column in zip(*rows)", "for column in rows"),
            ("sum(column)", "max(column)"),
            ("zip(*rows)", "zip(*rows[1:])"),
        ],
    ),
    Task(
        name="fix-dict-invert",
        category="fix",
        level="medium",
        entry="invert",
        en="`invert(mapping)` should return a dictionary from each value to the sorted list of the keys "
        "that have it. Keys get lost in the code below. Fix it.",
        zh="`invert(mapping)` 应返回一个字典，从每个值到拥有该值的键的有序列表。下面的代码会丢失键。"
        "请修复它。",
        shown="""
def invert(mapping):
    inverted = {}
    for key, value in mapping.items():
        inverted[value] = [key]
    return inverted
""",
        reference="""
def invert(mapping):
    inverted = {}
    for key in sorted(mapping):
        inverted.setdefault(mapping[key], []).append(key)
    return inverted
""",
        tests=[
            "invert({}) == {}",
            "invert({'a': 1}) == {1: ['a']}",
            "invert({'a': 1, 'b': 1}) == {1: ['a', 'b']}",
            "invert({'b': 1, 'a': 1}) == {1: ['a', 'b']}",
            "invert({'x': 'y', 'y': 'x'}) == {'y': ['x'], 'x': ['y']}",
            "invert({3: 'o', 1: 'o', 2: 'e'}) == {'o': [1, 3], 'e': [2]}",
            "invert({'k': None}) == {None: ['k']}",
            "invert({'c': 0, 'b': 0, 'a': 0}) == {0: ['a', 'b', 'c']}",
        ],
        wrong=[
            ("sorted(mapping)", "mapping"),
            ("setdefault(mapping[key], []).append(key)", "setdefault(mapping[key], [key])"),
            ("setdefault(mapping[key], []).append(key)", "setdefault(key, []).append(mapping[key])"),
        ],
    ),
]
