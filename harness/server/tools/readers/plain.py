"""Text files: UTF-8, or UTF-16 with a byte order mark."""

from __future__ import annotations

import contextlib
from pathlib import Path

from harness.server.tools.base import UnreadableDocument
from harness.server.tools.readers.limits import MOST_CHARACTERS


def read_plain(path: Path, declared: str | None = None) -> str:
    """The file's text; `declared` is the encoding that the file itself names, for one that is not Unicode.

    Raises UnreadableDocument: another encoding, too long.
    """
    if path.stat().st_size > 4 * MOST_CHARACTERS:
        raise too_long()
    data = path.read_bytes()
    text = _decoded(data, declared)
    if len(text) > MOST_CHARACTERS:
        raise too_long()
    return text


def _decoded(data: bytes, declared: str | None) -> str:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    for one in (encoding, declared):
        with contextlib.suppress(UnicodeError, LookupError):
            return data.decode(one or encoding)
    # Encodings are not guessed: a wrong guess is text that nobody finds and everybody is shown.
    raise UnreadableDocument("invalid_file", "The file is not UTF-8 or UTF-16 text: save it as UTF-8.")


def too_long() -> UnreadableDocument:
    """The fault of a file beyond the documented size."""
    return UnreadableDocument("invalid_file", "The file has more than 5000000 tokens of text.")
