"""A GGUF file as a chat model: llama.cpp's own server in a child process, spoken to over loopback."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import platform
import re
import secrets
import subprocess
import sys
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

import httpx2

from harness.errors import ModelError
from harness.server.models.base import ChatRequest, Message, ModelFault, Piece, Tool
from harness.server.models.completions import ChatCompletions, Endpoint

GGUF_MAGIC = b"GGUF"
_SPECIAL_TOKEN = re.compile(r"<[^<>\s]+>")
START_SECONDS = 120.0
DEFAULTS = {"temperature": 0.0, "seed": 0, "max_tokens": 1024, "repeat_penalty": 1.05}
"""Greedy with a fixed seed where a request leaves it open, so that a recording can be made again; an answer
is cut off at 1024 tokens, because a small model may repeat itself until its context is full. Greedy and
without a penalty SmolLM2 did so in a third of the bundled samples; at 1.05 most come to an end by themselves,
at 1.1 it avoids even the numbers of the question."""


@dataclass(frozen=True, kw_only=True)
class LlamaOptions:
    """How llama.cpp runs. `slot_context` is in tokens, for each of `slots` turns that run at once.

    On two cores four slots give the throughput of one (arithmetic is the limit, not memory), but nobody waits
    for a stranger's answer to end before the first token. `threads` of None is half of the cores: llama.cpp's
    threads wait for each other several hundred times a token, so that one that has to share its core stops
    all. On two busy cores two threads were measured to be forty times slower than one, on two idle ones
    they were twice as fast.
    """

    slots: int = 4
    slot_context: int = 4096
    threads: int | None = None
    prompt_cache_mb: int = 256


class LlamaModel:
    """A ChatModel made of a GGUF file. Opening starts the process; one that died is started again."""

    def __init__(self, path: Path, options: LlamaOptions | None = None, *, name: str | None = None) -> None:
        self._path = path
        self._options = options or LlamaOptions()
        self._name = name or path.stem
        _require_runtime()
        _require_gguf(path)
        self._starting = threading.Lock()
        self._open()

    def _open(self) -> None:
        self._process = LlamaProcess(self._path, self._options)
        self._chat = ChatCompletions(_endpoint(self._process, self._name, self._options))

    @property
    def name(self) -> str:
        return self._name

    @property
    def native_tools(self) -> bool:
        """Whether the file's chat template has a place for tools."""
        return self._chat.native_tools

    @property
    def pid(self) -> int:
        """The process that runs the model now."""
        return self._process.pid

    @property
    def prefills(self) -> bool:
        """llama.cpp continues a last assistant message."""
        return True

    @property
    def grammar_end(self) -> str | None:
        """The token that ends a turn, as a grammar names it; None where `ChatRequest.grammar` is not read."""
        end = self._chat.end_token or ""
        return end if self._process.grammars and _SPECIAL_TOKEN.fullmatch(end) else None

    @property
    def context(self) -> int:
        return self._options.slot_context

    async def stream(self, request: ChatRequest) -> AsyncIterator[Piece]:
        """Pieces as llama.cpp produces them. Closing stops the generation."""
        begun = False
        try:
            async for piece in self._once(request):
                begun = True
                yield piece
        except ModelFault:
            if begun or not await asyncio.to_thread(self._process.gone):
                raise
        if not begun:  # the process had died without anybody noticing
            async for piece in self._once(request):
                yield piece

    async def _once(self, request: ChatRequest) -> AsyncIterator[Piece]:
        chat = await self._ready()
        async with aclosing(cast(AsyncGenerator[Piece], chat.stream(request))) as pieces:
            async for piece in pieces:
                yield piece

    async def count(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> int:
        """Prompt tokens by the file's own tokenizer."""
        return await (await self._ready()).count(messages, tools)

    async def embed(self, texts: Sequence[str]) -> list[list[float]] | None:
        """None: a chat model's hidden states make poor embeddings."""
        return None

    async def aclose(self) -> None:
        """Ends the process."""
        await self._chat.aclose()
        self._process.close()

    async def _ready(self) -> ChatCompletions:
        if not self._process.alive:
            await self._chat.aclose()
            await asyncio.to_thread(self._reopen)
        return self._chat

    def _reopen(self) -> None:
        with self._starting:
            if self._process.alive:
                return
            self._process.close()
            try:
                self._open()
            except ModelError as error:
                raise ModelFault("server_error", error.what) from error


class LlamaProcess:
    """The running child: `address` is its base URL without `/v1`, `key` what it wants as a bearer token,
    `grammars` whether it reads those of llguidance."""

    def __init__(self, path: Path, options: LlamaOptions) -> None:
        self.key = secrets.token_urlsafe(24)
        self._child = subprocess.Popen(
            [sys.executable, "-P", "-m", "harness.server.models.llama_child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        answer = self._handshake(path, options)
        self.address = str(answer["address"])
        self.grammars = bool(answer.get("grammars"))

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._child.pid

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._child.poll() is None

    def gone(self, seconds: float = 1.0) -> bool:
        """Whether the process ends within this time."""
        try:
            self._child.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def close(self) -> None:
        """Ends the process and waits for it."""
        self._child.kill()
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                pipe.close()

    def _handshake(self, path: Path, options: LlamaOptions) -> dict[str, Any]:
        settings = asdict(options) | {"path": str(path), "key": self.key}
        settings["threads"] = options.threads or max(1, _cores() // 2)
        timer = threading.Timer(START_SECONDS, self._child.kill)
        timer.start()
        try:
            answer = self._exchange(settings)
        finally:
            timer.cancel()
        if "address" not in answer:
            self.close()
            reason = answer.get("error") or "the process ended"
            raise ModelError(
                f"llama.cpp cannot load {path}: {reason}", fix="check the file, or use another GGUF"
            )
        return answer

    def _exchange(self, settings: dict[str, Any]) -> dict[str, Any]:
        stdin, stdout = self._child.stdin, self._child.stdout
        if stdin is None or stdout is None:
            raise ModelError("the process of llama.cpp has no pipes")
        try:
            stdin.write(json.dumps(settings).encode() + b"\n")
            stdin.flush()
            return dict(json.loads(stdout.readline() or b"{}"))
        except (OSError, ValueError):
            return {}


def _cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _require_runtime() -> None:
    if importlib.util.find_spec("xllamacpp") is None:
        raise ModelError(
            f"xllamacpp is not installed; it has wheels for Linux and macOS on x86-64 and ARM64, and for"
            f" Windows on x86-64; this is {platform.system()} on {platform.machine()}",
            fix=f"{sys.executable} -m pip install xllamacpp; or use --model chat:BASE_URL#NAME",
        )


def _require_gguf(path: Path) -> None:
    try:
        with path.open("rb") as stream:
            magic = stream.read(len(GGUF_MAGIC))
    except OSError as error:
        raise ModelError(f"cannot read the model file {path}: {error.strerror}") from error
    if magic != GGUF_MAGIC:
        raise ModelError(f"{path} is not a GGUF file", fix="harness models fetch; then --model local")


def _endpoint(process: LlamaProcess, name: str, options: LlamaOptions) -> Endpoint:
    """What the running process says of itself: whether its template knows tools, what it adds to messages."""
    headers = {"Authorization": f"Bearer {process.key}"}
    with httpx2.Client(base_url=process.address, headers=headers, trust_env=False) as client:
        properties = client.get("/props").json()
        overhead, reply = _template_tokens(client)
    return Endpoint(
        base_url=f"{process.address}/v1",
        model=name,
        name=name,
        key=process.key,
        context=options.slot_context,
        defaults=DEFAULTS,
        native_tools=bool((properties.get("chat_template_caps") or {}).get("supports_tools")),
        prefills=True,
        tokenizer="llama.cpp",
        end_token=properties.get("eos_token"),
        overhead=overhead,
        reply=reply,
    )


def _template_tokens(client: httpx2.Client) -> tuple[int, int]:
    """The tokens that the chat template adds for each message, and once at the end."""

    def tokens(turns: int) -> int:
        messages = [{"role": "system", "content": "a"}]
        messages += [{"role": ("user", "assistant")[turn % 2], "content": "a"} for turn in range(turns)]
        prompt = client.post("/apply-template", json={"messages": messages}).json()["prompt"]
        return len(client.post("/tokenize", json={"content": prompt, "parse_special": True}).json()["tokens"])

    one, three = tokens(1), tokens(3)
    per_message = (three - one) // 2 - 1
    return per_message, one - 2 * (per_message + 1)
