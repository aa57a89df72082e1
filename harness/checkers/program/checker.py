"""`python_tests()`: from a sample and a reply to a verdict."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from harness.checkers.program.programs import run_programs
from harness.checkers.program.runner import Task, judge
from harness.errors import CheckerError, HarnessError
from harness.records import Cause, RunRecord, Verdict
from harness.sandbox.model import Limits
from harness.suite import CheckContext, Checker

_MOST_CELLS = 4
_TESTS = ("tests", "programs", "asserts", "check")


@dataclass(frozen=True, kw_only=True)
class Options:
    """Bounds on judging one reply: seconds for each call, for all calls together, MiB for the candidate.

    `cells` also looks for the program in what the assistant ran, when its message has none.
    """

    seconds: float = 5.0
    budget: float = 60.0
    memory_mb: int = 512
    output_bytes: int = 1 << 20
    cells: bool = True


@dataclass(frozen=True)
class PythonTests:
    """Judges a reply by the tests in `sample.target`; the format is in `harness.checkers.program`."""

    options: Options = Options()
    name: str = "python_tests"

    def check(self, context: CheckContext) -> Verdict:
        sample = context.sample
        verdict = self.judge(sample.target, context.answer, policy=sample.policy)
        if verdict.extracted or verdict.cause or not self.options.cells:
            return verdict
        for cell in _latest_cells(context.record):
            found = self.judge(sample.target, cell, whole=True, policy=sample.policy)
            if found.extracted and found.score:
                return replace(found, rule="code interpreter cell")
        return verdict

    def judge(
        self, target: Any, text: str, *, whole: bool = False, policy: Mapping[str, Any] | None = None
    ) -> Verdict:
        """The verdict for `text`; `whole`: it is a program and not a reply with one in it."""
        started = time.monotonic()
        try:
            verdict = self._judged(_checked_target(target), text, whole, policy or {})
        except HarnessError as error:
            cause = Cause(kind="checker", message=str(error))
            verdict = Verdict(value="error", reason=error.what, cause=cause)
        return replace(verdict, ms=round((time.monotonic() - started) * 1000, 3))

    def _judged(
        self, target: Mapping[str, Any], text: str, whole: bool, policy: Mapping[str, Any]
    ) -> Verdict:
        task = self._task(target, text, whole, policy)
        judged = judge(task)
        finding = judged.finding
        if finding["problem"]:
            raise CheckerError(f"the task cannot be judged: {finding['problem']}")
        programs = run_programs(finding["code"], task) if finding["code"] else []
        passed = finding["passed"] + sum(1 for p in programs if p["passed"])
        total = finding["total"] + (len(programs) or len(target.get("programs", [])))
        reason = finding["reason"] or next((p["reason"] for p in programs if not p["passed"]), "")
        return Verdict(
            value="correct" if passed == total and total and not reason else "incorrect",
            score=passed / total if total else 0.0,
            expected=f"all {total} tests pass",
            extracted=finding["code"],
            rule=finding["rule"],
            reason=reason or f"all {total} tests pass",
            details={
                "passed": passed,
                "total": total,
                "tests": [*finding["tests"], *programs],
                "peak_memory": max([judged.peak_memory, *(p["peak_memory"] for p in programs)]),
            },
        )

    def _task(self, target: Mapping[str, Any], text: str, whole: bool, policy: Mapping[str, Any]) -> Task:
        own = self.options
        seconds = float(policy.get("seconds", target.get("seconds", own.seconds)))
        memory = int(policy.get("memory_mb", target.get("memory_mb", own.memory_mb)))
        limits = Limits(seconds=seconds, memory_mb=memory, output_bytes=own.output_bytes)
        files = {name: str(content).encode() for name, content in (target.get("files") or {}).items()}
        return Task(
            target=target,
            text=text,
            whole=whole,
            seconds=seconds,
            budget=own.budget,
            limits=limits,
            files=files,
        )


def python_tests(
    *, seconds: float = 5.0, budget: float = 60.0, memory_mb: int = 512, cells: bool = True
) -> Checker:
    """A checker for programs.

    Args:
        seconds: wall-clock time for each call of the program.
        budget: wall-clock time for all calls of one reply together.
        memory_mb: MiB that the program may use.
        cells: when the message holds no program, judge what the assistant ran in the code interpreter: the
            latest cell that passes any test counts as its answer.

    A sample's `target` and `policy` may set `seconds` and `memory_mb` of their own. A program that takes too
    long, crashes or is not there is `incorrect`, with the reason; `error` is for faults of task and machine.
    """
    return PythonTests(Options(seconds=seconds, budget=budget, memory_mb=memory_mb, cells=cells))


def _latest_cells(record: RunRecord) -> list[str]:
    """What was run in the code interpreter, newest first."""
    code = [call.input for call in record.tool_calls if call.tool == "code_interpreter" and call.input]
    return code[::-1][:_MOST_CELLS]


def _checked_target(target: Any) -> Mapping[str, Any]:
    if not isinstance(target, Mapping) or not any(target.get(key) for key in _TESTS):
        raise CheckerError(
            "the target is no programming task",
            fix=f"give it one of {', '.join(_TESTS)} (see harness.checkers.program)",
        )
    return {key: value for key, value in target.items() if value is not None}
