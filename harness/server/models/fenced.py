"""A model without tools made to look as if it had them, by the fenced protocol.

The model's text is passed on as it comes until a call's fence opens; what is inside becomes the arguments
of a tool call, and the closing fence stops the model. Nothing that the model wrote is corrected.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any, cast

from harness.server.models import protocol
from harness.server.models.base import ChatModel, ChatRequest, Finish, Message, ModelFault, Piece, Tool
from harness.server.models.grammar import calls_grammar
from harness.server.models.messages import forced_name, function_of, tool_names
from harness.server.models.turn import Plan, Turn

MAX_ROUNDS = 8
"""Turns with tool calls after one user message. Then the protocol is no longer offered: a small model would
go on for ever, and whatever it fences is text."""


class FencedModel:
    """A ChatModel around one that knows text only.

    A request for JSON (`response_format`) is only compatible with tools that are forced: a grammar that
    admits nothing but JSON leaves no room for a fence, so with a free choice no tool is offered then.
    """

    def __init__(
        self,
        inner: ChatModel,
        *,
        prefills: bool = False,
        grammar_end: str | None = None,
        max_rounds: int = MAX_ROUNDS,
    ) -> None:
        self._inner = inner
        self._prefills = prefills
        self._grammar_end = grammar_end
        self._max_rounds = max_rounds

    @property
    def name(self) -> str:
        return self._inner.name

    @property
    def native_tools(self) -> bool:
        """Always false: the tools are taught."""
        return False

    @property
    def context(self) -> int:
        return self._inner.context

    async def stream(self, request: ChatRequest) -> AsyncIterator[Piece]:
        """The inner model's text, with fenced calls turned into tool calls."""
        plan = self._plan(request)
        inner = self._asked(plan)
        turn = Turn(plan)
        for piece in turn.start():
            yield piece
        async with aclosing(self._pieces(inner)) as pieces:
            async for piece in pieces:
                for made in turn.feed(piece):
                    yield made
                if turn.stopped:
                    break
        for piece in turn.end():
            yield piece
        yield await self._finish(turn, inner)

    def _asked(self, plan: Plan) -> ChatRequest:
        """What the inner model is asked."""
        messages, grammar = self._rendered(plan), self._grammar(plan)
        return replace(plan.request, messages=messages, tools=(), tool_choice=None, grammar=grammar)

    def _grammar(self, plan: Plan) -> str | None:
        """None where the model reads none, where it has the choice of no function, and where it is held to
        something else."""
        others = [tool for tool in plan.tools if function_of(tool).get("name") != protocol.CODE_TOOL]
        if self._grammar_end is None or not others or plan.request.response_format or plan.prefill:
            return None
        return calls_grammar(others, code=len(others) < len(plan.tools), end=self._grammar_end)

    async def _pieces(self, inner: ChatRequest) -> AsyncGenerator[Piece]:
        """The inner model's pieces. Parameters may be a schema that no grammar can be made of: then the model
        writes without one."""
        begun = False
        try:
            async with aclosing(cast(AsyncGenerator[Piece], self._inner.stream(inner))) as pieces:
                async for piece in pieces:
                    begun = True
                    yield piece
        except ModelFault as fault:
            if begun or inner.grammar is None or fault.code != "invalid_prompt":
                raise
        if not begun:
            async with aclosing(self._pieces(replace(inner, grammar=None))) as pieces:
                async for piece in pieces:
                    yield piece

    async def _finish(self, turn: Turn, inner: ChatRequest) -> Finish:
        """A model that was stopped never says what it used: then its tokenizer does."""
        if turn.finish is not None:
            return replace(turn.finish, reason=turn.reason)
        prompt = await self._inner.count(inner.messages)
        empty = await self._inner.count([{"role": "assistant", "content": ""}])
        whole = await self._inner.count([{"role": "assistant", "content": turn.written}])
        return Finish(turn.reason, prompt, whole - empty)

    async def count(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> int:
        """Prompt tokens of the messages as the inner model gets them, with the protocol's explanation."""
        plan = self._plan(ChatRequest(messages=messages, tools=tuple(tools)))
        return await self._inner.count(self._rendered(plan))

    async def embed(self, texts: Sequence[str]) -> list[list[float]] | None:
        """The inner model's embeddings."""
        return await self._inner.embed(texts)

    async def aclose(self) -> None:
        """Closes the inner model."""
        await self._inner.aclose()

    def _plan(self, request: ChatRequest) -> Plan:
        tools = self._offered(request)
        name = _must_call(request, tools)
        if name is None:
            return Plan(request=request, tools=tools)
        if name == protocol.CODE_TOOL:
            request = replace(request, response_format=None)
            return Plan(request=request, tools=tools, prefill=protocol.CODE_FENCE if self._prefills else "")
        tool = next(tool for tool in tools if function_of(tool).get("name") == name)
        request = replace(request, response_format=_arguments_format(function_of(tool)))
        return Plan(request=request, tools=tools, function=name)

    def _offered(self, request: ChatRequest) -> tuple[Tool, ...]:
        if request.tool_choice == "none" or protocol.rounds(request.messages) >= self._max_rounds:
            return ()
        wants_json = (request.response_format or {}).get("type", "text") != "text"
        free = request.tool_choice in (None, "auto")
        return () if wants_json and free else request.tools

    def _rendered(self, plan: Plan) -> list[dict[str, str]]:
        taught = protocol.teaching(plan.tools)
        if plan.function:
            order = f"Now call {plan.function}: write its arguments as JSON and nothing else."
            taught = replace(taught, example=(), reminder=order)
        elif _must_call(plan.request, plan.tools) and not plan.prefill:
            taught = replace(taught, reminder="Begin your answer with a ```python block.")
        messages = protocol.rendered(plan.request.messages, taught)
        if plan.prefill:
            messages.append({"role": "assistant", "content": plan.prefill})
        return messages


def _must_call(request: ChatRequest, tools: Sequence[Tool]) -> str | None:
    """The function that the choice leaves no way around; of several the code interpreter, else the first.

    Only in the first turn after a user message: a choice that forced every turn would never let a run end.
    """
    names = tool_names(tools)
    forced = forced_name(request.tool_choice)
    if (
        not names
        or protocol.rounds(request.messages)
        or (forced is None and request.tool_choice != "required")
    ):
        return None
    if forced in names:
        return forced
    return protocol.CODE_TOOL if protocol.CODE_TOOL in names else names[0]


def _arguments_format(function: dict[str, Any]) -> dict[str, Any]:
    schema = function.get("parameters") or {"type": "object", "properties": {}}
    return {"type": "json_schema", "json_schema": {"name": "arguments", "schema": schema}}
