"""Documents on their way into vector stores, and searches that wait for them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from harness.server.tools.base import Hit, Query

WAIT_SECONDS = 60.0
"""So long a run's search waits for documents that are still being indexed, as the hosted API does."""
_AT_ONCE = 4

Work = Callable[[], Awaitable[None]]


class Indexing:
    """A task for each document, a few of them at work at once."""

    def __init__(self) -> None:
        self._tasks: dict[tuple[str, str], asyncio.Task[None]] = {}
        self._turns = asyncio.Semaphore(_AT_ONCE)

    def begin(self, store_id: str, file_id: str, work: Work) -> None:
        """Starts the work that brings a file into a store."""
        place = (store_id, file_id)
        task = asyncio.create_task(self._in_turn(work))
        self._tasks[place] = task
        task.add_done_callback(lambda done: self._forget(place, done))

    async def _in_turn(self, work: Work) -> None:
        async with self._turns:
            await work()

    def _forget(self, place: tuple[str, str], task: asyncio.Task[None]) -> None:
        if self._tasks.get(place) is task:
            del self._tasks[place]

    def cancel(self, store_id: str, file_id: str) -> None:
        """Stops the work on a file; nothing happens when there is none."""
        task = self._tasks.pop((store_id, file_id), None)
        if task is not None:
            task.cancel()

    async def settled(self, store_ids: Sequence[str], seconds: float = WAIT_SECONDS) -> None:
        """Returns when what is on its way into these stores now is there, or the time is over."""
        under_way = [task for (store_id, _), task in self._tasks.items() if store_id in store_ids]
        if under_way:
            await asyncio.wait(under_way, timeout=seconds)

    async def aclose(self) -> None:
        """Stops everything."""
        for task in list(self._tasks.values()):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait([task])


class Searcher(Protocol):
    """The part of a `SearchIndex` that tools use."""

    async def search(self, store_ids: Sequence[str], query: Query) -> list[Hit]:
        """The best chunks over these stores."""
        ...


@dataclass(frozen=True)
class PatientIndex:
    """An index whose searches begin when the documents that were on their way are there."""

    index: Searcher
    indexing: Indexing

    async def search(self, store_ids: Sequence[str], query: Query) -> list[Hit]:
        """The best chunks, also of what was attached just before."""
        await self.indexing.settled(store_ids)
        return await self.index.search(store_ids, query)
