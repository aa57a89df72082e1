"""A process that has judged programs ends cleanly: what it kept waiting for the next task is closed."""

from __future__ import annotations

import subprocess
import sys

JUDGE = """
from harness.checkers.program.checker import PythonTests

task = {"entry_point": "f", "tests": [{"args": [1], "returns": "2"}]}
print(PythonTests().judge(task, "def f(a):\\n    return a + 1\\n", whole=True).value)
"""


def test_nothing_is_left_open_at_the_end() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-c", JUDGE], capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("correct", "")
