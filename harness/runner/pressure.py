"""How many attempts are in flight: as many as allowed, fewer when the server says that it is too much.

Additive increase, multiplicative decrease (Chiu and Jain, 1989): a 429 halves the limit, at most once in a
while, and each attempt that ends raises it by one over the limit.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque

_HOLD = 1.0  # seconds: the 429s of one burst count once


class Pressure:
    """Admits attempts and paces requests. Belongs to one event loop.

    Args:
        limit: most attempts in flight.
        rpm: most requests a minute, None for no bound.
    """

    def __init__(self, limit: int, rpm: float | None = None) -> None:
        self.limit = float(limit)
        self._most = limit
        self._active = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._held_until = 0.0
        self._gap = 60.0 / rpm if rpm else 0.0
        self._next_slot = 0.0

    def leave(self) -> None:
        """An attempt is over: its place is free."""
        self._active -= 1
        self.limit = min(self._most, self.limit + 1 / self.limit)
        self._admit()

    async def before_request(self) -> None:
        """Wait for the next slot of the requests-a-minute bound."""
        if self._gap:
            now = time.monotonic()
            self._next_slot = max(now, self._next_slot) + self._gap
            await asyncio.sleep(self._next_slot - self._gap - now)

    def rate_limited(self) -> None:
        """The server answered 429."""
        now = time.monotonic()
        if now >= self._held_until:
            self.limit = max(1.0, self.limit / 2)
            self._held_until = now + _HOLD

    async def enter(self) -> None:
        """Wait for a place for one attempt."""
        if self._active < int(self.limit) and not self._waiting:
            self._active += 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._active -= 1
                self._admit()
            raise

    def _admit(self) -> None:
        while self._waiting and self._active < int(self.limit):
            turn = self._waiting.popleft()
            if not turn.done():
                self._active += 1
                turn.set_result(None)
