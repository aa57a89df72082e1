"""What the runner costs a sample, beside the SDK sending the same requests on the same in-memory server.

    python -m bench.runner [--samples 2000] [--repeats 3]

The floor is the bare SDK with as many tasks in flight; the harness adds plan, clock, record, verdict and a durable
row. Inspect AI is measured where it is installed (`inspect_ai`), with its own mock model.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx2
from openai import AsyncOpenAI

from harness.runner import Run, RunOptions, Target
from tests.runner.samples import number_suite

_BETA = {"headers": {"OpenAI-Beta": "assistants=v2"}}
_DONE = {"status": "completed", "usage": {"prompt_tokens": 9, "completion_tokens": 3, "total_tokens": 12}}


def instant(request: httpx2.Request) -> httpx2.Response:
    """An Assistants server that has answered already."""
    path = request.url.path
    if request.method == "DELETE":
        return httpx2.Response(200, json={"id": "x", "deleted": True})
    if path.endswith("/messages"):
        content = [{"type": "text", "text": {"value": "The answer is 1.", "annotations": []}}]
        message = {"id": "msg_1", "role": "assistant", "run_id": "run_1", "content": content}
        return httpx2.Response(200, json={"data": [message], "has_more": False})
    if path.endswith("/steps"):
        step = {"id": "step_1", "type": "message_creation", "status": "completed", "created_at": 1}
        return httpx2.Response(200, json={"data": [step], "has_more": False})
    if "/runs" in path:
        return httpx2.Response(200, json={"id": "run_1", "model": "instant", **_DONE})
    return httpx2.Response(200, json={"id": "asst_1" if path.endswith("assistants") else "thread_1"})


async def floor(count: int) -> None:
    """The requests of an attempt by polling, with nothing around them."""
    http = httpx2.AsyncClient(transport=httpx2.MockTransport(instant))
    client = AsyncOpenAI(base_url="http://instant/v1", api_key="x", max_retries=0, http_client=http)
    gate = asyncio.Semaphore(32)

    async def attempt() -> None:
        async with gate:
            post, get = client.post, client.get
            await post("/threads", cast_to=httpx2.Response, body={"messages": []}, options=_BETA)
            await post("/threads/thread_1/runs", cast_to=httpx2.Response, body={}, options=_BETA)
            await get("/threads/thread_1/runs/run_1/steps", cast_to=httpx2.Response, options=_BETA)
            await get("/threads/thread_1/messages", cast_to=httpx2.Response, options=_BETA)
            await client.delete("/threads/thread_1", cast_to=httpx2.Response, options=_BETA)

    await asyncio.gather(*(attempt() for _ in range(count)))


async def harness_run(count: int) -> None:
    """The same through the runner, to a durable row each."""
    with tempfile.TemporaryDirectory() as folder:
        options = RunOptions(
            folder=Path(folder) / "run",
            target=Target(base_url="http://instant/v1"),
            transports=("polling",),
            max_concurrency=32,
            live=lambda: httpx2.MockTransport(instant),
        )
        await Run([number_suite(count)], options).execute()


def timed(work: Callable[[], object]) -> float:
    gc.collect()
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=2000)
    parser.add_argument("--repeats", type=int, default=3)
    arguments = parser.parse_args()
    count, extra = arguments.samples, []
    floors, runs = [], []
    asyncio.run(harness_run(50))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(arguments.repeats):
        floors.append(timed(lambda: asyncio.run(floor(count))) / count * 1000)
        runs.append(timed(lambda: asyncio.run(harness_run(count))) / count * 1000)
        extra.append(runs[-1] - floors[-1])
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / count
    result = {
        "samples": count,
        "repeats": arguments.repeats,
        "sdk_ms_per_sample": round(statistics.median(floors), 3),
        "harness_ms_per_sample": round(statistics.median(runs), 3),
        "added_ms_per_sample": round(statistics.median(extra), 3),
        "added_ms_spread": [round(min(extra), 3), round(max(extra), 3)],
        "ratio_to_sdk": round(statistics.median(runs) / statistics.median(floors), 3),
        "peak_kb_per_sample": round(grown, 2),
    }
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
