"""Sends the requests of one attempt: counts them, and repeats what may be repeated."""

from __future__ import annotations

import contextlib
import math
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

import httpx2
import openai
from openai import AsyncOpenAI, AsyncStream

from harness.assistant import sse
from harness.assistant.bodies import parsed
from harness.assistant.faults import Deadline, Malformed, causes
from harness.assistant.wire import CURRENT, Wire
from harness.errors import CassetteError
from harness.records import Retry

T = TypeVar("T")
_BETA = {"OpenAI-Beta": "assistants=v2"}
# The server says that it did nothing, or the request never reached it: repeating is safe for any method.
_NOT_DONE = {429, 503}
_MAYBE_DONE = {408, 409, 500, 502, 504}
_SPENT = "insufficient_quota"  # a 429, too, but waiting does not help
_LONGEST = 600.0  # seconds for one request where no deadline says less


@dataclass(frozen=True, kw_only=True)
class RetryPolicy:
    """How often and after how long a request is sent again. Seconds."""

    attempts: int = 5
    base: float = 0.5
    cap: float = 8.0
    longest_wait: float = 120.0


class Throttle(Protocol):
    """Asked before each request, told how long ago one was sent that got a 429, and asked before it is sent again."""

    async def before_request(self) -> None: ...

    def rate_limited(self, age: float) -> None: ...

    async def again(self) -> None: ...


class Ledger(Protocol):
    """Remembers what exists on the server because of us, so that it can be deleted after a crash."""

    def created(self, kind: str, id: str) -> object: ...

    def deleted(self, kind: str, id: str) -> object: ...


@dataclass(frozen=True)
class Reply:
    """A JSON object and the headers that came with it."""

    body: dict[str, Any]
    headers: Mapping[str, str]

    @property
    def id(self) -> str:
        """What was made.

        Raises:
            Malformed: the answer does not say.
        """
        if not isinstance(self.body.get("id"), str):
            raise Malformed("the answer to a request for something new has no id")
        return str(self.body["id"])


@dataclass
class Caller:
    """One attempt's way to the server."""

    client: AsyncOpenAI
    wire: Wire
    policy: RetryPolicy = field(default_factory=RetryPolicy)
    throttle: Throttle | None = None
    ledger: Ledger | None = None
    deadline: float = math.inf
    requests: int = 0
    retries: list[Retry] = field(default_factory=list)
    jitter: random.Random = field(default_factory=random.Random)
    _base: str = ""

    async def get(self, path: str, query: Mapping[str, object] | None = None) -> Reply:
        """GET a JSON object."""
        # Merging parameters into a URL costs the SDK a quarter of a request.
        target = self._url(f"{path}?{urlencode(query, doseq=True)}" if query else path)
        return await self._json(
            lambda: self.client.get(target, cast_to=httpx2.Response, options=self._options()), repeatable=True
        )

    async def post(self, path: str, body: Mapping[str, object], *, repeatable: bool = False) -> Reply:
        """POST a JSON object. `repeatable` says that doing it twice does no harm."""
        url = self._url(path)
        return await self._json(
            lambda: self.client.post(url, cast_to=httpx2.Response, body=dict(body), options=self._options()),
            repeatable=repeatable,
        )

    async def upload(self, path: str, fields: Mapping[str, str], name: str, content: bytes) -> Reply:
        """POST a multipart form with one file in it."""
        files = [("file", (name, content))]
        options = self._options() | {"headers": {**_BETA, "Content-Type": "multipart/form-data"}}
        return await self._json(
            lambda: self.client.post(
                path, cast_to=httpx2.Response, body=dict(fields), files=files, options=options
            ),
            repeatable=True,
        )

    async def content(self, path: str, most: int) -> bytes:
        """GET a file.

        Raises:
            Malformed: it has more than `most` bytes; the rest was not read.
        """

        async def send() -> httpx2.Response:
            options = self._options()
            answer = await self.client.get(
                path, cast_to=httpx2.Response, options=options, stream=True, stream_cls=AsyncStream[Any]
            )
            assert isinstance(answer, httpx2.Response)
            return answer

        response = await self._send(send, repeatable=True)
        try:
            content = bytearray()
            async for part in self._in_time(response.aiter_bytes()):
                content += part
                if len(content) > most:
                    raise Malformed(f"{path} has more than {most} bytes")
            return bytes(content)
        finally:
            await response.aclose()

    async def delete(self, path: str) -> None:
        """DELETE; what is gone already is fine."""
        url = self._url(path)
        with contextlib.suppress(openai.NotFoundError):
            await self._json(
                lambda: self.client.delete(url, cast_to=httpx2.Response, options=self._options()),
                repeatable=True,
            )

    @contextlib.asynccontextmanager
    async def stream(
        self, path: str, body: Mapping[str, object], *, repeatable: bool = False
    ) -> AsyncIterator[AsyncIterator[sse.Event]]:
        """POST and yield the server-sent events of the answer."""

        async def send() -> httpx2.Response:
            answer = await self.client.post(
                path,
                cast_to=httpx2.Response,
                body={**body, "stream": True},
                options=self._options(),
                stream=True,
                stream_cls=AsyncStream[Any],
            )
            assert isinstance(answer, httpx2.Response)
            return answer

        response = await self._send(send, repeatable=repeatable)
        try:
            yield sse.events(self._in_time(response.aiter_bytes()))
        finally:
            await response.aclose()

    def created(self, kind: str, id: str) -> None:
        """Note a new object on the server."""
        if self.ledger:
            self.ledger.created(kind, id)

    async def discard(self, kind: str, id: str) -> None:
        """Delete an object of ours: `assistants`, `threads`, `files` or `vector_stores`."""
        await self.delete(f"/{kind}/{id}")
        if self.ledger:
            self.ledger.deleted(kind, id)

    def remaining(self) -> float:
        """Seconds left until the deadline.

        Raises:
            Deadline: there are none. Decided on the wire's clock, so that a replay decides the same.
        """
        left = self.deadline - self.wire.now()
        if left <= 0:
            raise Deadline(f"no answer within {self.deadline:g} s")
        return left

    def _url(self, path: str) -> str:
        """The whole URL: joining a path to its base costs the SDK as much as everything else about it."""
        self._base = self._base or str(self.client.base_url).rstrip("/")
        return self._base + path

    def _options(self) -> Any:
        options: dict[str, Any] = {"headers": _BETA, "max_retries": 0}
        if self.deadline < math.inf:
            options["timeout"] = max(1.0, self.remaining())
        return options

    async def _json(self, send: Callable[[], Awaitable[httpx2.Response]], *, repeatable: bool) -> Reply:
        response = await self._send(send, repeatable=repeatable)
        try:
            body = parsed(response.content)
        except ValueError as error:
            raise Malformed(f"the answer to {response.request.url.path} is not JSON") from error
        if not isinstance(body, dict):
            raise Malformed(f"the answer to {response.request.url.path} is not a JSON object")
        return Reply(body, response.headers)

    async def _send(
        self, send: Callable[[], Awaitable[httpx2.Response]], *, repeatable: bool
    ) -> httpx2.Response:
        for attempt in range(self.policy.attempts):
            if self.throttle:
                await self.throttle.before_request()
            self.requests += 1
            CURRENT.set(self.wire)
            sent = time.monotonic()
            try:
                return await self._timely(send())
            except openai.OpenAIError as error:
                crowded = self._crowded(error, time.monotonic() - sent)
                self.remaining()
                wait = self._wait(error, attempt, repeatable)
                if wait is None:
                    raise
                self.note(_reason(error))
                await self.wire.sleep(wait)
            if crowded:
                await self._timely(crowded.again())
        raise AssertionError("unreachable: the last attempt returns or raises")

    async def _timely(self, work: Awaitable[T]) -> T:
        """The SDK's time limit is that of one read: what drips in byte by byte would never end.

        Raises:
            Deadline: it took longer than the attempt has.
        """
        left = min(self.remaining(), _LONGEST)
        try:
            async with self.wire.within(left):
                return await work
        except TimeoutError as error:
            raise Deadline(f"a request was not answered within {left:.1f} s") from error

    async def _in_time(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """A body as it arrives, until the deadline: comments that keep a connection alive are no events."""
        while True:
            try:
                chunk = await self._timely(anext(chunks))
            except StopAsyncIteration:
                return
            yield chunk

    def _crowded(self, error: openai.OpenAIError, age: float) -> Throttle | None:
        """Who is to be asked before the request is sent again, where there were too many."""
        if self.throttle is None or not isinstance(error, openai.RateLimitError) or error.code == _SPENT:
            return None
        self.throttle.rate_limited(age)
        return self.throttle

    def note(self, reason: str) -> None:
        """Put something that was done again on the record."""
        self.retries.append(Retry(at=self.wire.now(), reason=reason))

    def _wait(self, error: openai.OpenAIError, attempt: int, repeatable: bool) -> float | None:
        """Seconds until the next attempt, None when there shall be none."""
        if attempt + 1 >= self.policy.attempts or not _may_repeat(error, repeatable):
            return None
        asked = _retry_after(error, self.wire.started_at + self.wire.now())
        wait = self._backoff(attempt) if asked is None else self._as_asked(asked, attempt)
        return wait if wait <= self.policy.longest_wait and self.wire.now() + wait < self.deadline else None

    def _as_asked(self, seconds: float, attempt: int) -> float:
        """A little more than the server asks for; where that was not enough, no less than we would wait ourselves."""
        least = self._backoff(attempt - 1) if attempt else 0.0
        return max(least, seconds * (1 + 0.1 * self.jitter.random()))

    def _backoff(self, attempt: int) -> float:
        """Doubling, capped, minus up to a quarter so that many attempts do not return at once."""
        return min(self.policy.cap, self.policy.base * 2.0**attempt) * (1 - 0.25 * self.jitter.random())


def _may_repeat(error: openai.OpenAIError, repeatable: bool) -> bool:
    chain = list(causes(error))
    if any(isinstance(link, CassetteError) for link in chain):
        return False
    if isinstance(error, openai.APIStatusError):
        if error.code == _SPENT:
            return False
        return error.status_code in _NOT_DONE or (repeatable and error.status_code in _MAYBE_DONE)
    if isinstance(error, openai.APIConnectionError):
        never_sent = any(isinstance(link, httpx2.ConnectError | httpx2.ConnectTimeout) for link in chain)
        return repeatable or never_sent
    return False


def _retry_after(error: openai.OpenAIError, now: float) -> float | None:
    """Seconds that the server asks for, by `retry-after-ms` or `retry-after`, which may be a date."""
    if not isinstance(error, openai.APIStatusError):
        return None
    headers = error.response.headers
    for name, scale in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        with contextlib.suppress(KeyError, ValueError):
            return max(0.0, float(headers[name]) * scale)
    with contextlib.suppress(KeyError, ValueError, OverflowError):
        return max(0.0, parsedate_to_datetime(headers["retry-after"]).timestamp() - now)
    return None


def _reason(error: openai.OpenAIError) -> str:
    if isinstance(error, openai.APIStatusError):
        return f"HTTP {error.status_code}"
    return type(list(causes(error))[-1]).__name__
