"""A run's attempts on the workers of a Dask cluster; their results are stored here.

What a worker makes on the server, and that the server wants less, it says as an event of Dask: the ledger and the
number of attempts in flight are those of the run. Requests a minute are shared out among the workers.

Workers find the suites by the paths of their modules, so they need the same files: one machine, or a shared
file system. An attempt whose worker dies is given to another one; Dask bounds how often.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from harness.assistant import Setup
from harness.assistant.caller import Ledger, Throttle
from harness.errors import HarnessError, TargetError, UsageError
from harness.loader import LoadedSuite, load_suites
from harness.records import Attempt, Cause, Sample, Transport
from harness.runner.link import Link
from harness.runner.options import RunOptions
from harness.runner.performer import Performer, fallen
from harness.runner.plan import Task

_DEATHS = 10  # workers that one attempt may take with it
_LOOK, _PATIENCE = 5.0, 120.0  # seconds: how often workers are counted, how long there may be none


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
    topic: str
    rpm: float | None


class ClusterPerformer:
    """Performs attempts on a cluster's workers."""

    def __init__(
        self,
        client: Any,
        options: RunOptions,
        setups: Mapping[str, Setup],
        throttle: Throttle,
        ledger: Ledger,
    ) -> None:
        self._client, self._setups = client, setups
        # A worker has a working directory of its own.
        folder, cassettes = options.folder.resolve(), options.cassette_root.resolve()
        self._options = replace(options, live=None, folder=folder, cassette_root=cassettes)
        self._topic = f"harness {options.folder.name}"
        self._told: dict[str, Callable[..., object]] = {
            "created": ledger.created,
            "deleted": ledger.deleted,
            "rate_limited": throttle.rate_limited,
        }
        client.subscribe_topic(self._topic, self._hear)
        self._alive_at = time.monotonic()
        self.leftovers: dict[tuple[str, str, str, int], int] = {}

    def _hear(self, event: tuple[float, tuple[Any, ...]]) -> None:
        name, *values = event[1]
        self._told[name](*values)

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
            self._topic,
            self._options.max_rpm and self._options.max_rpm / max(1, self._workers()),
        )
        future = self._client.submit(work, job, pure=False)
        try:
            return msgspec.json.decode(await self._outcome(future), type=Attempt)
        except HarnessError:
            raise
        except Exception as error:  # such as one that takes every worker with it
            return fallen(task, Cause(kind="internal", message=f"{type(error).__name__}: {error}"))

    async def _outcome(self, future: Any) -> bytes:
        """What a worker gives back.

        Raises:
            TargetError: nobody is left to do it.
        """

        async def outcome() -> bytes:
            return bytes(await future)

        waiting = asyncio.ensure_future(outcome())
        try:
            while not (await asyncio.wait({waiting}, timeout=_LOOK))[0]:
                self._require_workers()
            self._alive_at = time.monotonic()
            return await waiting
        finally:
            waiting.cancel()

    def _require_workers(self) -> None:
        now = time.monotonic()
        if self._workers():
            self._alive_at = now
        elif now - self._alive_at > _PATIENCE:
            raise TargetError(
                f"the cluster has had no worker for {_PATIENCE:g} s",
                fix=f"start workers, then harness run --resume {self._options.folder}",
            )

    def _workers(self) -> int:
        """How many there are now, as far as the scheduler has said."""
        info = self._client.scheduler_info()
        return int(info.get("n_workers", len(info["workers"])))


class _Telling:
    """A worker's ledger and throttle: it tells the run."""

    def __init__(self, job: Job) -> None:
        from distributed import get_worker

        self._worker: Any = get_worker()
        self._topic, self._rpm = job.topic, job.rpm

    def created(self, kind: str, id: str) -> None:
        self._say("created", kind, id)

    def deleted(self, kind: str, id: str) -> None:
        self._say("deleted", kind, id)

    def rate_limited(self, age: float) -> None:
        self._say("rate_limited", age)

    async def again(self) -> None:
        """The place of an attempt is the run's: it is kept."""

    async def before_request(self) -> None:
        if self._rpm:
            await asyncio.sleep(_PACE.wait(60.0 / self._rpm))

    def _say(self, *what: str | float) -> None:
        self._worker.log_event(self._topic, what)


class _Pace:
    """The requests of all attempts of one worker, which run in threads, one after the other."""

    def __init__(self) -> None:
        self._guard, self._next = threading.Lock(), 0.0

    def wait(self, gap: float) -> float:
        """Seconds until the next request may go, when there is to be one in each `gap` of seconds."""
        with self._guard:
            now = time.monotonic()
            slot = max(now, self._next)
            self._next = slot + gap
            return slot - now


_PACE = _Pace()


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
    await stack.enter_async_context(cluster)
    # A worker that dies is started again, one that dies while it starts is not: this makes another.
    cluster.adapt(minimum=int(count), maximum=int(count), interval="1s")
    return cluster


def work(job: Job) -> bytes:
    """On a worker: make the attempt and return it as JSON."""
    return msgspec.json.encode(asyncio.run(_attempt(job)))


async def _attempt(job: Job) -> Attempt:
    suite, samples = _suite(job.module, job.suite)
    link, run = Link(job.options), _Telling(job)
    try:
        performer = Performer(link, {job.suite: job.setup}, throttle=run, ledger=run)
        return await performer.perform(Task(suite, samples[job.sample], job.transport, job.epoch))
    finally:
        await link.aclose()


@lru_cache(maxsize=64)
def _suite(module: str, name: str) -> tuple[LoadedSuite, Mapping[str, Sample]]:
    (suite,) = load_suites([f"{Path(module)}::{name}"])
    return suite, {sample.id: sample for sample in suite.samples}
