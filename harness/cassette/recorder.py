"""One exchange with a real server, observed as it happens and stored when it is over."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import httpx2

from harness.cassette import headers
from harness.cassette.clock import Clock, since
from harness.cassette.coding import decoded, decoded_chunks
from harness.cassette.interaction import (
    Ending,
    Failure,
    Interaction,
    Recorded,
    Status,
    StoredRequest,
    StoredResponse,
    body_of,
)
from harness.cassette.matching import with_fixed_boundary
from harness.cassette.scope import SCOPE_HEADER
from harness.cassette.scrub import Scrubber, moved, replaced
from harness.cassette.sse import secret_spans

# An HTTP status that no server sends: vcrpy needs a number where no response came.
NO_RESPONSE = 599
# The body of an error that the client does not care to read is read for it, within this many seconds.
_DRAIN_SECONDS = 1.0


@dataclass(eq=False)
class Exchange:
    """What is seen of one request and its response."""

    request: httpx2.Request
    content: bytes
    scope: str
    clock: Clock
    scrub: Scrubber
    store: Callable[[Interaction], None]
    response: httpx2.Response | None = None
    finished: bool = False
    _at: float = 0.0
    _head: float = 0.0
    _moments: list[float] = field(default_factory=list)
    _chunks: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._at = self.clock.unseen()

    def head(self, response: httpx2.Response) -> None:
        """The response begins."""
        self.response = response
        self._head = since(self.clock.tick(), self._at)

    def chunk(self, chunk: bytes) -> None:
        """A piece of the body came."""
        self._moments.append(since(self.clock.tick(), self._at))
        self._chunks.append(chunk)

    def finish(self, ended: Ending, error: BaseException | None = None) -> None:
        """The response is over; stores it, once."""
        if self.finished:
            return
        self.finished = True
        end = since(self.clock.tick(), self._at)
        failure = Failure(type(error).__name__, self.scrub.text(str(error))) if error else None
        recorded = Recorded(self.clock.started_at, self._at, self._head, [], end, ended, failure)
        self.store(Interaction(self._request(), self._response(recorded)))

    def _request(self) -> StoredRequest:
        content_type = self.request.headers.get("content-type", "")
        content = decoded(self.content, self.request.headers.get("content-encoding", ""))
        content, content_type = with_fixed_boundary(self.scrub.bytes(content), content_type)
        sent = headers.stored(self.request.headers.multi_items(), headers.REQUEST, self.scrub)
        if content_type:
            sent["content-type"] = [self.scrub.text(content_type)]
        body = body_of(content)
        return StoredRequest(
            method=self.request.method,
            uri=self.scrub.uri(str(self.request.url)),
            headers=dict(sorted({**sent, SCOPE_HEADER: [self.scope]}.items())),
            body=body.string,
            body_base64=body.base64,
        )

    def _response(self, recorded: Recorded) -> StoredResponse:
        response = self.response
        if response is None:
            reason = recorded.error.type if recorded.error else "the client stopped waiting"
            return StoredResponse(Status(NO_RESPONSE, f"no response: {reason}"), {}, body_of(b""), recorded)
        pairs = response.headers.multi_items()
        stored = headers.stored(pairs, headers.RESPONSE, self.scrub)
        content = self._body(recorded, stored)
        status = Status(response.status_code, self.scrub.text(response.reason_phrase))
        return StoredResponse(status, stored, body_of(content), recorded)

    def _body(self, recorded: Recorded, stored: dict[str, list[str]]) -> bytes:
        assert self.response is not None
        coding = self.response.headers.get("content-encoding", "")
        chunks = decoded_chunks(self._chunks, coding)
        if chunks is None:  # broken: kept as it came, and it will break the client in the same way
            chunks, stored["content-encoding"] = self._chunks, [coding]
        content = b"".join(chunks)
        spans = secret_spans(content, self.scrub)
        ends, total = [], 0
        for chunk in chunks:
            total += len(chunk)
            ends.append(total)
        places = [0, *moved(ends, spans)]
        sizes = [after - before for before, after in itertools.pairwise(places)]
        recorded.chunks = list(zip(self._moments, sizes, strict=True))
        return replaced(content, spans)


class ObservedStream(httpx2.AsyncByteStream):
    """Passes a body on as it comes, and tells the exchange."""

    def __init__(self, stream: httpx2.AsyncByteStream, exchange: Exchange) -> None:
        self._stream = stream
        self._exchange = exchange
        self._begun = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        exchange, self._begun = self._exchange, True
        try:
            async for chunk in self._stream:
                exchange.chunk(chunk)
                yield chunk
        except (GeneratorExit, asyncio.CancelledError):
            exchange.finish("client")
            raise
        except Exception as error:
            exchange.finish("server", error)
            raise
        exchange.finish("complete")

    async def aclose(self) -> None:
        exchange = self._exchange
        try:
            if not self._begun and exchange.response and exchange.response.status_code >= 400:
                await self._read_on()
        finally:
            await self._stream.aclose()
            exchange.finish("client")

    async def _read_on(self) -> None:
        """Read what an error says although nobody looks: a later client may."""
        with contextlib.suppress(TimeoutError, httpx2.HTTPError):
            async with asyncio.timeout(_DRAIN_SECONDS):
                async for _ in self:
                    pass


class TimedStream(httpx2.AsyncByteStream):
    """Passes a body on as it comes, and tells the clock."""

    def __init__(self, stream: httpx2.AsyncByteStream, clock: Clock) -> None:
        self._stream = stream
        self._clock = clock

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._stream:
                self._clock.tick()
                yield chunk
        finally:
            self._clock.tick()

    async def aclose(self) -> None:
        await self._stream.aclose()
