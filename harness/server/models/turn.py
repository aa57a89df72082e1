"""One turn of the fenced protocol: the model's text in, pieces with tool calls out."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from harness.server.models import protocol
from harness.server.models.base import (
    ChatRequest,
    Finish,
    FinishReason,
    Piece,
    TextDelta,
    Tool,
    ToolCallDelta,
)
from harness.server.models.fences import Event, FenceScanner
from harness.server.models.messages import tool_names


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How a turn goes. `prefill` is a beginning that is put into the model's mouth (an opened fence);
    `function` names a call whose arguments are all that the model writes."""

    request: ChatRequest
    tools: tuple[Tool, ...]
    prefill: str = ""
    function: str | None = None


class Turn:
    """Feed it the model's pieces. `written` is the text so far, `finish` the model's own end, if it came to
    one."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._scanner = FenceScanner(protocol.kinds(plan.tools))
        self._kind = ""
        self._block = ""
        self._called = plan.function is not None
        self.written = ""
        self.finish: Finish | None = None

    @property
    def stopped(self) -> bool:
        """Whether the call is complete, so that the model need not go on."""
        return self._scanner.closed

    @property
    def reason(self) -> FinishReason:
        """`tool_calls` after a call, unless the model was cut off before it had closed it."""
        if self.finish is None:
            return "tool_calls" if self._called else "stop"
        return "tool_calls" if self._called and self.finish.reason == "stop" else self.finish.reason

    def start(self) -> Iterator[Piece]:
        """What is due before the model's first word."""
        if self._plan.function:
            yield _announced(self._plan.function)
        yield from self._pieces(self._scanner.feed(self._plan.prefill))

    def feed(self, piece: Piece) -> Iterator[Piece]:
        """What one piece of the model's makes."""
        if isinstance(piece, Finish):
            self.finish = piece
        elif isinstance(piece, TextDelta):
            self.written += piece.text
            if self._plan.function:
                yield ToolCallDelta(0, arguments_part=piece.text)
            else:
                yield from self._pieces(self._scanner.feed(piece.text))

    def end(self) -> Iterator[Piece]:
        """What is due after the model's last word; an open block ends with it."""
        yield from self._pieces(self._scanner.end())

    def _pieces(self, events: Iterator[Event]) -> Iterator[Piece]:
        for event in events:
            if event.type == "text":
                yield TextDelta(event.text)
            elif event.type == "open":
                yield from self._opened(event.text)
            elif event.type == "inside":
                yield from self._inside(event.text)
            else:
                yield from self._closed()

    def _opened(self, kind: str) -> Iterator[Piece]:
        self._kind = kind
        if kind == "code":
            self._called = True
            yield _announced(protocol.CODE_TOOL)
            yield ToolCallDelta(0, arguments_part='{"code": "')

    def _inside(self, text: str) -> Iterator[Piece]:
        self._block += text
        if self._kind == "code":
            yield ToolCallDelta(0, arguments_part=json.dumps(text, ensure_ascii=False)[1:-1])

    def _closed(self) -> Iterator[Piece]:
        if self._kind == "code":
            yield ToolCallDelta(0, arguments_part='"}')
            return
        call = _call(self._block, tool_names(self._plan.tools))
        if call is None:
            yield TextDelta(f"```tool\n{self._block}\n```")
            return
        self._called = True
        yield _announced(call[0])
        yield ToolCallDelta(0, arguments_part=call[1])


def _announced(name: str) -> ToolCallDelta:
    return ToolCallDelta(0, f"call_{secrets.token_hex(12)}", name)


def _call(block: str, names: tuple[str, ...]) -> tuple[str, str] | None:
    """Name and arguments of a ```tool block; None when it is not a call of a function on offer."""
    try:
        call = json.loads(block)
    except (ValueError, RecursionError):
        return None
    if not isinstance(call, dict) or call.get("name") not in names:
        return None
    arguments = call.get("arguments", {})
    text = arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)
    return str(call["name"]), text
