"""A simulated model: no model at all, but something of known quality for tests, load and demonstrations.

::

    simulated                                              echoes the question, at once
    simulated:answers=PATH,accuracy=0.7,seed=3             answers a table's questions, 70 % of them right
    simulated:latency=0.2,rate=50,tools=code_interpreter   like a slow model that runs code before it answers
    simulated:server_error=0.05,rate_limit=0.02,cut=0.01   fails
    simulated:script=PATH                                  plays given turns

Options:

`answers`       JSONL file with objects that have `question` and `target` or `answer` (a dataset is one), and
                perhaps `code`: what the code interpreter is asked to run first. A target that is an object is
                answered with its `reference` program.
`accuracy`      share of the table's questions that are answered right, 0 to 1 (1). Whether a question is
                among them depends on `seed` and the question alone. A question that is not in the table is
                echoed.
`seed`          whole number (0).
`latency`       seconds before the first piece (0).
`rate`          tokens a second; 0 is at once (0).
`tools`         names joined by `+` that are called before an answer when they are on offer and the choice
                is free, all in one turn unless `parallel_tool_calls` is false (none).
`server_error`, `rate_limit`, `cut`   shares of turns that fail so; `cut` in the middle of an answer (0).
`fail`          another word for `server_error`.
`script`        JSONL file with a turn a line: `{"text": …, "calls": [{"name": …, "arguments": {…}}], "error":
                "server_error" | "rate_limit" | "cut", "finish": "length" | "content_filter"}`. Turn n is
                played when the conversation has n assistant messages, the last one from then on.
`context`       tokens of prompt and answer (32768). Tokens are counted by `tokens.estimate`.

`tool_choice` is obeyed in the first turn after a user message: `none` calls nothing, a forced function is
called, `required` calls one. Arguments are made from the function's JSON schema. `response_format` gets
JSON of its schema. Everything is decided by the seed and the conversation, never by the order in which
things are asked.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from harness.server.models.base import (
    ChatRequest,
    Finish,
    FinishReason,
    Message,
    ModelFault,
    Piece,
    TextDelta,
    Tool,
    ToolCallDelta,
)
from harness.server.models.messages import forced_name, function_of, text_of, tool_names
from harness.server.models.options_text import Reader, not_negative, read_options, share, whole
from harness.server.models.protocol import CODE_TOOL
from harness.server.models.schema_values import ValueMaker
from harness.server.models.seeded import draw
from harness.server.models.simulated_tables import AnswerTable, Turn, read_answers, read_script
from harness.server.models.tokens import TokenCounter, estimated

NAME = "simulated"
_TOKEN = re.compile(r"\s*\S+\s*$|\s*\S+|\s+")


@dataclass(frozen=True, kw_only=True)
class SimulatedOptions:
    """See the module's description."""

    answers: AnswerTable | None = None
    accuracy: float = 1.0
    seed: int = 0
    latency: float = 0.0
    rate: float = 0.0
    tools: tuple[str, ...] = ()
    server_error: float = 0.0
    rate_limit: float = 0.0
    cut: float = 0.0
    script: tuple[Turn, ...] = ()
    context: int = 32_768


_READERS: dict[str, Reader] = {
    "answers": read_answers,
    "accuracy": share,
    "seed": int,
    "latency": not_negative,
    "rate": not_negative,
    "tools": lambda text: tuple(name for name in text.split("+") if name),
    "server_error": share,
    "fail": share,
    "rate_limit": share,
    "cut": share,
    "script": read_script,
    "context": whole(512, 16_777_216),
}


def open_simulated(spec: str, text: str) -> SimulatedModel:
    """The model for what follows `simulated:`. Raises ModelError."""
    options = read_options(text, _READERS, spec)
    if "fail" in options:
        options["server_error"] = options.pop("fail")
    return SimulatedModel(SimulatedOptions(**options))


class SimulatedModel:
    """A ChatModel that follows its options."""

    def __init__(self, options: SimulatedOptions | None = None) -> None:
        self._options = options or SimulatedOptions()
        self._counter = TokenCounter(estimated)

    @property
    def name(self) -> str:
        return NAME

    @property
    def native_tools(self) -> bool:
        return True

    @property
    def context(self) -> int:
        return self._options.context

    async def stream(self, request: ChatRequest) -> AsyncIterator[Piece]:
        """The turn that the options and the conversation make."""
        turn = self._turn(request)
        await _sleep(self._options.latency)
        if turn.error in ("server_error", "rate_limit"):
            raise _fault(turn.error)
        left = request.max_tokens if request.max_tokens is not None else self.context
        used = 0
        async for piece in self._paced(_pieces(turn)):
            if used == left:
                turn = Turn(finish="length")
                break
            used += 1
            yield piece
        if turn.error:
            raise _fault("server_error")
        reason: FinishReason = turn.finish or ("tool_calls" if turn.calls else "stop")
        yield Finish(reason, await self.count(request.messages, request.tools), used)

    async def count(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> int:
        """Estimated tokens."""
        return await self._counter.messages(messages, tools)

    async def embed(self, texts: Sequence[str]) -> list[list[float]] | None:
        """None: there is nothing to embed with."""
        return None

    async def aclose(self) -> None:
        """Nothing is held."""

    async def _paced(self, pieces: Sequence[Piece]) -> AsyncIterator[Piece]:
        pause = 1.0 / self._options.rate if self._options.rate else 0.0
        for piece in pieces:
            await _sleep(pause)
            yield piece

    def _turn(self, request: ChatRequest) -> Turn:
        if self._options.script:
            played = sum(bool(message.get("role") == "assistant") for message in request.messages)
            return self._options.script[min(played, len(self._options.script) - 1)]
        seen = _Seen(request, self._options)
        error = seen.error()
        calls = seen.calls()
        return Turn(calls=calls, error=error) if calls else Turn(text=seen.answer(), error=error)


class _Seen:
    """One request as the simulation looks at it."""

    def __init__(self, request: ChatRequest, options: SimulatedOptions) -> None:
        self._request = request
        self._options = options
        position = _last_user(request.messages)
        self._question = text_of(request.messages[position]).strip() if position is not None else ""
        self._rounds = len(request.messages) - 1 - (position or 0)

    def error(self) -> str | None:
        """Which failure this turn was drawn, if any."""
        options = self._options
        point = draw(options.seed, "error", self._question, len(self._request.messages)).random()
        for kind in ("server_error", "rate_limit", "cut"):
            point -= getattr(options, kind)
            if point < 0:
                return kind
        return None

    def calls(self) -> tuple[tuple[str, str], ...]:
        """Names and arguments of the functions to call now."""
        return tuple((name, self._arguments(name)) for name in self._called())

    def _called(self) -> Sequence[str]:
        names = tool_names(self._request.tools)
        choice = self._request.tool_choice
        if self._rounds or not names or choice == "none":
            return ()
        forced = forced_name(choice)
        if forced is not None:
            return [forced] if forced in names else ()
        wanted = [name for name in self._options.tools if name in names]
        if choice == "required":
            wanted = wanted or [names[0]]
        return wanted if self._request.parallel_tool_calls is not False else wanted[:1]

    def _arguments(self, name: str) -> str:
        if name == CODE_TOOL:
            return json.dumps({"code": self._code()}, ensure_ascii=False)
        tool = next(tool for tool in self._request.tools if function_of(tool).get("name") == name)
        schema = function_of(tool).get("parameters") or {}
        return json.dumps(self._from_schema(schema, name), ensure_ascii=False)

    def _from_schema(self, schema: dict[str, Any], purpose: str) -> Any:
        random = draw(self._options.seed, purpose, self._question)
        made = ValueMaker(schema, random, self._question).value(schema)
        return {} if made is None else made

    def _code(self) -> str:
        table = self._options.answers
        code = table.code(self._question) if table else None
        return code or f"print({self._plain_answer()!r})"

    def answer(self) -> str:
        """The text of the answer, as JSON when JSON is asked for."""
        wanted = self._request.response_format or {}
        if wanted.get("type") == "json_schema":
            schema = (wanted.get("json_schema") or {}).get("schema") or {}
            return json.dumps(self._from_schema(schema, "answer"), ensure_ascii=False)
        if wanted.get("type") == "json_object":
            return json.dumps({"answer": self._plain_answer()}, ensure_ascii=False)
        return self._plain_answer()

    def _plain_answer(self) -> str:
        table = self._options.answers
        right = draw(self._options.seed, "right", self._question).random() < self._options.accuracy
        known = table.answer(self._question, right=right, seed=self._options.seed) if table else None
        return known if known is not None else f"Simulated answer to: {self._question}"


def _last_user(messages: Sequence[Message]) -> int | None:
    return next((n for n in range(len(messages) - 1, -1, -1) if messages[n].get("role") == "user"), None)


def _pieces(turn: Turn) -> list[Piece]:
    """The turn in tokens; one that is cut ends in its middle."""
    pieces: list[Piece] = [TextDelta(part) for part in _TOKEN.findall(turn.text)]
    for index, (name, arguments) in enumerate(turn.calls):
        pieces.append(ToolCallDelta(index, f"call_{index}", name))
        pieces += [ToolCallDelta(index, arguments_part=part) for part in _TOKEN.findall(arguments)]
    return pieces[: (len(pieces) + 1) // 2] if turn.error else pieces


def _fault(kind: str) -> ModelFault:
    if kind == "rate_limit":
        return ModelFault("rate_limit_exceeded", "The simulated model has reached its simulated rate limit.")
    return ModelFault("server_error", "The simulated model failed, as it was told to.")


async def _sleep(seconds: float) -> None:
    if seconds:
        await asyncio.sleep(seconds)
