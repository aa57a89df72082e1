"""The connection to the playground's server: opened when first needed, its key never leaves this process."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import httpx2
from openai import AsyncOpenAI, OpenAIError

from harness.viewer.options import Server, ViewerOptions

_GOODBYE_SECONDS = 5.0


class Link:
    """One client for all of the playground. What was created through it is deleted at the end."""

    def __init__(self, options: ViewerOptions) -> None:
        self._options = options
        self._stack = contextlib.ExitStack()
        self._lock = asyncio.Lock()
        self._client: AsyncOpenAI | None = None
        self._server: Server | None = None
        self._created: list[tuple[str, str]] = []

    async def client(self) -> AsyncOpenAI:
        """The client, after the server is up.

        Raises:
            HarnessError: the server cannot be had.
        """
        async with self._lock:
            if self._client is None:
                server = await asyncio.to_thread(self._stack.enter_context, self._options.connect())
                self._server = server
                self._client = AsyncOpenAI(
                    base_url=server.base_url,
                    api_key=server.api_key,
                    max_retries=1,
                    timeout=httpx2.Timeout(600.0, connect=10.0),
                )
            return self._client

    def created(self, kind: str, id: str) -> None:
        """Remember what to delete at the end: an `assistant`, `thread` or `file`."""
        self._created.append((kind, id))

    def without_key(self, text: str) -> str:
        """A text of the server fit for the page, should it ever repeat the key."""
        key = self._server.api_key if self._server else ""
        return text.replace(key, "…") if len(key) > 3 else text

    async def aclose(self) -> None:
        """Delete what was created, let go of the server."""
        if self._client is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_GOODBYE_SECONDS):
                    await self._delete(self._client)
            await self._client.close()
        await asyncio.to_thread(self._stack.close)

    async def _delete(self, client: AsyncOpenAI) -> None:
        ways: dict[str, Callable[[str], Awaitable[object]]] = {
            "assistant": client.beta.assistants.delete,
            "thread": client.beta.threads.delete,
            "file": client.files.delete,
            "vector_store": client.vector_stores.delete,
        }
        for kind, id in reversed(self._created):
            with contextlib.suppress(OpenAIError):
                await ways[kind](id)
