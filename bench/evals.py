"""How long `pytest evals/` takes to collect and to replay a suite of 1,000 samples.

    python -m bench.evals [--samples 1000] [--repeats 3] [--workers N]

The suite and its recordings are made with the simulated model, in a folder that is removed at the end; each sample is
asked by one transport. Numbers are of pytest as a user starts it, imports and report included: seconds of wall clock,
and seconds of processor time of the process and its children. `pytest` itself with as many tests that do nothing is
measured beside it.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

SUITE = """
from harness import Assistant, Gate, Suite, math_answer

sums = Suite(
    name="sums",
    dataset="sums.jsonl",
    assistant=Assistant(instructions="Add."),
    checker=math_answer(),
    transports=("polling",),
    gate=Gate(min_accuracy=0.5, max_error_share=0.0),
)
"""
IDLE = "import pytest\n\n@pytest.mark.parametrize('number', range({count}))\ndef test_nothing(number): pass\n"
_PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]


def prepare(home: Path, count: int) -> None:
    """A project with a recorded suite of `count` samples, and a file of tests that do nothing."""
    folder = home / "evals"
    folder.mkdir(parents=True)
    (home / "pytest.ini").write_text("[pytest]\n")
    (home / "idle").mkdir()
    (home / "idle" / "test_idle.py").write_text(IDLE.format(count=count))
    (folder / "test_sums.py").write_text(SUITE)
    samples = (
        {"id": f"s-{n:05}", "question": f"What is {n} + {n % 7}?", "target": str(n + n % 7)}
        for n in range(count)
    )
    (folder / "sums.jsonl").write_text("".join(json.dumps(sample) + "\n" for sample in samples))
    model = f"simulated:answers={folder / 'sums.jsonl'},accuracy=0.8"
    command = [sys.executable, "-m", "harness", "run", "evals", "--cassettes", "record", "--model", model]
    subprocess.run([*command, "--max-concurrency", "32"], cwd=home, check=True, capture_output=True)


def timed(home: Path, arguments: Sequence[str]) -> dict[str, float]:
    """One pytest session: seconds of wall clock and of processor time."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        [*_PYTEST, *arguments], cwd=home, env={**os.environ, "COLUMNS": "120"}, capture_output=True, text=True, check=False
    )  # fmt: skip
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise RuntimeError(done.stdout[-2000:] + done.stderr[-2000:])
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall": wall, "cpu": cpu}


def measure(count: int, repeats: int, workers: int = 0) -> dict[str, list[dict[str, float]]]:
    """Repeats of collecting and replaying, and of plain pytest on as many idle tests, by turns."""
    spread = ["-n", str(workers)] if workers else []
    sessions = {
        "collect": ["evals", "--collect-only"],
        "replay": ["evals", "--cassettes", "replay", *spread],
        "pytest, idle tests": ["idle", *spread],
    }
    found: dict[str, list[dict[str, float]]] = {name: [] for name in sessions}
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        prepare(home, count)
        for _ in range(repeats):
            for name, arguments in sessions.items():
                found[name].append(timed(home, arguments))
    return found


def main() -> None:
    """Print medians as JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--samples", type=int, default=1000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--workers", type=int, default=0, help="of pytest-xdist")
    given = parser.parse_args()
    found = measure(given.samples, given.repeats, given.workers)
    medians = {
        name: {kind: round(statistics.median(run[kind] for run in runs), 2) for kind in ("wall", "cpu")}
        for name, runs in found.items()
    }
    print(json.dumps({"samples": given.samples, "repeats": given.repeats, **medians}, indent=1))


if __name__ == "__main__":
    main()
