"""A run asked for and looked at until it rests; decided on the wire's clock, so that replays repeat it."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any

import openai

from harness.assistant.caller import Caller, Reply
from harness.assistant.faults import Deadline, Malformed
from harness.assistant.observation import RESTING, TERMINAL, Observation

_FIRST_WAIT, _LONGEST_WAIT = 0.2, 1.0
# A look a seventh later than the last one: a latency read 7 % too long on average, in few requests.
_PATIENCE = 0.15
_GRACE = 10.0
_PAGE = 100


async def start(caller: Caller, seen: Observation, body: Mapping[str, Any]) -> None:
    """Create a run and wait until it rests."""
    path = f"/threads/{seen.thread_id}/runs"
    try:
        reply = await caller.post(path, body)
    except (openai.APIConnectionError, openai.InternalServerError, Malformed) as error:
        reply = await _adopt(caller, seen, error)
    await _until_rest(caller, seen, reply)


async def submit(caller: Caller, seen: Observation, outputs: list[dict[str, str]]) -> None:
    """Hand in tool outputs and wait until the run rests again."""
    path = f"/threads/{seen.thread_id}/runs/{seen.run['id']}"
    try:
        reply = await caller.post(f"{path}/submit_tool_outputs", {"tool_outputs": outputs})
    except (openai.APIConnectionError, openai.InternalServerError):
        reply = await caller.get(path)
        if reply.body.get("status") == "requires_action":
            raise
        caller.note("answer to submit_tool_outputs lost; the run went on")
    await _until_rest(caller, seen, reply)


async def finish(caller: Caller, seen: Observation) -> None:
    """Wait for a run that is under way already, such as one whose stream was cut."""
    await _until_rest(caller, seen, await _look(caller, seen))


async def adopt(caller: Caller, seen: Observation) -> Reply | None:
    """The thread's newest run that was not seen yet: the one whose creation was not answered."""
    page = await caller.get(f"/threads/{seen.thread_id}/runs", {"limit": 1, "order": "desc"})
    fresh = [run for run in items_of(page) if run["id"] not in seen.runs]
    return Reply(fresh[0], page.headers) if fresh else None


async def collect(caller: Caller, seen: Observation) -> None:
    """Read the run's steps and messages from their lists."""
    run_id = seen.run["id"]
    base = f"/threads/{seen.thread_id}"
    for step in await _pages(caller, f"{base}/runs/{run_id}/steps", {}):
        seen.saw_step(step)
    for message in await _pages(caller, f"{base}/messages", {"run_id": run_id}):
        seen.messages[message["id"]] = message


async def cancel(caller: Caller, seen: Observation) -> None:
    """Cancel the run on the server and wait a little for its end, past the attempt's own deadline."""
    caller.deadline = caller.wire.now() + _GRACE
    path = f"/threads/{seen.thread_id}/runs/{seen.run['id']}"
    with contextlib.suppress(openai.OpenAIError, Malformed, Deadline):
        reply = await caller.post(f"{path}/cancel", {}, repeatable=True)
        await _until_rest(caller, seen, reply, rest=TERMINAL)


async def _adopt(caller: Caller, seen: Observation, error: Exception) -> Reply:
    found = await adopt(caller, seen)
    if found is None:
        raise error
    caller.note("answer to the run's creation lost; the run was found")
    return found


async def _until_rest(caller: Caller, seen: Observation, reply: Reply, rest: set[str] = RESTING) -> None:
    seen.saw_run(_run(reply))
    while seen.run["status"] not in rest:
        wait = pause(reply, caller.wire.now() - seen.began)
        if wait >= caller.remaining():
            raise Deadline(f"the run was still {seen.run['status']} after {caller.wire.now():.1f} s")
        await caller.wire.sleep(wait)
        reply = await _look(caller, seen)
        seen.polls += 1
        seen.saw_run(_run(reply))


async def _look(caller: Caller, seen: Observation) -> Reply:
    return await caller.get(f"/threads/{seen.thread_id}/runs/{seen.run['id']}")


def _run(reply: Reply) -> dict[str, Any]:
    if not isinstance(reply.body.get("id"), str) or not isinstance(reply.body.get("status"), str):
        raise Malformed("a run without id or status")
    return reply.body


def pause(reply: Reply, waited: float) -> float:
    """Seconds until the next look: never less than the server asks for, longer the longer it takes."""
    try:
        asked = max(0.0, float(reply.headers["openai-poll-after-ms"]) / 1000)
    except (KeyError, ValueError):
        asked = _FIRST_WAIT
    return max(asked, min(_LONGEST_WAIT, _PATIENCE * waited))


async def _pages(caller: Caller, path: str, query: Mapping[str, object]) -> list[dict[str, Any]]:
    """All items of a list, oldest first."""
    items: dict[str, dict[str, Any]] = {}
    more: dict[str, object] = {}
    while True:
        page = await caller.get(path, {**query, "order": "asc", "limit": _PAGE, **more})
        fresh = {item["id"]: item for item in items_of(page) if item["id"] not in items}
        items |= fresh
        if not page.body.get("has_more") or not fresh:
            return list(items.values())
        more = {"after": next(reversed(items))}


def items_of(page: Reply) -> list[dict[str, Any]]:
    """The objects of a list.

    Raises:
        Malformed: it is none, or they have no ids.
    """
    data = page.body.get("data")
    if not isinstance(data, list) or not all(
        isinstance(one, dict) and isinstance(one.get("id"), str) for one in data
    ):
        raise Malformed("a list whose data are not objects with ids")
    return data
