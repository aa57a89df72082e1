"""Signals that end a run: it asks no more, deletes what it made, and reports what there is."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Coroutine
from typing import Any

_HEEDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STOPPING = "stopping: what is under way is cancelled, and what was made on the server is deleted"
PATIENCE = "this takes 20 s at most; once more leaves the rest to --resume"


async def until_signal(work: Coroutine[Any, Any, object], say: Callable[[str], None]) -> int:
    """Do the work, and return the exit code of the signal that ended it, 0 for none.

    The first signal cancels the work, which cleans up; a second one changes nothing, the third ends the cleaning, too.
    """
    task, loop = asyncio.ensure_future(work), asyncio.get_running_loop()
    got: list[int] = []

    def heed(number: int) -> None:
        got.append(number)
        if len(got) != 2:
            task.cancel()
        with contextlib.suppress(OSError):  # after a hang-up there is no terminal
            say(STOPPING if len(got) == 1 else PATIENCE if len(got) == 2 else "stopped")

    for number in _HEEDED:
        loop.add_signal_handler(number, heed, number)
    try:
        await task
    except asyncio.CancelledError:
        if not got:
            raise
    finally:
        for number in _HEEDED:
            loop.remove_signal_handler(number)
    return 128 + got[0] if got else 0
