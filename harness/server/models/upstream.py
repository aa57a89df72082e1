"""HTTP to a model server; whatever goes wrong there becomes a ModelFault that says so."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import httpx2

from harness.server.models.base import FaultCode, ModelFault

CONNECT_SECONDS = 10.0
SILENCE_SECONDS = 300.0
MESSAGE_CHARACTERS = 500


class Refused(ModelFault):
    """The server answered with an HTTP error. `status` is its code."""

    def __init__(self, code: FaultCode, message: str, status: int) -> None:
        super().__init__(code, message)
        self.status = status


class Upstream:
    """One model server. `name` is how messages call it; `key` is sent as a bearer token and never shown."""

    def __init__(self, name: str, base_url: str, key: str | None = None) -> None:
        self._name = name
        self._base_url = base_url
        self._key = key
        self._opened: httpx2.AsyncClient | None = None

    async def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """The JSON object that answers. Raises ModelFault."""
        with self._faults():
            response = await self._client().post(path, json=body)
            if response.status_code != 200:
                raise refusal(self._name, response.status_code, response.content)
            answer = response.json()
        if not isinstance(answer, dict):
            raise ModelFault("server_error", f"{self._name} answered something that is not a JSON object.")
        return answer

    @asynccontextmanager
    async def lines(self, path: str, body: Mapping[str, Any]) -> AsyncIterator[AsyncIterator[str]]:
        """The lines of a streamed answer. Leaving closes the connection. Raises ModelFault."""
        with self._faults():
            async with self._client().stream("POST", path, json=body) as response:
                if response.status_code != 200:
                    raise refusal(self._name, response.status_code, await response.aread())
                yield response.aiter_lines()

    async def aclose(self) -> None:
        """Closes the connections."""
        if self._opened is not None:
            await self._opened.aclose()

    def _client(self) -> httpx2.AsyncClient:
        """Made at the first request, in the event loop that asks.

        A server without TLS is near: a new connection costs it nothing, and llama.cpp closes one that has
        streamed without saying so beforehand.
        """
        if self._opened is None:
            near = self._base_url.startswith("http:")
            self._opened = httpx2.AsyncClient(
                base_url=self._base_url,
                headers={"Authorization": f"Bearer {self._key}"} if self._key else {},
                timeout=httpx2.Timeout(SILENCE_SECONDS, connect=CONNECT_SECONDS, pool=None),
                limits=httpx2.Limits(max_connections=None, max_keepalive_connections=0 if near else 20),
                trust_env=not on_this_machine(self._base_url),
            )
        return self._opened

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except httpx2.TimeoutException as error:
            raise ModelFault("server_error", f"{self._name} did not answer in time.") from error
        except httpx2.ConnectError as error:
            raise ModelFault(
                "server_error", f"{self._name} cannot be reached at {self._base_url}."
            ) from error
        except httpx2.HTTPError as error:
            raise ModelFault("server_error", f"{self._name} broke off the connection.") from error
        except ValueError as error:
            raise ModelFault("server_error", f"{self._name} answered something that is not JSON.") from error


def on_this_machine(url: str) -> bool:
    """Whether the address is loopback: then no proxy of the environment has anything to do with it."""
    return httpx2.URL(url).host in ("127.0.0.1", "localhost", "::1")


def refusal(name: str, status: int, content: bytes) -> Refused:
    """The fault for an HTTP error: 429 is a rate limit, other 4xx but 401, 403 and 404 an invalid prompt."""
    code: FaultCode = "server_error"
    if status == 429:
        code = "rate_limit_exceeded"
    elif 400 <= status < 500 and status not in (401, 403, 404):
        code = "invalid_prompt"
    return Refused(code, f"{name} answered {status}: {error_message(content)}", status)


def error_message(content: bytes) -> str:
    """The message of an error body in any of the usual forms, shortened."""
    text = content.decode("utf-8", "replace").strip()
    try:
        body = json.loads(text)
    except ValueError:
        body = None
    if isinstance(body, dict):
        error = body.get("error", body)
        text = str(error.get("message", error) if isinstance(error, dict) else error)
    return text[:MESSAGE_CHARACTERS] or "no message"
