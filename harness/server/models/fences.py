"""Finds the fenced block that is a tool call in a text that arrives in pieces.

A fence opens at the start of a line with three or more backticks or tildes and an info string, and closes
with at least as many of the same on a line of their own (CommonMark, but for nesting in lists and quotes).
Blocks whose info string is not among the wanted ones are text, fences and all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_OPENING = re.compile(r" {0,3}(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^`\n]*)")
_MAYBE_OPENING = re.compile(r" {0,3}(`{0,2}|~{0,2}|`{3,}[^`\n]*|~{3,}[^\n]*)")
_MAYBE_CLOSING = re.compile(r" {0,3}(?P<fence>`*|~*)[ \t\r]*")


@dataclass(frozen=True)
class Event:
    """`text` outside of wanted blocks; `open` with the block's kind; `inside` its text; `close`."""

    type: Literal["text", "open", "inside", "close"]
    text: str = ""


class FenceScanner:
    """Feed it text, read events. Lines are held back only while they may still become a fence.

    `kinds` maps the first word of an info string, in lower case, to the kind that the `open` event names.
    After the first wanted block has closed, nothing more is read: `closed` is true.
    """

    def __init__(self, kinds: Mapping[str, str]) -> None:
        self._kinds = kinds
        self._line = ""
        self._passing = False
        self._fence = ""
        self._wanted = False
        self._pending_newline = False
        self.closed = False

    @property
    def inside(self) -> bool:
        """Whether a wanted block is open."""
        return self._wanted and not self.closed

    def feed(self, text: str) -> Iterator[Event]:
        """The events of the next piece of text."""
        for part in _LINE.findall(text):
            if self.closed:
                return
            yield from self._part(part)

    def end(self) -> Iterator[Event]:
        """The events that are due when the text ends; an open block is closed by it."""
        if self.closed:
            return
        if self._line and not (self.inside and self._closes(self._line)):
            yield from self._emit(self._line)
        self._line = ""
        if self.inside:
            yield from self._close()

    def _part(self, part: str) -> Iterator[Event]:
        ended = part.endswith("\n")
        if self._passing:
            yield from self._emit(part)
            self._passing = not ended
            return
        self._line += part
        if ended:
            line, self._line = self._line, ""
            yield from self._whole_line(line)
        elif not self._may_be_fence(self._line):
            line, self._line, self._passing = self._line, "", True
            yield from self._emit(line)

    def _may_be_fence(self, line: str) -> bool:
        pattern = _MAYBE_CLOSING if self._fence else _MAYBE_OPENING
        return pattern.fullmatch(line) is not None

    def _whole_line(self, line: str) -> Iterator[Event]:
        if self._fence:
            if not self._closes(line):
                yield from self._emit(line)
            elif self._wanted:
                yield from self._close()
            else:
                self._fence = ""
                yield Event("text", line)
        else:
            yield from self._maybe_open(line)

    def _maybe_open(self, line: str) -> Iterator[Event]:
        match = _OPENING.fullmatch(line.rstrip("\r\n"))
        if match is None:
            yield Event("text", line)
            return
        self._fence = match["fence"]
        kind = self._kinds.get((match["info"].lower().split() or [""])[0])
        self._wanted = kind is not None
        yield Event("text", line) if kind is None else Event("open", kind)

    def _closes(self, line: str) -> bool:
        match = _MAYBE_CLOSING.fullmatch(line.removesuffix("\n"))
        return match is not None and match["fence"].startswith(self._fence)

    def _emit(self, text: str) -> Iterator[Event]:
        """Text, or the inside of a block; the line break before a closing fence belongs to the fence."""
        if not self.inside:
            yield Event("text", text)
            return
        if self._pending_newline:
            text = "\n" + text
        self._pending_newline = text.endswith("\n")
        text = text.removesuffix("\n")
        if text:
            yield Event("inside", text)

    def _close(self) -> Iterator[Event]:
        self.closed = True
        yield Event("close")
