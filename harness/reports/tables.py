"""The three tables of a run as plain rows: `summary`, `samples`, `steps`.

They hold what was observed and decided and nothing of the moment they are written: two replays of the same
cassettes give the same bytes. So no run id of ours, no time of the replay, no time of a checker.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import median
from typing import Any

from harness.records import Attempt, Step, ToolCall
from harness.reports.clean import cell
from harness.reports.data import CODE, cause, code_runs, sequence
from harness.reports.summary import SummaryRow
from harness.reports.variants import TemplateRow, template_of, variant_of
from harness.statistics import Interval

Row = Mapping[str, Any]


def summary_rows(summary: Iterable[SummaryRow]) -> list[Row]:
    """One row per suite and transport."""
    return [_summary(row) for row in summary]


def sample_rows(attempts: Iterable[Attempt]) -> Iterator[Row]:
    """One row per attempt: suite, sample, transport, epoch."""
    return ({**_identity(attempt), **_judged(attempt), **_observed(attempt)} for attempt in attempts)


def step_rows(attempts: Iterable[Attempt]) -> Iterator[Row]:
    """One row per run step, in the order of the attempts and of their steps."""
    return (row for attempt in attempts for row in _steps(attempt))


def template_table(rows: Iterable[TemplateRow]) -> list[Row]:
    """One row per suite, transport and question template."""
    return [_template(row) for row in rows]


def to_csv(rows: Iterable[Row], columns: Iterable[str]) -> Iterator[str]:
    """CSV line by line, with LF ends; text is guarded against formulas, None is an empty cell."""
    names = list(columns)
    writer = csv.writer(_Echo(), lineterminator="\n")
    yield writer.writerow(names)
    for row in rows:
        yield writer.writerow([_cell(row[name]) for name in names])


class _Echo:
    """A file that gives back what is written to it; so does the `writerow` of a CSV writer on it."""

    def write(self, text: str) -> str:
        return text


def _summary(row: SummaryRow) -> Row:
    return {
        "suite": row.suite,
        "transport": row.transport,
        "n": row.n,
        "correct": row.correct,
        "incorrect": row.incorrect,
        "errors": row.errors,
        "errors_count_as": row.errors_count,
        "accuracy": row.accuracy.estimate if row.accuracy.n else None,
        "accuracy_low": row.accuracy.low,
        "accuracy_high": row.accuracy.high,
        "interval": row.accuracy.method,
        "clusters": row.accuracy.clusters,
        "median_seconds": row.median_seconds,
        "p95_seconds": row.p95_seconds,
        "median_ttft": row.median_ttft,
        "prompt_tokens": row.prompt_tokens,
        "completion_tokens": row.completion_tokens,
        "tool_calls": row.tool_calls,
        "retries": row.retries,
        **{f"cassette_{name}": row.cassettes[name] for name in ("hit", "recorded", "live", "miss")},
        "cost": row.cost,
        "k": row.k,
        **_limits("pass_at_k", row.pass_at_k),
        **_limits("pass_hat_k", row.pass_hat_k),
        "flaky": row.flaky,
    }


def _limits(name: str, found: Interval | None) -> Row:
    values = (found.estimate, found.low, found.high) if found else (None, None, None)
    return dict(zip((name, f"{name}_low", f"{name}_high"), values, strict=True))


def _identity(attempt: Attempt) -> Row:
    return {
        "suite": attempt.record.suite,
        "sample": attempt.sample.id,
        "transport": attempt.record.transport,
        "epoch": attempt.record.epoch,
    }


def _judged(attempt: Attempt) -> Row:
    sample, verdict, why = attempt.sample, attempt.verdict, cause(attempt)
    return {
        "verdict": verdict.value,
        "score": verdict.score,
        "expected": verdict.expected,
        "extracted": verdict.extracted,
        "rule": verdict.rule,
        "reason": verdict.reason,
        "error_kind": why.kind if why else "",
        "error": why.message if why else "",
        "topic": sample.topic,
        "level": sample.level,
        "language": sample.language,
        "group": sample.group,
        "template": template_of(sample),
        "variant": variant_of(sample),
        "question": sample.question,
        "answer": attempt.record.answer,
    }


def _observed(attempt: Attempt) -> Row:
    record, runs = attempt.record, code_runs(attempt)
    return {
        "status": record.status,
        "model": record.model,
        "seconds": record.seconds,
        "ttft": record.ttft,
        "queued": record.queued,
        "median_gap": median(record.gaps) if record.gaps else None,
        "prompt_tokens": record.usage.prompt_tokens if record.usage else None,
        "completion_tokens": record.usage.completion_tokens if record.usage else None,
        "steps": len(record.steps),
        "tool_calls": len(record.tool_calls),
        "code_runs": len(runs),
        "code_errors": sum(call.ok is False for call in runs),
        "sequence": sequence(attempt),
        "requests": record.requests,
        "polls": record.polls,
        "retries": len(record.retries),
        "cassette": record.cassette,
        "cost": record.cost,
    }


def _steps(attempt: Attempt) -> Iterator[Row]:
    before = 0.0
    for step in sorted(attempt.record.steps, key=lambda step: step.index):
        yield {**_identity(attempt), **_step(attempt, step, before)}
        before = step.ended if step.ended is not None else before


def _step(attempt: Attempt, step: Step, before: float) -> Row:
    calls = step.tool_calls
    code = [call for call in calls if call.tool == CODE]
    known = [call.ok for call in calls if call.ok is not None]
    timed = step.started is not None and step.ended is not None
    return {
        "run": str(attempt.record.run.get("id", "")),
        "index": step.index,
        "type": step.type,
        "tool": " ".join(dict.fromkeys(call.name or call.tool for call in calls)),
        "status": step.status,
        "queued": max(step.started - before, 0.0) if step.started is not None else None,
        "started": step.started,
        "ended": step.ended,
        "seconds": step.ended - step.started if timed else None,  # type: ignore[operator]
        "tool_seconds": _tool_seconds(calls),
        "precise": step.precise,
        "prompt_tokens": step.usage.prompt_tokens if step.usage else None,
        "completion_tokens": step.usage.completion_tokens if step.usage else None,
        "calls": len(calls),
        "code_length": sum(len(call.input) for call in code) if code else None,
        "exit": "" if not known else "ok" if all(known) else "error",
        "error_kind": " ".join(dict.fromkeys(call.error_kind for call in calls if call.error_kind)),
        "error": step.error,
    }


def _tool_seconds(calls: Sequence[ToolCall]) -> float | None:
    """Seconds from the start of the step's first call to the end of its last; None where that was not seen."""
    spans = [(c.started, c.ended) for c in calls if c.started is not None and c.ended is not None]
    return max(end for _, end in spans) - min(start for start, _ in spans) if spans else None


def _template(row: TemplateRow) -> Row:
    return {
        **{name: getattr(row, name) for name in TEMPLATE_COLUMNS if hasattr(row, name)},
        "accuracy": row.accuracy.estimate,
        "accuracy_low": row.accuracy.low,
        "accuracy_high": row.accuracy.high,
        "variants": " ".join(f"{name}={share:.4g}" for name, share in row.variants.items()),
    }


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return cell(value) if value else value
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


SUMMARY_COLUMNS = (
    "suite", "transport", "n", "correct", "incorrect", "errors", "errors_count_as",
    "accuracy", "accuracy_low", "accuracy_high", "interval", "clusters",
    "median_seconds", "p95_seconds", "median_ttft", "prompt_tokens", "completion_tokens", "tool_calls",
    "retries", "cassette_hit", "cassette_recorded", "cassette_live", "cassette_miss", "cost",
    "k", "pass_at_k", "pass_at_k_low", "pass_at_k_high", "pass_hat_k", "pass_hat_k_low", "pass_hat_k_high",
    "flaky",
)  # fmt: skip
SAMPLE_COLUMNS = (
    "suite", "sample", "transport", "epoch",
    "verdict", "score", "expected", "extracted", "rule", "reason", "error_kind", "error",
    "topic", "level", "language", "group", "template", "variant", "question", "answer",
    "status", "model", "seconds", "ttft", "queued", "median_gap", "prompt_tokens", "completion_tokens",
    "steps", "tool_calls", "code_runs", "code_errors", "sequence", "requests", "polls", "retries", "cassette",
    "cost",
)  # fmt: skip
STEP_COLUMNS = (
    "suite", "sample", "transport", "epoch",
    "run", "index", "type", "tool", "status", "queued", "started", "ended", "seconds", "tool_seconds", "precise",
    "prompt_tokens", "completion_tokens", "calls", "code_length", "exit", "error_kind", "error",
)  # fmt: skip
TEMPLATE_COLUMNS = (
    "suite", "transport", "template", "samples", "attempts", "correct",
    "accuracy", "accuracy_low", "accuracy_high", "answered", "always", "sometimes", "never", "torn", "variants",
)  # fmt: skip
