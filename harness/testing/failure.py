"""What a failing item prints: everything that one wants to know before opening the report."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from harness.records import Attempt
from harness.reports.clean import printable

if TYPE_CHECKING:
    from harness.gate import GateResult


class Incorrect(Exception):
    """A sample that was not answered correctly, under --strict."""

    def __init__(self, attempt: Attempt) -> None:
        super().__init__(attempt.verdict.reason)
        self.attempt = attempt


class Unrecorded(Exception):
    """A sample that a replay could not ask, since its recording is missing or answers other requests."""

    def __init__(self, attempt: Attempt) -> None:
        super().__init__(attempt.verdict.reason)


class GateFailed(Exception):
    """A rule of a gate does not hold."""

    def __init__(self, outcome: GateResult) -> None:
        super().__init__("\n".join(rule_lines(outcome)))


def rule_lines(outcome: GateResult) -> list[str]:
    """A gate's rules, one a line."""
    return [f"{'ok  ' if rule.passed else 'FAIL'} {rule.name}: {rule.words}" for rule in outcome.rules]


def explain(attempt: Attempt, folder: Path) -> str:
    """Verdict, question, expected, extracted, cassette, and the command that shows the transcript."""
    sample, record, verdict = attempt.sample, attempt.record, attempt.verdict
    rows = {  # the first line stands in pytest's short summary, too
        "verdict": f"{verdict.value}: {verdict.reason}",
        "question": sample.question,
        "expected": verdict.expected or str(sample.target),
        "extracted": verdict.extracted or "(nothing)",
        "cassette": record.cassette,
        "transcript": f"harness report {folder} --sample {shlex.quote(sample.id)}",
    }
    return "\n".join(f"{name:>10}  {printable(value)}" for name, value in rows.items())
