"""The API's run steps as ours: one flat step with its tool calls."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from harness.records import Step, ToolCall, Usage

_TRACEBACK = "Traceback (most recent call last)"
_ERROR_LINE = re.compile(r"^([A-Za-z_][\w.]*(?:Error|Exception|Interrupt|Exit|Iteration|Warning))\b", re.M)


def step_of(
    raw: Mapping[str, Any], index: int, span: Sequence[float | None], function_errors: Mapping[str, str]
) -> Step:
    """One run step as it was observed.

    Args:
        raw: the API's object.
        index: its place in the run.
        span: when it was seen to start and to end, seconds since the attempt began.
        function_errors: by call id, the exception that our own function raised, "" for none.
    """
    started, ended = span
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
        precise=started is not None,
        tool_calls=tuple(_call(call, function_errors) for call in details.get("tool_calls") or ()),
        usage=_usage(raw.get("usage")),
        error=str(error.get("message") or ""),
    )


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
