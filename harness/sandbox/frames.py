"""Messages over a stream socket: four bytes of length, then the bytes. Nothing from there is trusted."""

from __future__ import annotations

import json
import socket
import time
from typing import Any

MAX_FRAME = 32 << 20
_SEND_SECONDS = 30.0


class Lost(Exception):
    """The other side is gone, or what it sends is not a message."""


class Frames:
    """Reads and writes whole messages; refuses those larger than `limit` before reserving any memory."""

    def __init__(self, channel: socket.socket, limit: int = MAX_FRAME) -> None:
        self._channel = channel
        self._limit = limit

    def fileno(self) -> int:
        return self._channel.fileno()

    @property
    def channel(self) -> socket.socket:
        return self._channel

    def send(self, body: bytes) -> None:
        """Raises Lost when nobody reads any more, or for half a minute."""
        try:
            self._channel.settimeout(_SEND_SECONDS)
            self._channel.sendall(len(body).to_bytes(4, "big") + body)
        except OSError as error:
            raise Lost(str(error)) from error

    def receive(self, seconds: float | None = None, limit: int | None = None) -> bytes:
        """One message of at most `limit` bytes. Raises Lost, or TimeoutError after `seconds`."""
        most = self._limit if limit is None else limit
        deadline = None if seconds is None else time.monotonic() + seconds
        size = int.from_bytes(self._exactly(4, deadline), "big")
        if size > most:
            raise Lost(f"a message of {size} bytes is more than the limit of {most}")
        return self._exactly(size, deadline)

    def send_json(self, value: Any) -> None:
        self.send(json.dumps(value).encode())

    def receive_json(self, seconds: float | None = None, limit: int | None = None) -> Any:
        """One message as JSON. Raises Lost for anything that is not."""
        try:
            return json.loads(self.receive(seconds, limit))
        except (ValueError, RecursionError) as error:
            raise Lost(f"not a message: {error}") from error

    def close(self) -> None:
        self._channel.close()

    def _exactly(self, size: int, deadline: float | None) -> bytes:
        parts = bytearray()
        while len(parts) < size:
            parts += self._some(size - len(parts), deadline)
        return bytes(parts)

    def _some(self, size: int, deadline: float | None) -> bytes:
        self._channel.settimeout(None if deadline is None else max(0.001, deadline - time.monotonic()))
        try:
            part = self._channel.recv(min(size, 1 << 16))
        except TimeoutError:
            raise
        except OSError as error:
            raise Lost(str(error)) from error
        if not part:
            raise Lost("the other side has closed")
        return part
