"""File search: an index of documents by vector store."""

from __future__ import annotations

from pathlib import Path

from harness.server.tools.base import Embed, SearchIndex
from harness.server.tools.file_search.index import FileSearchIndex

__all__ = ["open_index"]


def open_index(folder: Path | None, embed: Embed) -> SearchIndex:
    """An index that keeps its data in `folder` (None: in memory).

    `embed` gives one vector for each text, or None where the configured models have no embeddings; then
    all-MiniLM-L6-v2 makes them if it is on this machine, and keywords alone have to do if it is not.
    """
    return FileSearchIndex(folder, embed)
