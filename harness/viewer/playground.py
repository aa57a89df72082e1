"""The playground's requests: each is checked here and sent on with the key, which the page never sees."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from typing import Any, TypeVar

import msgspec
from openai import APIError, AsyncOpenAI, OpenAIError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from harness.errors import HarnessError, UsageError
from harness.reports.clean import one_line, printable
from harness.viewer import saving
from harness.viewer.link import Link
from harness.viewer.options import ViewerOptions
from harness.viewer.relay import Relay

_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")
_PICTURES = {b"\x89PNG\r\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}
_T = TypeVar("_T")


class _Assistant(msgspec.Struct, forbid_unknown_fields=True):
    instructions: str
    model: str
    tools: list[str] = []
    functions: list[dict[str, Any]] = []
    files: list[str] = []


class _Say(msgspec.Struct, forbid_unknown_fields=True):
    thread: str
    assistant: str
    text: str


class _Output(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    output: str


class _Outputs(msgspec.Struct, forbid_unknown_fields=True):
    thread: str
    run: str
    outputs: list[_Output]


class _RunOf(msgspec.Struct, forbid_unknown_fields=True):
    thread: str
    run: str


class _Save(msgspec.Struct, forbid_unknown_fields=True):
    dataset: str
    sample: dict[str, Any]


class Playground:
    """The routes below `/api`."""

    def __init__(self, options: ViewerOptions, link: Link) -> None:
        self._options, self._link = options, link

    async def assistant(self, request: Request) -> Response:
        """Make an assistant and a thread to talk to it on."""
        asked = await _read(request, _Assistant)
        client = await self._link.client()
        made = await client.beta.assistants.create(**_assistant(asked))
        self._link.created("assistant", made.id)
        resources = made.tool_resources
        search = resources.file_search if resources else None
        for store in (search.vector_store_ids if search else None) or []:
            self._link.created("vector_store", store)
        return JSONResponse({"assistant": made.id, "model": made.model, "thread": await self._thread(client)})

    async def thread(self, request: Request) -> Response:
        """A new thread."""
        return JSONResponse({"thread": await self._thread(await self._link.client())})

    async def upload(self, request: Request) -> Response:
        """A file for the tools; its name is in the address, its bytes are the body."""
        name = one_line(request.query_params.get("name", ""), 120).replace("/", "_") or "file"
        client = await self._link.client()
        made = await client.files.create(file=(name, await request.body()), purpose="assistants")
        self._link.created("file", made.id)
        return JSONResponse({"file": made.id, "name": name})

    async def picture(self, request: Request) -> Response:
        """A picture that a tool made; anything else is not found, whatever it calls itself."""
        client = await self._link.client()
        content = (await client.files.content(_id(request.path_params["id"]))).content
        kind = next((kind for magic, kind in _PICTURES.items() if content.startswith(magic)), None)
        if kind is None:
            return JSONResponse({"error": "this file is no picture"}, 404)
        return Response(content, media_type=kind)

    async def say(self, request: Request) -> Response:
        """Send a message and stream the run."""
        asked = await _read(request, _Say)
        thread, assistant = _id(asked.thread), _id(asked.assistant)
        if not asked.text.strip():
            raise UsageError("the message is empty")
        client = await self._link.client()
        await client.beta.threads.messages.create(thread, role="user", content=asked.text)
        events = client.beta.threads.runs.create(thread, assistant_id=assistant, stream=True)
        return self._streamed(events)

    async def outputs(self, request: Request) -> Response:
        """Answer the functions that a run waits for, and stream on."""
        asked = await _read(request, _Outputs)
        client = await self._link.client()
        events = client.beta.threads.runs.submit_tool_outputs(
            _id(asked.run),
            thread_id=_id(asked.thread),
            tool_outputs=[{"tool_call_id": _id(one.id), "output": one.output} for one in asked.outputs],
            stream=True,
        )
        return self._streamed(events)

    async def cancel(self, request: Request) -> Response:
        """Cancel a run."""
        asked = await _read(request, _RunOf)
        client = await self._link.client()
        run = await client.beta.threads.runs.cancel(_id(asked.run), thread_id=_id(asked.thread))
        return JSONResponse({"status": one_line(run.status, 40)})

    async def inspect(self, request: Request) -> Response:
        """A run and its steps as the server has them, as printable JSON text."""
        run_id, thread = _id(request.path_params["run"]), _id(request.path_params["thread"])
        runs = (await self._link.client()).beta.threads.runs
        run = await runs.retrieve(run_id, thread_id=thread)
        steps = await runs.steps.list(run_id, thread_id=thread, order="asc", limit=100)
        found = {"run": run.to_dict(), "steps": [step.to_dict() for step in steps.data]}
        text = msgspec.json.format(msgspec.json.encode(found), indent=2).decode()
        return JSONResponse({"text": printable(self._link.without_key(text))})

    async def save(self, request: Request) -> Response:
        """Append a sample to a dataset."""
        asked = await _read(request, _Save)
        saved = await asyncio.to_thread(saving.append, self._options.root, asked.dataset, asked.sample)
        name = str(saved.path.relative_to(self._options.root.resolve()))
        return JSONResponse({"path": name, "line": saved.line, "warning": saved.warning})

    async def _thread(self, client: AsyncOpenAI) -> str:
        made = await client.beta.threads.create()
        self._link.created("thread", made.id)
        return made.id

    def _streamed(self, events: Any) -> Response:
        headers = {"X-Accel-Buffering": "no"}
        return StreamingResponse(self._lines(events), media_type="text/event-stream", headers=headers)

    async def _lines(self, opening: Any) -> AsyncIterator[bytes]:
        """Server-sent events; an error of the server is one of them."""
        relay, begun = Relay(), time.monotonic()
        try:
            async with await opening as events:
                async for event in events:
                    data = event.data.to_dict()
                    for part in relay.feed(event.event, data, time.monotonic() - begun):
                        yield _line(part)
        except (OpenAIError, HarnessError, ValueError, OSError) as error:
            yield _line({"type": "error", "text": self._link.without_key(in_words(error))})
        yield _line(relay.summary(time.monotonic() - begun))


def in_words(error: Exception) -> str:
    """What went wrong, as one printable line."""
    if isinstance(error, APIError):
        body = error.body if isinstance(error.body, dict) else {}
        return one_line(str(body.get("message") or error.message), 1000)
    return one_line(str(error), 1000) or type(error).__name__


def _line(part: dict[str, Any]) -> bytes:
    return b"data: " + msgspec.json.encode(part) + b"\n\n"


async def _read(request: Request, kind: type[_T]) -> _T:
    try:
        return msgspec.json.decode(await request.body(), type=kind)
    except msgspec.DecodeError as error:
        raise UsageError(f"the request cannot be read: {error}") from None


def _id(text: str) -> str:
    if not _ID.fullmatch(text):
        raise UsageError("this is no id")
    return text


def _assistant(asked: _Assistant) -> dict[str, Any]:
    """As the API wants it."""
    known = ("code_interpreter", "file_search")
    tools: list[dict[str, Any]] = [{"type": name} for name in known if name in asked.tools]
    tools += [{"type": "function", "function": function} for function in asked.functions]
    files = [_id(file) for file in asked.files]
    if files and not any(name in asked.tools for name in known):
        raise UsageError("files need a tool that reads them", fix="switch on code interpreter or file search")
    resources: dict[str, Any] = {}
    if files and "code_interpreter" in asked.tools:
        resources["code_interpreter"] = {"file_ids": files}
    if files and "file_search" in asked.tools:
        resources["file_search"] = {"vector_stores": [{"file_ids": files}]}
    given = {"instructions": asked.instructions, "model": asked.model or "default", "tools": tools}
    return {**given, **({"tool_resources": resources} if resources else {})}
