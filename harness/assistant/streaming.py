"""A run asked for as a stream of events. A cut stream is finished by polling the same run."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

import httpx2
import openai

from harness.assistant import polling, sse
from harness.assistant.bodies import parsed
from harness.assistant.caller import Caller
from harness.assistant.faults import Malformed, StreamCut, causes
from harness.assistant.observation import RESTING, Observation
from harness.errors import CassetteError

_DRAIN = 0.2  # seconds
_STEP_ENDS = {"completed", "failed", "cancelled", "expired"}


async def start(caller: Caller, seen: Observation, body: Mapping[str, Any]) -> None:
    """Create a run and follow its events until it rests."""
    await _follow(caller, seen, f"/threads/{seen.thread_id}/runs", body)


async def submit(caller: Caller, seen: Observation, outputs: list[dict[str, str]]) -> None:
    """Hand in tool outputs and follow the run's events until it rests again."""
    path = f"/threads/{seen.thread_id}/runs/{seen.run['id']}/submit_tool_outputs"
    seen.run = {**seen.run, "status": "queued"}
    await _follow(caller, seen, path, {"tool_outputs": outputs})


async def _follow(caller: Caller, seen: Observation, path: str, body: Mapping[str, Any]) -> None:
    try:
        async with caller.stream(path, body) as events:
            async for event in events:
                caller.remaining()
                if event.data == "[DONE]":
                    await drain(events)
                    break
                _on_event(seen, event)
        if seen.run.get("status") not in RESTING:
            raise StreamCut("the stream ended before the run did")
    except (StreamCut, Malformed, openai.APIConnectionError, httpx2.TransportError) as error:
        await _recover(caller, seen, error)


async def drain(events: AsyncIterator[sse.Event]) -> None:
    """Read the end of the body, so that the connection can be used again; a server that keeps it loses it."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_DRAIN):
            async for _ in events:
                pass


async def _recover(caller: Caller, seen: Observation, error: Exception) -> None:
    """Finish the same run by polling; nothing is asked again."""
    if any(isinstance(link, CassetteError) for link in causes(error)):
        raise error
    caller.remaining()
    if not seen.run:
        found = await polling.adopt(caller, seen)
        if found is None:
            raise error
        seen.saw_run(found.body)
    caller.note(f"stream broken ({type(error).__name__}); finished by polling")
    await polling.finish(caller, seen)
    await polling.collect(caller, seen)


def _on_event(seen: Observation, event: sse.Event) -> None:
    try:
        data = parsed(event.data)
    except ValueError as error:
        raise Malformed(f"the data of {event.name or 'an event'} is not JSON") from error
    if not isinstance(data, dict):
        raise Malformed(f"the data of {event.name or 'an event'} is not an object")
    family, _, kind = event.name.rpartition(".")
    handle = _HANDLERS.get(family if event.name != "error" else "error")
    if handle:
        _guarded(handle, seen, kind, data)


def _guarded(handle: Callable[..., None], seen: Observation, kind: str, data: dict[str, Any]) -> None:
    try:
        handle(seen, kind, data)
    except (KeyError, TypeError, AttributeError) as error:
        raise Malformed(f"an event lacks {error}") from error


def _on_run(seen: Observation, kind: str, run: dict[str, Any]) -> None:
    seen.saw_run({"status": kind, **run})


def _on_step(seen: Observation, kind: str, step: dict[str, Any]) -> None:
    if kind == "delta":
        seen.saw_calls(step["id"], step["delta"]["step_details"].get("tool_calls") or ())
    else:
        seen.saw_step(step, started=kind == "created", ended=kind in _STEP_ENDS)


def _on_message(seen: Observation, kind: str, message: dict[str, Any]) -> None:
    if kind != "delta":
        seen.messages[message["id"]] = message
        return
    for part in message["delta"].get("content") or []:
        if (part.get("text") or {}).get("value"):
            seen.saw_text()


def _on_error(seen: Observation, kind: str, data: dict[str, Any]) -> None:
    detail = data.get("error") if isinstance(data.get("error"), dict) else data
    raise StreamCut(f"error event: {(detail or {}).get('message')}")


_HANDLERS: dict[str, Callable[[Observation, str, dict[str, Any]], None]] = {
    "thread.run": _on_run,
    "thread.run.step": _on_step,
    "thread.message": _on_message,
    "error": _on_error,
}
