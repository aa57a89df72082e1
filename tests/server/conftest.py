"""A real server on a loopback socket, in a thread of its own, and clients whose every answer is validated."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest
from openai import OpenAI

from harness.server.app import OPERATIONS
from harness.server.options import ServerOptions
from harness.server.schemas.named import NAMED
from harness.server.validate import check
from tests.servers import ServerThread, end

# Reading the system's certificates takes 60 ms of CPU a client; loopback has no use for them.
PLAIN: dict[str, Any] = {"verify": False, "trust_env": False}


@dataclass(frozen=True)
class Served:
    """A running server. `client()` is an SDK client, `http()` a plain one; both validate what they get."""

    base_url: str

    opened: list[Any] = field(default_factory=list, compare=False)

    def client(self, key: str = "key", **more: Any) -> OpenAI:
        transport = httpx2.Client(event_hooks={"response": [validate_response]}, timeout=30, **PLAIN)
        self.opened.append(transport)
        return OpenAI(base_url=self.base_url, api_key=key, max_retries=0, http_client=transport, **more)

    def http(self, **headers: str) -> httpx2.Client:
        hooks = {"response": [validate_response]}
        http = httpx2.Client(base_url=self.base_url, event_hooks=hooks, headers=headers, timeout=30, **PLAIN)
        self.opened.append(http)
        return http


_PATHS = [
    (
        re.compile("^/v1" + re.sub(r"\{\w+\}", "[^/]+", operation.path) + "$"),
        operation.method,
        operation.answer,
    )
    for operation in OPERATIONS
]


HEADERS = ("x-request-id", "openai-version", "openai-organization", "openai-processing-ms")


def validate_response(response: httpx2.Response) -> None:
    """Every answer fits its schema and carries a request id; every refusal has the API's form."""
    assert all(name in response.headers for name in HEADERS)
    if "application/json" not in response.headers.get("content-type", ""):
        return
    response.read()
    body = response.json()
    if response.status_code >= 400:
        check(body, NAMED["Error"], NAMED)
        return
    assert response.status_code == 200
    for pattern, method, answer in _PATHS:
        if method == response.request.method and pattern.match(response.request.url.path):
            check(body, NAMED[answer], NAMED)
            return


# -- streams


SCHEMAS = {"thread": "Thread", "thread.run": "Run", "thread.run.step": "RunStep", "thread.message": "Message"}


@dataclass(frozen=True)
class Event:
    name: str
    data: Any


def read_events(response: httpx2.Response) -> Iterator[Event]:
    """The events of a stream, each whole object validated. Ends after `done`."""
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/event-stream")
    name, data = "", ""
    for line in response.iter_lines():
        if line.startswith("event: "):
            name = line[len("event: ") :]
        elif line.startswith("data: "):
            data = line[len("data: ") :]
        elif not line and name:
            yield _event(name, data)
            name = ""


def _event(name: str, data: str) -> Event:
    if name == "done":
        assert data == "[DONE]"
        return Event(name, None)
    body = json.loads(data)
    if body["object"] in SCHEMAS:
        check(body, NAMED[SCHEMAS[body["object"]]], NAMED)
        assert name.startswith(f"{body['object']}.")
    else:
        assert body["object"] == name
    return Event(name, body)


def stream_events(http: httpx2.Client, path: str, body: dict[str, Any]) -> list[Event]:
    """All events of a streamed request."""
    with http.stream("POST", path, json={**body, "stream": True}) as response:
        if response.status_code != 200:
            response.read()
            raise AssertionError(response.text)
        return list(read_events(response))


def event_names(events: list[Event]) -> list[str]:
    """The events' names, runs of the same delta as one."""
    short: list[str] = []
    for event in events:
        if not (event.name.endswith("delta") and short and short[-1] == event.name):
            short.append(event.name)
    return short


@pytest.fixture
def stream() -> Callable[..., list[Event]]:
    return stream_events


@pytest.fixture
def names() -> Callable[[list[Event]], list[str]]:
    return event_names


# -- servers


@pytest.fixture(scope="session")
def running() -> Iterator[dict[ServerOptions, ServerThread]]:
    servers: dict[ServerOptions, ServerThread] = {}
    yield servers
    end(servers)


@pytest.fixture
def serve(running: dict[ServerOptions, ServerThread]) -> Iterator[Callable[..., Served]]:
    """A server with these options; the same options share one for the whole session."""
    opened: list[Any] = []

    def start(model: str = "simulated", **more: Any) -> Served:
        models = more.pop("models", (("default", model),))
        options = ServerOptions(models=models, poll_ms=5, **more)
        if options not in running:
            running[options] = ServerThread(options)
        return Served(running[options].base_url, opened)

    yield start
    for client in opened:
        client.close()


@pytest.fixture
def served(serve: Callable[..., Served]) -> Served:
    return serve()


@pytest.fixture
def client(served: Served) -> OpenAI:
    return served.client()
