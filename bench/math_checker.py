"""The math checker beside Math-Verify: accuracy on our table of pairs, speed on easy sentences.

    python bench/math_checker.py [--math-verify PYTHON] [--file LABELLED.jsonl]

Math-Verify is looked for in this interpreter, or in the one given by `--math-verify` (a virtual environment of
its own keeps its pins away from ours). `--file` adds a file of {"gold", "pred", "same"} lines of your own.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from harness.checkers.math import MathAnswer

PAIRS = Path(__file__).parent.parent / "tests" / "checkers_math" / "pairs.jsonl"
SENTENCES = (
    "The answer is {}.",
    "So she has {} apples left.",
    "Therefore, the total is ${}.",
    "She makes 3 * 4 = 12 a day.\nA: {}",
    "So the answer is $\\boxed{{{}}}$.",
    "#### {}",
    "{}",
)
# Runs in the other interpreter: lines of [gold, pred] in, one line of [verdicts, seconds] out.
OTHER = """
import json, sys, time
from math_verify import parse, verify
rows = json.load(sys.stdin)
def judged(gold, pred):
    try:
        return bool(verify(parse(gold if "$" in gold or "\\\\boxed" in gold else "$" + gold + "$"), parse(pred)))
    except Exception:
        return False
judged("1", "1")
started = time.perf_counter()
verdicts = [judged(gold, pred) for gold, pred in rows]
json.dump([verdicts, time.perf_counter() - started], sys.stdout)
"""


def easy(count: int, seed: int = 5) -> list[dict[str, Any]]:
    """Plain numbers in sentences, three quarters of them right."""
    chance = random.Random(seed)
    rows = []
    for _ in range(count):
        number, right = chance.randrange(1, 100_000), chance.random() < 0.75
        pred = chance.choice(SENTENCES).format(number if right else number + 7)
        rows.append({"kind": "easy", "gold": str(number), "pred": pred, "same": right})
    return rows


def ours(rows: list[dict[str, Any]]) -> tuple[list[bool], float]:
    """Our verdicts and the seconds they took, one process."""
    checker = MathAnswer()
    checker.verdict("\\sqrt{2}", "\\sqrt{3}")  # the worker is up before the clock runs
    started = time.perf_counter()
    verdicts = [
        checker.verdict(row["gold"], row["pred"], question=row.get("question", "")).value == "correct"
        for row in rows
    ]
    return verdicts, time.perf_counter() - started


def theirs(rows: list[dict[str, Any]], python: str) -> tuple[list[bool], float] | None:
    """Math-Verify's verdicts and seconds; None when that interpreter has none."""
    probe = subprocess.run([python, "-c", "import math_verify"], capture_output=True, check=False)
    if probe.returncode:
        return None
    pairs = [(_text(row["gold"]), row["pred"]) for row in rows]
    done = subprocess.run(
        [python, "-c", OTHER], input=json.dumps(pairs), capture_output=True, text=True, check=True
    )
    verdicts, seconds = json.loads(done.stdout)
    return verdicts, seconds


def _text(gold: Any) -> str:
    return gold if isinstance(gold, str) else ", ".join(gold)


def _line(name: str, rows: list[dict[str, Any]], verdicts: list[bool], seconds: float) -> str:
    rejected = sum(row["same"] and not verdict for row, verdict in zip(rows, verdicts, strict=True))
    accepted = sum(verdict and not row["same"] for row, verdict in zip(rows, verdicts, strict=True))
    right, wrong = sum(row["same"] for row in rows), sum(not row["same"] for row in rows)
    accuracy = 1 - (rejected + accepted) / len(rows)
    return (
        f"  {name:12} {accuracy:7.2%} right   wrongly rejected {rejected}/{right}   wrongly accepted {accepted}/{wrong}"
        f"   {len(rows) / seconds:,.0f} answers/s"
    )


def compare(title: str, rows: list[dict[str, Any]], python: str) -> None:
    """Prints both, on the same rows in one run."""
    print(f"{title}: {len(rows)} pairs")
    verdicts, seconds = ours(rows)
    print(_line("harness", rows, verdicts, seconds))
    other = theirs(rows, python)
    if other is None:
        print(f"  Math-Verify is not installed in {python}: pip install math-verify, or --math-verify PYTHON")
        return
    print(_line("Math-Verify", rows, *other))
    print(f"  speed: {other[1] / seconds:.1f} times Math-Verify's")


def main() -> None:
    """The comparison, printed."""
    parser = argparse.ArgumentParser(description="The math checker beside Math-Verify.")
    parser.add_argument("--math-verify", default=sys.executable, metavar="PYTHON")
    parser.add_argument("--file", type=Path, action="append", default=[])
    parser.add_argument("--easy", type=int, default=5_000, metavar="N")
    options = parser.parse_args()
    compare("table of pairs", _read(PAIRS), options.math_verify)
    compare("easy sentences", easy(options.easy), options.math_verify)
    for path in options.file:
        compare(path.name, _read(path), options.math_verify)


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


if __name__ == "__main__":
    main()
