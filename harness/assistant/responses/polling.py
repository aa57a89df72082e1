"""A response asked for in the background and looked at until it rests, on the wire's clock.

A server that keeps nothing has no background: there the answer to the request is the whole response.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any

import openai

from harness.assistant.caller import Caller, Reply
from harness.assistant.faults import Deadline, Malformed
from harness.assistant.polling import pause
from harness.assistant.responses.mapping import INCLUDE
from harness.assistant.responses.view import RESTING, View

_GRACE = 10.0


async def start(caller: Caller, view: View, body: Mapping[str, Any], *, kept: bool) -> None:
    """Create a response and wait until it rests.

    A creation whose answer was lost is not repeated: responses cannot be listed, so the one that may be under
    way could not be found, and a second one would cost again and add to the conversation.
    A server that keeps nothing can be asked again.
    """
    sent = {**body, "background": True} if kept else body
    reply = await caller.post("/responses", sent, repeatable=not kept)
    if kept and isinstance(reply.body.get("id"), str):
        caller.created("responses", reply.body["id"])
    await until_rest(caller, view, reply)


async def look(caller: Caller, id: str) -> Reply:
    """The response as it is now, outputs and results included."""
    return await caller.get(f"/responses/{id}", {"include[]": list(INCLUDE)})


async def until_rest(caller: Caller, view: View, reply: Reply) -> None:
    """Look at a response until it is over.

    Raises:
        Deadline: the attempt's time would be up before the next look.
    """
    view.saw(reply.body)
    while view.seen.run["status"] in ("queued", "in_progress"):
        wait = pause(reply, caller.wire.now() - view.seen.began)
        if wait >= caller.remaining():
            raise Deadline(
                f"the response was still {view.seen.run['status']} after {caller.wire.now():.1f} s"
            )
        await caller.wire.sleep(wait)
        reply = await look(caller, view.seen.run["id"])
        view.seen.polls += 1
        view.saw(reply.body)
    view.settle(reply.body)


async def cancel(caller: Caller, view: View) -> None:
    """Cancel a response that nobody waits for any more, and keep what it had said."""
    caller.deadline = caller.wire.now() + _GRACE
    with contextlib.suppress(openai.OpenAIError, Malformed, Deadline):
        reply = await caller.post(f"/responses/{view.seen.run['id']}/cancel", {}, repeatable=True)
        view.saw(reply.body)
        if reply.body["status"] in RESTING:
            view.settle(reply.body)
