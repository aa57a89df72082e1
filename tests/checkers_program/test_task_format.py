"""Each key of the task format: a program that satisfies it, and one that nearly does."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from harness.checkers import python_tests
from harness.checkers.program.checker import Options, PythonTests
from harness.records import RunRecord, Sample
from harness.suite import CheckContext

STACK = """
class Stack:
    def __init__(self, items=()): self.items = list(items)
    def push(self, x): self.items.append(x)
    def pop(self): return self.items.pop()
    def __len__(self): return len(self.items)
    def __add__(self, other): return Stack(self.items + other.items)
"""
LIFE = {
    "steps": [
        {"do": "s = Stack()"},
        {"do": "s.push(3)"},
        {"do": "len(s)", "expect": 1},
        {"do": "s.pop()", "expect": 3},
        {"do": "s.pop()", "raises": "IndexError"},
        {"do": "t = Stack([1]) + Stack([4])"},
        {"do": "t.items", "expect": [1, 4]},
    ]
}

# (target's tests, a right program, a wrong one, what the reason says of the wrong one)
CASES: dict[str, tuple[list[dict[str, Any]], str, str, str]] = {
    "arguments": ([{"args": [2], "kwargs": {"k": 3}, "expect": 6}], "def f(a, k): return a * k", "def f(a, k): return a + k", "f(2, k=3) gave 5, expected 6"),
    "a call as text": ([{"call": "f((1, 2))", "expect": 3}], "def f(t): return sum(t)", "def f(t): return 0", "f((1, 2)) gave 0, expected 3"),
    "an expression": ([{"call": "sorted(f(2), reverse=True)", "expect": [2, 1]}], "def f(n): return {1, 2}", "def f(n): return {1}", "expected [2, 1]"),
    "a literal": ([{"call": "f()", "returns": "{1: (2, 3)}"}], "def f(): return {1: (2, 3)}", "def f(): return {1: [2, 3]}", "expected {1: (2, 3)}"),
    "a list is no tuple": ([{"call": "f()", "expect": [1]}], "def f(): return [1]", "def f(): return (1,)", "tuple"),
    "a sequence": ([{"call": "f()", "expect": [1, [2]], "as": "sequence"}], "def f(): return (1, (2,))", "def f(): return {1, 2}", "expected"),
    "a tuple": ([{"call": "f()", "expect": [1, 2], "as": "tuple"}], "def f(): return 1, 2", "def f(): return [1, 2]", "not a tuple"),
    "a set": ([{"call": "f()", "expect": [2, 1], "as": "set"}], "def f(): return {1, 2}", "def f(): return [1, 2]", "not a set"),
    "any order": ([{"call": "f()", "expect": [[1], [2], [2]], "as": "unordered"}], "def f(): return ([2], [1], [2])", "def f(): return [[1], [1], [2]]", "in any order"),
    "a float": ([{"call": "f()", "expect": 0.3}], "def f(): return 0.1 + 0.2", "def f(): return 0.3001", "0.3001"),
    "a tolerance": ([{"call": "f()", "expect": [0.3], "tolerance": 0.01}], "def f(): return [0.305]", "def f(): return [0.32]", "0.32"),
    "not a number": ([{"call": "f()", "returns": "nan"}], "def f(): return float('nan')", "def f(): return 1.0", "nan"),
    "large integers are exact": ([{"call": "f()", "expect": 10**20}], "def f(): return 10**20", "def f(): return 10**20 + 1", "expected"),
    "one of several": ([{"call": "f()", "any_of": ["a", "b"]}], "def f(): return 'b'", "def f(): return 'c'", "one of"),
    "an exception": ([{"call": "f('x')", "raises": "ValueError", "message": "x"}], "def f(x): raise ValueError('bad x')", "def f(x): return 1", "expected ValueError"),
    "a subclass of the exception": ([{"call": "f()", "raises": "LookupError"}], "def f(): return {}[1]", "def f(): raise TypeError", "raised TypeError"),
    "the exception's message": ([{"call": "f()", "raises": "ValueError", "message": "too small"}], "def f(): raise ValueError('it is too small')", "def f(): raise ValueError('no')", "too small"),
    "own exceptions": ([{"call": "f()", "raises": "Empty"}], "class Empty(Exception): pass\ndef f(): raise Empty", "def f(): raise KeyError", "expected Empty"),
    "printed output": ([{"call": "f()", "prints": "a\nb", "expect": None}], "def f(): print('a '); print('b')", "def f(): return 'a'", "f() gave 'a', expected None"),
    "printed through the descriptor": ([{"call": "f()", "prints": "hi"}], "import os\ndef f(): os.write(1, b'hi')", "def f(): print('ho')", "printed"),
    "a mutated argument": ([{"args": [[3, 1]], "mutates": {"0": [1, 3]}, "expect": None}], "def f(x): x.sort()", "def f(x): sorted(x)", "left argument 0"),
    "unchanged arguments": ([{"args": [[3, 1]], "unchanged": True, "expect": [1, 3]}], "def f(x): return sorted(x)", "def f(x): x.sort(); return x", "left argument 0"),
    "a generator": ([{"call": "f()", "as": "generator", "take": 3, "expect": [0, 1, 2]}], "def f():\n  n = 0\n  while True: yield n; n += 1", "def f(): return [0, 1, 2]", "expected a generator"),
    "anything iterable": ([{"call": "f()", "as": "iterable", "expect": [0, 1]}], "def f(): return range(2)", "def f(): return 2", "cannot be iterated"),
    "the life of an object": ([LIFE], STACK, STACK.replace("pop()", "pop(0) if self.items else None"), "expected IndexError"),
    "values of the standard library": ([{"call": "f()", "expect": 3}], "from fractions import Fraction\ndef f(): return Fraction(3)", "from decimal import Decimal\ndef f(): return Decimal('3.5')", "3.5"),
}  # fmt: skip


@pytest.fixture(scope="module")
def checker() -> PythonTests:
    return PythonTests(Options(seconds=2, budget=20))


@pytest.mark.parametrize("name", CASES)
def test_right_passes_and_wrong_fails_with_the_reason(checker: PythonTests, name: str) -> None:
    tests, right, wrong, said = CASES[name]
    target = {"entry_point": "Stack" if "steps" in tests[0] else "f", "tests": tests}
    good = checker.judge(target, right, whole=True)
    assert good.value == "correct", good.reason
    bad = checker.judge(target, wrong, whole=True)
    assert bad.value == "incorrect" and said in bad.reason, bad.reason


def test_partial_credit_and_measures_of_each_test(checker: PythonTests) -> None:
    tests = [{"args": [n], "expect": n * n} for n in range(4)]
    verdict = checker.judge({"entry_point": "f", "tests": tests}, "def f(n): return n", whole=True)
    assert verdict.value == "incorrect" and verdict.score == 0.5
    shown = verdict.details["tests"]
    assert [t["passed"] for t in shown] == [True, True, False, False]
    assert all(t["ms"] > 0 and t["peak_memory"] > 1 << 20 for t in shown)
    assert verdict.reason == "f(2) gave 2, expected 4"


def test_after_a_crash_the_other_tests_still_count(checker: PythonTests) -> None:
    tests = [{"args": [n], "expect": n} for n in range(4)]
    program = "import os\ndef f(n):\n    if n == 1: os._exit(0)\n    return n\n"
    verdict = checker.judge({"entry_point": "f", "tests": tests}, program, whole=True)
    assert verdict.score == 0.75 and "instead of answering" in verdict.reason


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("def f(): \n  while True: pass", "no answer within"),
        ("def f(): return bytearray(10**10)", "MemoryError"),
        ("import ctypes\ndef f(): ctypes.string_at(0)", "segmentation fault"),
        ("1 / 0\ndef f(): return 1", "ZeroDivisionError"),
        ("def g(): return 1", "is not defined"),
        ("def f(x): return 1", "TypeError"),
    ],
)
def test_faults_of_the_program_are_incorrect_with_a_reason(program: str, said: str) -> None:
    target = {"entry_point": "f", "tests": [{"args": [], "expect": 1}], "seconds": 0.7}
    verdict = PythonTests().judge(target, program, whole=True)
    assert verdict.value == "incorrect" and verdict.cause is None and said in verdict.reason


@pytest.mark.parametrize(
    "target",
    [
        "just text",
        {},
        {"tests": []},
        {"tests": [{"args": [1]}]},
        {"entry_point": "f", "tests": [{"args": []}]},
        {"entry_point": "f", "tests": [{"call": "f(", "expect": 1}]},
        {"entry_point": "f", "tests": [{"call": "f()", "returns": "open('x')"}]},
        {"asserts": ["assert f( == 1"]},
        {"asserts": ["assert f() == 1"], "setup": "1 / 0"},
    ],
)
def test_faults_of_the_task_are_errors(checker: PythonTests, target: Any) -> None:
    verdict = checker.judge(target, "def f(): return 1", whole=True)
    assert verdict.value == "error" and verdict.cause is not None and verdict.cause.kind == "checker"


def test_programs_read_and_write(checker: PythonTests) -> None:
    programs = [
        {"stdin": "3\n4\n", "stdout": "7\n"},
        {"stdin": "0\n0\n", "stdout": "0", "files": {"plus.txt": "1"}, "writes": {"out.txt": "done"}},
    ]
    right = (
        "import os\na, b = int(input()), int(input())\n"
        "if os.path.exists('plus.txt'): open('out.txt', 'w').write('done')\nprint(a + b)\n"
    )
    assert checker.judge({"programs": programs}, right, whole=True).value == "correct"
    verdict = checker.judge({"programs": programs}, right.replace("done", "gone"), whole=True)
    assert verdict.value == "incorrect" and verdict.score == 0.5 and "out.txt" in verdict.reason


def test_numbers_of_programs_have_a_tolerance(checker: PythonTests) -> None:
    target = {"programs": [{"stdin": "", "stdout": "x = 0.3333", "tolerance": 1e-3}]}
    assert checker.judge(target, "print('x =', 1/3)", whole=True).value == "correct"
    assert checker.judge(target, "print('x =', 0.34)", whole=True).value == "incorrect"


def test_files_of_the_task_are_there(checker: PythonTests) -> None:
    target = {"entry_point": "f", "tests": [{"args": [], "expect": "hi"}], "files": {"a/b.txt": "hi"}}
    assert checker.judge(target, "def f(): return open('a/b.txt').read()", whole=True).value == "correct"


def test_asserts_see_what_happened_to_their_arguments(checker: PythonTests) -> None:
    target = {"asserts": ["x = [3, 1]\nsort(x)\nassert x == [1, 3]"]}
    assert checker.judge(target, "def sort(x): x.sort()", whole=True).value == "correct"
    assert checker.judge(target, "def sort(x): return sorted(x)", whole=True).value == "incorrect"


def test_objects_of_the_program_can_be_arguments_of_asserts(checker: PythonTests) -> None:
    """As in MBPP, where trees that a test needs are built by the solution."""
    target = {"asserts": ["assert depth(root) == 2"]}
    program = "class Node:\n    def __init__(s, k=None): s.k = k\nroot = Node(Node())\ndef depth(n): return 1 + depth(n.k) if n else 0\n"
    assert checker.judge(target, program, whole=True).value == "correct"


def test_expected_exceptions_in_checks(checker: PythonTests) -> None:
    check = "def check(candidate):\n    try:\n        candidate(-1)\n        assert False\n    except ValueError:\n        pass\n    assert candidate(1) == 1\n"
    target = {"entry_point": "f", "prompt": "def f(n):\n", "check": check}
    right = "def f(n):\n    if n < 0: raise ValueError\n    return n\n"
    assert checker.judge(target, right, whole=True).value == "correct"
    assert checker.judge(target, "def f(n): return n", whole=True).value == "incorrect"


def test_the_checker_of_a_suite_reads_sample_and_answer() -> None:
    target = {"entry_point": "f", "tests": [{"args": [2], "expect": 4}]}
    sample = Sample(id="s", question="Square.", target=target, policy={"seconds": 1})
    record = RunRecord(suite="x", sample_id="s", transport="polling")
    answer = "Here it is:\n```python\ndef f(n):\n    return n * n\n```"
    checker = python_tests(seconds=2)
    verdict = checker.check(CheckContext(sample=sample, record=record, answer=answer))
    assert (checker.name, verdict.value, verdict.rule) == ("python_tests", "correct", "fenced block")
    assert verdict.extracted == "def f(n):\n    return n * n" and verdict.ms > 0


def test_many_threads_judge_at_once(checker: PythonTests) -> None:
    target = {"entry_point": "f", "tests": [{"args": [n], "expect": n} for n in range(3)]}
    seen: list[str] = []
    threads = [
        threading.Thread(
            target=lambda: seen.append(checker.judge(target, "def f(n): return n", whole=True).value)
        )
        for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == ["correct"] * 12
