"""Ends what nobody has used for a while."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Idle:
    """Calls `expire` in a thread of its own, once, `seconds` after the last `touch`; None waits forever.

    One timer goes on for as long as there are touches: a touch costs nothing but the time of day.
    """

    def __init__(self, seconds: float | None, expire: Callable[[], None]) -> None:
        self._seconds = seconds
        self._expire = expire
        self._lock = threading.Lock()
        self._touched = 0.0
        self._timer: threading.Timer | None = None

    @property
    def is_over(self) -> bool:
        """Whether the last touch lies `seconds` back."""
        return self._seconds is not None and time.monotonic() - self._touched >= self._seconds

    def touch(self) -> None:
        self._touched = time.monotonic()
        with self._lock:
            if self._seconds is not None and self._timer is None:
                self._wait(self._seconds)

    def stop(self) -> None:
        """No more calls of `expire` from now on, but one that has begun."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None

    def _wait(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._look)
        self._timer.daemon = True
        self._timer.start()

    def _look(self) -> None:
        with self._lock:
            if self._timer is None or self._seconds is None:
                return
            left = self._touched + self._seconds - time.monotonic()
            if left > 0:
                self._wait(left)
                return
            self._timer = None
        self._expire()
