"""A thread and a run's own steps as chat-completions messages."""

from __future__ import annotations

import base64
import mimetypes
from collections.abc import Iterable
from typing import Any

from harness.server.engine.job import Call
from harness.server.engine.turns import said, told
from harness.server.files import Files
from harness.server.models.base import Message
from harness.server.wire import PRIVATE, Json


class History:
    """Makes messages for a model. One that does not see images is told where one was."""

    def __init__(self, files: Files, *, sees_images: bool) -> None:
        self._files = files
        self._sees = sees_images

    def thread(self, messages: Iterable[Json]) -> list[Message]:
        """The thread's messages, oldest first; empty ones are left out."""
        made = [self._message(message) for message in messages]
        return [message for message in made if message["content"]]

    def _message(self, message: Json) -> Message:
        parts = [self._part(part) for part in message["content"]]
        if all(part["type"] == "text" for part in parts):
            return {"role": message["role"], "content": "\n".join(part["text"] for part in parts)}
        return {"role": message["role"], "content": parts}

    def _part(self, part: Json) -> Json:
        if part["type"] == "text":
            return {"type": "text", "text": part["text"]["value"]}
        if part["type"] == "refusal":
            return {"type": "text", "text": part["refusal"]}
        if not self._sees:
            return {"type": "text", "text": "[an image]"}
        if part["type"] == "image_url":
            return {"type": "image_url", "image_url": part["image_url"]}
        return {"type": "image_url", "image_url": {"url": self._data_url(part["image_file"]["file_id"])}}

    def _data_url(self, file_id: str) -> str:
        path = self._files.path(file_id)
        data = path.read_bytes() if path.exists() else b""
        kind = mimetypes.guess_type(path.name)[0] or "image/png"
        return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def own_turns(steps: Iterable[Json], messages: dict[str, Json]) -> list[Message]:
    """What a run has said and been told so far, from its steps, oldest first."""
    turns: list[Message] = []
    for step in steps:
        details = step["step_details"]
        if step["type"] == "message_creation":
            message = messages.get(details["message_creation"]["message_id"])
            turns.append(said(_text(message), ()))
        elif step["status"] == "completed":
            turns.extend(_calls(step))
    return _merged(turns)


def _text(message: Json | None) -> str:
    parts = message["content"] if message else []
    return "".join(part["text"]["value"] for part in parts if part["type"] == "text")


def _calls(step: Json) -> list[Message]:
    kept: list[dict[str, Any]] = step.get(PRIVATE, {}).get("calls", [])
    calls = [
        Call(index, one["id"], one["name"], "unknown", one["arguments"]) for index, one in enumerate(kept)
    ]
    return [said("", calls), *(told(one["id"], one["told"] or "") for one in kept)]


def _merged(turns: list[Message]) -> list[Message]:
    """Text and calls of one turn are two steps and one message."""
    merged: list[Message] = []
    for turn in turns:
        last = merged[-1] if merged else None
        if last and turn.get("tool_calls") and last["role"] == "assistant" and "tool_calls" not in last:
            merged[-1] = {**turn, "content": last["content"]}
        else:
            merged.append(turn)
    return merged
