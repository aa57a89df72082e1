"""A run as OpenTelemetry spans in the GenAI conventions: OTLP/JSON, one line for each suite and transport."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from harness.records import Attempt, Step, ToolCall
from harness.reports.data import RunData, by_suite_and_transport, cause
from harness.reports.write import write_text

Json = dict[str, Any]
_INTERNAL, _CLIENT = 1, 3  # SpanKind
_ERROR = 2  # StatusCode


def write_otel_spans(run: RunData, path: Path) -> Path:
    """Write `ResourceSpans` lines that a collector's `otlpjsonfile` receiver reads.

    One trace an attempt: `invoke_agent` with a child for each tool call (`execute_tool`) and message. Ids are
    made of the attempt's names, so that equal runs give equal spans. Texts are left out, as the conventions ask.

    Raises:
        ReportError: the file cannot be written.
    """
    lines = []
    for (suite, _), attempts in by_suite_and_transport(run.attempts):
        resource = {"attributes": _attributes({"service.name": "harness", "harness.suite": suite})}
        scope = {"name": "harness", "version": run.manifest.versions.get("harness", "")}
        spans = [span for attempt in attempts for span in _spans(run, attempt)]
        body = {"resourceSpans": [{"resource": resource, "scopeSpans": [{"scope": scope, "spans": spans}]}]}
        lines.append(msgspec.json.encode(body).decode())
    return write_text(path, "\n".join(lines) + "\n")


def _spans(run: RunData, attempt: Attempt) -> Iterator[Json]:
    record, why = attempt.record, cause(attempt)
    trace = _id(32, run.manifest.run_id, *attempt.key)
    root = _id(16, trace, "attempt")
    facts = {
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.provider.name": "openai",
        "gen_ai.agent.name": record.suite,
        "gen_ai.agent.id": str(record.run.get("assistant_id", "")),
        "gen_ai.conversation.id": str(record.run.get("thread_id", "")),
        "gen_ai.request.model": run.manifest.model,
        "gen_ai.response.model": record.model,
        "gen_ai.response.id": str(record.run.get("id", "")),
        "gen_ai.usage.input_tokens": record.usage.prompt_tokens if record.usage else None,
        "gen_ai.usage.output_tokens": record.usage.completion_tokens if record.usage else None,
        "gen_ai.evaluation.score.label": attempt.verdict.value,
        "harness.sample": attempt.sample.id,
        "harness.transport": record.transport,
        "harness.epoch": record.epoch,
        "harness.cassette": record.cassette,
        "error.type": why.kind if why else None,
    }
    span = _span(
        trace, root, f"invoke_agent {record.suite}", _CLIENT, facts, record.started_at, 0.0, record.seconds
    )
    if why:
        span["status"] = {"code": _ERROR, "message": why.message}
    yield span
    for step in record.steps:
        yield from _step(trace, root, record.started_at, step)


def _step(trace: str, root: str, begun: float, step: Step) -> Iterator[Json]:
    if step.started is None or step.ended is None:
        return
    if not step.tool_calls:
        facts: Mapping[str, Any] = {"gen_ai.operation.name": "chat", "harness.step": step.id}
        yield _span(
            trace, _id(16, trace, step.id), "chat", _CLIENT, facts, begun, step.started, step.ended, root
        )
    for call in step.tool_calls:
        name = call.name or call.tool
        identity = _id(16, trace, step.id, call.id)
        started = step.started if call.started is None else call.started
        ended = step.ended if call.ended is None else call.ended
        yield _span(
            trace, identity, f"execute_tool {name}", _INTERNAL, _tool(call), begun, started, ended, root
        )  # fmt: skip


def _tool(call: ToolCall) -> Json:
    return {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": call.name or call.tool,
        "gen_ai.tool.call.id": call.id,
        "gen_ai.tool.type": "function" if call.tool == "function" else "extension",
        "error.type": (call.error_kind or "failed") if call.ok is False else None,
    }


def _span(
    trace: str, span: str, name: str, kind: int, facts: Mapping[str, Any], begun: float, start: float, end: float,
    parent: str = "",
) -> Json:  # fmt: skip
    return {
        "traceId": trace,
        "spanId": span,
        **({"parentSpanId": parent} if parent else {}),
        "name": name,
        "kind": kind,
        "startTimeUnixNano": str(round((begun + start) * 1e9)),
        "endTimeUnixNano": str(round((begun + end) * 1e9)),
        "attributes": _attributes(facts),
    }


def _attributes(facts: Mapping[str, Any]) -> list[Json]:
    return [
        {
            "key": key,
            "value": {"intValue": str(value)} if isinstance(value, int) else {"stringValue": str(value)},
        }
        for key, value in facts.items()
        if value is not None and value != ""
    ]


def _id(digits: int, *parts: object) -> str:
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:digits]
