"""What a replayed request costs, beside the SDK on an in-memory mock and beside stock vcrpy (body matching).

Run as `python -m bench.cassettes` (`--quick` leaves out a minute of vcrpy on 10,000 interactions). All of it is
computing, so that processor time is measured: it is the same on a busy machine and on a quiet one.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import tempfile
import time
import tracemalloc
import warnings
from pathlib import Path

import httpx2
from openai import AsyncOpenAI

from harness.cassette import Library, Scope
from harness.cassette.interaction import (
    Interaction,
    Recorded,
    Status,
    StoredRequest,
    StoredResponse,
    body_of,
    encode_line,
)
from harness.cassette.scope import SCOPE_HEADER
from harness.cassette.tape import HEAD, end_line, read_tape

SCOPE = Scope("bench", "one", "polling")
URL = "http://127.0.0.1:9/v1"
SIZES = (10, 1_000, 10_000)


def question(index: int) -> str:
    """The text that tells one request of the bench from another."""
    return f"Question {index}: solve 3x + {index} = 14. " + "Show every step of your work. " * 12


def answer(index: int) -> bytes:
    """A chat completion of about 2 kB."""
    text = f"Answer {index}. " + "We subtract the constant and divide by the coefficient. " * 25
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}
    body = {"id": f"c{index}", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
    return json.dumps(body).encode()


def write_cassette(path: Path, count: int) -> None:
    """A file of `count` interactions, all in one scope."""
    lines = [encode_line(_interaction(index)) + b"\n" for index in range(count)]
    path.write_bytes(HEAD + b"".join(lines) + end_line(count))


def _interaction(index: int) -> Interaction:
    body = {"messages": [{"role": "user", "content": question(index)}], "model": "m"}
    content = answer(index)
    headers = {"content-type": ["application/json"], SCOPE_HEADER: [str(SCOPE)]}
    request = StoredRequest("POST", f"{URL}/chat/completions", headers, json.dumps(body))
    recorded = Recorded(1e9, 100.0 * index, 90.0, [(91.0, len(content))], 91.5)
    stored = {"content-type": ["application/json"]}
    return Interaction(request, StoredResponse(Status(200, "OK"), stored, body_of(content), recorded))


async def ask(client: AsyncOpenAI, index: int) -> str | None:
    """One request through the SDK."""
    message = {"role": "user", "content": question(index)}
    completion = await client.chat.completions.create(model="m", messages=[message])  # type: ignore[list-item]
    return completion.choices[0].message.content


def client_on(transport: httpx2.AsyncBaseTransport | None) -> AsyncOpenAI:
    """The SDK on a transport; None for the network."""
    http = httpx2.AsyncClient(transport=transport, trust_env=False)
    return AsyncOpenAI(api_key="not-needed", base_url=URL, http_client=http, max_retries=0)


def mock_client() -> AsyncOpenAI:
    """The SDK on an in-memory mock that gives one and the same answer."""
    content, headers = answer(0), {"content-type": "application/json"}
    return client_on(httpx2.MockTransport(lambda _: httpx2.Response(200, content=content, headers=headers)))


async def timed(client: AsyncOpenAI, index: int) -> float:
    """Seconds of one request."""
    begin = time.process_time()
    await ask(client, index)
    return time.process_time() - begin


async def ours(path: Path, count: int, rounds: int) -> tuple[float, float]:
    """Median seconds of a replayed request and of the mock, by turns; small files are played often."""
    mocked = mock_client()
    step = max(1, count // rounds)
    replay_times, mock_times = [], []
    for _ in range(max(1, rounds // count)):
        library = Library(path)
        replaying = client_on(library.open(SCOPE).transport)
        for index in range(0, count, step):
            mock_times.append(await timed(mocked, index))
            replay_times.append(await timed(replaying, index))
        await library.aclose()
    return statistics.median(replay_times), statistics.median(mock_times)


async def stock_vcrpy(path: Path, count: int, rounds: int) -> float:
    """Median seconds of a request replayed by vcrpy with its body matcher, evenly spread over the file."""
    import vcr

    matchers = ["method", "path", "query", "body"]
    client = client_on(None)
    with vcr.VCR(record_mode="none", match_on=matchers).use_cassette(str(path)):
        step = max(1, count // rounds)
        times = [await timed(client, index) for index in range(0, count, step)]
    return statistics.median(times)


def loading(path: Path) -> tuple[float, float]:
    """Seconds to open a file for replay, and peak memory in MB of doing so."""
    times = []
    for _ in range(3):
        begin = time.process_time()
        Library(path).open(SCOPE)
        times.append(time.process_time() - begin)
    tracemalloc.start()
    Library(path).open(SCOPE)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return min(times), peak / 1e6


def vcrpy_loading(path: Path) -> float:
    """Seconds for vcrpy to load the same file."""
    from vcr.serialize import deserialize
    from vcr.serializers import yamlserializer

    begin = time.process_time()
    deserialize(path.read_text(), yamlserializer)
    return time.process_time() - begin


async def measure(folder: Path, quick: bool) -> list[str]:
    """One line of the table for each size."""
    await ask(mock_client(), 0)  # the SDK imports its types at the first request
    lines = []
    for count in SIZES:
        path = folder / f"{count}.yaml"
        write_cassette(path, count)
        assert len(read_tape(path).entries) == count
        seconds, megabytes = loading(path)
        replay, mock = await ours(path, count, 400)
        if count > 1_000 and quick:
            vcr_load, vcr_text = "-", "-"
        else:
            vcr_load = f"{vcrpy_loading(path):.2f}"
            vcr = await stock_vcrpy(path, count, 10 if count <= 1_000 else 3)
            vcr_text = f"{vcr * 1e3:9.1f} {vcr / replay:7.0f}x"
        lines.append(
            f"{count:12,} {seconds:8.3f} {megabytes:7.1f} {vcr_load:>8} {mock * 1e6:9.0f} {replay * 1e6:9.0f}"
            f" {replay / mock:6.2f}x {vcr_text:>18}"
        )
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave out vcrpy on 10,000 interactions")
    quick = parser.parse_args().quick
    warnings.simplefilter("ignore", DeprecationWarning)
    with tempfile.TemporaryDirectory() as folder:
        lines = asyncio.run(measure(Path(folder), quick))
    print("interactions   load s peak MB  vcrpy s   mock us replay us  ratio  vcrpy ms  vs replay")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
