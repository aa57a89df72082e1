"""CPU time of the embedded server for one run on an instant model, and many runs in flight at once.

    python bench/server_overhead.py [RUNS] [IN_FLIGHT]

A run is five requests: thread, message, run, one poll, list of messages. The server is a child process; its
CPU time is read from the kernel before and after. Nothing of the client is counted.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2

from harness.server.embedded import Running, ServeOptions, serve


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far."""
    stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mb(pid: int) -> float:
    """Resident memory in MiB."""
    statm = Path(f"/proc/{pid}/statm").read_text(encoding="ascii")
    return int(statm.split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


async def one_run(http: httpx2.AsyncClient, assistant: str) -> None:
    """The five requests."""
    thread = (await http.post("/threads", json={})).json()["id"]
    await http.post(f"/threads/{thread}/messages", json={"role": "user", "content": "What is 2 + 2?"})
    run = (await http.post(f"/threads/{thread}/runs", json={"assistant_id": assistant})).json()["id"]
    await asyncio.sleep(0.01)
    answer = (await http.get(f"/threads/{thread}/runs/{run}")).json()
    assert answer["status"] == "completed", answer["status"]
    messages = (await http.get(f"/threads/{thread}/messages")).json()["data"]
    assert len(messages) == 2


async def streamed(http: httpx2.AsyncClient, assistant: str, name: str) -> int:
    """One streamed run; returns how many events came, and checks that they are its own."""
    message = {"role": "user", "content": f"question {name}"}
    body = {"assistant_id": assistant, "stream": True, "thread": {"messages": [message]}}
    async with http.stream("POST", "/threads/runs", json=body) as response:
        lines = [line async for line in response.aiter_lines()]
    completed = lines[lines.index("event: thread.message.completed") + 1]
    assert f"question {name}" in completed, completed
    return sum(line.startswith("event: ") for line in lines)


@contextlib.asynccontextmanager
async def client(running: Running, in_flight: int) -> AsyncIterator[tuple[httpx2.AsyncClient, str]]:
    """A client of a server, and an assistant to ask."""
    headers = {"authorization": f"Bearer {running.api_key}"}
    limits = httpx2.Limits(max_connections=in_flight)
    async with httpx2.AsyncClient(
        base_url=running.base_url, headers=headers, limits=limits, timeout=60
    ) as http:
        yield http, (await http.post("/assistants", json={"model": "default"})).json()["id"]


async def cpu_a_run(pid: int, http: httpx2.AsyncClient, assistant: str, runs: int) -> float:
    """The server's milliseconds of processor time a run, after twenty to warm up."""
    for _ in range(20):
        await one_run(http, assistant)
    before = cpu_seconds(pid)
    for _ in range(runs):
        await one_run(http, assistant)
    return (cpu_seconds(pid) - before) / runs * 1000


async def measure(running: Running, runs: int, in_flight: int) -> None:
    async with client(running, in_flight) as (http, assistant):
        spent = await cpu_a_run(running.pid, http, assistant, runs)
        print(f"one run, five requests: {spent:.2f} ms CPU (bound: 15)")
        await _many(running.pid, http, assistant, in_flight)


async def _many(pid: int, http: httpx2.AsyncClient, assistant: str, in_flight: int) -> None:
    memory, before, begun = resident_mb(pid), cpu_seconds(pid), time.perf_counter()
    events = await asyncio.gather(
        *(streamed(http, assistant, f"{number:04d}") for number in range(in_flight))
    )
    took, spent = time.perf_counter() - begun, cpu_seconds(pid) - before
    grown = resident_mb(pid) - memory
    print(
        f"{in_flight} streamed runs at once: {took:.2f} s, {spent / in_flight * 1000:.2f} ms CPU a run, "
        f"{min(events)} to {max(events)} events each, {grown:+.1f} MiB"
    )


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    in_flight = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    with serve(ServeOptions(models=("simulated",))) as running:
        asyncio.run(measure(running, runs, in_flight))


if __name__ == "__main__":
    main()
