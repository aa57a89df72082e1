"""Reading the server-sent events of a chat completion."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from harness.server.models.base import FinishReason, ModelFault, Piece, TextDelta, ToolCallDelta
from harness.server.models.upstream import error_message

_REASONS: dict[str, FinishReason] = {
    "stop": "stop",
    "length": "length",
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
    "content_filter": "content_filter",
}


@dataclass
class Reading:
    """What has been read of one answer. `produced` is the text and arguments so far, for servers without
    usage.

    A call's id and name are passed on once: some servers repeat them in every chunk.
    """

    name: str
    reason: FinishReason | None = None
    usage: dict[str, Any] = field(default_factory=dict)
    done: bool = False
    produced: list[str] = field(default_factory=list)
    _announced: set[int] = field(default_factory=set)

    def line(self, line: str) -> Iterator[Piece]:
        """The pieces of one line of the stream. Raises ModelFault for an error event or broken JSON."""
        if not line.startswith("data:"):
            return
        data = line.removeprefix("data:").strip()
        if data == "[DONE]":
            self.done = True
        elif data:
            yield from self._chunk(self._parsed(data))

    def _parsed(self, data: str) -> dict[str, Any]:
        try:
            chunk = json.loads(data)
        except ValueError as error:
            raise ModelFault("server_error", f"{self.name} streamed something that is not JSON.") from error
        if not isinstance(chunk, dict):
            raise ModelFault("server_error", f"{self.name} streamed something that is not a chunk.")
        if chunk.get("error"):
            raise ModelFault("server_error", f"{self.name} failed: {error_message(data.encode())}")
        return chunk

    def _chunk(self, chunk: dict[str, Any]) -> Iterator[Piece]:
        self.usage = chunk.get("usage") or self.usage
        for choice in chunk.get("choices") or ():
            yield from self._delta(choice.get("delta") or {})
            if choice.get("finish_reason"):
                self.reason = _REASONS.get(choice["finish_reason"], "stop")

    def _delta(self, delta: dict[str, Any]) -> Iterator[Piece]:
        text = _clean(delta.get("content") or delta.get("refusal"))
        if text:
            self.produced.append(text)
            yield TextDelta(text)
        for call in delta.get("tool_calls") or ():
            yield self._call(call)

    def _call(self, call: dict[str, Any]) -> ToolCallDelta:
        index = call.get("index") or 0
        function = call.get("function") or {}
        part = _clean(function.get("arguments"))
        self.produced.append(part)
        if index in self._announced:
            return ToolCallDelta(index, arguments_part=part)
        self._announced.add(index)
        return ToolCallDelta(index, call.get("id") or f"call_{index}", function.get("name") or "", part)


def _clean(text: object) -> str:
    """The text without lone surrogates, which JSON can smuggle in and nothing can store."""
    return text.encode("utf-8", "replace").decode() if isinstance(text, str) else ""
