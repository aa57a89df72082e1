"""The loop: a model turn, its tool calls, the next turn, until something ends it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from typing import Any

from harness.server.engine.job import (
    Call,
    Completed,
    Ending,
    Incomplete,
    Job,
    Offer,
    Outcome,
    Sink,
    Toolbox,
    Usage,
    Wants,
)
from harness.server.engine.offers import chat_tool_choice
from harness.server.engine.prompt import PromptTooLong, fit
from harness.server.models.base import (
    ChatRequest,
    Finish,
    FinishReason,
    Message,
    ModelFault,
    Piece,
    TextDelta,
    ToolCallDelta,
)
from harness.server.wire import new_id

# A prompt leaves at least this share of the context to the answer, up to this many tokens.
_ANSWER_SHARE = 4
_ANSWER_TOKENS = 1024


async def drive(job: Job, sink: Sink, toolbox: Toolbox) -> Ending:
    """Takes turns until the model is done, wants functions, or meets a limit. Raises ModelFault."""
    loop = _Loop(job, sink, toolbox)
    ending = None
    while ending is None:
        ending = await loop.turn()
    return ending


class _Loop:
    def __init__(self, job: Job, sink: Sink, toolbox: Toolbox) -> None:
        self._job = job
        self._sink = sink
        self._toolbox = toolbox
        self._own: list[Message] = list(job.own)
        self._used = Usage()
        self._turns = job.turns_taken

    async def turn(self) -> Ending | None:
        """One model turn with its calls; None when another has to follow."""
        if self._turns >= self._job.most_turns:
            text = f"The model did not come to an end within {self._job.most_turns} turns."
            raise ModelFault("server_error", text)
        request = await self._request()
        if isinstance(request, Incomplete):
            self._sink.turn(Usage(), request)
            return request
        self._turns += 1
        turn = _Turn(self._job, self._sink)
        finish = await turn.take(request)
        usage = Usage(finish.prompt_tokens, finish.completion_tokens)
        self._used += usage
        ending: Ending | None = self._cut(finish.reason)
        if ending is None and turn.calls:
            outcomes = await self._run(turn.calls)
            self._remember(turn, outcomes)
            functions = tuple(call for call in turn.calls if call.kind == "function")
            ending = Wants(functions) if functions else self._spent()
        elif ending is None:
            ending = Completed()
        self._sink.turn(usage, ending)
        return ending

    def _cut(self, reason: FinishReason) -> Incomplete | None:
        if reason == "length":
            return Incomplete("max_completion_tokens")
        return Incomplete("content_filter") if reason == "content_filter" else None

    def _spent(self) -> Incomplete | None:
        left = self._completion_left()
        return Incomplete("max_completion_tokens") if left is not None and left <= 0 else None

    def _completion_left(self) -> int | None:
        most = self._job.max_completion_tokens
        return None if most is None else most - self._used.completion_tokens

    async def _request(self) -> ChatRequest | Incomplete:
        job, choice = self._job, self._choice()
        if (spent := self._spent()) is not None:
            return spent
        tools = () if choice == "none" else tuple(offer.tool for offer in job.offers)
        limit, ours = self._prompt_limit()
        try:
            messages = await fit(job, self._own, tools, limit)
        except PromptTooLong as long:
            if ours:
                return Incomplete("max_prompt_tokens")
            raise ModelFault("invalid_prompt", f"Too long for the model: {long}.") from long
        return ChatRequest(
            messages=messages,
            tools=tools,
            tool_choice=choice if tools else None,
            temperature=job.temperature,
            top_p=job.top_p,
            max_tokens=self._completion_left(),
            response_format=job.response_format,
            parallel_tool_calls=job.parallel_tool_calls if tools else None,
            reasoning_effort=job.reasoning_effort,
        )

    def _prompt_limit(self) -> tuple[int, bool]:
        """How many tokens the next prompt may have, and whether it is the run's own limit that says so."""
        context = self._job.model.context
        left = self._completion_left()
        answer = min(_ANSWER_TOKENS if left is None else left, context // _ANSWER_SHARE)
        fits = context - answer
        most = self._job.max_prompt_tokens
        if most is None or most - self._used.prompt_tokens >= fits:
            return fits, False
        return most - self._used.prompt_tokens, True

    def _choice(self) -> str | Mapping[str, Any]:
        choice = chat_tool_choice(self._job.tool_choice)
        return choice if self._turns == 0 or choice == "none" else "auto"

    async def _run(self, calls: Sequence[Call]) -> dict[str, Outcome]:
        """Runs what the server answers itself, one after the other: code shares one session."""
        outcomes: dict[str, Outcome] = {}
        for call in calls:
            if call.kind == "unknown":
                outcomes[call.id] = Outcome(text=f"There is no tool named {call.name!r}.")
            elif call.kind != "function":
                outcomes[call.id] = await self._toolbox.run(call)
                self._sink.outcome(call, outcomes[call.id])
        return outcomes

    def _remember(self, turn: _Turn, outcomes: Mapping[str, Outcome]) -> None:
        self._own.append(said(turn.text, turn.calls))
        self._own.extend(told(id, outcome.text) for id, outcome in outcomes.items())


def said(text: str, calls: Sequence[Call]) -> Message:
    """A turn of the assistant in chat-completions form."""
    listed = [
        {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
        for call in calls
    ]
    return {"role": "assistant", "content": text or None, **({"tool_calls": listed} if listed else {})}


def told(call_id: str, text: str) -> Message:
    """A tool's answer in chat-completions form."""
    return {"role": "tool", "tool_call_id": call_id, "content": text}


class _Turn:
    """One turn while it streams in."""

    def __init__(self, job: Job, sink: Sink) -> None:
        self._model = job.model
        self._offers: dict[str, Offer] = {offer.name: offer for offer in job.offers}
        self._parallel = job.parallel_tool_calls
        self._sink = sink
        self._open: dict[int, Call] = {}
        self.text = ""

    @property
    def calls(self) -> list[Call]:
        return list(self._open.values())

    async def take(self, request: ChatRequest) -> Finish:
        async with contextlib.aclosing(closable(self._model.stream(request))) as pieces:
            async for piece in pieces:
                if isinstance(piece, Finish):
                    return piece
                if isinstance(piece, TextDelta):
                    self._take_text(piece.text)
                else:
                    self._take_call(piece)
        raise ModelFault("server_error", "The model stopped in the middle of its answer.")

    def _take_text(self, part: str) -> None:
        if not part or (not self.text and not part.strip() and self._open):
            return
        self.text += part
        self._sink.text(part)

    def _take_call(self, piece: ToolCallDelta) -> None:
        call = self._open.get(piece.index)
        if call is None:
            if self._open and not self._parallel:
                return
            call = self._begin(piece)
        if piece.arguments_part:
            call.arguments += piece.arguments_part
            if call.kind != "unknown":
                self._sink.arguments(call, piece.arguments_part)

    def _begin(self, piece: ToolCallDelta) -> Call:
        name = piece.name or ""
        offer = self._offers.get(name)
        kind = offer.kind if offer else "unknown"
        shown = sum(call.kind != "unknown" for call in self._open.values())
        call = Call(index=shown, id=new_id("call"), name=name, kind=kind)
        self._open[piece.index] = call
        if kind != "unknown":
            self._sink.call(call)
        return call


async def closable(pieces: AsyncIterator[Piece]) -> AsyncGenerator[Piece]:
    """The stream as a generator whose closing closes it too, at once and not when it is collected."""
    try:
        async for piece in pieces:
            yield piece
            await asyncio.sleep(0)
    finally:
        close = getattr(pieces, "aclose", None)
        if close is not None:
            await close()
