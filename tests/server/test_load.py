"""Many runs at once, streamed and polled: nothing lost, nothing mixed up."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import httpx2


def test_200_runs_in_flight_keep_their_events_and_answers_apart(serve: Any) -> None:
    served = serve("simulated:latency=0.2")

    async def streamed(http: httpx2.AsyncClient, assistant: str, number: int) -> None:
        body = {"assistant_id": assistant, "stream": True, "thread": _thread(number)}
        async with http.stream("POST", "/threads/runs", json=body) as response:
            lines = [line async for line in response.aiter_lines()]
        run = lines[lines.index("event: thread.run.created") + 1].split('"id":"')[1].split('"')[0]
        ids = {line.split('"run_id":"')[1].split('"')[0] for line in lines if '"run_id":"' in line}
        assert ids == {run}
        message = lines[lines.index("event: thread.message.completed") + 1]
        assert f"Simulated answer to: question {number}." in message
        assert lines.count("event: thread.message.delta") == 5
        assert lines[-3:-1] == ["event: done", "data: [DONE]"] or lines[-2] == "event: done"

    async def polled(http: httpx2.AsyncClient, assistant: str, number: int) -> None:
        body = {"assistant_id": assistant, "thread": _thread(number)}
        run = (await http.post("/threads/runs", json=body)).json()
        path = f"/threads/{run['thread_id']}"
        while run["status"] in ("queued", "in_progress"):
            await asyncio.sleep(0.2)
            run = (await http.get(f"{path}/runs/{run['id']}")).json()
        assert run["status"] == "completed"
        messages = (await http.get(f"{path}/messages")).json()["data"]
        assert messages[0]["content"][0]["text"]["value"] == f"Simulated answer to: question {number}."

    async def main() -> None:
        limits = httpx2.Limits(max_connections=200)
        async with httpx2.AsyncClient(
            base_url=served.base_url, limits=limits, timeout=60, verify=False
        ) as http:
            assistant = (await http.post("/assistants", json={"model": "default"})).json()["id"]
            kinds = (streamed, polled)
            await asyncio.gather(*(kinds[n % 2](http, assistant, n) for n in range(200)))

    begun = time.monotonic()
    asyncio.run(main())
    assert time.monotonic() - begun < 60


def _thread(number: int) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": f"question {number}."}]}
