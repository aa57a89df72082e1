"""Any text at all: no code runs, nothing crashes or hangs, the memory is capped."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.checkers.math import MathAnswer

Corpus = Callable[[str], list[tuple[str, str]]]


def _judged(tmp_path: Path, rows: list[dict[str, str]]) -> list[dict[str, object]]:
    """Through the command line, in a process of its own whose children's memory is measured."""
    pairs, out = tmp_path / "pairs.jsonl", tmp_path / "out.jsonl"
    pairs.write_bytes(b"".join(json.dumps(row).encode() + b"\n" for row in rows))
    command = [
        sys.executable,
        "-m",
        "harness",
        "check",
        "math",
        "--file",
        str(pairs),
        "--out",
        str(out),
        "--jobs",
        "2",
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def test_hostile_answers_run_nothing_and_are_never_right(tmp_path: Path, hostile: Corpus) -> None:
    marker = tmp_path / "marker"
    golds = ("7777", "x^2+1", "(-\\infty,7777)", "B", "yes", "east")
    rows = [
        {"gold": golds[at % len(golds)], "pred": text, "name": name}
        for at, (name, text) in enumerate(hostile(str(marker)))
    ]
    assert len(rows) > 100
    rows += [{**row, "gold": "7777", "pred": f"\\boxed{{{row['pred']}}}"} for row in rows]
    lines = _judged(tmp_path, rows)
    assert [line["name"] for line in lines] == [row["name"] for row in rows]
    assert not marker.exists()
    assert not [(line["name"], line["ms"]) for line in lines if float(str(line["ms"])) > 3_000]
    assert {str(line["verdict"]) for line in lines} <= {"incorrect", "error", "timeout"}


def test_hostile_targets_do_no_more_harm_than_hostile_answers(tmp_path: Path, hostile: Corpus) -> None:
    marker = tmp_path / "marker"
    corpus = [(name, text[:4_000]) for name, text in hostile(str(marker)) if text[:4_000].strip()]
    lines = _judged(
        tmp_path, [{"gold": text, "pred": "\\boxed{5}", "name": name} for name, text in corpus[::2]]
    )
    assert not marker.exists()
    assert not [(line["name"], line["ms"]) for line in lines if float(str(line["ms"])) > 3_000]


@pytest.mark.parametrize("text", ["9^9^9^9", "(((9!)!)!)!", "10^{10^{10}}", "99999999!"])
def test_what_is_too_large_to_evaluate_is_an_error_and_not_a_wrong_answer(
    text: str, checker: MathAnswer
) -> None:
    verdict = checker.verdict("5", f"\\boxed{{{text}}}")
    assert verdict.value == "error"
    assert verdict.cause is not None and verdict.cause.kind == "checker"


@pytest.mark.parametrize("text", ["9^{9^{9^9}}", "\\sum_{n=1}^{10^{100}} \\frac{1}{n^2}", "10^{10^{10}}"])
def test_what_is_too_large_still_equals_itself(text: str, checker: MathAnswer) -> None:
    assert checker.verdict(text, f"The answer is ${text}$.").value == "correct"


@pytest.mark.skipif(not Path("/proc/self/limits").exists(), reason="needs /proc")
def test_workers_have_a_capped_address_space(checker: MathAnswer) -> None:
    assert checker.verdict("\\sqrt{8}", "2\\sqrt{2}").value == "correct"
    workers = checker.workers
    (worker, *_) = workers._idle
    limits = Path(f"/proc/{worker.pid}/limits").read_text()
    (line,) = [line for line in limits.splitlines() if line.startswith("Max address space")]
    assert line.split()[3] == str(2048 * 2**20)
