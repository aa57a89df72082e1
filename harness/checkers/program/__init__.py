"""Programs judged by hidden tests that they can neither read nor decide.

The tests run in a process of their own with a stand-in for the candidate. Every call goes to a locked-down
process that holds nothing but the candidate and the input of this call; what comes back is plain data, and the
comparison happens on the tests' side. Exit codes, objects that equal everything, patched builtins and replies
written to descriptors can therefore only ever be wrong values.

The task format: `Sample.target`
--------------------------------
One JSON object. At least one of `tests`, `programs`, `asserts` and `check` is there.

===============  =======================================================================================
`entry_point`    name of the function or class that is asked for
`tests`          calls with what must come of them (below)
`programs`       whole programs: what goes in at stdin, what must come out at stdout (below)
`asserts`        texts such as `assert f(2) == 3`, as MBPP has them; several statements a text are fine
`check`          text that defines `check(candidate)`, as HumanEval has it
`prompt`         code that the assistant was given; a reply that is only a body is completed with it, and its
                 imports and helper functions are at hand for candidate and tests
`setup`          trusted code that runs before `asserts` and `check`, in the tests' process
`files`          text files in the candidate's working directory: `{"data.csv": "a,b\\n1,2\\n"}`
`reference`      a solution that passes, for whoever keeps the dataset; inside `check` the function's own name
                 means this one, for HumanEval has tests that would compare a candidate with itself
`seconds`        time for each call, default 5
`memory_mb`      memory for the candidate, default 512
===============  =======================================================================================

**A test** calls once and says what must come of it::

    {"args": [3, [1, 2]], "kwargs": {"reverse": true}, "expect": [2, 1]}
    {"call": "f((1, 2), {3})", "returns": "{1: (2, 3)}"}
    {"call": "mean([0.1, 0.2])", "expect": 0.15, "tolerance": 1e-6}
    {"call": "parse('x')", "raises": "ValueError", "message": "x"}
    {"call": "greet('Ann')", "prints": "Hello, Ann!", "expect": null}
    {"args": [[3, 1, 2]], "mutates": {"0": [1, 2, 3]}, "expect": null}
    {"call": "primes()", "as": "generator", "take": 4, "expect": [2, 3, 5, 7]}
    {"call": "divisors(6)", "as": "unordered", "expect": [1, 2, 3, 6]}

`args`, `kwargs`  JSON values given to `entry_point`.
`call`            instead of them a Python expression, evaluated among the candidate's names. Never put an
                  expected value into it: it is all that the candidate may know.
`expect`          the value as JSON, or `returns`: the value as a Python literal (tuples, sets, bytes, keys that
                  are not text). `any_of` is a list of accepted JSON values.
`tolerance`       largest absolute or relative difference of any two numbers, whichever allows more.
                  Default 1e-9 where a float is involved; integers are exact.
`as`              how the result is read. Without it containers have to be of the expected type, a list is not a
                  tuple, and a set given by `returns` is compared as one. `list`, `tuple`, `set`, `frozenset`:
                  of that type exactly, `expect` is converted. `sequence`: list or tuple, at every depth.
                  `unordered`: any iterable, the same items in any order. `generator`: an iterator, not a list;
                  `iterable`: anything that can be iterated; both are read up to `take` items and compared as
                  a list. `float`, `int`, `bool`, `str`: of that type exactly.
`raises`          name of an exception class (or a list of them); subclasses count. `message`: a part of its text.
`prints`          what the call writes to stdout; white space at the ends of lines and of the text is ignored.
`mutates`         arguments after the call, by position or keyword, as JSON. `"unchanged": true`: all arguments
                  are what they were before.
`steps`           instead of a call: an object's life, one statement after the other, each with its own
                  `expect`, `returns`, `raises`, `prints`, `as`, `tolerance` where something must hold::

    {"steps": [{"do": "s = Stack()"}, {"do": "s.push(3)"}, {"do": "len(s)", "expect": 1},
               {"do": "s.pop()", "expect": 3}, {"do": "s.pop()", "raises": "IndexError"},
               {"do": "t = s + Stack([4])"}, {"do": "t.items", "expect": [4]}]}

`name`            what to call the test in the verdict.

**A program** runs as `__main__`, in a directory of its own::

    {"stdin": "3\\n4\\n", "stdout": "7\\n"}
    {"stdin": "", "stdout": "0.3333", "tolerance": 1e-3, "exit": 0,
     "files": {"in.txt": "…"}, "writes": {"out.txt": "…"}}

White space at the ends of lines and of the text is ignored. With `tolerance`, words that are numbers on both
sides are compared as numbers. `exit` is the exit code (default 0), `writes` are files that must be there.

**Partial credit** is the share of tests passed, where every entry of `tests` and `programs` and every executed
`assert` is one test.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from harness.checkers.program.checker import Options, PythonTests, python_tests
    from harness.checkers.program.extract import Extraction, Wanted, extract
    from harness.checkers.program.tasks import load_tasks, task_of

__all__ = [
    "Extraction",
    "Options",
    "PythonTests",
    "Wanted",
    "extract",
    "load_tasks",
    "python_tests",
    "task_of",
]

_HOME = {
    "Extraction": "extract",
    "Options": "checker",
    "PythonTests": "checker",
    "Wanted": "extract",
    "extract": "extract",
    "load_tasks": "tasks",
    "python_tests": "checker",
    "task_of": "tasks",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'harness.checkers.program' has no attribute {name!r}")
    return getattr(importlib.import_module(f"harness.checkers.program.{_HOME[name]}"), name)
