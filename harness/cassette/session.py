"""One attempt's way to recorded or real HTTP: a transport, a clock, and what became of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx2

from harness.cassette import misses
from harness.cassette.clock import Clock
from harness.cassette.coding import decoded
from harness.cassette.door import Door
from harness.cassette.interaction import Interaction
from harness.cassette.matching import Key, key_of
from harness.cassette.player import Player, Take
from harness.cassette.recorder import Exchange, ObservedStream, TimedStream
from harness.cassette.replay import replay
from harness.cassette.scope import Scope
from harness.cassette.scrub import SECRET_HEADERS, Scrubber, credentials
from harness.errors import CassetteError, CassetteMiss, CassetteMissing
from harness.records import CassetteVerdict

_SECRETS = tuple(name.encode() for name in sorted(SECRET_HEADERS))


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What a library gives a session to work with.

    `live` gives the way to servers in the present event loop, `release` closes it. `player` has the recorded
    answers, `store` takes new ones (None: they are not kept), `close` ends the recording, `drop` forgets it. `may_record` lets
    requests through that have no recorded answer. `factor` is the speed of a replay, None without any
    waiting. `interrupted` says that the recording at `path` is known to be incomplete; `broken` is why it can
    neither be replayed nor replaced.
    """

    path: Path
    scrub: Scrubber
    live: Callable[[], httpx2.AsyncBaseTransport]
    release: Callable[[], Awaitable[None]]
    player: Player | None = None
    store: Callable[[Interaction], None] | None = None
    close: Callable[[bool], None] | None = None
    drop: Callable[[], None] | None = None
    may_record: bool = False
    factor: float | None = None
    interrupted: bool = False
    rerecord: str = ""
    broken: CassetteError | None = None


class Session:
    """Made by `Library.open`; used by one attempt, in one event loop.

    Attributes:
        transport: for `httpx2.AsyncClient(transport=…)`. Closing it closes nothing; `aclose` does.
        failure: the first error that the cassette raised into a request, None when there was none.
    """

    def __init__(self, scope: Scope, parts: Parts) -> None:
        self.scope = scope
        self.failure: CassetteError | None = None
        self.scrub = parts.scrub
        self.transport: httpx2.AsyncBaseTransport = _Transport(self)
        self._parts = parts
        self._clock = Clock(_started_at(parts.player))
        self._seen: tuple[object, ...] = ()
        self._live_requests = 0
        self._open: set[Exchange] = set()
        self._door: Door | None = None
        self._closed = False

    @property
    def sync_transport(self) -> httpx2.BaseTransport:
        """The same for `httpx2.Client`, and so for `OpenAI`. End such a session with `close`."""
        if self._door is None:
            self._door = Door(self.handle, self._parts.release)
        return self._door

    @property
    def replaying(self) -> bool:
        """Whether answers come from a recording; no byte leaves the process then."""
        return self._parts.player is not None and self._live_requests == 0

    @property
    def verdict(self) -> CassetteVerdict:
        """`hit`: all answers were recorded; `recorded`; `live`: not recorded; `miss`: one was not there."""
        if self.failure is not None or self._parts.broken is not None:
            return "miss"
        if self._parts.store is None and self._parts.may_record:
            return "live"
        return "hit" if self.replaying else "recorded"

    @property
    def started_at(self) -> float:
        """Unix seconds when the scope began; when it was recorded, if it is replayed."""
        return self._clock.started_at

    @property
    def leftovers(self) -> list[str]:
        """Recorded requests that were never asked for, in recorded order; empty while recording."""
        return [str(take) for take in self._parts.player.leftovers] if self._parts.player else []

    def now(self) -> float:
        """Seconds from the scope's beginning to the last wire event (response head, chunk, end) seen.

        Rounded as it is stored, so that a recording and its replay say the same. A chunk's moment is set
        before the chunk is handed out.
        """
        return self._clock.now()

    async def sleep(self, seconds: float) -> None:
        """Waits: in earnest when live, not at all in an instant replay, scaled at other speeds."""
        speed = self._parts.factor if self.replaying else 1.0
        await asyncio.sleep(0 if speed is None else seconds / speed)

    def within(self, seconds: float) -> asyncio.Timeout:
        """Raises TimeoutError in what takes longer; a replay takes what it takes."""
        return asyncio.timeout(None if self.replaying else seconds)

    def clean(self, value: Any) -> Any:
        """The value (text, or lists and mappings of it) without the secrets that this session has seen.

        A server may echo a key while recording; what is reported then must be what a replay reports.
        """
        return self.scrub.value(value)

    async def aclose(self, *, complete: bool = True) -> None:
        """Ends the attempt. A recording is made durable and takes the place of the one before it.

        A recording whose task is being cancelled (Ctrl-C) is not complete, whatever the caller says.

        Args:
            complete: False leaves it as interrupted, and the recording before it in place.

        Raises:
            CassetteError: the recording cannot be written.
        """
        if not self._closed:
            self._closed = True
            for exchange in list(self._open):
                exchange.finish("client")
            if self._parts.close is not None:
                task = asyncio.current_task()
                cancelled = task is not None and task.cancelling() > 0
                whole = complete and not cancelled and self.failure is None
                await asyncio.shield(asyncio.to_thread(self._parts.close, whole))

    async def adrop(self) -> None:
        """Ends an attempt that came to nothing: no recording of it is left, and the one before it stays."""
        if not self._closed:
            self._closed = True
            if self._parts.drop is not None:
                await asyncio.to_thread(self._parts.drop)

    def close(self, *, complete: bool = True) -> None:
        """`aclose` for those who use `sync_transport`."""
        if self._door is None:
            asyncio.run(self.aclose(complete=complete))
            return
        self._door.run(self.aclose(complete=complete))
        self._door.shut()
        self._door = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose(complete=error is None)

    async def handle(self, request: httpx2.Request) -> httpx2.Response:
        """Answers a request from the recording, or from the server behind it."""
        if self._parts.broken is not None:
            raise self._fail(self._parts.broken)
        body = await request.aread()
        # httpx2's own look-ups cost 15 µs each, which is what a replay is made of.
        headers = {name.lower(): value for name, value in request.headers.raw}
        self._learn(request, headers)
        player = self._parts.player
        if player is not None:
            key = self._key(request, headers, body)
            take = player.take(key) or player.take_but_for_secrets(key)
            if take is not None:
                return await self._replayed(take, request)
            if not self._parts.may_record:
                raise self._fail(self._miss(key, player))
            self._clock.go_on_live()
        elif not self._parts.may_record:
            raise self._fail(self._missing(request))
        return await self._sent(request, body)

    async def _replayed(self, take: Take, request: httpx2.Request) -> httpx2.Response:
        return await replay(take.entry.interaction, request.method, self._clock, self._parts.factor)

    async def _sent(self, request: httpx2.Request, body: bytes) -> httpx2.Response:
        self._live_requests += 1
        live = self._parts.live()  # making one takes time that is not the server's
        if self._parts.store is None:
            return await self._passed_on(request, live)
        exchange = Exchange(request, body, str(self.scope), self._clock, self.scrub, self._stored)
        self._open = {other for other in self._open if not other.finished} | {exchange}
        try:
            response = await live.handle_async_request(request)
        except asyncio.CancelledError:
            exchange.finish("client")
            raise
        except Exception as error:
            exchange.finish("server", error)
            raise
        self.scrub = exchange.scrub = self.scrub.learning(credentials(response.headers.multi_items()))
        exchange.head(response)
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        return httpx2.Response(
            response.status_code,
            headers=response.headers,
            stream=ObservedStream(response.stream, exchange),
            extensions=response.extensions,
        )

    async def _passed_on(self, request: httpx2.Request, live: httpx2.AsyncBaseTransport) -> httpx2.Response:
        """A request that nobody records: only the clock is told, and secrets are learned."""
        try:
            response = await live.handle_async_request(request)
        finally:
            self._clock.tick()
        self.scrub = self.scrub.learning(credentials(response.headers.multi_items()))
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        response.stream = TimedStream(response.stream, self._clock)
        return response

    def _stored(self, interaction: Interaction) -> None:
        assert self._parts.store is not None
        try:
            self._parts.store(interaction)
        except CassetteError as error:
            raise self._fail(error) from error

    def _learn(self, request: httpx2.Request, headers: Mapping[bytes, bytes]) -> None:
        """Takes the request's credentials for secrets, and the user out of its URL before it is logged."""
        userinfo = request.url.userinfo
        seen = (userinfo, *map(headers.get, _SECRETS))
        if seen != self._seen:
            self._seen = seen
            self.scrub = self.scrub.learning(credentials(request.headers.multi_items(), userinfo))
        if userinfo:
            request.url = request.url.copy_with(userinfo=b"")

    def _key(self, request: httpx2.Request, headers: Mapping[bytes, bytes], body: bytes) -> Key:
        if coding := headers.get(b"content-encoding"):
            body = decoded(body, coding.decode("latin-1"))
        content_type = headers.get(b"content-type", b"").decode("latin-1")
        target = self.scrub.target(request.url.raw_path.decode("ascii"))
        return key_of(request.method, target, self.scrub.bytes(body), content_type)

    def _fail(self, error: CassetteError) -> CassetteError:
        self.failure = self.failure or error
        return error

    def _miss(self, key: Key, player: Player) -> CassetteMiss:
        what, nearest = misses.describe(key, player.takes)
        note = "; its recording was interrupted" if self._parts.interrupted else ""
        return CassetteMiss(
            f"{_name(self.scope)}: {what} ({player.path}{note})", nearest=nearest, fix=self._parts.rerecord
        )

    def _missing(self, request: httpx2.Request) -> CassetteMissing:
        what = f"{_name(self.scope)} is not recorded: {self._parts.path} does not exist"
        if self._parts.interrupted:
            what = (
                f"{_name(self.scope)}: its recording was interrupted and is not complete ({self._parts.path})"
            )
        return CassetteMissing(what, fix=self._parts.rerecord)


class _Transport(httpx2.AsyncBaseTransport):
    """The session's face to httpx2."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        return await self._session.handle(request)


def _started_at(player: Player | None) -> float | None:
    """When a recording was made, None where it does not say."""
    first = player.takes[0].entry.interaction.response.recorded if player and player.takes else None
    return first.started_at if first else None


def _name(scope: Scope) -> str:
    epoch = f", epoch {scope.epoch}" if scope.epoch else ""
    return f"{scope.suite}::{scope.sample}[{scope.transport}{epoch}]"
