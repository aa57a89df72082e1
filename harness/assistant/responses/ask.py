"""One attempt from its conversation to its record: whatever the server does is recorded, never raised."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import openai

from harness.assistant import faults, files, functions, setup
from harness.assistant.ask import ROUNDS, uninterrupted
from harness.assistant.caller import Caller
from harness.assistant.observation import Observation
from harness.assistant.request import AskRequest
from harness.assistant.responses import polling, streaming
from harness.assistant.responses.mapping import INCLUDE, LEAST_OUTPUT_TOKENS, with_overrides
from harness.assistant.responses.view import View
from harness.records import Cause, RunRecord

GAPS = "without_counterpart"
"""The field of a record's run that lists what could not be carried over."""


async def ask(caller: Caller, request: AskRequest) -> RunRecord:
    """Ask one sample and report what was observed.

    Args:
        caller: the attempt's client, clock and retry policy.
        request: what is asked; its template holds the suite's settings.
    """
    caller.deadline = request.seconds
    talk = _Talk(caller, request)
    cause: Cause | None = None
    try:
        await talk.converse()
        cause = faults.of_run(talk.seen.run)
    except asyncio.CancelledError:
        raise
    except Exception as error:
        cause = faults.of_exception(error)
        await talk.stop()
    await files.fetch(caller, talk.seen)
    if not request.keep:
        await talk.clean()
    record = talk.seen.record(request, cause)
    gaps = [f"{gap.setting}: {gap.says}" for gap in talk.mapped.gaps if gap.lost]
    return replace(record, run={**record.run, **({GAPS: gaps} if gaps else {})})


class _Talk:
    """A conversation: on the server where it keeps them, otherwise carried along by us."""

    def __init__(self, caller: Caller, request: AskRequest) -> None:
        self.caller, self.request = caller, request
        self.seen = Observation(caller)
        self.view = View(self.seen)
        self.mapped = with_overrides(request.template, _overrides(request))
        if not request.conversations:
            says = "this server keeps none: items are sent again, nothing runs in the background or can be fetched"
            self.mapped.gap("conversations", "", says)
        self._made: list[tuple[str, str]] = []
        self._carried: list[dict[str, Any]] = []
        self._spent = 0

    # -- turns and rounds

    async def converse(self) -> None:
        """Every user message of the sample, each with responses until one wants no function."""
        sample = self.request.sample
        await self._attach()
        if self.request.conversations:
            await uninterrupted(self._open())
        first = [*self.mapped.body.pop("input", ()), {"role": "user", "content": sample.question}]
        await self._turn(first)
        for turn in sample.turns:
            if faults.of_run(self.seen.run):
                return
            await self._turn([{"role": "user", "content": turn}])

    async def _open(self) -> None:
        reply = await self.caller.post("/conversations", {}, repeatable=True)
        self.seen.thread_id = reply.id
        self.caller.created("conversations", self.seen.thread_id)

    async def _turn(self, items: list[dict[str, Any]]) -> None:
        self.view.begin()
        self._spent = 0
        try:
            await self._send(items, again=False)
            for _ in range(ROUNDS):
                if self.seen.run["status"] != "requires_action":
                    return
                outputs = await functions.tool_outputs(self.request, self.seen)
                self.view.answered(outputs)
                await self._send([_output(one) for one in outputs], again=True)
            raise faults.NoHandler(f"the response still wants functions after {ROUNDS} rounds")
        finally:
            self.seen.end()

    async def _send(self, items: list[dict[str, Any]], *, again: bool) -> None:
        transport = streaming if self.request.transport == "streaming" else polling
        kept = self.request.conversations
        await transport.start(self.caller, self.view, self._body(items, again=again), kept=kept)
        self._carried += self.view.items
        self._spent += int((self.seen.run.get("usage") or {}).get("completion_tokens") or 0)

    def _body(self, items: list[dict[str, Any]], *, again: bool) -> Mapping[str, Any]:
        body = dict(self.mapped.body)
        if again and body.get("tool_choice") not in (None, "auto", "none"):
            body["tool_choice"] = "auto"  # a run was forced in its first turn only
        if "max_output_tokens" in body:
            body["max_output_tokens"] = max(LEAST_OUTPUT_TOKENS, body["max_output_tokens"] - self._spent)
        if not body.get("tools"):
            body.pop("tools", None)
        if self.request.conversations:
            return {**body, "include": list(INCLUDE), "conversation": self.seen.thread_id, "input": items}
        self._carried += items
        body.pop("truncation", None)
        return {**body, "input": list(self._carried), "store": False}

    # -- files

    async def _attach(self) -> None:
        """The sample's files, for every tool that reads files."""
        folder = self.request.folder
        ids = [
            await setup.upload(self.caller, folder / name, self._made) for name in self.request.sample.files
        ]
        if ids:
            tools = [await self._with_files(tool, ids) for tool in self.mapped.body.get("tools", ())]
            self.mapped.body["tools"] = tools

    async def _with_files(self, tool: Mapping[str, Any], ids: list[str]) -> Mapping[str, Any]:
        if tool["type"] == "code_interpreter":
            known = tool["container"].get("file_ids") or []
            return {**tool, "container": {"type": "auto", "file_ids": [*known, *ids]}}
        if tool["type"] == "file_search":
            store = await setup.vector_store(self.caller, ids, self._made)
            return {**tool, "vector_store_ids": [*tool["vector_store_ids"], store]}
        return tool

    # -- the end

    async def stop(self) -> None:
        """Cancel a response that we no longer wait for, and keep what it had said."""
        if self.request.conversations and self.seen.run.get("status") in ("queued", "in_progress"):
            await polling.cancel(self.caller, self.view)

    async def clean(self) -> None:
        """Delete what the attempt made; what cannot be deleted now stays in the ledger."""
        self.caller.deadline = self.caller.wire.now() + 10.0
        made = [("responses", id) for id in self.seen.runs] if self.request.conversations else []
        made += [("conversations", self.seen.thread_id)] if self.seen.thread_id else []
        for kind, id in [*made, *reversed(self._made)]:
            with contextlib.suppress(openai.OpenAIError, faults.Malformed, faults.Deadline):
                await self.caller.discard(kind, id)


def _overrides(request: AskRequest) -> dict[str, Any]:
    own = request.sample.instructions
    return {**request.overrides, **({} if own is None else {"instructions": own})}


def _output(one: Mapping[str, str]) -> dict[str, Any]:
    return {"type": "function_call_output", "call_id": one["tool_call_id"], "output": one["output"]}
