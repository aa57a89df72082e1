"""Small stand-ins for models and chat servers, and short ways of asking."""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from harness.server.models.base import (
    ChatModel,
    ChatRequest,
    Finish,
    Message,
    Piece,
    TextDelta,
    Tool,
    ToolCallDelta,
)

CODE: Tool = {
    "type": "function",
    "function": {
        "name": "code_interpreter",
        "description": "Runs Python",
        "parameters": {"type": "object", "properties": {"code": {"type": "string"}}, "required": ["code"]},
    },
}
WEATHER: Tool = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather in a city",
        "parameters": {
            "type": "object",
            "properties": {
                "city": {"type": "string"},
                "unit": {"type": "string", "enum": ["c", "f"]},
                "days": {"type": "integer", "minimum": 1, "maximum": 7},
            },
            "required": ["city", "unit", "days"],
        },
    },
}


@dataclass
class Answer:
    """What came of one turn."""

    text: str = ""
    calls: list[dict[str, str]] = field(default_factory=list)
    finish: Finish | None = None


async def collect(model: ChatModel, request: ChatRequest) -> Answer:
    """The pieces of a turn put together as the engine does."""
    answer = Answer()
    async for piece in model.stream(request):
        assert answer.finish is None, "a piece after the end"
        if isinstance(piece, TextDelta):
            answer.text += piece.text
        elif isinstance(piece, ToolCallDelta):
            if piece.index == len(answer.calls):
                assert piece.id and piece.name
                answer.calls.append({"name": piece.name, "arguments": ""})
            answer.calls[piece.index]["arguments"] += piece.arguments_part
        else:
            answer.finish = piece
    assert answer.finish is not None, "no end"
    return answer


def ask(model: ChatModel, request: ChatRequest) -> Answer:
    return asyncio.run(collect(model, request))


def user(text: str) -> list[Message]:
    return [{"role": "user", "content": text}]


class TextModel:
    """Says the given pieces, remembers what it was asked and whether it was stopped."""

    native_tools = False
    name = "text"
    context = 4096

    def __init__(self, *pieces: str, reason: str = "stop") -> None:
        self._pieces = pieces
        self._reason = reason
        self.asked: list[ChatRequest] = []
        self.said = 0
        self.closed = False

    async def stream(self, request: ChatRequest) -> AsyncIterator[Piece]:
        self.asked.append(request)
        try:
            for piece in self._pieces:
                self.said += 1
                yield TextDelta(piece)
            yield Finish(self._reason, 7, self.said)  # type: ignore[arg-type]
        finally:
            self.closed = True

    async def count(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> int:
        return sum(len(str(message["content"]).split()) for message in messages)

    async def embed(self, texts: Sequence[str]) -> list[list[float]] | None:
        return None

    async def aclose(self) -> None: ...


Respond = Callable[[str, Any], tuple[int, str | list[str]]]


@contextlib.contextmanager
def chat_server(respond: Respond) -> Iterator[str]:
    """A real server on loopback: `respond(path, body)` gives a status and a JSON text or lines to stream.

    A streamed answer whose last line is `CUT` ends with the connection.
    """
    started: threading.Event = threading.Event()
    stopping: list[Callable[[], Any]] = []
    address: list[str] = []

    async def serve() -> None:
        done = asyncio.Event()
        loop = asyncio.get_running_loop()
        stopping.append(lambda: loop.call_soon_threadsafe(done.set))
        server = await asyncio.start_server(lambda r, w: _answer(respond, r, w), "127.0.0.1", 0)
        address.append(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1")
        started.set()
        async with server:
            await done.wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    started.wait()
    try:
        yield address[0]
    finally:
        stopping[0]()
        thread.join()


async def _answer(respond: Respond, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    length = next(
        (int(line[15:]) for line in head.lower().split("\r\n") if line.startswith("content-length:")), 0
    )
    body = json.loads(await reader.readexactly(length)) if length else None
    if body is not None:
        body["_head"] = head
    status, content = respond(head.split()[1], body)
    stream = isinstance(content, list)
    kind = "text/event-stream" if stream else "application/json"
    data = "".join(f"{line}\n\n" for line in content if line != "CUT") if stream else content
    raw = data.encode()
    size = len(raw) + (100 if stream and content[-1:] == ["CUT"] else 0)
    head = (
        f"HTTP/1.1 {status} X\r\ncontent-type: {kind}\r\ncontent-length: {size}\r\nconnection: close\r\n\r\n"
    )
    writer.write(head.encode() + raw)
    with contextlib.suppress(ConnectionError):
        await writer.drain()
    writer.close()


def chunk(delta: dict[str, Any], finish: str | None = None, **more: Any) -> str:
    """One server-sent event of a chat completion."""
    body = {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}], **more}
    return f"data: {json.dumps(body)}"
