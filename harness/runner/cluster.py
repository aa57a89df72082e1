"""A run's attempts on the workers of a Dask cluster; their results are stored here.

Workers find the suites by the paths of their modules, so they need the same files: one machine, or a shared
file system. An attempt whose worker dies is given to another one; Dask bounds how often.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from harness.assistant import Setup
from harness.errors import TargetError, UsageError
from harness.loader import LoadedSuite, load_suites
from harness.records import Attempt, Transport
from harness.runner.link import Link
from harness.runner.options import RunOptions
from harness.runner.performer import Performer
from harness.runner.plan import Task

_DEATHS = 10  # workers that one attempt may take with it


@dataclass(frozen=True)
class Job:
    """One attempt, as it travels to a worker."""

    module: str
    suite: str
    sample: str
    transport: Transport
    epoch: int
    setup: Setup
    options: RunOptions


class ClusterPerformer:
    """Performs attempts on a cluster's workers."""

    def __init__(self, client: Any, options: RunOptions, setups: Mapping[str, Setup]) -> None:
        self._client, self._setups = client, setups
        # A worker has a working directory of its own.
        folder, cassettes = options.folder.resolve(), options.cassette_root.resolve()
        self._options = replace(options, live=None, folder=folder, cassette_root=cassettes)
        self.leftovers: dict[tuple[str, str, str, int], int] = {}

    async def perform(self, task: Task) -> Attempt:
        """Ask and judge one sample somewhere else."""
        job = Job(
            str(task.suite.path.resolve()),
            task.suite.name,
            task.sample.id,
            task.transport,
            task.epoch,
            self._setups[task.suite.name],
            self._options,
        )
        future = self._client.submit(work, job, pure=False)
        return msgspec.json.decode(await future, type=Attempt)


@contextlib.asynccontextmanager
async def connect(address: str, concurrency: int) -> AsyncIterator[Any]:
    """A client of the cluster at this address; `local:N` starts one of N workers here.

    Raises:
        UsageError: dask.distributed is not installed, or the address is not one.
        TargetError: there is no cluster at the address.
    """
    try:
        import dask
        from distributed import Client
    except ImportError as error:
        raise UsageError(
            "--cluster needs dask.distributed", fix="pip install 'distributed>=2024.8'"
        ) from error
    with dask.config.set({"distributed.scheduler.allowed-failures": _DEATHS}):
        async with contextlib.AsyncExitStack() as stack:
            where = await _cluster(stack, address, concurrency)
            try:
                client: Any = Client(where, asynchronous=True, timeout="10s")  # type: ignore[no-untyped-call]
                yield await stack.enter_async_context(client)
            except OSError as error:
                raise TargetError(f"no Dask scheduler at {address}: {error}", fix="dask scheduler") from error


async def _cluster(stack: contextlib.AsyncExitStack, address: str, concurrency: int) -> Any:
    if not address.startswith("local:"):
        return address
    from distributed import LocalCluster

    count = address.removeprefix("local:")
    if not count.isdigit() or not int(count):
        raise UsageError(f"--cluster {address} is not local:N with N workers", fix="--cluster local:2")
    threads = max(1, concurrency // int(count))
    cluster: Any = LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=int(count),
        threads_per_worker=threads,
        host="127.0.0.1",
        dashboard_address=None,
        asynchronous=True,
    )
    return await stack.enter_async_context(cluster)


def work(job: Job) -> bytes:
    """On a worker: make the attempt and return it as JSON."""
    return msgspec.json.encode(asyncio.run(_attempt(job)))


async def _attempt(job: Job) -> Attempt:
    suite = _suite(job.module, job.suite)
    sample = next(sample for sample in suite.samples if sample.id == job.sample)
    link = Link(job.options)
    try:
        performer = Performer(link, {job.suite: job.setup})
        return await performer.perform(Task(suite, sample, job.transport, job.epoch))
    finally:
        await link.aclose()


@lru_cache(maxsize=64)
def _suite(module: str, name: str) -> LoadedSuite:
    return load_suites([f"{Path(module)}::{name}"])[0]
