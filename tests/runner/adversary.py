"""An Assistants server that misbehaves on purpose: raw HTTP/1.1 on asyncio, a fault a conversation.

Which fault a conversation gets is drawn from its question, so that every transport, retry and resume meets
the same one: `adversary.fault_of("question 7")`. The honest answer to a question is in `answer_to`.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import random
import re
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

# What the client can get over (an answer is there in the end), and what ends an attempt.
SURVIVED = (
    "429 on thread",
    "429 with a date",
    "429 without a hint",
    "408 on thread",
    "500 on thread",
    "502 on thread",
    "504 on poll",
    "429 on run",
    "503 on run",
    "run created, answer lost",
    "malformed run",
    "cut before text",
    "cut in text",
    "cut after text",
    "reset in text",
    "malformed event",
    "error event",
    "connection dropped on poll",
)
# What the client may not even notice.
HARMLESS = ("events twice", "no [DONE]", "unknown events", "lists without end")
ENDING = {
    "failed server_error": "run_failed",
    "failed rate_limit_exceeded": "run_failed",
    "failed invalid_prompt": "run_failed",
    "incomplete": "run_incomplete",
    "expired": "run_expired",
    "cancelled": "run_cancelled",
    "requires_action": "requires_action",
    "400 on run": "http_4xx",
    "401 on run": "http_4xx",
    "404 on poll": "http_4xx",
    "500 on thread always": "http_5xx",
    "429 always": "rate_limited",
    "429 for a day": "rate_limited",
    "429, nothing left to spend": "rate_limited",
    "never ends": "deadline",
    "never answers": "deadline",
    "headers drip": "deadline",
    "comments drip": "deadline",
    "cancelling for ever": "deadline",
    "unknown status": "deadline",
    "malformed run always": "malformed",
    "HTML for a thread": "malformed",
    "thread without id": "malformed",
    "message without text": "malformed",
    "list that is none": "malformed",
}
FAULTS = (*SURVIVED, *HARMLESS, *ENDING)
QUICK = tuple(fault for fault in FAULTS if ENDING.get(fault) != "deadline")
# Where a stream has to break off for the fault to be met.
_CUT = (
    "cut before text",
    "connection dropped on poll",
    "504 on poll",
    "404 on poll",
    "malformed run always",
    "list that is none",
)
_REFUSED = {  # status and headers of what a thread's creation answers, once; those with "always" or "for" every time
    "429 on thread": (429, {"retry-after-ms": "5"}),
    "429 without a hint": (429, {}),
    "429 always": (429, {"retry-after-ms": "5"}),
    "429 for a day": (429, {"retry-after": "86400"}),
    "408 on thread": (408, {"retry-after-ms": "5"}),
    "500 on thread": (500, {"retry-after-ms": "5"}),
    "500 on thread always": (500, {"retry-after-ms": "5"}),
    "502 on thread": (502, {"retry-after-ms": "5"}),
}


def answer_to(question: str, accuracy: float) -> str:
    """The scripted answer: the number in the question with this probability, else one more."""
    number = re.findall(r"\d+", question)[0]
    right = random.Random(f"answer {question}").random() < accuracy
    return f"The answer is {number}." if right else f"The answer is {int(number) + 1}."


@dataclass
class Adversary:
    """Serves on a free loopback port while used as a context manager."""

    rate: float = 0.0
    accuracy: float = 0.7
    faults: tuple[str, ...] = FAULTS
    delay: float = 0.0
    echo: str = ""
    arguments: str = "{}"
    outputs: list[str] = field(default_factory=list)
    room: int = 1_000_000
    seen: Counter[str] = field(default_factory=Counter)
    moments: list[float] = field(default_factory=list)
    open_threads: int = 0
    most_threads: int = 0
    let_in: list[bool] = field(default_factory=list)
    alive: dict[str, dict[str, Any]] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    _tripped: set[tuple[str, str]] = field(default_factory=set)
    _ids: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def __enter__(self) -> Adversary:
        ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(ready)), daemon=True)
        self._thread.start()
        ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def fault_of(self, question: str) -> str:
        """The fault that the conversation about this question meets, empty for none."""
        draw = random.Random(f"fault {question}")
        return draw.choice(self.faults) if draw.random() < self.rate else ""

    def left_over(self) -> set[str]:
        """Ids of threads and assistants that were never deleted."""
        return {id for id in self.alive if id.startswith(("thread_", "asst_"))} - self.deleted

    async def _serve(self, ready: threading.Event) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self._open: set[asyncio.StreamWriter] = set()
        server = await asyncio.start_server(self._connection, "127.0.0.1", 0, backlog=1024)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await self._stop.wait()
        server.close()
        for writer in list(self._open):
            writer.transport.abort()
        await asyncio.sleep(0.01)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            await self._talk(reader, writer)
        finally:
            self._open.discard(writer)
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = re.search(rb"content-length: (\d+)", head.lower())
                body = await reader.readexactly(int(length[1])) if length else b""
                method, path, _ = head.split(b"\r\n")[0].decode().split(" ")
                if self.delay:
                    await asyncio.sleep(self.delay)
                data = json.loads(body) if body.startswith(b"{") else {}
                if not await self._answer(writer, method, path.partition("?")[0].removeprefix("/v1"), data):
                    break

    async def _answer(
        self, writer: asyncio.StreamWriter, method: str, path: str, body: dict[str, Any]
    ) -> bool:
        """Answer one request; False drops the connection."""
        self.moments.append(time.monotonic())
        self.seen[f"{method} {re.sub(r'(thread|run|asst)_[0-9]+', '*', path)}"] += 1
        if method == "DELETE":
            self.open_threads -= path.startswith("/threads/") and path.rpartition("/")[2] not in self.deleted
            self.deleted.add(path.rpartition("/")[2])
            return _json(writer, 200, {"id": path.rpartition("/")[2], "deleted": True})
        parts = path.strip("/").split("/")
        if path == "/models":
            return _json(writer, 200, {"object": "list", "data": [{"id": "scripted"}]})
        if path == "/assistants":
            return _json(writer, 200, self._new("asst", {"object": "assistant", "tools": []}))
        if path == "/threads":
            return await self._thread_create(writer, body)
        thread = self.alive[parts[1]]
        if len(parts) == 3 and parts[2] == "runs" and method == "POST":
            return await self._run_create(writer, thread, body)
        if len(parts) == 3 and parts[2] == "runs":
            return _json(writer, 200, _page([thread["run"]] if thread.get("run") else []))
        if parts[-1] == "messages" and self.fault_of(thread["question"]) == "list that is none":
            return _json(writer, 200, {"object": "list", "data": 3})
        if parts[-1] == "messages":
            endless = self.fault_of(thread["question"]) == "lists without end"
            return _json(writer, 200, _page(_messages(thread)) | {"has_more": endless})
        if parts[-1] == "steps":
            return _json(writer, 200, _page([_step(thread)] if _messages(thread) else []))
        if parts[-1] == "cancel":
            stubborn = self.fault_of(thread["question"]) == "cancelling for ever"
            thread["run"]["status"] = "cancelling" if stubborn else "cancelled"
        if parts[-1] == "submit_tool_outputs":
            return await self._submitted(writer, thread, body)
        return self._run_get(writer, thread)

    async def _submitted(
        self, writer: asyncio.StreamWriter, thread: dict[str, Any], body: dict[str, Any]
    ) -> bool:
        """The run goes on with what its functions gave, and meets no fault any more."""
        self.outputs += [one["output"] for one in body["tool_outputs"]]
        thread["run"]["status"], thread["answered"] = "queued", True
        if body.get("stream"):
            return await self._stream(writer, thread, "")
        return self._run_get(writer, thread)

    def _new(self, prefix: str, value: dict[str, Any]) -> dict[str, Any]:
        made = {"id": f"{prefix}_{next(self._ids)}", "created_at": 1, **value}
        self.alive[made["id"]] = made
        return made

    def _once(self, question: str, fault: str) -> bool:
        """Whether this passing fault is still to be committed."""
        if self.fault_of(question) != fault or (question, fault) in self._tripped:
            return False
        self._tripped.add((question, fault))
        return True

    async def _thread_create(self, writer: asyncio.StreamWriter, body: dict[str, Any]) -> bool:
        question = body["messages"][0]["content"]
        fault = self.fault_of(question)
        self.let_in.append(self.open_threads < self.room)
        if not self.let_in[-1]:
            return _json(writer, 429, _error("too many at once"), {"retry-after-ms": "30"})
        if fault in _REFUSED and (" always" in fault or " for " in fault or self._once(question, fault)):
            status, headers = _REFUSED[fault]
            return _json(writer, status, _error("not now"), headers)
        if self._once(question, "429 with a date"):
            return _json(
                writer, 429, _error("not now"), {"retry-after": formatdate(time.time() + 1, usegmt=True)}
            )
        if fault == "429, nothing left to spend":
            return _json(
                writer, 429, _error("You exceeded your quota", "insufficient_quota"), {"retry-after-ms": "5"}
            )
        if fault in ("never answers", "headers drip"):
            return await _drip(writer, b"x" if fault == "headers drip" else b"")
        if fault == "HTML for a thread":
            return _raw(writer, 200, b"<html>not the API</html>", {})
        if fault == "thread without id":
            return _json(writer, 200, {"object": "thread"})
        self.open_threads += 1
        self.most_threads = max(self.most_threads, self.open_threads)
        return _json(writer, 200, self._new("thread", {"object": "thread", "question": question}))

    async def _run_create(
        self, writer: asyncio.StreamWriter, thread: dict[str, Any], body: dict[str, Any]
    ) -> bool:
        question = thread["question"]
        fault = self.fault_of(question)
        if self._once(question, "429 on run"):
            return _json(writer, 429, _error("slow down"), {"retry-after-ms": "5"})
        if self._once(question, "503 on run"):
            return _json(writer, 503, _error("busy"), {"retry-after-ms": "5"})
        if fault in ("400 on run", "401 on run"):
            return _json(writer, int(fault[:3]), _error("no"))
        run = self._new("run", {"object": "thread.run", "thread_id": thread["id"], "status": "queued"})
        thread |= {
            "run": run,
            "polls": 0,
            "fault": fault,
            "text": self.echo or answer_to(question, self.accuracy),
        }
        if fault == "malformed run":
            return _raw(writer, 200, b"<html>not the API</html>", {})
        if self._once(question, "run created, answer lost"):
            return False
        if body.get("stream"):
            return await self._stream(writer, thread, fault)
        return _json(writer, 200, run, {"openai-poll-after-ms": "2"})

    def _run_get(self, writer: asyncio.StreamWriter, thread: dict[str, Any]) -> bool:
        run, question = thread["run"], thread["question"]
        fault = "" if thread.get("answered") else self.fault_of(question)
        if self._once(question, "connection dropped on poll"):
            return False
        if self._once(question, "504 on poll"):
            return _json(writer, 504, _error("too late"), {"retry-after-ms": "5"})
        if fault == "404 on poll":
            return _json(writer, 404, _error("no such run"))
        if fault == "malformed run always":
            return _raw(writer, 200, b"[]", {})
        thread["polls"] += 1
        if run["status"] == "queued" and fault not in ("never ends", "comments drip"):
            run |= _ending(fault, self.arguments)
        hint = "250" if ENDING.get(fault) == "deadline" else "2"
        return _json(writer, 200, run, {"openai-poll-after-ms": hint})

    async def _stream(self, writer: asyncio.StreamWriter, thread: dict[str, Any], fault: str) -> bool:
        writer.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
        )
        if fault == "comments drip":
            return await _drip(writer, b"8\r\n: ping\n\n\r\n")
        for name, data in _events(thread, fault, self.arguments):
            if name == "RESET":
                linger = struct.pack("ii", 1, 0)
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            if name in ("CUT", "RESET"):
                return False
            if name == "done" and fault == "no [DONE]":
                break
            text = f"event: {name}\ndata: {data if isinstance(data, str) else json.dumps(data)}\n\n".encode()
            text *= 2 if fault == "events twice" and name != "done" else 1
            writer.write(b"%x\r\n%s\r\n" % (len(text), text))
            await writer.drain()
            if name == "HANG":
                await asyncio.sleep(3)
        writer.write(b"0\r\n\r\n")
        return True


def _events(thread: dict[str, Any], fault: str, arguments: str) -> Iterator[tuple[str, Any]]:
    run = thread["run"]
    yield "thread.run.created", dict(run)
    if fault in _CUT:
        yield "CUT", ""
    if fault == "unknown events":
        yield "thread.run.pondering", dict(run) | {"status": "pondering"}
        yield "thread.message.sung", {"id": "msg_sung", "content": None}
        yield "weather.changed", {}
    if fault == "never ends":
        yield "HANG", {}
        yield "CUT", ""
    end = _ending(fault, arguments)
    if end["status"] == "completed":
        yield "thread.run.step.created", _step(thread) | {"status": "in_progress"}
        yield "thread.message.created", {"id": f"msg_{run['id']}", "role": "assistant", "content": []}
        for place, part in enumerate(re.findall(r"\S+\s*", thread["text"])):
            delta = {"content": [{"index": 0, "type": "text", "text": {"value": part}}]}
            yield "thread.message.delta", {"id": f"msg_{run['id']}", "delta": delta}
            if place == 1 and fault == "cut in text":
                yield "CUT", ""
            if place == 1 and fault == "reset in text":
                yield "RESET", ""
            if place == 1 and fault == "malformed event":
                yield "thread.message.delta", "{half"
            if place == 1 and fault == "error event":
                yield "error", {"error": {"message": "the server stumbled", "code": "server_error"}}
        if fault == "cut after text":
            yield "CUT", ""
        run |= end
        yield from (("thread.message.completed", message) for message in _messages(thread))
        yield "thread.run.step.completed", _step(thread)
    run |= end
    yield f"thread.run.{run['status']}", dict(run)
    yield "done", "[DONE]"


def _ending(fault: str, arguments: str) -> dict[str, Any]:
    if fault.startswith("failed"):
        error = {"code": fault.split()[1], "message": "Sorry, something went wrong."}
        return {"status": "failed", "last_error": error}
    if fault == "incomplete":
        return {"status": "incomplete", "incomplete_details": {"reason": "max_completion_tokens"}}
    if fault in ("expired", "cancelled"):
        return {"status": fault}
    if fault in ("cancelling for ever", "unknown status"):
        return {"status": "cancelling" if fault.startswith("cancelling") else "pondering"}
    if fault == "requires_action":
        call = {
            "id": "call_1",
            "type": "function",
            "function": {"name": "unheard_of", "arguments": arguments},
        }
        return {"status": fault, "required_action": {"submit_tool_outputs": {"tool_calls": [call]}}}
    return {"status": "completed", "usage": {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}}


def _messages(thread: dict[str, Any]) -> list[dict[str, Any]]:
    run = thread["run"]
    if run["status"] != "completed":
        return []
    content: list[dict[str, Any]] = [{"type": "text", "text": {"value": thread["text"], "annotations": []}}]
    if thread["fault"] == "message without text":
        content = [{"type": "text"}]
    return [{"id": f"msg_{run['id']}", "role": "assistant", "run_id": run["id"], "content": content}]


async def _drip(writer: asyncio.StreamWriter, piece: bytes) -> bool:
    """Keep the connection alive with pieces of nothing, until the client has had enough."""
    with contextlib.suppress(ConnectionError):
        if piece == b"x":
            writer.write(b"HTTP/1.1 200 OK\r\nx-slow: ")
        while not writer.is_closing():
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.05)
    return False


def _step(thread: dict[str, Any]) -> dict[str, Any]:
    id = thread["run"]["id"]
    return {
        "id": f"step_{id}",
        "type": "message_creation",
        "status": "completed",
        "created_at": 1,
        "completed_at": 2,
        "step_details": {"type": "message_creation", "message_creation": {"message_id": f"msg_{id}"}},
    }


def _page(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"object": "list", "data": items, "has_more": False}


def _error(message: str, code: str | None = None) -> dict[str, Any]:
    return {"error": {"message": message, "type": code or "server_error", "param": None, "code": code}}


def _json(
    writer: asyncio.StreamWriter, status: int, body: dict[str, Any], headers: dict[str, str] | None = None
) -> bool:
    return _raw(writer, status, json.dumps(body).encode(), headers or {})


def _raw(writer: asyncio.StreamWriter, status: int, body: bytes, headers: dict[str, str]) -> bool:
    lines = [f"HTTP/1.1 {status} X", "content-type: application/json", f"content-length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
    return True
