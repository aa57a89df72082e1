"""The seam between the server and its file search.

The server owns vector stores as objects (routes, counts, states); a `SearchIndex` owns what is inside them:
reading documents, chunks, embeddings, ranking. `harness.server.tools.file_search.open_index(folder, embed)`
makes one: `folder` is where it keeps its data (None: in memory), `embed` gives one vector a text or None.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

Attributes = Mapping[str, str | float | bool]
Embed = Callable[[Sequence[str]], Awaitable[list[list[float]] | None]]


@dataclass(frozen=True)
class Chunking:
    """The static chunking strategy, in tokens; the defaults are the API's."""

    max_chunk_size_tokens: int = 800
    chunk_overlap_tokens: int = 400


@dataclass(frozen=True, kw_only=True)
class Document:
    """A file to be searched. `path` is where its bytes are; `filename` tells its format."""

    file_id: str
    filename: str
    path: Path
    attributes: Attributes = field(default_factory=dict)
    chunking: Chunking = field(default_factory=Chunking)


@dataclass(frozen=True)
class Indexed:
    """What a document takes inside an index."""

    usage_bytes: int
    chunks: int


class UnreadableDocument(Exception):
    """A document that cannot be indexed; the vector store file fails with this `code` and `message`."""

    def __init__(
        self, code: Literal["server_error", "unsupported_file", "invalid_file"], message: str
    ) -> None:
        super().__init__(message)
        self.code: Literal["server_error", "unsupported_file", "invalid_file"] = code
        self.message = message


@dataclass(frozen=True, kw_only=True)
class Query:
    """What to look for. `filters` is the API's comparison or compound filter over attributes.

    `ranker` is `auto`, `default_2024_08_21`, `none` or any other name (ranked as `auto`); results that score
    below `score_threshold` (0 to 1) are left out.
    """

    texts: tuple[str, ...]
    limit: int = 10
    filters: Mapping[str, Any] | None = None
    ranker: str = "auto"
    score_threshold: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One chunk that was found; `score` is 0 to 1, best first."""

    file_id: str
    filename: str
    score: float
    text: str
    attributes: Attributes = field(default_factory=dict)


class SearchIndex(Protocol):
    """Documents by vector store. Every method may be called for several stores at once."""

    async def add(self, store_id: str, document: Document) -> Indexed:
        """Reads, chunks, embeds and keeps a document, replacing an earlier one of the same file.

        Raises UnreadableDocument.
        """
        ...

    async def remove(self, store_id: str, file_id: str) -> None:
        """Forgets a document; nothing happens when it is not there."""
        ...

    async def drop(self, store_id: str) -> None:
        """Forgets a whole store; nothing happens when it is not there."""
        ...

    async def set_attributes(self, store_id: str, file_id: str, attributes: Attributes) -> None:
        """Replaces a document's attributes, for filters and hits from now on."""
        ...

    async def search(self, store_ids: Sequence[str], query: Query) -> list[Hit]:
        """The best chunks over these stores, best first, at most `query.limit`."""
        ...

    async def content(self, store_id: str, file_id: str) -> list[str]:
        """The document's text as it was read, in pieces without overlap."""
        ...

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector of length 1 a text."""
        ...

    async def aclose(self) -> None:
        """Makes what was added durable and lets go of files."""
        ...
