"""The clock of an attempt, as its HTTP transport keeps it."""

from __future__ import annotations

import asyncio
import time
from contextlib import AbstractAsyncContextManager
from contextvars import ContextVar
from typing import Protocol

from harness.records import CassetteVerdict


class Wire(Protocol):
    """What a cassette session says about time: live, recorded or replayed."""

    @property
    def started_at(self) -> float:
        """Unix seconds at which the attempt began; the recording's own when replaying."""

    @property
    def verdict(self) -> CassetteVerdict:
        """Where the answers came from."""

    def now(self) -> float:
        """Seconds since the attempt began, as of the last byte seen."""

    async def sleep(self, seconds: float) -> None:
        """Wait; no time passes when replaying."""

    def within(self, seconds: float) -> AbstractAsyncContextManager[object]:
        """Raise TimeoutError in what takes longer; a replay takes what it takes."""


# Whose request is being sent: one client of the SDK serves many attempts, and its transport asks here.
CURRENT: ContextVar[Wire] = ContextVar("wire")


class LiveWire:
    """The wall clock, for a client without cassettes."""

    verdict: CassetteVerdict = "live"

    def __init__(self) -> None:
        self.started_at = time.time()
        self._zero = time.perf_counter()

    def now(self) -> float:
        return time.perf_counter() - self._zero

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    def within(self, seconds: float) -> asyncio.Timeout:
        return asyncio.timeout(seconds)
