"""A recorded response, given again: its chunks, its gaps if wanted, and its end, good or bad."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import httpx2

from harness.cassette.clock import Clock
from harness.cassette.headers import replayed
from harness.cassette.interaction import Failure, Interaction, Recorded, StoredResponse
from harness.cassette.recorder import NO_RESPONSE

_UNTIMED = Recorded()
_JSON = ["application/json"]


async def replay(
    interaction: Interaction, method: str, clock: Clock, factor: float | None
) -> httpx2.Response:
    """The recorded response to a request.

    Args:
        factor: None gives everything at once; 1.0 keeps the recorded times, 2.0 halves them.

    Raises:
        httpx2.RequestError: of the type that was recorded, when no response had come.
    """
    stored = interaction.response
    recorded = stored.recorded or _UNTIMED
    pace = _Pace(factor)
    if stored.status.code == NO_RESPONSE and recorded.head == 0.0 and stored.recorded is not None:
        await pace.until(recorded.end)
        clock.event(recorded.at + recorded.end)
        raise _ending(recorded)
    await pace.until(recorded.head)
    clock.event(recorded.at + recorded.head)
    headers = replayed(stored.headers, stored.status.code, method, factor)
    extensions = {"http_version": b"HTTP/1.1"}
    if stored.status.message:
        extensions["reason_phrase"] = stored.status.message.encode("ascii", errors="replace")
    if factor is None and recorded.ended == "complete" and stored.headers.get("content-type") == _JSON:
        # Nobody reads JSON piece by piece, and a body that is there at once is cheaper to read.
        clock.event(recorded.at + recorded.end)
        return httpx2.Response(
            stored.status.code, headers=headers, content=stored.content, extensions=extensions
        )
    return httpx2.Response(
        stored.status.code,
        headers=headers,
        stream=_ReplayedStream(stored, recorded, clock, pace),
        extensions=extensions,
    )


class _Pace:
    """Waits for recorded moments, counted from now."""

    def __init__(self, factor: float | None) -> None:
        self._factor = factor
        self._zero = time.perf_counter() if factor else 0.0

    async def until(self, milliseconds: float) -> None:
        if self._factor is None:
            return
        left = self._zero + milliseconds / 1000 / self._factor - time.perf_counter()
        if left > 0:
            await asyncio.sleep(left)


class _ReplayedStream(httpx2.AsyncByteStream):
    def __init__(self, stored: StoredResponse, recorded: Recorded, clock: Clock, pace: _Pace) -> None:
        self._stored = stored
        self._recorded = recorded
        self._clock = clock
        self._pace = pace

    async def __aiter__(self) -> AsyncIterator[bytes]:
        recorded, clock, pace = self._recorded, self._clock, self._pace
        content = self._stored.content
        position = 0
        for moment, length in recorded.chunks or ((recorded.end, len(content)),):
            await pace.until(moment)
            clock.event(recorded.at + moment)
            if length:
                yield content[position : position + length]
            position += length
        await pace.until(recorded.end)
        clock.event(recorded.at + recorded.end)
        if recorded.ended != "complete":
            raise _ending(recorded)

    async def aclose(self) -> None:
        if self._recorded.ended == "client":  # it left at this moment, as it does now
            self._clock.event(self._recorded.at + self._recorded.end)


def _ending(recorded: Recorded) -> httpx2.RequestError:
    """The exception that ended the recorded response.

    Where the client stopped reading of its own accord there is no more to give: to a client that wants more
    this is a server that fell silent.
    """
    if recorded.error is None:
        return httpx2.ReadTimeout("the recording ends here: the client had stopped reading")
    return _exception(recorded.error)


def _exception(failure: Failure) -> httpx2.RequestError:
    kind = getattr(httpx2, failure.type, None)
    if isinstance(kind, type) and issubclass(kind, httpx2.RequestError):
        return kind(failure.message)
    return httpx2.ReadError(f"{failure.type}: {failure.message}")
