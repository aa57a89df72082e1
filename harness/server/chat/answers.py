"""A completion as it goes over the wire: whole, or in chunks."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing

from harness.server.chat.turn import refusal
from harness.server.models.base import Finish, ModelFault, Piece, TextDelta, ToolCallDelta
from harness.server.objects import make_usage
from harness.server.wire import Json, dumps, new_id


class Answer:
    """One completion. Feed it the model's pieces."""

    def __init__(self, model: str, *, usage: bool = False) -> None:
        self._head = {"id": new_id("completion"), "created": int(time.time()), "model": model}
        self._usage = usage
        self._text = ""
        self._calls: dict[int, Json] = {}
        self._finish: Finish | None = None

    def feed(self, piece: Piece) -> Iterator[Json]:
        """The chunks of one piece."""
        if isinstance(piece, TextDelta):
            self._text += piece.text
            yield self._chunk({"content": piece.text})
        elif isinstance(piece, ToolCallDelta):
            yield self._chunk({"tool_calls": [self._grow(piece)]})
        else:
            self._finish = piece
            yield self._chunk({}, piece.reason)
            if self._usage:
                yield {**self._chunk({}), "choices": [], "usage": _usage(piece)}

    def opening(self) -> Json:
        """The first chunk."""
        return self._chunk({"role": "assistant", "content": "", "refusal": None})

    def _grow(self, piece: ToolCallDelta) -> Json:
        call = self._calls.get(piece.index)
        if call is not None:
            call["function"]["arguments"] += piece.arguments_part
            return {"index": piece.index, "function": {"arguments": piece.arguments_part}}
        # Models number their calls from nought again in each turn; a program tells them apart by id.
        function = {"name": piece.name or "", "arguments": piece.arguments_part}
        call = {"id": new_id("call"), "type": "function", "function": function}
        self._calls[piece.index] = call
        return {"index": piece.index, **call, "function": dict(function)}

    def _chunk(self, delta: Json, reason: str | None = None) -> Json:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
        usage = {"usage": None} if self._usage else {}
        return {**self._head, "object": "chat.completion.chunk", "choices": [choice], **usage}

    def whole(self) -> Json:
        """The completion, when all pieces are there."""
        if self._finish is None:
            raise ModelFault("server_error", "The model stopped in the middle of its answer.")
        message: Json = {"role": "assistant", "content": self._text, "refusal": None}
        if self._calls:
            message["content"] = self._text or None
            message["tool_calls"] = list(self._calls.values())
        choice = {
            "index": 0,
            "message": message,
            "logprobs": None,
            "finish_reason": self._finish.reason,
        }
        usage = _usage(self._finish)
        return {**self._head, "object": "chat.completion", "choices": [choice], "usage": usage}


def _usage(finish: Finish) -> Json:
    return make_usage(finish.prompt_tokens, finish.completion_tokens)


async def chunks(answer: Answer, first: Piece, rest: AsyncGenerator[Piece]) -> AsyncGenerator[bytes]:
    """The completion as server-sent events. A model that fails on the way ends it with an error."""
    yield _event(answer.opening())
    try:
        for chunk in answer.feed(first):
            yield _event(chunk)
        async with aclosing(rest):
            async for piece in rest:
                for chunk in answer.feed(piece):
                    yield _event(chunk)
    except ModelFault as fault:
        yield _event(refusal(fault).body)
    yield b"data: [DONE]\n\n"


def _event(body: Json) -> bytes:
    return b"data: " + dumps(body) + b"\n\n"
