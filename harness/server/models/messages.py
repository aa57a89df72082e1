"""What is common to all models' reading of chat-completions messages: text, calls, function names."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from harness.server.models.base import Message, Tool


def text_of(message: Message) -> str:
    """The message's content as plain text; parts that are not text are named in brackets."""
    content = message.get("content")
    if isinstance(content, str):
        return content
    parts = [_part_text(part) for part in content or ()]
    return "\n".join(part for part in parts if part)


def _part_text(part: Any) -> str:
    kind = part.get("type")
    if kind == "text":
        return str(part.get("text", ""))
    if kind == "refusal":
        return str(part.get("refusal", ""))
    return f"[{str(kind).partition('_')[0]}: this model reads text only]"


def whole_text(message: Message) -> str:
    """All that a model reads of the message: its text and its tool calls."""
    calls = message.get("tool_calls")
    return text_of(message) + (json.dumps(calls, ensure_ascii=False) if calls else "")


def function_of(tool: Tool) -> dict[str, Any]:
    """The function object of a tool."""
    return dict(tool.get("function") or {})


def tool_names(tools: Sequence[Tool]) -> tuple[str, ...]:
    """The functions' names, in order."""
    return tuple(str(function_of(tool).get("name", "")) for tool in tools)


def forced_name(choice: Any) -> str | None:
    """The function that a `tool_choice` object forces, else None."""
    if not isinstance(choice, str) and choice:
        return str((choice.get("function") or {}).get("name") or choice.get("type") or "")
    return None
