"""Isolated executions a second, side by side on the same tasks in one run.

    python bench/sandbox.py                    what is installed: our executor, our checker, a plain subprocess
    python bench/sandbox.py --tasks FILE       tasks of a HumanEval file instead of ten of our own
    python bench/sandbox.py --soak 100000      memory and descriptors over many executions

EvalPlus's executor takes part when it can be imported (`pip install evalplus`). Rows take turns, task by task, so
that a busy machine is busy for everybody.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from harness.checkers.program.checker import PythonTests
from harness.checkers.program.tasks import load_tasks
from harness.sandbox import Limits, execute
from harness.sandbox.warm import Spec, registry

Run = Callable[[], None]
_BODIES = {
    "add": "return a + b",
    "most": "return a if a > b else b",
    "gcd": "while b:\n        a, b = b, a % b\n    return a",
    "power": "r = 1\n    for _ in range(b % 9):\n        r *= a\n    return r",
    "digits": "return sum(int(c) for c in str(a * b))",
    "spread": "return [a, b] * 3",
    "words": "return ' '.join(str(n) for n in range(a % 20, b % 20))",
    "pairs": "return {n: n * n for n in range(a % 10)}",
    "odd": "return [n for n in range(a, a + b % 30) if n % 2]",
    "same": "return sorted(set([a, b, a]))",
}
_INPUTS = [[3, 4], [10, 5], [17, 29]]


def own_tasks() -> list[dict[str, Any]]:
    """Ten small functions with three calls each, what they return taken from the function itself."""
    tasks = []
    for name, body in _BODIES.items():
        code = f"def {name}(a, b):\n    {body}\n"
        names: dict[str, Any] = {}
        exec(code, names)
        expected = [names[name](*given) for given in _INPUTS]
        tests = [{"args": i, "returns": repr(e)} for i, e in zip(_INPUTS, expected, strict=True)]
        asserts = "".join(f"assert {name}(*{i}) == {e!r}\n" for i, e in zip(_INPUTS, expected, strict=True))
        target = {"entry_point": name, "tests": tests}
        tasks.append(
            {"code": code, "script": code + asserts, "target": target, "name": name, "expected": expected}
        )
    return tasks


def humaneval_tasks(path: Path) -> list[dict[str, Any]]:
    tasks = []
    for target in load_tasks(path).values():
        call = f"\n{target['check']}\ncheck({target['entry_point']})\n"
        code = target["reference"]
        tasks.append({"code": code, "script": code + call, "target": target, "name": target["entry_point"]})
    return tasks


def executor(task: dict[str, Any]) -> Run:
    def run() -> None:
        done = execute(task["script"], limits=Limits(seconds=10))
        assert done.status == "ok", done

    return run


def checker(task: dict[str, Any]) -> Run:
    judge = PythonTests()

    def run() -> None:
        verdict = judge.judge(task["target"], task["code"], whole=True)
        assert verdict.value == "correct", verdict

    return run


def plain(task: dict[str, Any]) -> Run:
    def run() -> None:
        subprocess.run([sys.executable, "-I", "-S", "-c", task["script"]], check=True, capture_output=True)

    return run


def evalplus(task: dict[str, Any]) -> Run | None:
    try:
        from evalplus.eval import PASS, untrusted_check
    except ImportError:
        return None
    inputs = task.get("inputs", _INPUTS if "expected" in task else [])
    expected = task.get("expected", [])

    def run() -> None:
        times = [0.1] * len(inputs)
        status, _ = untrusted_check("humaneval", task["code"], inputs, task["name"], expected, 0, times, True)
        assert status == PASS

    return run


def measure(rows: dict[str, list[Run]], rounds: int) -> dict[str, list[float]]:
    """Milliseconds of every execution by row; the rows take turns."""
    for runs in rows.values():
        runs[0]()
    took: dict[str, list[float]] = {name: [] for name in rows}
    for _ in range(rounds):
        for index in range(max(map(len, rows.values()))):
            for name, runs in rows.items():
                if index < len(runs):
                    started = time.perf_counter()
                    runs[index]()
                    took[name].append((time.perf_counter() - started) * 1000)
    return took


def at_once(runs: list[Run], workers: int, rounds: int) -> float:
    """Executions a second with several threads asking."""

    def work() -> None:
        for _ in range(rounds):
            for run in runs:
                run()

    threads = [threading.Thread(target=work) for _ in range(workers)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(runs) * rounds * workers / (time.perf_counter() - started)


def soak(count: int) -> None:
    """Resident memory and descriptors of the harness and the warm parent, ten times on the way."""
    execute("pass")
    parent = registry().get(Spec()).process.pid
    for number in range(count + 1):
        execute("open('x', 'w').write('x')")
        if number % max(1, count // 10) == 0:
            resident = [
                int(Path(f"/proc/{pid}/statm").read_text().split()[1]) // 256 for pid in family(parent)
            ]
            files = sum(len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in family(parent))
            print(f"{number:7} executions: {resident} MiB resident, {files} descriptors", flush=True)


def family(parent: int) -> list[int]:
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [os.getpid(), parent, *map(int, children)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=Path)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--soak", type=int)
    options = parser.parse_args()
    if options.soak:
        soak(options.soak)
        return
    tasks = humaneval_tasks(options.tasks) if options.tasks else own_tasks()
    makers = {"executor": executor, "checker": checker, "plain subprocess": plain, "EvalPlus": evalplus}
    rows: dict[str, list[Run]] = {}
    for name, make in makers.items():
        runs = [
            run
            for task in tasks
            if (run := make(task)) is not None and (name != "EvalPlus" or "expected" in task)
        ]
        if runs:
            rows[name] = runs
        else:
            print(f"{name}: not here")
    for name, took in measure(rows, options.rounds).items():
        median, mean = float(np.median(took)), float(np.mean(took))
        line = f"{name:18} median {median:6.2f} ms, {1000 / mean:6.1f} a second with one worker"
        if name in ("executor", "checker"):
            line += f", {at_once(rows[name], 2, options.rounds):6.1f} with two"
        print(line)


if __name__ == "__main__":
    main()
