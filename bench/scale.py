"""One process that asks N samples of an instant server in memory: `python -m bench.scale N` prints cost and memory."""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
import warnings

from bench.runner import floor, harness_run


def main() -> None:
    """Five samples to warm up, then N, measured in processor time."""
    warnings.simplefilter("ignore")
    count, work = int(sys.argv[1]), floor if "--floor" in sys.argv else harness_run
    asyncio.run(work(5))
    began = time.process_time()
    asyncio.run(work(count))
    spent = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu": spent, "mb": peak}))


if __name__ == "__main__":
    main()
