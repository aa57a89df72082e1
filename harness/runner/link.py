"""The way to a target: one openai client, one library of cassettes, and a caller for each scope."""

from __future__ import annotations

import random
import sys
from typing import Any
from urllib.parse import parse_qsl

import httpx2
from openai import AsyncOpenAI

from harness.assistant import Caller, RetryPolicy
from harness.assistant.caller import Ledger, Throttle
from harness.assistant.wire import CURRENT
from harness.cassette import Library, Session
from harness.cassette.scrub import Scrubber, url_credentials
from harness.errors import TargetError
from harness.records import Assistant
from harness.runner.options import RunOptions


class Link:
    """Belongs to one event loop; `aclose` when done."""

    def __init__(self, options: RunOptions) -> None:
        self.options = options
        self._fresh: Library | None = None
        self.library = Library(
            root=options.cassette_root,
            mode=options.cassettes,
            speed=options.speed,
            live=self.live,
            rerecord=options.rerecord,
            secrets=self._secrets(),
        )
        base_url, _, query = options.target.base_url.partition("?")
        self.client = AsyncOpenAI(
            base_url=base_url,
            default_query=dict(parse_qsl(query)),
            api_key=options.target.api_key,
            max_retries=0,
            http_client=_http(options),
        )

    def fresh_library(self) -> Library:
        """Records anew whatever is opened, for the setup of a suite that is recorded only in part."""
        if self._fresh is None:
            self._fresh = Library(
                root=self.options.cassette_root, mode="record", live=self.live, secrets=self._secrets()
            )
        return self._fresh

    def caller(
        self,
        session: Session,
        seed: str,
        *,
        policy: RetryPolicy | None = None,
        throttle: Throttle | None = None,
        ledger: Ledger | None = None,
    ) -> Caller:
        """A caller for one cassette session; `seed` fixes its jitter. A replay leaves no trace to clean."""
        return Caller(
            client=self.client,
            wire=session,
            policy=policy or RetryPolicy(),
            throttle=None if session.replaying else throttle,
            ledger=None if session.replaying else ledger,
            jitter=random.Random(f"{self.options.seed} {seed}"),  # noqa: S311 - spreads retries, no secret
        )

    def model(self, assistant: Assistant) -> str:
        """The name that the target knows this assistant's model by."""
        return self.options.target.model or assistant.model

    def live(self) -> httpx2.AsyncBaseTransport:
        """A transport to the real network, or what stands for it."""
        if self.options.live:
            return self.options.live()
        limits = httpx2.Limits(max_connections=None, max_keepalive_connections=self.options.max_concurrency)
        return httpx2.AsyncHTTPTransport(limits=limits)

    def _secrets(self) -> list[str]:
        target = self.options.target
        return [target.api_key, *url_credentials(target.base_url)]

    async def aclose(self) -> None:
        await self.library.aclose()
        if self._fresh:
            await self._fresh.aclose()


async def _tell(response: httpx2.Response) -> None:
    """One line a request on stderr: no header and no body, so no key."""
    request = response.request
    target = Scrubber().target(request.url.raw_path.decode())
    print(f"{request.method} {target} {response.status_code}", file=sys.stderr)  # noqa: T201


class _Routed(httpx2.AsyncBaseTransport):
    """Sends each request through the session of the attempt that it belongs to.

    One client of the SDK for all of them: making one takes as long as a request, and a thread.
    """

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        session = CURRENT.get(None)
        if not isinstance(session, Session):
            raise TargetError(f"{request.url} was asked for outside any scope")
        return await session.handle(request)


class _Unsent(httpx2.AsyncClient):
    """The client of a replay: no connection sees its requests, so that they need not be merged with its settings.

    Merging headers takes a tenth of a replayed request; what recordings are found by is in none of them.
    """

    def build_request(self, method: str, url: httpx2.URL | str, **given: Any) -> httpx2.Request:
        given.pop("timeout", None)
        return httpx2.Request(method, url, **given)


def _http(options: RunOptions) -> httpx2.AsyncClient:
    hooks = {"response": [_tell]} if options.verbose else {}
    kind = _Unsent if options.cassettes == "replay" else httpx2.AsyncClient
    return kind(transport=_Routed(), trust_env=False, timeout=600.0, event_hooks=hooks)
