"""`harness check program`: a file of solutions against a file of tasks."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

OURS = {
    "id": "double",
    "question": "Double it.",
    "target": {"entry_point": "double", "tests": [{"args": [2], "expect": 4}, {"args": [0], "expect": 0}]},
}
HUMANEVAL = {
    "task_id": "X/0",
    "prompt": 'def triple(x):\n    """Three times x."""\n',
    "entry_point": "triple",
    "canonical_solution": "    return 3 * x\n",
    "test": "def check(candidate):\n    assert candidate(1) == 3\n    assert candidate(0) == 0\n",
}
MBPP = {
    "task_id": 7,
    "prompt": "Write a function to find the root.",
    "code": "def root(x):\n    return x ** 0.5",
    "test_imports": ["import math"],
    "test_list": ["assert math.isclose(root(4), 2)", "assert math.isclose(root(2), math.sqrt(2))"],
}


def run(tmp_path: Path, tasks: str, lines: list[Any]) -> tuple[subprocess.CompletedProcess[str], list[Any]]:
    (tmp_path / "tasks.jsonl").write_text(tasks)
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines) + "\n"
    (tmp_path / "solutions.jsonl").write_text(text)
    command = [
        sys.executable,
        "-m",
        "harness",
        "check",
        "program",
        "--file",
        str(tmp_path / "solutions.jsonl"),
    ]
    command += ["--tasks", str(tmp_path / "tasks.jsonl"), "--out", str(tmp_path / "out.jsonl"), "--json"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=100)
    out = tmp_path / "out.jsonl"
    return ran, [json.loads(line) for line in out.read_text().splitlines()] if out.exists() else []


@pytest.mark.parametrize(
    ("tasks", "task_id", "right", "wrong"),
    [
        (json.dumps(OURS), "double", "def double(x): return 2 * x", "def double(x): return x + 2"),
        (json.dumps(HUMANEVAL), "X/0", "    return x * 3\n", "    return x + 2\n"),
        (json.dumps([MBPP], indent=1), 7, "def root(x): return x ** 0.5", "def root(x): return x / 2"),
    ],
    ids=["ours", "HumanEval", "MBPP"],
)
def test_formats(tmp_path: Path, tasks: str, task_id: object, right: str, wrong: str) -> None:
    lines = [
        {"task_id": task_id, "code": right},
        {"task_id": task_id, "code": wrong},
        {"task_id": task_id, "pred": f"Here:\n```python\n{right}\n```", "note": "kept"},
        {"task_id": task_id, "pred": "I do not know."},
    ]
    ran, verdicts = run(tmp_path, tasks, lines)
    assert ran.returncode == 0, ran.stderr
    assert [v["verdict"] for v in verdicts] == ["correct", "incorrect", "correct", "incorrect"]
    assert verdicts[1]["score"] == 0.5 and verdicts[1]["reason"] and verdicts[1]["ms"] > 0
    assert verdicts[2]["note"] == "kept"
    assert json.loads(ran.stdout)["correct"] == 2


def test_one_line_out_for_each_line_in_whatever_it_holds(tmp_path: Path) -> None:
    good = {"task_id": "double", "code": "def double(x): return 2 * x"}
    lines: list[Any] = [
        good,
        "{",
        "[1]",
        {"task_id": "none", "code": "x"},
        {"task_id": "double"},
        {**good, "code": 5},
        good,
    ]
    ran, verdicts = run(tmp_path, json.dumps(OURS), lines)
    assert ran.returncode == 0, ran.stderr
    expected = ["correct", "error", "error", "error", "error", "error", "correct"]
    assert [v["verdict"] for v in verdicts] == expected
    assert all(v["reason"] for v in verdicts)


def test_order_is_kept_when_lines_take_different_times(tmp_path: Path) -> None:
    lines = [
        {
            "task_id": "double",
            "n": n,
            "code": f"import time\ndef double(x): time.sleep({0.05 * (n % 3)}); return 2 * x",
        }
        for n in range(12)
    ]
    _, verdicts = run(tmp_path, json.dumps(OURS), lines)
    assert [v["n"] for v in verdicts] == list(range(12)) and all(v["verdict"] == "correct" for v in verdicts)


@pytest.mark.parametrize("tasks", ["", "not json", "{}", '{"task_id": 1}'])
def test_tasks_that_cannot_be_used_are_refused(tmp_path: Path, tasks: str) -> None:
    ran, verdicts = run(tmp_path, tasks, [{"task_id": "x", "code": "y"}])
    assert ran.returncode == 2 and "tasks.jsonl" in ran.stderr and "Traceback" not in ran.stderr
    assert verdicts == []
