"""The time of an attempt: moments of wire events, the same numbers while recording and when replayed."""

from __future__ import annotations

import time

# Stored times have this many steps a millisecond.
_STEPS = 10


class Clock:
    """Counts from a scope's beginning in tenths of a millisecond, the resolution of what is stored.

    Only wire events move it: a replay cannot know how long the client computed between two of them.
    """

    def __init__(self, started_at: float | None = None) -> None:
        self.started_at = round(time.time(), 3) if started_at is None else started_at
        self._zero = time.perf_counter()
        self._last = 0

    def now(self) -> float:
        """Seconds from the scope's beginning to the last wire event."""
        return self._last / (1000 * _STEPS)

    def tick(self) -> float:
        """A wire event happens now: returns its moment in milliseconds."""
        self._last = max(self._last, round((time.perf_counter() - self._zero) * 1000 * _STEPS))
        return self._last / _STEPS

    def unseen(self) -> float:
        """The present moment in milliseconds, without moving what `now` says."""
        return max(self._last, round((time.perf_counter() - self._zero) * 1000 * _STEPS)) / _STEPS

    def event(self, milliseconds: float) -> None:
        """A recorded wire event is replayed."""
        self._last = max(self._last, round(milliseconds * _STEPS))

    def go_on_live(self) -> None:
        """Real time runs on from the last replayed event."""
        self._zero = time.perf_counter() - self.now()


def since(milliseconds: float, begin: float) -> float:
    """The distance between two stored moments, without the noise of binary fractions."""
    return round(milliseconds - begin, 1)
