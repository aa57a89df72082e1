"""A replayed request costs what the SDK costs, however much is recorded."""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from pathlib import Path

import pytest

from bench.cassettes import SCOPE, ask, client_on, mock_client, write_cassette
from harness.cassette import Library


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    path = tmp_path_factory.mktemp("large") / "10000.yaml"
    write_cassette(path, 10_000)
    return path


async def cost_ratio(path, indexes) -> float:
    """Processor time of a replayed request over one on an in-memory mock, by turns, medians."""
    replaying, mocked = client_on(Library(path).open(SCOPE).transport), mock_client()
    times: dict[object, list[float]] = {replaying: [], mocked: []}
    for index in indexes:
        for sdk, spent in times.items():
            begin = time.process_time()
            await ask(sdk, index)
            spent.append(time.process_time() - begin)
    return statistics.median(times[replaying]) / statistics.median(times[mocked])


def test_a_replayed_request_costs_hardly_more_than_the_sdk_itself(large):
    """The share is 1.05 on a quiet machine; the best of three leaves the noise of a busy one out."""
    ratios = [asyncio.run(cost_ratio(large, range(start, 10_000, 60))) for start in (0, 1, 2)]
    assert min(ratios) <= 1.1, ratios


def test_ten_thousand_interactions_load_at_once(large):
    times = []
    for _ in range(3):
        begin = time.process_time()
        Library(large).open(SCOPE)
        times.append(time.process_time() - begin)
    assert min(times) < 0.5
    before = resident()
    session = Library(large).open(SCOPE)
    assert resident() - before < 200e6
    assert len(session.leftovers) == 10_000


def resident() -> int:
    """Bytes of memory that this process has."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
