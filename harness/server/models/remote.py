"""A chat-completions server of somebody else's: finding out what it can do, and living with what it
cannot."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, Literal, cast

import httpx2

from harness.errors import ModelError
from harness.server.models.base import ChatModel, ChatRequest, Message, Piece, Tool
from harness.server.models.completions import ChatCompletions, Endpoint
from harness.server.models.fenced import MAX_ROUNDS, FencedModel
from harness.server.models.upstream import Refused, error_message, on_this_machine

PROBE_SECONDS = 10.0
DEFAULT_CONTEXT = 32_768


@dataclass(frozen=True, kw_only=True)
class RemoteOptions:
    """A server and how to use it. `model` may be empty when the server has only one."""

    base_url: str
    model: str = ""
    key: str | None = field(default=None, repr=False)
    tools: Literal["auto", "native", "fenced"] = "auto"
    rounds: int = MAX_ROUNDS
    context: int | None = None
    embeddings: str | None = None
    vision: bool = False


def open_remote(options: RemoteOptions) -> ChatModel:
    """A model on a server that has answered. Raises ModelError: out of reach, key refused, no model named."""
    listed = _listed_models(options)
    endpoint = _endpoint(options, listed)
    native = ChatCompletions(endpoint)
    fenced = FencedModel(native, prefills=endpoint.prefills, max_rounds=options.rounds)
    if options.tools == "native":
        return native
    return fenced if options.tools == "fenced" else NativeOrFenced(native, fenced)


class NativeOrFenced:
    """Passes tools on until the server refuses a request because of them; from then on they are taught."""

    def __init__(self, native: ChatCompletions, fenced: FencedModel) -> None:
        self._native = native
        self._fenced = fenced
        self._chosen: ChatCompletions | FencedModel = native

    @property
    def name(self) -> str:
        return self._native.name

    @property
    def native_tools(self) -> bool:
        """True until the server has refused tools."""
        return self._chosen is self._native

    @property
    def vision(self) -> bool:
        """Whether the model looks at images; taught tools leave it only text."""
        return self.native_tools and self._native.vision

    @property
    def context(self) -> int:
        return self._native.context

    async def stream(self, request: ChatRequest) -> AsyncIterator[Piece]:
        """The pieces of one turn; a request that is refused for its tools is asked again without."""
        if self.native_tools:
            try:
                async for piece in _each(self._native.stream(request)):
                    yield piece
                return
            except Refused as refused:
                if not (_speaks_tools(request) and _refuses_tools(refused)):
                    raise
            self._chosen = self._fenced
        async for piece in _each(self._fenced.stream(request)):
            yield piece

    async def count(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> int:
        """Prompt tokens in the way in which tools are passed on now."""
        return await self._chosen.count(messages, tools)

    async def embed(self, texts: Sequence[str]) -> list[list[float]] | None:
        """The server's embeddings."""
        return await self._native.embed(texts)

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._native.aclose()


async def _each(pieces: AsyncIterator[Piece]) -> AsyncIterator[Piece]:
    async with aclosing(cast(AsyncGenerator[Piece], pieces)) as closing:
        async for piece in closing:
            yield piece


def _speaks_tools(request: ChatRequest) -> bool:
    return bool(request.tools) or any(message.get("tool_calls") for message in request.messages)


def _refuses_tools(refused: Refused) -> bool:
    """Servers without tools answer 400, 422 or 501 (llama.cpp: 500) and name what they do not take."""
    return refused.status in (400, 404, 422, 500, 501) and "tool" in refused.message.lower()


def _listed_models(options: RemoteOptions) -> list[dict[str, Any]]:
    """What the server says it has; nothing when it does not list models."""
    headers = {"Authorization": f"Bearer {options.key}"} if options.key else {}
    try:
        answer = httpx2.get(
            f"{options.base_url}/models",
            headers=headers,
            timeout=PROBE_SECONDS,
            trust_env=not on_this_machine(options.base_url),
        )
        if answer.status_code in (401, 403):
            raise ModelError(
                f"{options.base_url} refuses the key: {error_message(answer.content)}",
                fix="export HARNESS_CHAT_API_KEY=…",
            )
        body = answer.json() if answer.status_code == 200 else {}
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise ModelError(
            f"no chat-completions server answers at {options.base_url}: {error}",
            fix="start it, or correct the address in --model chat:BASE_URL#NAME",
        ) from error
    except ValueError:
        body = {}
    data = body.get("data") if isinstance(body, dict) else None
    return [item for item in data or () if isinstance(item, dict) and item.get("id")]


def _endpoint(options: RemoteOptions, listed: list[dict[str, Any]]) -> Endpoint:
    names = [str(item["id"]) for item in listed]
    if not options.model and len(names) != 1:
        raise ModelError(
            f"chat:{options.base_url} names no model",
            nearest=", ".join(names[:5]) or None,
            fix=f"--model chat:{options.base_url}#NAME",
        )
    model = options.model or names[0]
    about = next((item for item in listed if item["id"] == model), {})
    meta = about.get("meta")
    llama_context = meta.get("n_ctx") if isinstance(meta, dict) else None
    context = options.context or about.get("max_model_len") or llama_context
    owner = about.get("owned_by")
    return Endpoint(
        base_url=options.base_url,
        model=model,
        name=model,
        key=options.key,
        context=context if isinstance(context, int) and context > 0 else DEFAULT_CONTEXT,
        prefills=owner == "llamacpp",
        tokenizer="llama.cpp" if owner == "llamacpp" else "vllm" if owner == "vllm" else None,
        embeddings=options.embeddings,
        vision=options.vision,
    )
