"""What the engine is given and what it tells: jobs, calls, outcomes, endings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from harness.server.models.base import ChatModel, Message, Tool

CallKind = Literal["code_interpreter", "file_search", "function", "unknown"]


@dataclass
class Call:
    """One tool call as the model writes it. `arguments` grows; `index` counts within its turn."""

    index: int
    id: str
    name: str
    kind: CallKind
    arguments: str = ""


@dataclass(frozen=True)
class Made:
    """A file that a tool made."""

    name: str
    data: bytes


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of a call that the server ran itself. `text` is what the model is told.

    Code has `logs`, `images` and `files`; a search has `results` in the API's form, content included, and
    the `ranking` options that held.
    """

    text: str
    logs: str = ""
    images: tuple[Made, ...] = ()
    files: tuple[Made, ...] = ()
    results: tuple[Mapping[str, Any], ...] = ()
    ranking: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Usage:
    """Tokens of one model turn."""

    prompt_tokens: int = 0
    completion_tokens: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.prompt_tokens + other.prompt_tokens, self.completion_tokens + other.completion_tokens
        )


@dataclass(frozen=True)
class Offer:
    """A tool as the model sees it, and which kind it is."""

    tool: Tool
    kind: CallKind

    @property
    def name(self) -> str:
        """The name by which the model calls it."""
        return str(self.tool["function"]["name"])


@dataclass(frozen=True, kw_only=True)
class Job:
    """One stretch of a run: from its start, or from submitted outputs, to its next ending.

    `history` are the thread's messages, oldest first; `own` is what this run itself has said and been told.
    Both are in chat-completions form. `turns_taken` counts the model turns before this stretch: a forced
    `tool_choice` holds for the first only, or a run would never end. The token limits are what is left of
    the run's; None is no limit.
    """

    model: ChatModel
    instructions: str = ""
    history: Sequence[Message] = ()
    own: Sequence[Message] = ()
    offers: tuple[Offer, ...] = ()
    tool_choice: str | Mapping[str, Any] = "auto"
    parallel_tool_calls: bool = True
    temperature: float | None = None
    top_p: float | None = None
    response_format: Mapping[str, Any] | None = None
    reasoning_effort: str | None = None
    max_prompt_tokens: int | None = None
    max_completion_tokens: int | None = None
    turns_taken: int = 0
    most_turns: int = 64


class Sink(Protocol):
    """Is told what happens, in the order in which it happens. Returns at once."""

    def text(self, part: str) -> None:
        """The model wrote text; the first part of a turn opens the message."""
        ...

    def call(self, call: Call) -> None:
        """The model began a tool call; its arguments are still empty."""
        ...

    def arguments(self, call: Call, part: str) -> None:
        """The call's arguments grew by this part."""
        ...

    def outcome(self, call: Call, outcome: Outcome) -> None:
        """A call that the server ran itself has its outcome."""
        ...

    def turn(self, usage: Usage, ending: Ending | None) -> None:
        """The model turn is over, its calls included; `ending` says if and how the run stops here."""
        ...


class Toolbox(Protocol):
    """Runs the calls that the server answers itself."""

    async def run(self, call: Call) -> Outcome:
        """Never raises for what the model wrote: a failed call has an outcome that says so."""
        ...


@dataclass(frozen=True)
class Completed:
    """The model has said all it had to say."""


@dataclass(frozen=True)
class Wants:
    """Functions are to be called by the client."""

    calls: tuple[Call, ...] = field(default=())


@dataclass(frozen=True)
class Incomplete:
    """A limit ended it."""

    reason: Literal["max_prompt_tokens", "max_completion_tokens", "content_filter"]


Ending = Completed | Wants | Incomplete
