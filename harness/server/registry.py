"""Which model answers to which name in a request."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping, Sequence

from harness.server.faults import unknown_model
from harness.server.models.base import ChatModel, ChatRequest, Message, ModelFault, Piece, Tool

# The hosted API's own names: programs written for it go on with them, on the default model.
_NAME = (
    r"(gpt-(3\.?5|4o|[4-9](\.\d)?)|o[1-4]|chatgpt-4o)"
    r"(-(mini|nano|pro|turbo|16k|32k|vision|audio|search|preview|latest|chat|codex|instruct|luna|sol|terra|astra"
    r"|\d{4}|\d{4}-\d{2}-\d{2}))*"
)
_HOSTED = re.compile(rf"({_NAME}|ft:{_NAME}(:[\w-]*)+)")


class Models:
    """The configured models by name."""

    def __init__(self, models: Mapping[str, ChatModel], *, strict: bool = False) -> None:
        self._models = dict(models)
        self._strict = strict

    @property
    def pattern(self) -> str:
        """A regular expression for the names that are answered to."""
        known = [re.escape(name) for name in self._models]
        return f"^({'|'.join(known if self._strict else [*known, _HOSTED.pattern])})$"

    @property
    def names(self) -> list[str]:
        """The configured names, the default first."""
        return list(self._models)

    def find(self, name: str) -> ChatModel | None:
        """The model for a request's name; None for a name that nothing answers to."""
        if name not in self._models and not self._strict and _HOSTED.fullmatch(name):
            return next(iter(self._models.values()))
        return self._models.get(name)

    def get(self, name: str) -> ChatModel:
        """The model for a request's name. Raises ApiError for a name that nothing answers to."""
        found = self.find(name)
        if found is None:
            raise unknown_model(name, self.names)
        return found

    async def embed(self, texts: Sequence[str]) -> list[list[float]] | None:
        """Vectors from the first model that has embeddings."""
        for model in self._models.values():
            vectors = await model.embed(texts)
            if vectors is not None:
                return vectors
        return None

    async def aclose(self) -> None:
        """Closes every model once."""
        for model in {id(model): model for model in self._models.values()}.values():
            await model.aclose()


class _Wrapped:
    """Another model under another behaviour."""

    def __init__(self, inner: ChatModel) -> None:
        self._inner = inner

    @property
    def name(self) -> str:
        return self._inner.name

    @property
    def native_tools(self) -> bool:
        return self._inner.native_tools

    @property
    def context(self) -> int:
        return self._inner.context

    async def count(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> int:
        return await self._inner.count(messages, tools)

    async def embed(self, texts: Sequence[str]) -> list[list[float]] | None:
        return await self._inner.embed(texts)

    async def aclose(self) -> None:
        """The inner model is closed under its own name."""


class FailingModel(_Wrapped):
    """Fails every turn: for tests of what a client does then."""

    def stream(self, request: ChatRequest) -> AsyncIterator[Piece]:
        """Raises ModelFault at once."""
        return self._fail()

    async def _fail(self) -> AsyncIterator[Piece]:
        raise ModelFault("server_error", "Sorry, something went wrong.")
        yield  # makes this a generator


class SlowModel(_Wrapped):
    """Waits before each piece: for tests of cancelling, expiry and cut streams."""

    def __init__(self, inner: ChatModel, seconds: float) -> None:
        super().__init__(inner)
        self._seconds = seconds

    async def stream(self, request: ChatRequest) -> AsyncIterator[Piece]:
        """The inner model's pieces, late."""
        async for piece in self._inner.stream(request):
            await asyncio.sleep(self._seconds)
            yield piece
