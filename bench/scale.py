"""One process that asks N samples of an instant server in memory and prints what they cost, as JSON.

    python -m bench.scale N [--floor]

`cpu` is processor time in seconds, `wall` seconds, `mb` the process's peak memory, `start_mb` its memory when the
work began. `--floor` sends the same requests through the bare SDK.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import tempfile
import time
import warnings
from pathlib import Path

from bench.instant import IN_FLIGHT, Instant, bare_sdk
from harness.runner import Run, RunOptions, Target
from tests.runner.samples import number_suite

WARM_UP = 100


async def harness_run(count: int) -> None:
    """The requests of `bare_sdk` through the runner, to a durable row each."""
    with tempfile.TemporaryDirectory() as folder:
        options = RunOptions(
            folder=Path(folder) / "run",
            target=Target(base_url="http://instant/v1"),
            transports=("polling",),
            max_concurrency=IN_FLIGHT,
            live=Instant,
        )
        await Run([number_suite(count)], options).execute()


def main() -> None:
    """Some samples to warm up, then N."""
    warnings.simplefilter("ignore")
    count, work = int(sys.argv[1]), bare_sdk if "--floor" in sys.argv else harness_run
    asyncio.run(work(WARM_UP))
    start = _peak_mb()
    cpu, wall = time.process_time(), time.perf_counter()
    asyncio.run(work(count))
    spent = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
    print(json.dumps({**spent, "mb": _peak_mb(), "start_mb": start}))


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
