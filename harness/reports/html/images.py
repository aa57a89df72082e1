"""Images for the page: from beside the run, told by their first bytes, each once, within bounds."""

from __future__ import annotations

import base64
import binascii
import re
from pathlib import Path

from harness.reports.clean import one_line

MOST_OF_ONE = 1_500_000
"""Bytes of an image that the page holds; larger ones are named."""
MOST_OF_ALL = 6_000_000
"""Bytes of all images of a page together: it stays below 15 MB."""

_DATA_URL = re.compile(r"data:image/[a-z]+;base64,([A-Za-z0-9+/=\s]+)")
_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}")


def kind_of(content: bytes) -> str:
    """`png`, `jpeg`, `gif` or `webp` by the first bytes; empty for anything else, whatever it is called."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if content.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    return "webp" if content.startswith(b"RIFF") and content[8:12] == b"WEBP" else ""


class Album:
    """The images of a page; knows how many bytes it may still take."""

    def __init__(self, folder: Path, most: int = MOST_OF_ALL) -> None:
        self._folder, self._left = folder, most

    def source(self, name: str) -> str:
        """A data URL of the pixels behind a file id or a data URL; empty where there are none to show."""
        content = self._content(name)
        kind = kind_of(content)
        if not kind or len(content) > min(MOST_OF_ONE, self._left):
            return ""
        self._left -= len(content)
        return f"data:image/{kind};base64,{base64.b64encode(content).decode('ascii')}"

    def _content(self, name: str) -> bytes:
        if inside := _DATA_URL.fullmatch(name):
            try:
                return base64.b64decode(inside[1])
            except binascii.Error:
                return b""
        path = self._folder / name if _NAME.fullmatch(name) else None
        try:
            return path.read_bytes() if path and path.stat().st_size <= MOST_OF_ONE else b""
        except OSError:
            return b""


class Shown:
    """The images of one attempt, each once, however often its steps and messages show it."""

    def __init__(self, album: Album) -> None:
        self.pixels: dict[str, str] = {}
        self._album = album
        self._names: dict[str, str] = {}

    def name(self, source: str) -> str:
        """What the page calls an image; its pixels are under that name where they are at hand."""
        if source not in self._names:
            data = source.startswith("data:")
            name = f"image {len(self._names) + 1}" if data else one_line(source, 200)
            self._names[source] = name
            if pixels := self._album.source(source):
                self.pixels[name] = pixels
        return self._names[source]
