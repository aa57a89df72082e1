"""A server for the cassette tests: plain functions answer, on a real socket, in a thread of its own."""

from __future__ import annotations

import asyncio
import functools
import itertools
import json
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Self

import httpx2
from openai import AsyncOpenAI

from harness.cassette import Library, Scope, Session

KEY = "sk-origin-Zk31bQ97LmXy0Rt5"
STREAM = {"content-type": "text/event-stream"}


@dataclass(frozen=True)
class Asked:
    """A request as the server saw it."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    number: int

    @property
    def json(self) -> dict:
        return json.loads(self.body)


@dataclass(frozen=True)
class Reply:
    """What the server does: chunks with the seconds before each; `cut` closes the connection behind them."""

    chunks: Iterable[tuple[float, bytes]]
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"content-type": "application/json"})
    cut: bool = False

    @classmethod
    def of(cls, value: object, status: int = 200, **headers: str) -> Reply:
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        return cls([(0, json.dumps(value).encode())], status, {"content-type": "application/json", **named})


Handler = Callable[[Asked], Reply | None]


class Origin:
    """Serves until the `with` block ends; `asked` is what came. A handler that returns None hangs up."""

    def __init__(self, handler: Handler | None = None) -> None:
        self.handler: Handler = handler or assistant_like()
        self.asked: list[Asked] = []
        self.port = 0
        self._numbers = itertools.count()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)
        self._loop.close()

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        self._stop = asyncio.Event()
        self._tasks: set[asyncio.Task] = set()
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._tasks.add(asyncio.current_task())
        try:
            while await self._one(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        line, *rest = head.split("\r\n")
        headers = {k.lower(): v.strip() for k, _, v in (item.partition(":") for item in rest if item)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        asked = Asked(line.split()[0], line.split()[1], headers, body, next(self._numbers))
        self.asked.append(asked)
        reply = self.handler(asked)
        if reply is None:
            return False
        sent = {**reply.headers, "transfer-encoding": "chunked", "x-request-id": "req_1"}
        lines = [f"HTTP/1.1 {reply.status} Said", *(f"{name}: {text}" for name, text in sent.items())]
        writer.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
        for seconds, chunk in reply.chunks:
            await writer.drain()
            if seconds:
                await asyncio.sleep(seconds)
            writer.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
        if not reply.cut:
            writer.write(b"0\r\n\r\n")
        await writer.drain()
        return not reply.cut


def event(content: str, **extra: object) -> bytes:
    """One event of a streamed chat completion."""
    choice = {"index": 0, "delta": {"content": content, **extra}}
    chunk = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"


def completion(text: str) -> dict:
    """A chat completion that is not streamed."""
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}
    return {"id": "c1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}


def tokens(*words: str, gap: float = 0.0) -> list[tuple[float, bytes]]:
    """A stream of words with `gap` seconds before each."""
    return [*((gap, event(word)) for word in words), (0.0, b"data: [DONE]\n\n")]


def assistant_like() -> Handler:
    """New threads get numbers of their own; a completion repeats the question, streamed if asked."""
    numbers = itertools.count(1)

    def answer(asked: Asked) -> Reply:
        if asked.path.endswith("/threads"):
            return Reply.of({"id": f"thread_{next(numbers)}", "object": "thread", "created_at": 1})
        if not asked.path.endswith("/completions"):
            return Reply.of({"error": {"message": "no such thing"}}, 404)
        question = asked.json["messages"][-1]["content"]
        if asked.json.get("stream"):
            return Reply(tokens("You", " asked: ", question), headers=STREAM)
        return Reply.of(completion(f"You asked: {question}"))

    return answer


def client(session: Session, url: str, *, key: str = KEY, retries: int = 0, **options: object) -> AsyncOpenAI:
    """The SDK on a session."""
    http = httpx2.AsyncClient(transport=session.transport, trust_env=False, verify=False)
    return _sdk(key, url, retries).with_options(http_client=http, **options)


@functools.cache
def _sdk(key: str, url: str, retries: int) -> AsyncOpenAI:
    """Making one takes 20 ms, deriving one from it hardly any."""
    http = httpx2.AsyncClient(transport=httpx2.MockTransport(lambda _: httpx2.Response(500)), trust_env=False)
    return AsyncOpenAI(api_key=key, base_url=url, max_retries=retries, http_client=http)


async def ask(sdk: AsyncOpenAI, question: str) -> str:
    """A completion in one piece."""
    message = {"role": "user", "content": question}
    reply = await sdk.chat.completions.create(model="m", messages=[message])
    return reply.choices[0].message.content


async def ask_streaming(sdk: AsyncOpenAI, question: str, session: Session) -> list[tuple[str, float]]:
    """The tokens of a streamed completion, each with what the session's clock said when it came."""
    message = {"role": "user", "content": question}
    stream = await sdk.chat.completions.create(model="m", messages=[message], stream=True)
    return [(part.choices[0].delta.content, session.now()) async for part in stream]


def library(root, mode: str, **options: object) -> Library:
    return Library(root, mode, **options)


SCOPE = Scope("suite", "one", "polling")
