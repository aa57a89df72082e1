"""Text out of uploaded files: `await read_text(path, filename)`."""

from __future__ import annotations

from harness.server.tools.readers.reading import read_text

__all__ = ["read_text"]
