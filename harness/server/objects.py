"""Builds the API's objects in the form that goes over the wire, with every default filled in.

A request's field that is null or absent means the default; `temperature: 0` and `tools: []` are values.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from harness.server.validate import number_error
from harness.server.wire import PRIVATE, Json, new_id

MODEL_SETTINGS = ("temperature", "top_p", "reasoning_effort")
"""What the model is told as it was asked for: the answer shows 1.0 where a request leaves the temperature
open, and the model keeps its own default."""


def given(body: Json, name: str, default: Any) -> Any:
    """The request's value, or the default when it is null or absent."""
    value = body.get(name)
    return default if value is None else value


def make_tool(tool: Json) -> Json:
    """A tool as answers show it: a function without its nulls, other tools as they came."""
    if tool["type"] != "function":
        return dict(tool)
    function = {key: value for key, value in tool["function"].items() if value is not None}
    if "strict" in tool["function"]:
        function["strict"] = bool(tool["function"]["strict"])
    return {"type": "function", "function": function}


def make_assistant(body: Json, tool_resources: Json, now: int) -> Json:
    """A new assistant; `tool_resources` as answers show them."""
    return {
        "id": new_id("assistant"),
        "object": "assistant",
        "created_at": now,
        "name": body.get("name"),
        "description": body.get("description"),
        "model": body["model"],
        "instructions": body.get("instructions"),
        "tools": [make_tool(tool) for tool in given(body, "tools", [])],
        "tool_resources": tool_resources,
        "metadata": given(body, "metadata", {}),
        "temperature": given(body, "temperature", 1.0),
        "top_p": given(body, "top_p", 1.0),
        "response_format": given(body, "response_format", "auto"),
        PRIVATE: {name: body.get(name) for name in MODEL_SETTINGS},
    }


def make_thread(body: Json, tool_resources: Json, now: int) -> Json:
    """A new thread; `tool_resources` as answers show them."""
    return {
        "id": new_id("thread"),
        "object": "thread",
        "created_at": now,
        "tool_resources": tool_resources,
        "metadata": given(body, "metadata", {}),
    }


def _content_part(part: Json) -> Json:
    if part["type"] == "text":
        return {"type": "text", "text": {"value": part["text"], "annotations": []}}
    inner = dict(part[part["type"]])
    inner.setdefault("detail", "auto")
    return {"type": part["type"], part["type"]: inner}


def make_message(thread_id: str, body: Json, now: int) -> Json:
    """A message that a client adds; it is complete from the start."""
    content = body["content"]
    parts = [{"type": "text", "text": content}] if isinstance(content, str) else content
    return {
        "id": new_id("message"),
        "object": "thread.message",
        "created_at": now,
        "thread_id": thread_id,
        "status": "completed",
        "incomplete_details": None,
        "completed_at": now,
        "incomplete_at": None,
        "role": body["role"],
        "content": [_content_part(part) for part in parts],
        "assistant_id": None,
        "run_id": None,
        "attachments": [dict(one) for one in given(body, "attachments", [])],
        "metadata": given(body, "metadata", {}),
    }


def make_answer(run: Json, now: int) -> Json:
    """The message that a run is about to write."""
    return {
        "id": new_id("message"),
        "object": "thread.message",
        "created_at": now,
        "thread_id": run["thread_id"],
        "status": "in_progress",
        "incomplete_details": None,
        "completed_at": None,
        "incomplete_at": None,
        "role": "assistant",
        "content": [],
        "assistant_id": run["assistant_id"],
        "run_id": run["id"],
        "attachments": [],
        "metadata": {},
    }


def _instructions(body: Json, assistant: Json) -> str:
    base: str = given(body, "instructions", assistant["instructions"] or "")
    more = body.get("additional_instructions")
    if not more:
        return base
    return f"{base} {more}" if base else str(more)


def make_run(thread_id: str, body: Json, assistant: Json, now: int, life: float) -> Json:
    """A queued run: the request's overrides over the assistant's settings over the defaults.

    Args:
        life: seconds until it expires.
    """
    tools = given(body, "tools", assistant["tools"])
    asked = {name: given(body, name, assistant[PRIVATE].get(name)) for name in MODEL_SETTINGS}
    return {
        "id": new_id("run"),
        "object": "thread.run",
        "created_at": now,
        "thread_id": thread_id,
        "assistant_id": assistant["id"],
        "status": "queued",
        "required_action": None,
        "last_error": None,
        "expires_at": now + max(1, round(life)),
        "started_at": None,
        "cancelled_at": None,
        "failed_at": None,
        "completed_at": None,
        "incomplete_details": None,
        "model": given(body, "model", assistant["model"]),
        "instructions": _instructions(body, assistant),
        "tools": [make_tool(tool) for tool in tools],
        "tool_resources": given(body, "tool_resources", {}),
        "metadata": given(body, "metadata", {}),
        "usage": None,
        "temperature": given(body, "temperature", assistant["temperature"]),
        "top_p": given(body, "top_p", assistant["top_p"]),
        "max_prompt_tokens": body.get("max_prompt_tokens"),
        "max_completion_tokens": body.get("max_completion_tokens"),
        "truncation_strategy": _truncation(body.get("truncation_strategy")),
        "tool_choice": given(body, "tool_choice", "auto"),
        "parallel_tool_calls": given(body, "parallel_tool_calls", True),
        "response_format": given(body, "response_format", assistant["response_format"]),
        PRIVATE: {**asked, "turns": 0, "images": [], "outputs": {}},
    }


def _truncation(strategy: Json | None) -> Json:
    if strategy is None:
        return {"type": "auto", "last_messages": None}
    return {"type": strategy["type"], "last_messages": strategy.get("last_messages")}


def make_step(run: Json, details: Json, now: int) -> Json:
    """A step of a run that has begun; `details` are its `step_details`."""
    return {
        "id": new_id("step"),
        "object": "thread.run.step",
        "created_at": now,
        "assistant_id": run["assistant_id"],
        "thread_id": run["thread_id"],
        "run_id": run["id"],
        "type": details["type"],
        "status": "in_progress",
        "step_details": details,
        "last_error": None,
        "expires_at": run["expires_at"],
        "expired_at": None,
        "cancelled_at": None,
        "failed_at": None,
        "completed_at": None,
        "metadata": {},
        "usage": None,
    }


def make_file(
    id: str, filename: str, purpose: str, size: int, now: int, expires_at: int | None = None
) -> Json:
    """A file of `size` bytes that is ready to be used."""
    body = {
        "id": id,
        "object": "file",
        "bytes": size,
        "created_at": now,
        "filename": filename,
        "purpose": purpose,
        "status": "processed",
    }
    return body if expires_at is None else {**body, "expires_at": expires_at}


def make_usage(prompt: int, completion: int) -> Json:
    """Tokens of one step or of a whole run."""
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
    }


def add_usage(parts: Sequence[Json | None]) -> Json:
    """The sum of what is known."""
    known = [part for part in parts if part is not None]
    return make_usage(
        sum(part["prompt_tokens"] for part in known), sum(part["completion_tokens"] for part in known)
    )


COUNTS = ("in_progress", "completed", "failed", "cancelled")


def make_vector_store(body: Json, now: int) -> Json:
    """A new, empty vector store."""
    expires_after = body.get("expires_after")
    store = {
        "id": new_id("vector_store"),
        "object": "vector_store",
        "created_at": now,
        "name": given(body, "name", ""),
        "usage_bytes": 0,
        "file_counts": {**dict.fromkeys(COUNTS, 0), "total": 0},
        "status": "completed",
        "expires_at": now + expires_after["days"] * 86_400 if expires_after else None,
        "last_active_at": now,
        "metadata": given(body, "metadata", {}),
    }
    return {**store, "expires_after": expires_after} if expires_after else store


def make_chunking(strategy: Json | None) -> Json:
    """`auto`, like nothing, is 800 tokens overlapping by 400; an answer always says `static`.

    Raises ApiError for an overlap of more than half of a chunk.
    """
    if strategy is None or strategy["type"] == "auto":
        return {"type": "static", "static": {"max_chunk_size_tokens": 800, "chunk_overlap_tokens": 400}}
    size, overlap = (strategy["static"][f"{name}_tokens"] for name in ("max_chunk_size", "chunk_overlap"))
    if overlap > size // 2:
        path = "chunking_strategy.static.chunk_overlap_tokens"
        raise number_error("integer", "above maximum", "<=", size // 2, overlap, path)
    return {"type": "static", "static": dict(strategy["static"])}


def make_store_file(store_id: str, request: Json, now: int) -> Json:
    """A file on its way into a vector store, from a request of one."""
    return {
        "id": request["file_id"],
        "object": "vector_store.file",
        "usage_bytes": 0,
        "created_at": now,
        "vector_store_id": store_id,
        "status": "in_progress",
        "last_error": None,
        "chunking_strategy": make_chunking(request.get("chunking_strategy")),
        "attributes": given(request, "attributes", {}),
    }


def make_batch(store_id: str, now: int) -> Json:
    """A batch of files on their way into a vector store."""
    return {
        "id": new_id("batch"),
        "object": "vector_store.files_batch",
        "created_at": now,
        "vector_store_id": store_id,
        "status": "in_progress",
        "file_counts": {**dict.fromkeys(COUNTS, 0), "total": 0},
    }
