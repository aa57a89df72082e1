"""The `programs` of a task: a whole program, its stdin, and what it has to write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harness.checkers.program.compare import same_text, same_words
from harness.checkers.program.runner import Task
from harness.checkers.program.values import short
from harness.sandbox import Execution, execute

_ENDINGS = {
    "timeout": "took longer than {seconds:g} s",
    "memory": "used more than {memory} MiB",
    "output_limit": "wrote too much",
    "killed": "was ended by signal {signal}",
}


def run_programs(code: str, task: Task) -> list[dict[str, Any]]:
    """One entry for each program, each in a process of its own."""
    return [
        _run(code, program, number, task) for number, program in enumerate(task.target.get("programs", []), 1)
    ]


def _run(code: str, program: Mapping[str, Any], number: int, task: Task) -> dict[str, Any]:
    stdin = str(program.get("stdin", ""))
    files = {**task.files, **{k: str(v).encode() for k, v in (program.get("files") or {}).items()}}
    done = execute(code, stdin=stdin.encode(), limits=task.limits, files=files)
    reason = _disappointment(done, program, task)
    shown = {
        "name": str(program.get("name") or f"program {number}"),
        "passed": not reason,
        "ms": round(done.ms, 3),
        "peak_memory": done.peak_memory,
    }
    return {**shown, "reason": f"with stdin {short(stdin)} the program {reason}"} if reason else shown


def _disappointment(done: Execution, program: Mapping[str, Any], task: Task) -> str:
    if done.status in _ENDINGS:
        words = _ENDINGS[done.status]
        return words.format(seconds=task.limits.seconds, memory=task.limits.memory_mb, signal=-done.exit)
    if done.exit != int(program.get("exit", 0)):
        last = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        return f"ended with exit code {done.exit}" + (f" ({short(last)})" if last else "")
    return _wrong_output(done, program) or _wrong_files(done, program)


def _wrong_output(done: Execution, program: Mapping[str, Any]) -> str:
    if "stdout" not in program:
        return ""
    got, expected = done.stdout.decode("utf-8", "replace"), str(program["stdout"])
    tolerance = program.get("tolerance")
    same = same_text(got, expected) if tolerance is None else same_words(got, expected, float(tolerance))
    return "" if same else f"wrote {short(got)}, expected {short(expected)}"


def _wrong_files(done: Execution, program: Mapping[str, Any]) -> str:
    for name, expected in (program.get("writes") or {}).items():
        if name not in done.files:
            return f"did not write {name}"
        got = done.files[name].decode("utf-8", "replace")
        if not same_text(got, str(expected)):
            return f"wrote {short(got)} to {name}, expected {short(expected)}"
    return ""
