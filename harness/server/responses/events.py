"""A response's events: numbered, kept while the response is under way, followed by any number of clients."""

from __future__ import annotations

from harness.server.runs.channel import Channel
from harness.server.wire import Json, dumps, event

_MOST_KEPT = 20_000


class Follower(Channel):
    """One client's share of the events. The stream ends with the last event, without a marker of its own."""

    def push(self, data: bytes) -> None:
        """Queues an event that is in its wire form already."""
        if not self.closed:
            self._waiting.append(data)
            if len(self._waiting) > _MOST_KEPT:
                self._cut_off()
            self._news.set()

    def finish(self) -> None:
        self.closed = True
        self._news.set()


class EventLog:
    """All events of one response so far."""

    def __init__(self) -> None:
        self._sent: list[bytes] = []
        self._followers: list[Follower] = []
        self._closed = False

    def emit(self, name: str, /, **fields: object) -> None:
        """Adds an event with the next sequence number and the fields as they are now."""
        body: Json = {"type": name, "sequence_number": len(self._sent), **fields}
        data = event(name, dumps(body))
        self._sent.append(data)
        for follower in self._followers:
            follower.push(data)

    def follow(self, after: int = -1) -> Follower:
        """The events after this sequence number, and those to come."""
        follower = Follower()
        for data in self._sent[after + 1 :]:
            follower.push(data)
        if self._closed:
            follower.finish()
        else:
            self._followers.append(follower)
        return follower

    def close(self) -> None:
        """No more events will come."""
        self._closed = True
        for follower in self._followers:
            follower.finish()
        self._followers.clear()
