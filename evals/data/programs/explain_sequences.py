"""Explain code about lists and texts: understand it, and say it as a clear program of one's own."""

from pathlib import Path

from harness.dataset.proofs import load_module

explain = load_module(Path(__file__).with_name("explain_numbers.py")).explain

TASKS = [
    explain(
        "explain-run-lengths",
        "same",
        ("The argument is a string.", "参数是一个字符串。"),
        level="medium",
        shown="""
def mystery(s):
    r = []
    while s:
        n = len(s) - len(s.lstrip(s[0]))
        r += [(s[0], n)]
        s = s[n:]
    return r
""",
        reference="""
def same(s):
    runs = []
    for letter in s:
        if runs and runs[-1][0] == letter:
            runs[-1] = (letter, runs[-1][1] + 1)
        else:
            runs.append((letter, 1))
    return runs
""",
        tests=[
            "same('') == []",
            "same('a') == [('a', 1)]",
            "same('ab') == [('a', 1), ('b', 1)]",
            "same('aa') == [('a', 2)]",
            "same('aab') == [('a', 2), ('b', 1)]",
            "same('aba') == [('a', 1), ('b', 1), ('a', 1)]",
            "same('bb b') == [('b', 2), (' ', 1), ('b', 1)]",
            "same('11222') == [('1', 2), ('2', 3)]",
        ],
        wrong=[
            ("runs[-1][1] + 1", "2"),
            ("runs and runs[-1][0] == letter", "runs and letter in dict(runs)"),
            ("return runs", "return sorted(runs)"),
        ],
    ),
    explain(
        "explain-transpose",
        "same",
        ("The argument is a list of lists of equal length.", "参数是由等长列表组成的列表。"),
        level="easy",
        shown="""
def mystery(m):
    return [list(r) for r in zip(*m[::-1])]
""",
        reference="""
def same(m):
    if not m:
        return []
    height, width = len(m), len(m[0])
    return [[m[height - 1 - row][column] for row in range(height)] for column in range(width)]
""",
        tests=[
            "same([[1, 2], [3, 4]]) == [[3, 1], [4, 2]]",
            "same([]) == []",
            "same([[1]]) == [[1]]",
            "same([[1, 2, 3]]) == [[1], [2], [3]]",
            "same([[1], [2], [3]]) == [[3, 2, 1]]",
            "same([[1, 2], [3, 4], [5, 6]]) == [[5, 3, 1], [6, 4, 2]]",
            "same([['a', 'b'], ['c', 'd']]) == [['c', 'a'], ['d', 'b']]",
            "same([[0, 0], [0, 1]]) == [[0, 0], [1, 0]]",
        ],
        wrong=[
            ("m[height - 1 - row][column]", "m[row][column]"),
            ("for column in range(width)", "for column in reversed(range(width))"),
            ("    if not m:\n        return []\n", ""),
        ],
    ),
    explain(
        "explain-sorted-by-two",
        "same",
        ("The argument is a list of strings.", "参数是字符串列表。"),
        level="easy",
        shown="""
def mystery(ws):
    return [w for _, w in sorted((-len(w), w) for w in ws)]
""",
        reference="""
def same(ws):
    alphabetical = sorted(ws)
    return sorted(alphabetical, key=len, reverse=True)
""",
        tests=[
            "same(['b', 'a']) == ['a', 'b']",
            "same(['a', 'bb']) == ['bb', 'a']",
            "same([]) == []",
            "same(['cc', 'aa', 'b']) == ['aa', 'cc', 'b']",
            "same(['x']) == ['x']",
            "same(['', 'z']) == ['z', '']",
            "same(['dog', 'ant', 'be', 'horse']) == ['horse', 'ant', 'dog', 'be']",
            "same(['B', 'a', 'C']) == ['B', 'C', 'a']",
        ],
        wrong=[(", reverse=True", ""), ("sorted(ws)", "ws"), ("sorted(ws)", "sorted(ws, reverse=True)")],
    ),
    explain(
        "explain-set-difference",
        "same",
        ("The arguments are two lists of integers.", "参数是两个整数列表。"),
        level="medium",
        shown="""
def mystery(a, b):
    return sorted({*a} ^ {*b})
""",
        reference="""
def same(a, b):
    only_a = [value for value in a if value not in b]
    only_b = [value for value in b if value not in a]
    return sorted(set(only_a + only_b))
""",
        tests=[
            "same([1, 2], [2, 3]) == [1, 3]",
            "same([], []) == []",
            "same([1, 1], []) == [1]",
            "same([], [4]) == [4]",
            "same([5], [5]) == []",
            "same([3, 1], [2]) == [1, 2, 3]",
            "same([1, 2, 2], [2, 1]) == []",
            "same([-1, 7], [7, -2]) == [-2, -1]",
        ],
        wrong=[
            ("only_a + only_b", "only_a"),
            ("sorted(set(only_a + only_b))", "sorted(only_a + only_b)"),
            ("value not in b", "value in b"),
        ],
    ),
    explain(
        "explain-any-all",
        "same",
        ("The argument is a list of lists of booleans.", "参数是由布尔值列表组成的列表。"),
        level="easy",
        shown="""
def mystery(t):
    return not all(not all(r) for r in t)
""",
        reference="""
def same(table):
    for row in table:
        if False not in row:
            return True
    return False
""",
        tests=[
            "same([]) == False",
            "same([[]]) == True",
            "same([[True]]) == True",
            "same([[False]]) == False",
            "same([[True, False], [True, True]]) == True",
            "same([[True, False], [False, True]]) == False",
            "same([[False], []]) == True",
            "same([[True, True, False]]) == False",
        ],
        wrong=[
            ("False not in row", "True in row"),
            ("    return False", "    return True"),
            ("for row in table", "for row in table[:1]"),
        ],
    ),
    explain(
        "explain-printed-stairs",
        "stairs",
        (
            "`stairs(n)` returns, as a list of strings, the lines that `show(n)` prints; n is an integer "
            "from 0 up.",
            "`stairs(n)` 以字符串列表返回 `show(n)` 打印的各行；n 是不小于 0 的整数。",
        ),
        level="easy",
        shown="""
def show(n):
    for i in range(n, 0, -1):
        print("#" * i + "." * (n - i))
""",
        reference="""
def stairs(n):
    return ["#" * (n - row) + "." * row for row in range(n)]
""",
        tests=[
            "stairs(0) == []",
            "stairs(1) == ['#']",
            "stairs(2) == ['##', '#.']",
            "stairs(3) == ['###', '##.', '#..']",
            "stairs(4)[3] == '#...'",
            "len(stairs(10)) == 10",
            "stairs(5)[0] == '#####'",
            "stairs(5)[2] == '###..'",
        ],
        wrong=[
            ("for row in range(n)", "for row in range(n + 1)"),
            ('"." * row', '" " * row'),
            ('"#" * (n - row) + "." * row', '"." * row + "#" * (n - row)'),
        ],
    ),
]
