"""Recorded interactions of a scope, handed out in recorded order to the requests that they answer."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from harness.cassette.coding import decoded
from harness.cassette.matching import Key, key_of, same_but_for_secrets, target_of
from harness.cassette.scrub import Scrubber
from harness.cassette.tape import Entry


@dataclass(eq=False, slots=True)
class Take:
    """A recorded interaction with its key, and whether it was played."""

    entry: Entry
    key: Key
    played: bool = False

    def __str__(self) -> str:
        line = f" (line {self.entry.line})" if self.entry.line else ""
        return f"{self.entry.interaction}{line}"


@dataclass
class Player:
    """The interactions of one scope, each played once.

    Safe to use from several threads, for cassettes without scopes are shared by all that open them.
    """

    path: Path
    takes: list[Take]
    _queues: dict[Key, list[Take]] = field(default_factory=dict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def of(cls, path: Path, entries: Iterable[Entry], scrub: Scrubber) -> Player:
        """Indexes the entries by what they answer."""
        player = cls(path, [Take(entry, _key(entry, scrub)) for entry in entries])
        for take in player.takes:
            player._queues.setdefault(take.key, []).append(take)
        return player

    def take(self, key: Key) -> Take | None:
        """The next answer to a request, None when there is none (left)."""
        with self._guard:
            queue = self._queues.get(key)
            if not queue:
                return None
            take = queue.pop(0)
            take.played = True
            return take

    def take_but_for_secrets(self, key: Key) -> Take | None:
        """The next answer to a request that was recorded with a secret in its body which is unknown here."""
        for recorded in self._queues:
            if same_but_for_secrets(recorded, key) and (take := self.take(recorded)):
                return take
        return None

    @property
    def leftovers(self) -> list[Take]:
        """What was recorded and never asked for, in recorded order."""
        return [take for take in self.takes if not take.played]


def _key(entry: Entry, scrub: Scrubber) -> Key:
    request = entry.interaction.request
    body = request.content
    if coding := request.header("content-encoding"):
        body = decoded(body, coding)
    target = scrub.target(target_of(request.uri))
    return key_of(request.method, target, scrub.bytes(body), request.header("content-type"))
