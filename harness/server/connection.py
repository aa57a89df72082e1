"""uvicorn's connections, with bounds on a request's head, and refusals of what is no HTTP in the API's form."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from harness.server.faults import ApiError, invalid, too_slow
from harness.server.wire import dumps

_MOST_HEAD = 2**17
"""Bytes of a request line with its headers; a little more passes when it comes in one piece."""


class Connection(HttpToolsProtocol):
    """One connection. A request whose head does not end in time, or never, is refused."""

    seconds = 60.0
    _head = 0
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._expect_head()

    def on_headers_complete(self) -> None:
        self._stop_timer()
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._timer is None:
            return
        self._head += len(data)
        if self._head > _MOST_HEAD:
            self._refuse(
                ApiError(431, f"The headers are too large: at most {_MOST_HEAD} bytes are accepted.")
            )

    def send_400_response(self, msg: str) -> None:
        self._refuse(invalid("What was sent is not a valid HTTP request."))

    def _expect_head(self) -> None:
        self._stop_timer()
        self._head = 0
        self._timer = self.loop.call_later(self.seconds, self._give_up)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _give_up(self) -> None:
        """A client that has begun a request is told why; one that never did is hung up on."""
        if self._head:
            self._refuse(too_slow(self.seconds))
        else:
            self.transport.close()

    def _refuse(self, error: ApiError) -> None:
        self._stop_timer()
        body = dumps(error.body)
        head = f"content-type: application/json\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
        self.transport.write(STATUS_LINE[error.status] + head.encode() + body)
        self.transport.close()


def connections(seconds: float) -> type[Connection]:
    """Connections on which a request's head may take so long."""
    return type("Connection", (Connection,), {"seconds": seconds})
