"""One completion: the request for the model, and its pieces up to where the answer stops."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Any

from harness.server.engine.turns import closable
from harness.server.faults import ApiError, invalid
from harness.server.models.base import (
    ChatModel,
    ChatRequest,
    Finish,
    Message,
    ModelFault,
    Piece,
    TextDelta,
)
from harness.server.models.tokens import estimate
from harness.server.objects import given
from harness.server.wire import Json

_FIELDS = ("content", "name", "tool_calls", "tool_call_id")


def make_request(body: Json) -> ChatRequest:
    """What the model is asked."""
    tools = tuple(given(body, "tools", ()))
    return ChatRequest(
        messages=[_message(one) for one in body["messages"]],
        tools=tools,
        tool_choice=body.get("tool_choice") if tools else None,
        temperature=body.get("temperature"),
        top_p=body.get("top_p"),
        max_tokens=given(body, "max_completion_tokens", body.get("max_tokens")),
        response_format=body.get("response_format"),
        parallel_tool_calls=body.get("parallel_tool_calls") if tools else None,
        reasoning_effort=body.get("reasoning_effort"),
        seed=body.get("seed"),
    )


def _message(body: Json) -> Message:
    role = "system" if body["role"] == "developer" else body["role"]
    kept: dict[str, Any] = {name: body[name] for name in _FIELDS if body.get(name)}
    return {"role": role, "content": None if "tool_calls" in kept else "", **kept}


def stop_texts(body: Json) -> list[str]:
    """The request's stop sequences."""
    stop = given(body, "stop", [])
    return [one for one in ([stop] if isinstance(stop, str) else stop) if one]


class Stops:
    """Ends a text before the first stop sequence, which may come in pieces."""

    def __init__(self, stops: Sequence[str]) -> None:
        self._stops = stops
        self._held = ""
        self.reached = False

    def feed(self, part: str) -> str:
        """The text that is certain now."""
        text = self._held + part
        found = [at for stop in self._stops if (at := text.find(stop)) >= 0]
        self.reached = bool(found)
        cut = min(found) if found else len(text) - self._begun(text)
        self._held = "" if found else text[cut:]
        return text[:cut]

    def _begun(self, text: str) -> int:
        """How much of the end may be the beginning of a stop sequence."""
        sizes = (size for stop in self._stops for size in range(1, len(stop)) if text.endswith(stop[:size]))
        return max(sizes, default=0)

    def end(self) -> str:
        """What was held back, when nothing follows."""
        return self._held


async def pieces(model: ChatModel, request: ChatRequest, stops: Sequence[str]) -> AsyncGenerator[Piece]:
    """The model's pieces: one call only where that is asked for, text up to a stop, and always a Finish.

    Raises ModelFault.
    """
    watch = Stops(stops)
    said = ""
    async with aclosing(closable(model.stream(request))) as parts:
        async for piece in parts:
            if isinstance(piece, Finish):
                if watch.end():
                    yield TextDelta(watch.end())
                yield piece
                return
            if isinstance(piece, TextDelta):
                text = watch.feed(piece.text)
                said += text
                if text:
                    yield TextDelta(text)
            elif not piece.index or request.parallel_tool_calls is not False:
                yield piece
            if watch.reached:
                yield Finish("stop", await model.count(request.messages, request.tools), estimate(said))
                return
    raise ModelFault("server_error", "The model stopped in the middle of its answer.")


def refusal(fault: ModelFault) -> ApiError:
    """A model's fault as this API answers it."""
    if fault.code == "rate_limit_exceeded":
        return ApiError(429, fault.message, code=fault.code, headers={"retry-after": "1"})
    if fault.code == "invalid_prompt":
        return invalid(fault.message, param="messages", code="context_length_exceeded")
    return ApiError(500, fault.message, type="server_error")
