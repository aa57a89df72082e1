"""pytest plugin for the SDK's tests: their made-up ids become ids of objects that exist.

The tests say `thread_id="thread_id"` and expect a server that answers anything with anything. Here a request gets the
objects that it needs just before it is sent, so that a server with a memory can be asked.

    CONFORMANCE_RESULTS   file for a line of JSON a test
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from bench.conformance.seeds import SeedClient, Seeds

_BASE = os.environ["TEST_API_BASE_URL"]
_KEY = "My API Key"  # as the tests' conftest has it
_seeds = Seeds(_BASE, _KEY)
_refusals: list[dict[str, Any]] = []
_rewriting = True

# -- paths: what their parts stand for


def _assistants(parts: list[str]) -> list[str]:
    return ["assistants", _seeds.assistant()]


def _threads(parts: list[str]) -> list[str]:
    if parts[1:2] == ["runs"]:
        return parts
    thread = _seeds.thread(3)
    made = ["threads", thread]
    if len(parts) > 3:
        made += [parts[2], _MEMBERS[parts[2]](thread, parts)]
    return made + _steps(thread, made, parts)


def _message(thread: str, parts: list[str]) -> str:
    return _seeds.ids(f"/threads/{thread}/messages")[0]


def _run(thread: str, parts: list[str]) -> str:
    makers = {"submit_tool_outputs": _seeds.waiting_run, "cancel": _seeds.working_run}
    return makers.get(parts[-1], _seeds.run)(thread)


_MEMBERS: dict[str, Callable[[str, list[str]], str]] = {"messages": _message, "runs": _run}


def _steps(thread: str, made: list[str], parts: list[str]) -> list[str]:
    if len(parts) < 6:
        return []
    return ["steps", _seeds.ids(f"/threads/{thread}/runs/{made[3]}/steps")[0]]


def _files(parts: list[str]) -> list[str]:
    return ["files", _seeds.file()]


def _vector_stores(parts: list[str]) -> list[str]:
    store = _seeds.store(files=1)
    made = ["vector_stores", store]
    if len(parts) > 3 and parts[2] == "files":
        made += ["files", _seeds.ids(f"/vector_stores/{store}/files")[0]]
    elif len(parts) > 3:
        made += ["file_batches", _seeds.batch(store, 3)]
    return made


def _responses(parts: list[str]) -> list[str]:
    if parts[1] in ("input_tokens", "compact"):
        return parts
    return ["responses", _seeds.background_response() if parts[-1] == "cancel" else _seeds.response()]


def _conversations(parts: list[str]) -> list[str]:
    conversation = _seeds.conversation(3)
    made = ["conversations", conversation]
    if len(parts) > 3:
        made += ["items", _seeds.ids(f"/conversations/{conversation}/items")[0]]
    return made


_ROOTS: dict[str, Callable[[list[str]], list[str]]] = {
    "assistants": _assistants,
    "threads": _threads,
    "files": _files,
    "vector_stores": _vector_stores,
    "responses": _responses,
    "conversations": _conversations,
}


def _seeded_path(method: str, path: str) -> str:
    """The path with ids of objects that exist: new ones, but for requests that only read."""
    parts = path.strip("/").split("/")
    if len(parts) < 2 or parts[0] not in _ROOTS:
        return path
    shape = "/".join(part if index % 2 == 0 else "" for index, part in enumerate(parts))
    if method != "GET":
        return _joined(parts)
    if shape not in _read:
        _read[shape] = _joined(parts)
    return _read[shape]


_read: dict[str, str] = {}


def _joined(parts: list[str]) -> str:
    made = _ROOTS[parts[0]](parts)
    return "/" + "/".join(made + parts[len(made) :])


# -- cursors


def _fill(path: str) -> None:
    """Lets a list have three entries at least."""
    parts = path.strip("/").split("/")
    if parts[-1] == "runs":
        [_seeds.run(parts[1]) for _ in range(3)]
    elif len(parts) == 3 and parts[0] == "vector_stores":
        _seeds.batch(parts[1], 3)
    elif len(parts) == 1:
        [_ROOTS[parts[0]]([]) for _ in range(3)]


def _seeded_query(path: str, query: list[tuple[str, str]]) -> list[tuple[str, str]]:
    names = [name for name, _ in query]
    made: dict[str, str] = {}
    if "run_id" in names:
        made["run_id"] = _seeds.run(path.split("/")[2])
    if "after" in names or "before" in names:
        _fill(path)
        ids = _seeds.ids(path)
        made |= {"after": ids[0], "before": ids[-1]}
    return [(name, made.get(name, value)) for name, value in query]


# -- bodies

_NAMED: dict[str, Callable[[], str]] = {
    "assistant_id": lambda: _seeds.plain,
    "file_id": lambda: _seeds.kept_file,
    "file_ids": lambda: _seeds.kept_file,
    "vector_store_ids": lambda: _seeds.kept_store,
    "conversation": lambda: _seeds.conversation(),
    "previous_response_id": lambda: _seeds.response(),
}


def _seeded(value: Any) -> Any:
    if isinstance(value, list):
        return [_seeded(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {name: _entry(name, one) for name, one in value.items()}


def _entry(name: str, value: Any) -> Any:
    if name in _NAMED and isinstance(value, str):
        return _NAMED[name]()
    if name in _NAMED and isinstance(value, list):
        return [_NAMED[name]() for _ in value]
    return _seeded(value)


# -- requests


def _rewritten(request: httpx2.Request) -> httpx2.Request:
    """The same request about objects that exist."""
    base = httpx2.URL(_BASE)
    if request.url.netloc != base.netloc or not _rewriting:
        return request
    path = _seeded_path(request.method, request.url.path.removeprefix(base.path))
    query = _seeded_query(path, request.url.params.multi_items())
    url = request.url.copy_with(path=base.path + path, params=query)
    if "json" not in request.headers.get("content-type", ""):
        return _like(request, url, request.headers, stream=request.stream)
    raw = request.read()
    if not raw:
        return _like(request, url, request.headers, content=raw)
    body = _with_calls(path, _seeded(json.loads(raw)))
    headers = [pair for pair in request.headers.multi_items() if pair[0].lower() != "content-length"]
    return _like(request, url, headers, content=json.dumps(body).encode())


def _like(request: httpx2.Request, url: httpx2.URL, headers: Any, **body: Any) -> httpx2.Request:
    return httpx2.Request(request.method, url, headers=headers, extensions=request.extensions, **body)


def _with_calls(path: str, body: Any) -> Any:
    """Outputs name the calls that the run waits for."""
    if path.endswith("/submit_tool_outputs"):
        action = _seeds.get(path.removesuffix("/submit_tool_outputs"))["required_action"]
        calls = action["submit_tool_outputs"]["tool_calls"]
        for output, call in zip(body["tool_outputs"], calls, strict=True):
            output |= {"tool_call_id": call["id"]} if "tool_call_id" in output else {}
    return body


def _note(request: httpx2.Request, response: httpx2.Response) -> None:
    if response.status_code >= 400:
        sent = request.content if "json" in request.headers.get("content-type", "") else b""
        where = f"{request.method} {request.url.raw_path.decode()}"
        _refusals.append({"request": where, "body": sent.decode(), "status": response.status_code})


_send, _asend = httpx2.Client.send, httpx2.AsyncClient.send


def _patched(self: httpx2.Client, request: httpx2.Request, **more: Any) -> httpx2.Response:
    if isinstance(self, SeedClient):
        return _send(self, request, **more)
    request = _rewritten(request)
    response = _send(self, request, **more)
    _note(request, response)
    return response


async def _apatched(self: httpx2.AsyncClient, request: httpx2.Request, **more: Any) -> httpx2.Response:
    request = _rewritten(request)
    response = await _asend(self, request, **more)
    _note(request, response)
    return response


httpx2.Client.send = _patched  # type: ignore[method-assign]
httpx2.AsyncClient.send = _apatched  # type: ignore[method-assign]


# -- results


@pytest.fixture(autouse=True)
def _left_alone(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests that mock HTTP talk to no server."""
    global _rewriting
    _rewriting = "respx2_mock" not in request.fixturenames
    yield
    _rewriting = True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[Any]:
    report = yield
    if report.when == "call" or report.outcome != "passed":
        _write(item.nodeid, report)
    return report


def _write(name: str, report: pytest.TestReport) -> None:
    refused, _refusals[:] = list(_refusals), []
    line = (
        re.sub(r"\x1b\[[0-9;]*m", "", report.longreprtext).strip().splitlines()[-1:] if report.failed else []
    )
    row = {"test": name, "outcome": report.outcome, "refused": refused, "error": "".join(line)}
    with Path(os.environ["CONFORMANCE_RESULTS"]).open("a", encoding="utf-8") as results:
        results.write(json.dumps(row) + "\n")
