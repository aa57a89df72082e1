"""Asks everything of a server, in every state and with every event, and keeps what it answers for a judge."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2

Json = dict[str, Any]
_SECONDS = 60.0


class Asking:
    """A client that keeps every answer as a line in a file."""

    def __init__(self, base_url: str, key: str, records: Path) -> None:
        headers = {"authorization": f"Bearer {key}", "openai-beta": "assistants=v2"}
        self._http = httpx2.Client(base_url=base_url, headers=headers, timeout=_SECONDS, trust_env=False)
        self._records = records

    def _keep(self, method: str, path: str, status: int, **more: Any) -> None:
        row = {"method": method, "path": path.split("?")[0], "status": status, **more}
        with self._records.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")

    def send(self, method: str, path: str, body: Any = None, **more: Any) -> Json:
        """One request and what came of it, refused or not."""
        response = self._http.request(method, path, json=body, **more)
        answer: Json = response.json()
        self._keep(method, path, response.status_code, body=answer)
        return answer

    def get(self, path: str) -> Json:
        return self.send("GET", path)

    def post(self, path: str, body: Any = None) -> Json:
        return self.send("POST", path, {} if body is None else body)

    def delete(self, path: str) -> Json:
        return self.send("DELETE", path)

    def upload(self, name: str, data: bytes, purpose: str = "assistants", **more: str) -> str:
        """The id of a new file."""
        response = self._http.post("/files", data={"purpose": purpose, **more}, files={"file": (name, data)})
        self._keep("POST", "/files", response.status_code, body=response.json())
        return str(response.json()["id"])

    def content(self, file: str) -> bytes:
        return self._http.get(f"/files/{file}/content").content

    def stream(
        self, path: str, body: Json, then: Callable[[str, Any], None] = lambda name, data: None
    ) -> list[Any]:
        """The events of a streamed request; `then` is called with each as it comes."""
        events: list[Any] = []
        with self._http.stream("POST", path, json={**body, "stream": True}) as response:
            if response.status_code != 200:
                raise RuntimeError(response.read().decode())
            for name, data in _events(response.iter_lines()):
                events.append([name, data])
                then(name, data)
        self._keep("POST", path, 200, events=events)
        return events

    def until(self, path: str, *statuses: str) -> Json:
        """The object once it has one of these statuses."""
        deadline = time.monotonic() + _SECONDS
        while (body := self.get(path))["status"] not in statuses:
            if time.monotonic() > deadline:
                raise RuntimeError(f"{path} stays {body['status']}")
            time.sleep(0.02)
        return body


def _events(lines: Iterator[str]) -> Iterator[tuple[str, Any]]:
    name = ""
    for line in lines:
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            data = line.removeprefix("data: ")
            yield name, data if data == "[DONE]" else json.loads(data)


FUNCTION = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
WEATHER = {"type": "function", "function": {"name": "weather", "description": "Now.", "parameters": FUNCTION}}
TIME = {"type": "function", "function": {"name": "clock", "parameters": FUNCTION, "strict": True}}
CODE: Json = {"type": "code_interpreter"}
SEARCH: Json = {"type": "file_search", "file_search": {"max_num_results": 5}}
INCLUDE = "include[]=step_details.tool_calls[*].file_search.results[*].content"
SCHEMA = {
    "type": "json_schema",
    "json_schema": {
        "name": "answer",
        "strict": True,
        "schema": {"type": "object", "properties": {"n": {"type": "integer"}}},
    },
}
_DRAW = "import matplotlib.pyplot as plt\nplt.plot([1, 4, 9])\nplt.show()"
_WRITE = "print('writing')\nopen('/mnt/data/table.csv', 'w').write('a,b')"


def scripts(folder: Path) -> tuple[str, ...]:
    """Model specifications for a server, each playing turns written into the folder."""
    return tuple(f"{name}=simulated:{_script(folder, name, turns)}" for name, turns in _TURNS.items())


def _cell(source: str) -> Json:
    return {"calls": [{"name": "code_interpreter", "arguments": {"code": source}}]}


_TURNS: dict[str, list[Json]] = {
    "code": [
        _cell("1 / 0"),
        _cell("x = 1"),
        _cell(_DRAW),
        _cell(_WRITE),
        {"text": "See [table](sandbox:/mnt/data/table.csv)."},
    ],
    "search": [
        {"calls": [{"name": "file_search", "arguments": {"query": "blue door"}}]},
        {"text": "The garden【4:0†notes.txt】."},
    ],
    "both": [
        {
            "text": "Let me see.",
            "calls": [
                {"name": "weather", "arguments": {"city": "Rome"}},
                {"name": "clock", "arguments": {"city": "Rome"}},
            ],
        },
        {"text": "Warm."},
    ],
    "mixed": [
        {
            "calls": [
                {"name": "code_interpreter", "arguments": {"code": "1"}},
                {"name": "weather", "arguments": {"city": "Rome"}},
            ]
        },
        {"text": "Warm."},
    ],
    "cut": [{"text": "a long answer that breaks off", "error": "cut"}],
    "broken": [{"error": "server_error"}],
    "busy": [{"error": "rate_limit"}],
    "filtered": [{"text": "not this", "finish": "content_filter"}],
    "long": [{"text": "word " * 400}],
    "sluggish": [{"text": "word " * 400}],
    "halting": [
        {"calls": [{"name": "code_interpreter", "arguments": {"code": "import time\ntime.sleep(30)"}}]}
    ],
}


def _script(folder: Path, name: str, turns: list[Json]) -> str:
    path = folder / f"{name}.jsonl"
    path.write_text("".join(json.dumps(turn) + "\n" for turn in turns), encoding="utf-8")
    return f"script={path}" + (",rate=20" if name == "sluggish" else "")
