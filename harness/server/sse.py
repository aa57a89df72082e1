"""Answers a request with events as they happen."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator

from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from harness.server.runs.channel import Channel
from harness.server.wire import KEEPALIVE


class EventStream(Response):
    """Sends what comes through a channel. A client that goes away ends the stream, not the run."""

    media_type = "text/event-stream"

    def __init__(self, channel: Channel, keepalive: float) -> None:
        super().__init__(headers={"cache-control": "no-cache"})
        del self.headers["content-length"]
        self._channel = channel
        self._keepalive = keepalive

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        watch = asyncio.create_task(self._watch(receive))
        try:
            while (data := await self._channel.take(self._keepalive)) is not None:
                await send({"type": "http.response.body", "body": data or KEEPALIVE, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        except OSError:
            pass  # the connection broke: the run goes on
        finally:
            self._channel.abandon()
            watch.cancel()

    async def _watch(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self._channel.abandon()


class ByteStream(StreamingResponse):
    """Sends what a generator yields, with comments in long silences. A client that goes away closes it."""

    def __init__(self, parts: AsyncGenerator[bytes], keepalive: float) -> None:
        headers = {"cache-control": "no-cache"}
        super().__init__(_kept_alive(parts, keepalive), media_type="text/event-stream", headers=headers)


async def _kept_alive(parts: AsyncGenerator[bytes], seconds: float) -> AsyncGenerator[bytes]:
    due = asyncio.ensure_future(anext(parts, None))
    try:
        while True:
            done, _ = await asyncio.wait({due}, timeout=seconds)
            if not done:
                yield KEEPALIVE
            elif (part := due.result()) is None:
                return
            else:
                yield part
                due = asyncio.ensure_future(anext(parts, None))
    finally:
        due.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await due
        await parts.aclose()
