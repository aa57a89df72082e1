"""The task that cheats are tried on: the sum of a list's squares, in every kind of test."""

from __future__ import annotations

from typing import Any

TRUTH = "def squares(xs):\n    return sum(x * x for x in xs)\n"
ASSERTS = ["assert squares([1, 2]) == 5", "assert squares([3]) == 9", "assert squares([]) == 0"]
CHECK = "def check(candidate):\n" + "".join(f"    {a.replace('squares', 'candidate')}\n" for a in ASSERTS)
TESTS = [{"args": [[1, 2]], "expect": 5}, {"call": "squares([3])", "expect": 9}, {"args": [[]], "expect": 0}]
STEPS = [
    {"steps": [{"do": "squares([1, 2])", "expect": 5}, {"do": "y = squares([3])"}, {"do": "y", "expect": 9}]}
]
PROGRAM = [{"stdin": "1 2\n", "stdout": "5\n"}, {"stdin": "3\n", "stdout": "9\n"}]

TARGETS: dict[str, dict[str, Any]] = {
    "tests": {"entry_point": "squares", "tests": TESTS},
    "steps": {"entry_point": "squares", "tests": STEPS},
    "asserts": {"asserts": ASSERTS},
    "check": {
        "entry_point": "squares",
        "prompt": "def squares(xs):\n    '''Sum of squares.'''\n",
        "check": CHECK,
    },
}

WRONG = "def squares(xs):\n    return -1\n"
