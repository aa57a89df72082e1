"""Server-sent events out of a byte stream, as the HTML standard defines them (section 9.2.6)."""

from __future__ import annotations

import codecs
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Event:
    """One event: its name (empty when none was sent) and its data lines joined."""

    name: str
    data: str


class Decoder:
    """Bytes in, events out; keeps what is not complete. An unfinished event at the end is not an event."""

    def __init__(self) -> None:
        self._text = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._rest = ""
        self._name = ""
        self._data: list[str] = []

    def feed(self, chunk: bytes) -> Iterator[Event]:
        """The events that this chunk completes."""
        # A trailing \r may be half of \r\n: it stays until the next chunk tells.
        buffer = self._rest + self._text.decode(chunk)
        held = "\r" if buffer.endswith("\r") else ""
        lines = buffer.removesuffix(held).replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self._rest = lines.pop() + held
        for line in lines:
            event = self._line(line)
            if event:
                yield event

    def _line(self, line: str) -> Event | None:
        if not line:
            return self._dispatch()
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "event":
            self._name = value
        elif field == "data":
            self._data.append(value)
        return None

    def _dispatch(self) -> Event | None:
        event = Event(self._name, "\n".join(self._data)) if self._data else None
        self._name, self._data = "", []
        return event


async def events(chunks: AsyncIterator[bytes]) -> AsyncIterator[Event]:
    """Decode a response body as it arrives."""
    decoder = Decoder()
    async for chunk in chunks:
        for event in decoder.feed(chunk):
            yield event
