"""The one synchronous door: a blocking transport in front of a session, for `OpenAI` and plain tests."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import TypeVar

import httpx2

T = TypeVar("T")


class Door(httpx2.BaseTransport):
    """Runs an asynchronous handler in a thread of its own; made when it is first used.

    Args:
        handle: answers a request.
        release: closes what the handler's event loop holds, before that loop ends.
    """

    def __init__(
        self,
        handle: Callable[[httpx2.Request], Awaitable[httpx2.Response]],
        release: Callable[[], Awaitable[None]],
    ) -> None:
        self._handle = handle
        self._release = release
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="cassette", daemon=True)
        self._thread.start()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        response = self.run(self._answer(request))
        stream = response.stream
        assert isinstance(stream, httpx2.AsyncByteStream)
        return httpx2.Response(
            response.status_code,
            headers=response.headers,
            stream=_BlockingStream(stream, self),
            extensions=response.extensions,
        )

    def run(self, work: Awaitable[T]) -> T:
        """Waits for a piece of asynchronous work."""
        return asyncio.run_coroutine_threadsafe(_awaited(work), self._loop).result()

    def shut(self) -> None:
        """Ends the thread."""
        self.run(self._release())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _answer(self, request: httpx2.Request) -> httpx2.Response:
        sent = httpx2.Request(
            request.method,
            request.url,
            headers=request.headers,
            content=request.read(),
            extensions=request.extensions,
        )
        try:
            return await self._handle(sent)
        finally:
            request.url = sent.url  # without its user, before it is logged


class _BlockingStream(httpx2.SyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream, door: Door) -> None:
        self._stream = stream
        self._door = door
        self._iterator: AsyncIterator[bytes] | None = None

    def __iter__(self) -> Iterator[bytes]:
        self._iterator = aiter(self._stream)
        while (chunk := self._door.run(anext(self._iterator, None))) is not None:
            yield chunk

    def close(self) -> None:
        if (close := getattr(self._iterator, "aclose", None)) is not None:
            self._door.run(close())
        self._door.run(self._stream.aclose())


async def _awaited(work: Awaitable[T]) -> T:
    return await work
