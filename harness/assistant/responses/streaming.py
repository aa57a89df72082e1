"""A response asked for as a stream of events. A cut stream is finished by polling, where that is possible."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx2
import openai

from harness.assistant import sse
from harness.assistant.bodies import parsed
from harness.assistant.caller import Caller
from harness.assistant.faults import Malformed, StreamCut, causes
from harness.assistant.responses import polling
from harness.assistant.responses.view import RESTING, View
from harness.assistant.streaming import drain
from harness.errors import CassetteError

_LIFE = {"created", "queued", "in_progress", "completed", "failed", "incomplete"}


async def start(caller: Caller, view: View, body: Mapping[str, Any], *, kept: bool) -> None:
    """Create a response and follow its events until it rests."""
    before = view.seen.run.get("id")
    try:
        await _follow(caller, view, body, kept=kept)
    except (StreamCut, Malformed, openai.APIConnectionError, httpx2.TransportError) as error:
        await _recover(caller, view, error, before, kept=kept)


async def _follow(caller: Caller, view: View, body: Mapping[str, Any], *, kept: bool) -> None:
    ended = False
    async with caller.stream("/responses", body, repeatable=not kept) as events:
        async for event in events:
            caller.remaining()
            if event.data == "[DONE]":
                break
            ended = _on_event(caller, view, event, kept=kept)
            if ended:
                await drain(events)
                break
    if not ended:
        raise StreamCut("the stream ended before the response did")


def _on_event(caller: Caller, view: View, event: sse.Event, *, kept: bool) -> bool:
    """Take one event; true when the response is over with it."""
    try:
        data = parsed(event.data)
        kind = str(data["type"]).removeprefix("response.")
        return _take(caller, view, kind, data, kept=kept)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Malformed(f"event {event.name or 'without a name'}: {type(error).__name__}: {error}") from error


def _take(caller: Caller, view: View, kind: str, data: dict[str, Any], *, kept: bool) -> bool:
    if kind == "error":
        detail = data["error"] if isinstance(data.get("error"), dict) else data
        raise StreamCut(f"error event: {detail.get('message')}")
    if kind in _LIFE:
        return _on_life(caller, view, kind, data["response"], kept=kept)
    if kind == "output_text.delta" and data["delta"]:
        view.seen.saw_text()
    elif kind in ("output_item.added", "output_item.done"):
        added = kind.endswith("added")
        view.saw_item(data["item"], int(data.get("output_index") or 0), started=added, ended=not added)
    return False


def _on_life(caller: Caller, view: View, kind: str, response: dict[str, Any], *, kept: bool) -> bool:
    if kept and kind == "created":
        caller.created("responses", response["id"])
    view.saw({"status": kind, **response})
    if view.seen.run["status"] in RESTING | {"requires_action"}:
        view.settle(response)
        return True
    return False


async def _recover(caller: Caller, view: View, error: Exception, before: object, *, kept: bool) -> None:
    """Finish the same response by polling; nothing is asked again.

    The hosted API ends a response with its stream unless it was made for the background: one that was
    cancelled so is a cut stream.
    """
    if any(isinstance(link, CassetteError) for link in causes(error)):
        raise error
    caller.remaining()
    id = view.seen.run.get("id")
    if not kept or id is None or id == before:
        raise error
    try:
        reply = await polling.look(caller, str(id))
        await polling.until_rest(caller, view, reply)
    except openai.NotFoundError:
        raise error from None
    if view.seen.run["status"] == "cancelled":
        raise error
    caller.note(f"stream broken ({type(error).__name__}); finished by polling")
