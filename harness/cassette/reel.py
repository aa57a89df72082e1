"""A cassette file in use by a library: what it has, and what is being added to it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path

from harness.cassette.interaction import Interaction
from harness.cassette.player import Player
from harness.cassette.scrub import Scrubber
from harness.cassette.tape import Entry, Tape, read_tape
from harness.cassette.writer import Recording, partial_of


@dataclass
class Reel:
    """One file, of one scope or of many (`shared`).

    Safe to use from several threads. `notices` collects what a user should know, such as an interrupted
    recording that was set aside.
    """

    path: Path
    scrub: Scrubber
    shared: bool
    keep: bool
    notices: list[str]
    tape: Tape | None = None
    _recording: Recording | None = None
    _recorded: set[str] = field(default_factory=set)
    _incomplete: set[str] = field(default_factory=set)
    _entries: dict[str | None, list[Entry]] = field(default_factory=dict)
    _players: dict[str | None, Player] = field(default_factory=dict)
    _guard: threading.RLock = field(default_factory=threading.RLock)

    def read(self) -> None:
        """Reads what there is.

        Raises:
            CassetteCorrupt: it cannot be read.
        """
        if self.path.exists():
            self.tape = read_tape(self.path)
            self._entries = _by_scope(self.tape)

    def has(self, scope: str) -> bool:
        """Whether anything is recorded that a scope may play."""
        return self._owner(scope) in self._entries

    def player(self, scope: str) -> Player | None:
        """The recorded answers of a scope; those without a scope belong to whoever asks first.

        Made when it is first wanted: finding out what each answers takes longer than reading the file, and
        who only looks whether there is a recording need not wait for it.
        """
        owner = self._owner(scope)
        with self._guard:
            if owner in self._entries and owner not in self._players:
                self._players[owner] = Player.of(self.path, self._entries[owner], self.scrub)
            return self._players.get(owner)

    def _owner(self, scope: str) -> str | None:
        return scope if scope in self._entries else None

    def is_interrupted(self, scope: str) -> bool:
        """Whether a recording of the scope began and did not end."""
        if self.tape is None:
            return not self.shared and _has_content(partial_of(self.path))
        return not self.tape.is_complete(scope)

    def begin(self, scope: str) -> None:
        """Starts recording a scope, from its beginning."""
        with self._guard:
            self._recorded.add(scope)
            if self._recording is None:
                self._recording = Recording(self.path)
                self.notices += [self._recording.notice] if self._recording.notice else []

    def store(self, interaction: Interaction) -> None:
        """Keeps an interaction; durable against the death of this process when it returns."""
        with self._guard:
            self.begin(interaction.request.scope or "")
            assert self._recording is not None
            self._recording.append(interaction)

    def end(self, scope: str, complete: bool) -> None:
        """Ends the recording of a scope; a file of its own takes its place now."""
        with self._guard:
            if self._recording is None or scope not in self._recorded:
                return
            if not complete:
                self._incomplete.add(scope)
            elif self.shared:
                self._recording.mark_done(scope)
            if not self.shared:
                self.finish()

    def drop(self, scope: str) -> None:
        """Forgets the recording of a scope; what was there before stays. In a file of many it stays incomplete."""
        with self._guard:
            recording = self._recording
            if self.shared or recording is None:
                self.end(scope, complete=False)
                return
            self._recording = None
            recording.discard()

    def finish(self) -> None:
        """Puts what was recorded in place."""
        with self._guard:
            recording, self._recording = self._recording, None
            if recording is None:
                return
            if self._incomplete and not self.shared:
                recording.abandon()
                return
            known = {entry.interaction.request.scope for entry in self.tape.entries} if self.tape else set()
            failed = frozenset(self._incomplete & known)
            replaced = set() if self.keep else self._recorded - failed
            entries = self.tape.entries if self.tape else []
            kept = [entry.interaction for entry in entries if entry.interaction.request.scope not in replaced]
            if not self.shared and not self.keep:
                kept = []
            recording.finish(kept, without=failed, unfinished=frozenset(self._incomplete - known))


def _by_scope(tape: Tape) -> dict[str | None, list[Entry]]:
    scopes: dict[str | None, list[Entry]] = {}
    for entry in tape.entries:
        scopes.setdefault(entry.interaction.request.scope, []).append(entry)
    return scopes


def _has_content(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0
