"""The API's run steps as ours: one flat step with its tool calls."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from harness.records import Step, ToolCall, Usage

_TRACEBACK = "Traceback (most recent call last)"
_ERROR_LINE = re.compile(r"^([A-Za-z_][\w.]*(?:Error|Exception|Interrupt|Exit|Iteration|Warning))\b", re.M)


Span = list[float | None]
"""When something started and ended; None where not observed."""


@dataclass(frozen=True, kw_only=True)
class StepTimes:
    """Times of a step and, by their index, of its calls. `precise` is false for a clock of whole seconds."""

    span: Span
    precise: bool
    calls: Mapping[int, Span]


def step_of(raw: Mapping[str, Any], index: int, times: StepTimes, function_errors: Mapping[str, str]) -> Step:
    """One run step as it was observed.

    Args:
        raw: the API's object.
        index: its place in the run.
        times: when it and its calls were seen to start and to end.
        function_errors: by call id, the exception that our own function raised, "" for none.
    """
    started, ended = map(_rounded, times.span)
    details = raw.get("step_details") or {}
    error = raw.get("last_error") or {}
    return Step(
        id=raw["id"],
        index=index,
        type=str(raw.get("type", "")),
        status=str(raw.get("status", "")),
        created_at=int(raw.get("created_at") or 0),
        completed_at=raw.get("completed_at"),
        started=started,
        ended=ended,
        precise=times.precise and started is not None,
        tool_calls=tuple(
            _timed(_call(call, function_errors), times.calls.get(place), ended)
            for place, call in enumerate(details.get("tool_calls") or ())
        ),
        usage=_usage(raw.get("usage")),
        error=str(error.get("message") or ""),
    )


def _timed(call: ToolCall, span: Span | None, step_ended: float | None) -> ToolCall:
    """A call whose end was not streamed ended with its step."""
    if span is None:
        return call
    return replace(
        call, started=_rounded(span[0]), ended=step_ended if span[1] is None else _rounded(span[1])
    )


def _rounded(moment: float | None) -> float | None:
    return None if moment is None else round(moment, 6)


def _usage(raw: Mapping[str, Any] | None) -> Usage | None:
    if not raw:
        return None
    return Usage(
        prompt_tokens=int(raw.get("prompt_tokens") or 0),
        completion_tokens=int(raw.get("completion_tokens") or 0),
    )


def _call(raw: Mapping[str, Any], function_errors: Mapping[str, str]) -> ToolCall:
    kind = str(raw.get("type", ""))
    body = raw.get(kind) or {}
    id = str(raw.get("id", ""))
    if kind == "code_interpreter":
        return _code(id, body)
    return _search(id, body) if kind == "file_search" else _function(id, body, function_errors.get(id))


def _code(id: str, body: Mapping[str, Any]) -> ToolCall:
    outputs = body.get("outputs") or []
    logs = "\n".join(str(part.get("logs", "")) for part in outputs if part.get("type") == "logs")
    raised = _TRACEBACK in logs
    kinds = _ERROR_LINE.findall(logs) if raised else []
    return ToolCall(
        id=id,
        tool="code_interpreter",
        name="code_interpreter",
        input=str(body.get("input") or ""),
        output=logs,
        images=tuple(part["image"]["file_id"] for part in outputs if part.get("type") == "image"),
        ok=not raised,
        error_kind=kinds[-1].rpartition(".")[2] if kinds else "",
    )


def _search(id: str, body: Mapping[str, Any]) -> ToolCall:
    results = body.get("results") or []
    return ToolCall(
        id=id,
        tool="file_search",
        name="file_search",
        output=json.dumps(results, ensure_ascii=False, sort_keys=True) if results else "",
        ok=bool(results) or None,
    )


def _function(id: str, body: Mapping[str, Any], error: str | None) -> ToolCall:
    return ToolCall(
        id=id,
        tool="function",
        name=str(body.get("name") or ""),
        input=str(body.get("arguments") or ""),
        output=str(body.get("output") or ""),
        ok=None if error is None else not error,
        error_kind=error or "",
    )
