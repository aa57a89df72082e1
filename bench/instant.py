"""An Assistants server in memory that has answered already, and the bare SDK asking it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx2
from openai import AsyncOpenAI

IN_FLIGHT = 32
_BETA = {"headers": {"OpenAI-Beta": "assistants=v2"}}
_USAGE = {"prompt_tokens": 9, "completion_tokens": 3, "total_tokens": 12}
_CONTENT = [{"type": "text", "text": {"value": "The answer is 1.", "annotations": []}}]
_MESSAGE = {"id": "msg_1", "role": "assistant", "run_id": "run_1", "content": _CONTENT}
_STEP = {"id": "step_1", "type": "message_creation", "status": "completed", "created_at": 1}


def _encoded(body: dict[str, Any]) -> bytes:
    return json.dumps(body).encode()


_DELETED = _encoded({"id": "x", "deleted": True})
_ANSWERS = {
    "messages": _encoded({"data": [_MESSAGE], "has_more": False}),
    "steps": _encoded({"data": [_STEP], "has_more": False}),
    "runs": _encoded({"id": "run_1", "model": "instant", "status": "completed", "usage": _USAGE}),
    "assistants": _encoded({"id": "asst_1"}),
    "threads": _encoded({"id": "thread_1"}),
    "models": _encoded({"data": []}),
}


class _Body(httpx2.AsyncByteStream):
    """A body that comes in one piece, as from a socket."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._content


class Instant(httpx2.AsyncBaseTransport):
    """Answers each request of an attempt at once; a run is completed when it is created."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        last = request.url.path.rpartition("/")[2]
        content = _DELETED if request.method == "DELETE" else _ANSWERS[last]
        headers = {"content-type": "application/json", "content-length": str(len(content))}
        return httpx2.Response(200, headers=headers, stream=_Body(content))


async def bare_sdk(count: int) -> None:
    """The requests of an attempt by polling, as the harness sends them, with nothing around them."""
    http = httpx2.AsyncClient(transport=Instant())
    client = AsyncOpenAI(base_url="http://instant/v1", api_key="x", max_retries=0, http_client=http)
    places = asyncio.Semaphore(IN_FLIGHT)

    async def attempt(number: int) -> None:
        async with places:
            await _five_requests(client, number)

    async with asyncio.TaskGroup() as group:
        for number in range(count):
            group.create_task(attempt(number))


async def _five_requests(client: AsyncOpenAI, number: int) -> None:
    raw, message = httpx2.Response, {"role": "user", "content": f"Say {number}."}
    page = {"order": "asc", "limit": 100}
    steps = {**_BETA, "params": page}
    messages = {**_BETA, "params": {"run_id": "run_1", **page}}
    await client.post("/threads", cast_to=raw, body={"messages": [message]}, options=_BETA)
    await client.post("/threads/thread_1/runs", cast_to=raw, body={"assistant_id": "asst_1"}, options=_BETA)
    await client.get("/threads/thread_1/runs/run_1/steps", cast_to=raw, options=steps)
    await client.get("/threads/thread_1/messages", cast_to=raw, options=messages)
    await client.delete("/threads/thread_1", cast_to=raw, options=_BETA)
