"""The seam between the engine and whatever completes chats.

A chat model takes one `ChatRequest` in the form of OpenAI's chat completions and streams pieces. The
engine sees no other kind of model: function tools go in as chat-completions tools, the code interpreter
and file search are offered as the functions `code_interpreter(code)` and `file_search(query)`, and models
that know no tools are wrapped so that they look as if they did.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

Message = Mapping[str, Any]
"""One chat-completions message: `role`, `content`, and where they apply `tool_calls` and `tool_call_id`."""

Tool = Mapping[str, Any]
"""One function tool: `{"type": "function", "function": {"name": …, "description": …, "parameters": …}}`."""

FinishReason = Literal["stop", "length", "tool_calls", "content_filter"]
FaultCode = Literal["server_error", "rate_limit_exceeded", "invalid_prompt"]


@dataclass(frozen=True, kw_only=True)
class ChatRequest:
    """One turn to be completed. None means: whatever the model's default is.

    `tool_choice` is `"none"`, `"auto"`, `"required"` or `{"type": "function", "function": {"name": …}}`.
    `response_format` is `{"type": "text" | "json_object" | "json_schema", …}`. `grammar` is what the answer
    has to match, in the Lark form of llguidance; it is for models that are known to read it.
    """

    messages: Sequence[Message]
    tools: tuple[Tool, ...] = ()
    tool_choice: str | Mapping[str, Any] | None = None
    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None
    response_format: Mapping[str, Any] | None = None
    parallel_tool_calls: bool | None = None
    reasoning_effort: str | None = None
    seed: int | None = None
    grammar: str | None = None


@dataclass(frozen=True)
class TextDelta:
    """Text of the answer, to be appended."""

    text: str


@dataclass(frozen=True)
class ToolCallDelta:
    """A part of one tool call. `id` and `name` come once, with the first part of their `index`."""

    index: int
    id: str | None = None
    name: str | None = None
    arguments_part: str = ""


@dataclass(frozen=True)
class Finish:
    """The end of a turn and what it cost in tokens. Always the last piece, exactly once."""

    reason: FinishReason
    prompt_tokens: int
    completion_tokens: int


Piece = TextDelta | ToolCallDelta | Finish


class ModelFault(Exception):
    """The model could not complete the turn; the run fails with this `code` and `message`."""

    def __init__(self, code: FaultCode, message: str) -> None:
        super().__init__(message)
        self.code: FaultCode = code
        self.message = message


class ChatModel(Protocol):
    """Completes chats. One object serves any number of turns at once."""

    @property
    def name(self) -> str:
        """The name shown to users, such as a file's stem."""
        ...

    @property
    def native_tools(self) -> bool:
        """Whether tools in a request are the model's own ability (false: it was taught a protocol)."""
        ...

    @property
    def context(self) -> int:
        """How many tokens prompt and answer may have together."""
        ...

    def stream(self, request: ChatRequest) -> AsyncIterator[Piece]:
        """The pieces of one turn as the model produces them. Raises ModelFault. Closing stops the model."""
        ...

    async def count(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> int:
        """Prompt tokens of these messages and tools, by the model's own tokenizer where there is one."""
        ...

    async def embed(self, texts: Sequence[str]) -> list[list[float]] | None:
        """One vector a text, or None where there are no embeddings here."""
        ...

    async def aclose(self) -> None:
        """Lets go of connections, threads and memory."""
        ...
