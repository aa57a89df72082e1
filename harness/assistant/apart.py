"""Calls of a suite's own code, which may never return: in threads that nobody waits for.

The event loop's own threads are few, and the loop does not end before they do: a handful of functions that hang would
keep every verdict waiting, and the run from its end.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import queue
import threading
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


async def apart(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a function in a thread; given up when the caller is cancelled, while the thread goes on.

    Raises:
        RuntimeError: the function tried to end the process, or raised what no coroutine may raise.
    """
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[T] = loop.create_future()
    context = contextvars.copy_context()

    def job() -> None:
        settle: Callable[..., None]
        try:
            settle, value = outcome.set_result, context.run(function, *args, **kwargs)
        except BaseException as error:
            settle, value = outcome.set_exception, _bearable(error)  # type: ignore[assignment]
        with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(_settle, outcome, settle, value)

    _POOL.submit(job)
    return await outcome


def _settle(outcome: asyncio.Future[Any], settle: Callable[[Any], None], value: Any) -> None:
    if not outcome.done():
        settle(value)


def _bearable(error: BaseException) -> BaseException:
    """`sys.exit()` in a suite's function ends that call, not the run."""
    if isinstance(error, Exception) and not isinstance(error, StopIteration):
        return error
    return RuntimeError(repr(error))


class _Pool:
    """Threads without a bound: as many as calls are under way. They end with the process."""

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._idle = threading.Semaphore(0)

    def submit(self, job: Callable[[], None]) -> None:
        """Have a job done at once."""
        self._jobs.put(job)
        if not self._idle.acquire(blocking=False):
            threading.Thread(target=self._work, name="apart", daemon=True).start()

    def _work(self) -> None:
        while True:
            self._jobs.get()()
            self._idle.release()


_POOL = _Pool()
