"""The Markdown summary for a CI job's page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from harness.records import Attempt
from harness.reports.clean import one_line
from harness.reports.data import RunData, cause
from harness.reports.summary import SummaryRow
from harness.reports.terminal import seconds

MOST_FAILURES = 20
_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+!|~$&@:-])")


def summary_markdown(run: RunData, summary: Sequence[SummaryRow]) -> str:
    """The table of suites and transports, and the first samples that were not answered correctly."""
    names = ("accuracy", "95 % interval", "correct", "errors", "median time", "first token", "tokens")
    head = "| suite | transport | " + " | ".join(names) + " |"
    lines = ["## Evaluation", "", head, "| --- | --- " + "| ---: " * len(names) + "|"]
    lines += [_row(row) for row in summary]
    failures = [attempt for attempt in run.attempts if attempt.verdict.value != "correct"]
    if failures:
        lines += ["", *_failures(failures)]
    return "\n".join(lines) + "\n"


def escape(text: str, width: int = 120) -> str:
    """One line of text that Markdown and GitHub take for nothing but text."""
    return _SPECIAL.sub(r"\\\1", one_line(text, width)).replace("\\<", "&lt;").replace("\\@", "@\u200b")


def _row(row: SummaryRow) -> str:
    star = "\\*" if row.recorded else ""
    share = f"{row.accuracy.estimate:.1%}" if row.accuracy.n else "–"
    parts = (
        escape(row.suite),
        row.transport,
        f"**{share}**",
        f"{row.accuracy.low:.1%} – {row.accuracy.high:.1%}",
        f"{row.correct}/{row.accuracy.n}",
        str(row.errors),
        seconds(row.median_seconds) + star,
        seconds(row.median_ttft) + (star if row.median_ttft is not None else ""),
        f"{row.prompt_tokens + row.completion_tokens:,}",
    )
    return "| " + " | ".join(parts) + " |"


def _failures(failures: list[Attempt]) -> list[str]:
    lines = [
        f"<details><summary>{len(failures)} attempts not correct</summary>",
        "",
        "| sample | transport | verdict | question | expected | extracted | why |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    lines += [_failure(attempt) for attempt in failures[:MOST_FAILURES]]
    if len(failures) > MOST_FAILURES:
        lines.append(f"\n… and {len(failures) - MOST_FAILURES} more in report.html")
    return [*lines, "", "</details>"]


def _failure(attempt: Attempt) -> str:
    why = cause(attempt)
    parts = (
        f"{attempt.record.suite}/{attempt.sample.id}",
        attempt.record.transport,
        attempt.verdict.value,
        attempt.sample.question,
        attempt.verdict.expected,
        attempt.verdict.extracted,
        f"{why.kind}: {why.message}" if why else attempt.verdict.reason,
    )
    return "| " + " | ".join(escape(part) for part in parts) + " |"
