"""File search: an index of documents by vector store."""

from __future__ import annotations

from pathlib import Path

from harness.server.tools.base import Embed, SearchIndex
from harness.server.tools.file_search.index import FileSearchIndex

__all__ = ["open_index"]


def open_index(folder: Path | None, embed: Embed) -> SearchIndex:
    """An index that keeps its data in `folder` (None: in memory).

    `embed` gives one vector for each text, or None where the configured models have no embeddings; then
    the multilingual Universal Sentence Encoder makes them.
    """
    return FileSearchIndex(folder, embed)
