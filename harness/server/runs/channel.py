"""The events of one run on their way to the client that asked for a stream."""

from __future__ import annotations

import asyncio
from collections import deque

from harness.server.faults import ApiError
from harness.server.wire import DONE, Json, dumps, event, public

_MOST = 20_000
_TOO_SLOW = "Events were not taken in time; the run goes on and can be polled."


class Channel:
    """Events wait here until the client takes them. The run never waits for the client.

    A client that is so slow that too many events pile up is cut off; it can poll the run.
    `include_content` says whether steps show the text of search results.
    """

    def __init__(self, *, include_content: bool = False) -> None:
        self.include_content = include_content
        self._waiting: deque[bytes] = deque()
        self._news = asyncio.Event()
        self.closed = False

    def emit(self, name: str, body: Json) -> None:
        """Queues an event with the body as it is now."""
        if self.closed:
            return
        self._waiting.append(event(name, dumps(public(body))))
        if len(self._waiting) > _MOST:
            self._cut_off()
        self._news.set()

    def _cut_off(self) -> None:
        """Says why in a form that clients of both kinds raise: the four fields, and again under `error`."""
        fault = ApiError(429, _TOO_SLOW, type="server_error", code="stream_overflow")
        self._waiting.clear()
        self._waiting.append(event("error", dumps({**fault.body["error"], **fault.body})))
        self._waiting.append(DONE)
        self.closed = True

    def finish(self) -> None:
        """Queues the last event, `done`."""
        if not self.closed:
            self._waiting.append(DONE)
            self.closed = True
            self._news.set()

    def abandon(self) -> None:
        """The client has gone: nothing is kept for it any more."""
        self.closed = True
        self._waiting.clear()
        self._news.set()

    async def take(self, seconds: float) -> bytes | None:
        """Everything that waits, in one piece; empty when nothing came in time, None after the end."""
        if not self._waiting:
            if self.closed:
                return None
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), seconds)
            except TimeoutError:
                return b""
        taken = b"".join(self._waiting)
        self._waiting.clear()
        return taken or None
