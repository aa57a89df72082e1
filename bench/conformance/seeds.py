"""Fresh objects for the requests of the SDK's tests, each in the state that the request needs.

Knows nothing of pytest and of the harness: it talks to the server over HTTP, in the SDK's own environment.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cached_property
from typing import Any

import httpx2

CALLS = "calls"
"""Model that calls the function that it is offered."""
SLOW = "slow"
"""Model that is still at work when the next request comes."""

_FUNCTION = {
    "type": "function",
    "function": {"name": "look_up", "parameters": {"type": "object", "properties": {}}},
}
_SECONDS = 20.0


class SeedClient(httpx2.Client):
    """A client whose requests are left as they are."""


class Seeds:
    """Makes objects on a server. What no request changes is made once."""

    def __init__(self, base_url: str, key: str) -> None:
        headers = {"authorization": f"Bearer {key}"}
        self._http = SeedClient(base_url=base_url, headers=headers, timeout=_SECONDS, trust_env=False)

    def post(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """What the server answers; it must not refuse."""
        return self._answer(self._http.post(path, json=body or {}))

    def get(self, path: str) -> dict[str, Any]:
        """The same for reading."""
        return self._answer(self._http.get(path))

    @staticmethod
    def _answer(response: httpx2.Response) -> dict[str, Any]:
        if response.status_code != 200:
            raise RuntimeError(f"{response.request.method} {response.request.url}: {response.text}")
        body: dict[str, Any] = response.json()
        return body

    def until(self, path: str, done: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The object once it is as wanted."""
        deadline = time.monotonic() + _SECONDS
        while not done(body := self.get(path)):
            if time.monotonic() > deadline:
                raise RuntimeError(f"{path} stays {body.get('status')}")
            time.sleep(0.01)
        return body

    # -- objects

    def assistant(self, model: str = "default", **more: Any) -> str:
        return str(self.post("/assistants", {"model": model, **more})["id"])

    def file(self) -> str:
        form = {"purpose": "assistants"}
        content = ("notes.txt", b"The blue door leads to the garden.", "text/plain")
        return str(self._answer(self._http.post("/files", data=form, files={"file": content}))["id"])

    def store(self, files: int = 0) -> str:
        ids = [self.file() for _ in range(files)]
        id = str(self.post("/vector_stores", {"file_ids": ids})["id"])
        self.until(f"/vector_stores/{id}", lambda store: store["status"] == "completed")
        return id

    def batch(self, store: str, files: int = 1) -> str:
        ids = [self.file() for _ in range(files)]
        return str(self.post(f"/vector_stores/{store}/file_batches", {"file_ids": ids})["id"])

    def thread(self, messages: int = 1) -> str:
        asked = [{"role": "user", "content": f"question {number}"} for number in range(messages)]
        return str(self.post("/threads", {"messages": asked})["id"])

    def run(self, thread: str) -> str:
        """A run that is completed."""
        return self._run(thread, self.plain, "completed")

    def waiting_run(self, thread: str) -> str:
        """A run that waits for the output of a function."""
        return self._run(thread, self._caller, "requires_action", tool_choice="required")

    def working_run(self, thread: str) -> str:
        """A run whose model is at work."""
        return self._run(thread, self._sluggard, "in_progress")

    def _run(self, thread: str, assistant: str, status: str, **more: Any) -> str:
        run = self.post(f"/threads/{thread}/runs", {"assistant_id": assistant, **more})
        self.until(f"/threads/{thread}/runs/{run['id']}", lambda body: body["status"] == status)
        return str(run["id"])

    def ids(self, path: str) -> list[str]:
        """Of a list, the oldest first."""
        return [one["id"] for one in self.get(f"{path}?order=asc")["data"]]

    def response(self) -> str:
        return str(self.post("/responses", {"model": "default", "input": "question"})["id"])

    def background_response(self) -> str:
        body = {"model": SLOW, "input": "question", "background": True}
        return str(self.post("/responses", body)["id"])

    def conversation(self, items: int = 1) -> str:
        asked = [{"role": "user", "content": f"question {number}"} for number in range(items)]
        return str(self.post("/conversations", {"items": asked})["id"])

    # -- kept ones

    @cached_property
    def plain(self) -> str:
        """An assistant that answers."""
        return self.assistant()

    @cached_property
    def kept_file(self) -> str:
        """A file for requests that only name one."""
        return self.file()

    @cached_property
    def kept_store(self) -> str:
        """A vector store for requests that only name one."""
        return self.store(files=1)

    @cached_property
    def _caller(self) -> str:
        return self.assistant(CALLS, tools=[_FUNCTION])

    @cached_property
    def _sluggard(self) -> str:
        return self.assistant(SLOW)
