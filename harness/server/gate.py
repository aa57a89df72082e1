"""What every request passes: a request id, keys, rates, body sizes, and errors in the API's form."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import time
from collections.abc import MutableMapping
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from harness.server.faults import (
    ApiError,
    internal,
    no_key,
    too_large,
    too_many_requests,
    too_slow,
    wrong_key,
)
from harness.server.options import ServerOptions
from harness.server.wire import dumps

_log = logging.getLogger("harness.server")
OPEN_PATHS = frozenset({"/health", "/openapi.json"})


class Gate:
    """Stands before the routes. Sets `scope["owner"]`, the name under which objects are kept."""

    def __init__(self, app: ASGIApp, options: ServerOptions) -> None:
        self._app = app
        self._keys = {key: _owner(key) for key in options.api_keys}
        self._names = {"localhost", "127.0.0.1", "::1", options.host.strip("[]")}
        self._limits = options.limits
        self._rates: dict[str, _Bucket] = {}
        self._count = int(time.time() * 1000) << 20

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        self._count += 1
        answer = _Answer(send, f"req_{self._count:032x}")
        try:
            self._admit(scope)
            await self._app(scope, self._bounded(scope, receive), answer.send)
        except ApiError as error:
            await answer.refuse(error)
        except Exception:
            _log.exception("%s %s", scope["method"], scope["path"])
            await answer.refuse(internal())

    def _admit(self, scope: Scope) -> None:
        headers = dict(scope["headers"])
        scope["owner"] = ""
        if scope["path"] in OPEN_PATHS:
            return
        if not self._keys:
            self._check_host(headers.get(b"host", b"").decode("latin-1"))
        else:
            scope["owner"] = self._check_key(_key(headers))
        self._check_rate(scope["owner"])
        self._check_length(scope, headers.get(b"content-length", b""))

    def _check_host(self, header: str) -> None:
        """Without keys only who addresses this machine by its own name gets in.

        A web page can make a browser send requests here under a name of the page's own (DNS rebinding).
        """
        name = header.rpartition(":")[0] if header.rpartition(":")[2].isdecimal() else header
        if name and name.strip("[]") not in self._names:
            text = (
                f"Invalid host '{name[:100]}'. Address the server as 127.0.0.1, or start it with --api-key."
            )
            raise ApiError(401, text, code="invalid_host")

    def _check_key(self, key: str) -> str:
        owner = None
        for known, name in self._keys.items():  # all of them, each in constant time
            if hmac.compare_digest(known.encode(), key.encode()):
                owner = name
        if owner is None:
            raise wrong_key(key)
        return owner

    def _check_rate(self, owner: str) -> None:
        most = self._limits.requests_per_minute
        if most is None:
            return
        wait = self._rates.setdefault(owner, _Bucket(most)).take()
        if wait > 0:
            raise too_many_requests(wait)

    def _most_bytes(self, scope: Scope) -> int:
        # A form around a file takes a little more than the file.
        upload = scope["path"].rstrip("/").endswith("/files") and "/vector_stores" not in scope["path"]
        return self._limits.file_bytes + 2**20 if upload else self._limits.body_bytes

    def _check_length(self, scope: Scope, length: bytes) -> None:
        most = self._most_bytes(scope)
        if length.isdigit() and int(length) > most:
            raise too_large("The request", most)

    def _bounded(self, scope: Scope, receive: Receive) -> Receive:
        """Bodies whose length nobody announced are cut off, too, and those of which nothing more comes."""
        most, seconds = self._most_bytes(scope), self._limits.receive_seconds
        seen, more = 0, True

        async def bounded() -> Message:
            nonlocal seen, more
            try:
                # After the body only the client's going is waited for, and that may take its time.
                async with asyncio.timeout(seconds if more else None):
                    message = await receive()
            except TimeoutError:
                raise too_slow(seconds) from None
            seen += len(message.get("body", b""))
            more = bool(message.get("more_body"))
            if seen > most:
                raise too_large("The request", most)
            return message

        return bounded


def _key(headers: dict[bytes, bytes]) -> str:
    """The key of a request: a bearer, or as Azure's clients send it. Raises ApiError when there is none."""
    scheme, _, bearer = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
    key = bearer if scheme.lower() == "bearer" else headers.get(b"api-key", b"").decode("latin-1")
    if not key.strip():
        raise no_key()
    return key.strip()


def _owner(key: str) -> str:
    """What stands for a key in the store: the key itself is nowhere kept."""
    return hashlib.sha256(key.encode()).hexdigest()[:24]


class _Bucket:
    """A token bucket: `per_minute` requests at once, refilled steadily."""

    def __init__(self, per_minute: int) -> None:
        self._most = float(per_minute)
        self._left = float(per_minute)
        self._at = time.monotonic()

    def take(self) -> float:
        """Takes one; returns how many seconds to wait instead when there is none."""
        now = time.monotonic()
        self._left = min(self._most, self._left + (now - self._at) * self._most / 60)
        self._at = now
        if self._left >= 1:
            self._left -= 1
            return 0.0
        return (1 - self._left) * 60 / self._most


class _Answer:
    """The way back: adds the headers that every answer has."""

    def __init__(self, send: Send, request_id: str) -> None:
        self._send = send
        self._id = request_id.encode()
        self._begun = time.perf_counter()
        self._started = False

    async def send(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self._started = True
            ms = int((time.perf_counter() - self._begun) * 1000)
            message["headers"] = [
                *message["headers"],
                (b"x-request-id", self._id),
                (b"openai-version", b"2020-10-01"),
                (b"openai-organization", b"local"),
                (b"openai-processing-ms", str(ms).encode()),
            ]
        await self._send(message)

    async def refuse(self, error: ApiError) -> None:
        """Answers with an error, unless an answer has begun: that one can only break off."""
        if self._started:
            raise error
        body = dumps(error.body)
        headers = [(name.encode(), value.encode()) for name, value in error.headers.items()]
        headers += [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
        ]
        await self.send({"type": "http.response.start", "status": error.status, "headers": headers})
        await self.send({"type": "http.response.body", "body": body})
