"""Text files: UTF-8, or UTF-16 with a byte order mark."""

from __future__ import annotations

from pathlib import Path

from harness.server.tools.base import UnreadableDocument
from harness.server.tools.readers.limits import MOST_CHARACTERS


def read_plain(path: Path) -> str:
    """The file's text. Raises UnreadableDocument: another encoding, too long."""
    if path.stat().st_size > 4 * MOST_CHARACTERS:
        raise too_long()
    data = path.read_bytes()
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableDocument("invalid_file", "The file is not UTF-8 or UTF-16 text.") from error
    if len(text) > MOST_CHARACTERS:
        raise too_long()
    return text


def too_long() -> UnreadableDocument:
    """The fault of a file beyond the documented size."""
    return UnreadableDocument("invalid_file", "The file has more than 5000000 tokens of text.")
