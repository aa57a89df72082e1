"""`harness check program`: judge a file of programs or replies against a file of tasks."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, Any

import click

from harness.cli.files import unreadable
from harness.errors import UsageError


@click.command("program")
@click.option(
    "--file", "solutions", type=click.Path(path_type=Path), required=True, help="JSON lines to judge."
)
@click.option(
    "--tasks", type=click.Path(path_type=Path), required=True, help="HumanEval, MBPP or our own format."
)
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, help="Where the verdicts go, line by line."
)
@click.option(
    "--seconds",
    type=click.FloatRange(min=0, min_open=True),
    default=5.0,
    show_default=True,
    help="Most that a program may take.",
)
@click.option("--memory", type=click.IntRange(min=1), default=512, show_default=True, help="MiB.")
@click.option("--workers", type=click.IntRange(min=1), default=None, help="Default: one for each processor.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def program(
    solutions: Path, tasks: Path, out: Path, seconds: float, memory: int, workers: int | None, as_json: bool
) -> None:
    """Judge lines of {"task_id", "code"} (a program) or {"task_id", "pred"} (a whole reply).

    Each line comes back in order with verdict, score, reason and ms added.
    """
    from harness.checkers.program.checker import Options, PythonTests
    from harness.checkers.program.tasks import load_tasks

    checker = PythonTests(Options(seconds=seconds, memory_mb=memory))
    known = load_tasks(tasks)
    lines = _lines(solutions)
    counts: dict[str, int] = {"correct": 0, "incorrect": 0, "error": 0}
    with _opened(out) as sink, ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool:
        for verdict in pool.map(lambda line: _judged(checker, known, line), lines):
            counts[verdict["verdict"]] += 1
            sink.write(json.dumps(verdict, ensure_ascii=False) + "\n")
    _tell(counts, out, as_json)


def _judged(checker: Any, tasks: dict[str, dict[str, Any]], line: str) -> dict[str, Any]:
    """The line as it was, with what was decided. A line that cannot be judged is an `error` and says why."""
    try:
        row = json.loads(line)
    except ValueError as error:
        return {"verdict": "error", "score": 0.0, "reason": f"not JSON: {error}", "ms": 0.0}
    if not isinstance(row, dict):
        return {"verdict": "error", "score": 0.0, "reason": "not a JSON object", "ms": 0.0}
    return {**row, **_decision(checker, tasks, row)}


def _decision(checker: Any, tasks: dict[str, dict[str, Any]], row: dict[str, Any]) -> dict[str, Any]:
    task = tasks.get(str(row.get("task_id")))
    text = row.get("code", row.get("pred", row.get("completion", row.get("solution"))))
    if task is None or not isinstance(text, str):
        what = (
            f"there is no task {row.get('task_id')!r}" if task is None else "neither code nor pred is a text"
        )
        return {"verdict": "error", "score": 0.0, "reason": what, "ms": 0.0}
    verdict = checker.judge(task, text, whole="code" in row)
    details = {
        key: verdict.details[key] for key in ("passed", "total", "peak_memory") if key in verdict.details
    }
    return {
        "verdict": verdict.value,
        "score": verdict.score,
        "reason": verdict.reason,
        "ms": verdict.ms,
        **details,
    }


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8-sig", errors="surrogateescape")
    except OSError as error:
        raise unreadable(path, error, "check --file") from error
    return [line for line in text.split("\n") if line.strip()]


def _opened(path: Path) -> IO[str]:
    try:
        return path.open("w", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}", fix="check --out") from error


def _tell(counts: dict[str, int], out: Path, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({**counts, "out": str(out)}))
        return
    click.echo(", ".join(f"{count} {name}" for name, count in counts.items()) + f"; verdicts in {out}")
