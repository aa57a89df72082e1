"""One attempt from its thread to its record: whatever the server does is recorded, never raised."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine, Mapping
from typing import Any

import openai

from harness.assistant import faults, functions, polling, streaming
from harness.assistant import files as own_files
from harness.assistant.caller import Caller
from harness.assistant.observation import TERMINAL, Observation
from harness.assistant.request import AskRequest
from harness.records import Cause, RunRecord

_LAST_CHANCE = 2.0  # seconds
ROUNDS = 32  # a run that wants functions for ever is not an answer


async def ask(caller: Caller, request: AskRequest) -> RunRecord:
    """Ask one sample and report what was observed.

    Args:
        caller: the attempt's client, clock and retry policy.
        request: what is asked.
    """
    caller.deadline = request.seconds
    seen = Observation(caller)
    files: list[str] = []
    cause: Cause | None = None
    try:
        await _converse(caller, request, seen, files)
        cause = faults.of_run(seen.run)
    except asyncio.CancelledError:
        raise
    except Exception as error:
        cause = faults.of_exception(error)
        await _stop(caller, seen)
    made = await own_files.fetch(caller, seen)
    if not request.keep:
        files += made
        await _clean(caller, seen, files)
    return seen.record(request, cause)


async def _converse(caller: Caller, request: AskRequest, seen: Observation, files: list[str]) -> None:
    """Every user message of the sample, each with a run of its own, on one thread."""
    await _upload(caller, request, files)
    first = _message(request, request.sample.question, files)
    await uninterrupted(_open_thread(caller, seen, first))
    await _run(caller, request, seen)
    for turn in request.sample.turns:
        if faults.of_run(seen.run):
            return
        await caller.post(f"/threads/{seen.thread_id}/messages", _message(request, turn, []))
        await _run(caller, request, seen)


async def _open_thread(caller: Caller, seen: Observation, first: Mapping[str, Any]) -> None:
    thread = await caller.post("/threads", {"messages": [first]}, repeatable=True)
    seen.thread_id = thread.id
    caller.created("threads", seen.thread_id)


async def uninterrupted(making: Coroutine[Any, Any, None]) -> None:
    """Let what makes something on the server come to its end, so that we know what to delete after Ctrl-C."""
    task = asyncio.ensure_future(making)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        with contextlib.suppress(Exception):
            await asyncio.wait_for(task, _LAST_CHANCE)
        raise


async def _run(caller: Caller, request: AskRequest, seen: Observation) -> None:
    transport = streaming if request.transport == "streaming" else polling
    seen.begin()
    try:
        await transport.start(caller, seen, _run_body(request))
        for _ in range(ROUNDS):
            if seen.run["status"] != "requires_action":
                break
            await transport.submit(caller, seen, await functions.tool_outputs(request, seen))
        else:
            raise faults.NoHandler(f"the run still wants functions after {ROUNDS} rounds")
    finally:
        seen.end()
    if transport is polling:
        await polling.collect(caller, seen)


async def _upload(caller: Caller, request: AskRequest, files: list[str]) -> None:
    for name in request.sample.files:
        content = (request.folder / name).read_bytes()
        reply = await caller.upload("/files", {"purpose": "assistants"}, name.rpartition("/")[2], content)
        files.append(reply.id)
        caller.created("files", reply.id)


def _message(request: AskRequest, text: str, files: list[str]) -> dict[str, Any]:
    tools = [{"type": tool} for tool in request.tools if tool in ("code_interpreter", "file_search")]
    attachments = [{"file_id": file, "tools": tools} for file in files]
    return {"role": "user", "content": text, **({"attachments": attachments} if attachments else {})}


def _run_body(request: AskRequest) -> Mapping[str, Any]:
    body: dict[str, Any] = {"assistant_id": request.assistant_id, **request.overrides}
    if request.sample.instructions is not None:
        body["instructions"] = request.sample.instructions
    return body


async def _stop(caller: Caller, seen: Observation) -> None:
    """Cancel a run that we no longer wait for, and keep what it had said."""
    if seen.run and seen.run.get("status") not in TERMINAL:
        await polling.cancel(caller, seen)
        with contextlib.suppress(openai.OpenAIError, faults.Malformed, faults.Deadline):
            await polling.collect(caller, seen)


async def _clean(caller: Caller, seen: Observation, files: list[str]) -> None:
    """Delete what the attempt made; what cannot be deleted now stays in the ledger."""
    caller.deadline = caller.wire.now() + 10.0
    made = ([("threads", seen.thread_id)] if seen.thread_id else []) + [("files", file) for file in files]
    for kind, id in made:
        with contextlib.suppress(openai.OpenAIError, faults.Malformed, faults.Deadline):
            await caller.discard(kind, id)
