"""One OpenAI-compatible chat-completions server as a chat model."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from harness.server.models.base import (
    ChatRequest,
    Finish,
    Message,
    ModelFault,
    Piece,
    Tool,
)
from harness.server.models.chunks import Reading
from harness.server.models.tokens import MESSAGE_OVERHEAD, REPLY_OVERHEAD, TokenCounter, estimate, estimated
from harness.server.models.upstream import Upstream

EMBEDDING_BATCH = 64


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """A model on a server.

    `base_url` ends before `/chat/completions`; `name` is what users see and `model` what the server is
    asked for. `defaults` are body fields for what a request leaves open. `tokenizer` says whose `/tokenize`
    the server has. `overhead` and `reply` are the tokens that its chat template adds for each message and
    at the end. `context` is in tokens. `prefills` is true where a last assistant message is continued
    instead of answered. `end_token` is the text of the token that ends a turn, where it is known.
    """

    base_url: str
    model: str
    name: str
    key: str | None = field(default=None, repr=False)
    context: int = 32_768
    defaults: Mapping[str, Any] = field(default_factory=dict)
    native_tools: bool = True
    prefills: bool = False
    tokenizer: Literal["llama.cpp", "vllm"] | None = None
    overhead: int = MESSAGE_OVERHEAD
    reply: int = REPLY_OVERHEAD
    embeddings: str | None = None
    vision: bool = False
    end_token: str | None = None

    @property
    def root(self) -> str:
        """The server without its API version: where `/tokenize` lives."""
        return self.base_url.removesuffix("/v1")


class ChatCompletions:
    """A ChatModel that is somebody's `/chat/completions`. Tools are passed on as they are."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._upstream = Upstream(endpoint.name, endpoint.base_url, endpoint.key)
        self._root = Upstream(endpoint.name, endpoint.root, endpoint.key)
        tokenize = self._tokenize if endpoint.tokenizer else estimated
        self._counter = TokenCounter(tokenize, overhead=endpoint.overhead, reply=endpoint.reply)

    @property
    def name(self) -> str:
        return self._endpoint.name

    @property
    def native_tools(self) -> bool:
        return self._endpoint.native_tools

    @property
    def prefills(self) -> bool:
        """Whether a last assistant message is continued."""
        return self._endpoint.prefills

    @property
    def end_token(self) -> str | None:
        """The token that ends a turn, where it is known."""
        return self._endpoint.end_token

    @property
    def vision(self) -> bool:
        """Whether the model looks at images in messages."""
        return self._endpoint.vision

    @property
    def context(self) -> int:
        return self._endpoint.context

    async def stream(self, request: ChatRequest) -> AsyncIterator[Piece]:
        """Pieces as the server sends them. A stream that stops without an end is a server_error."""
        reading = Reading(self.name)
        async with self._upstream.lines("/chat/completions", _body(self._endpoint, request)) as lines:
            async for line in lines:
                for piece in reading.line(line):
                    yield piece
                if reading.done:
                    break
        yield await self._finish(reading, request)

    async def _finish(self, reading: Reading, request: ChatRequest) -> Finish:
        if reading.reason is None:
            raise ModelFault("server_error", f"{self.name} ended its answer in the middle.")
        prompt = reading.usage.get("prompt_tokens")
        completion = reading.usage.get("completion_tokens")
        return Finish(
            reading.reason,
            prompt if isinstance(prompt, int) else await self.count(request.messages, request.tools),
            completion if isinstance(completion, int) else estimate("".join(reading.produced)),
        )

    async def count(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> int:
        """Prompt tokens; an estimate where the server has no tokenizer to ask (see `tokens.estimate`)."""
        return await self._counter.messages(messages, tools)

    async def embed(self, texts: Sequence[str]) -> list[list[float]] | None:
        """The server's `/embeddings`, when an embedding model is configured."""
        if self._endpoint.embeddings is None:
            return None
        vectors: list[list[float]] = []
        for start in range(0, len(texts), EMBEDDING_BATCH):
            body = {"model": self._endpoint.embeddings, "input": list(texts[start : start + EMBEDDING_BATCH])}
            answer = await self._upstream.post("/embeddings", body)
            data = sorted(answer.get("data") or (), key=lambda item: item.get("index", 0))
            vectors += [[float(x) for x in item["embedding"]] for item in data]
        if len(vectors) != len(texts):
            raise ModelFault("server_error", f"{self.name} answered fewer embeddings than texts.")
        return vectors

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._upstream.aclose()
        await self._root.aclose()

    async def _tokenize(self, text: str) -> int:
        body: dict[str, Any] = {"model": self._endpoint.model, "prompt": text, "add_special_tokens": False}
        if self._endpoint.tokenizer == "llama.cpp":
            body = {"content": text}
        answer = await self._root.post("/tokenize", body)
        count = answer.get("count")
        return count if isinstance(count, int) else len(answer.get("tokens") or ())


def _body(endpoint: Endpoint, request: ChatRequest) -> dict[str, Any]:
    """The request in chat completions' words; what is None is left to the server."""
    body: dict[str, Any] = {
        **endpoint.defaults,
        "model": endpoint.model,
        "messages": [dict(message) for message in request.messages],
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    asked: dict[str, Any] = {
        "temperature": request.temperature,
        "top_p": request.top_p,
        "max_tokens": request.max_tokens,
        "response_format": request.response_format,
        "reasoning_effort": request.reasoning_effort,
        "seed": request.seed,
        "grammar": request.grammar,
    }
    if request.tools:
        asked["tools"] = [dict(tool) for tool in request.tools]
        asked["tool_choice"] = request.tool_choice
        asked["parallel_tool_calls"] = request.parallel_tool_calls
    return body | {key: value for key, value in asked.items() if value is not None}
