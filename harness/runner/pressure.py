"""How many attempts are in flight: as many as allowed, fewer when the server says that it is too much.

Additive increase, multiplicative decrease (Chiu and Jain, 1989): a 429 halves the limit, unless its request went
out before the limit was last halved, and each attempt that ends raises it by four over the limit. An attempt that was
turned away waits for a place within the new limit before it tries again.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque

_GROWTH = 4.0  # more than the one of the theory: not every 429 means that we are too many


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
        self._returning: deque[asyncio.Future[None]] = deque()
        self._halved_at = -math.inf
        self._gap = 60.0 / rpm if rpm else 0.0
        self._next_slot = 0.0

    def leave(self) -> None:
        """An attempt is over: its place is free."""
        self._active -= 1
        self.limit = min(self._most, self.limit + _GROWTH / self.limit)
        self._admit()

    async def before_request(self) -> None:
        """Wait for the next slot of the requests-a-minute bound."""
        if self._gap:
            now = time.monotonic()
            self._next_slot = max(now, self._next_slot) + self._gap
            await asyncio.sleep(self._next_slot - self._gap - now)

    def rate_limited(self, age: float) -> None:
        """The server answered 429 to a request that was sent `age` seconds ago."""
        now = time.monotonic()
        if now - age >= self._halved_at:
            self.limit = max(1.0, self.limit / 2)
            self._halved_at = now

    async def enter(self) -> None:
        """Wait for a place for one attempt."""
        if self._active < int(self.limit) and not self._waiting and not self._returning:
            self._active += 1
            return
        turn = _turn(self._waiting)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._active -= 1
                self._admit()
            raise

    async def again(self) -> None:
        """Before an attempt that has a place goes on after a 429: wait, before all others, for one within the limit."""
        if self._active <= int(self.limit):
            return
        turn = _turn(self._returning)
        self._active -= 1
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.done() or turn.cancelled():
                self._active += 1  # it leaves as one that has a place
            raise

    def _admit(self) -> None:
        while (queue := self._returning or self._waiting) and self._active < int(self.limit):
            turn = queue.popleft()
            if not turn.done():
                self._active += 1
                turn.set_result(None)


def _turn(queue: deque[asyncio.Future[None]]) -> asyncio.Future[None]:
    turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    queue.append(turn)
    return turn
