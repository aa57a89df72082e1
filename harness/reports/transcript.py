"""One attempt as text for a terminal: what was asked, what was done, what was answered, how it was judged."""

from __future__ import annotations

from collections.abc import Iterator

from harness.records import Attempt, Step, ToolCall
from harness.reports.clean import one_line, printable

_WIDTH = 100


def transcript(attempt: Attempt) -> str:
    """The attempt's whole story, fit for a terminal whatever a model wrote."""
    return "\n".join(_lines(attempt)) + "\n"


def _lines(attempt: Attempt) -> Iterator[str]:
    sample, record, verdict = attempt.sample, attempt.record, attempt.verdict
    epoch = f", epoch {record.epoch + 1}" if record.epoch else ""
    yield f"── {record.suite}::{sample.id} ({record.transport}{epoch}, {record.cassette}) ".ljust(_WIDTH, "─")
    for turn in (sample.question, *sample.turns):
        yield from _block("user", turn)
    for step in record.steps:
        yield from _step(step)
    yield from _block("assistant", record.answer or "(no answer)")
    for name, text in (
        ("expected", verdict.expected),
        ("extracted", verdict.extracted),
        ("verdict", f"{verdict.value}: {verdict.reason}"),
    ):
        yield f"{name:>16}  {one_line(text, 400)}"
    usage = f", {record.usage.total_tokens} tokens" if record.usage else ""
    yield f"{'run':>16}  {record.status or 'none'}, {record.seconds:.2f} s{usage}, {record.requests} requests"


def _step(step: Step) -> Iterator[str]:
    for call in step.tool_calls:
        yield from _call(call)
    if step.error:
        yield f"{'step':>16}  {step.status}: {one_line(step.error, 400)}"


def _call(call: ToolCall) -> Iterator[str]:
    yield from _block(call.name, call.input)
    if call.output:
        yield from _block("output", call.output)


def _block(name: str, text: str) -> Iterator[str]:
    first, *rest = printable(text).splitlines() or [""]
    yield f"{one_line(name, 20):>16}  {first}"
    yield from (f"{'':>16}  {line}" for line in rest)
