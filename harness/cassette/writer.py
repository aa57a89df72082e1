"""A recording under way: a line per finished interaction, beside the file that it will replace.

The lines go to `….yaml.partial`, which this process holds a lock on. Only when the recording is complete is
it closed with its end line and renamed; until then, and whatever happens, the recording before it stays as
it is.
"""

from __future__ import annotations

import contextlib
import fcntl
import glob
import logging
import os
import threading
from collections.abc import Iterable
from pathlib import Path

from harness.cassette.interaction import Interaction, encode_line
from harness.cassette.scope import PARTIAL
from harness.cassette.tape import HEAD, done_line, end_line, read_partial
from harness.errors import CassetteCorrupt, CassetteError, CassetteLocked

_log = logging.getLogger(__name__)


class Recording:
    """Appends interactions; safe to use from several threads.

    Raises:
        CassetteLocked: somebody else is recording this file.
        CassetteError: the file cannot be written; nothing that was there is changed.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.partial = partial_of(path)
        self.count = 0
        self.notice = ""
        self._scopes: set[str | None] = set()
        self._guard = threading.Lock()
        self._size = 0
        self._made = [folder for folder in path.parents if not folder.exists()]
        self._fd = self._open()
        try:
            self._write(HEAD)
        except CassetteError:
            self.discard()
            raise

    def append(self, interaction: Interaction) -> None:
        """Adds an interaction. When it returns, the interaction survives the death of this process.

        Raises:
            CassetteError: there is no room, or the disk fails. What was written before stays.
        """
        line = encode_line(interaction) + b"\n"
        with self._guard:
            self._write(line)
            self.count += 1
            self._scopes.add(interaction.request.scope)

    def mark_done(self, scope: str) -> None:
        """Notes in a file of many scopes that nothing will be added to this one."""
        with self._guard:
            self._write(done_line(scope))

    def finish(
        self,
        kept: Iterable[Interaction] = (),
        *,
        without: frozenset[str] = frozenset(),
        unfinished: frozenset[str] = frozenset(),
    ) -> None:
        """Puts the recording in the place of the file before it, durably.

        Args:
            kept: interactions of the file before that stay, and come first.
            without: scopes whose interactions are left out, since what was there before is better.
            unfinished: scopes that are not complete, which the end line has to say.
        """
        kept = list(kept)
        if self.count == 0:
            self.discard()
            return
        try:
            if kept or without:
                self._compose(kept, without, unfinished)
            self._write(end_line(self.count, interrupted=bool(unfinished)))
            os.fsync(self._fd)
            self.partial.replace(self.path)
            _sync_folder(self.path.parent)
            if not unfinished:
                self._drop_superseded()
        except OSError as error:
            raise self._error(error) from error
        finally:
            self._close()

    def _drop_superseded(self) -> None:
        """Interrupted recordings that were set aside, once all their scopes have been recorded as a whole."""
        for aside in self.path.parent.glob(glob.escape(self.path.name) + ".torn*"):
            with contextlib.suppress(CassetteCorrupt, OSError):  # nobody knows what is in it
                if {entry.interaction.request.scope for entry in read_partial(aside).entries} <= self._scopes:
                    aside.unlink()

    def abandon(self) -> None:
        """Leaves the recording unfinished, as if the process had died."""
        if self.count == 0:
            self.discard()
        else:
            self._close()

    def _compose(self, kept: list[Interaction], without: frozenset[str], unfinished: frozenset[str]) -> None:
        """Writes the partial file anew, with what is kept; it keeps its name and its lock."""
        recorded = [entry.interaction for entry in read_partial(self.partial).entries]
        chosen = kept + [item for item in recorded if item.request.scope not in without]
        scopes = {item.request.scope for item in chosen} - unfinished
        done = [done_line(scope) for scope in sorted(filter(None, scopes))] if unfinished else []
        content = b"".join([HEAD, *(encode_line(item) + b"\n" for item in chosen), *done])
        beside = self.partial.with_name(self.partial.name + ".new")
        beside.write_bytes(content)
        fd = os.open(beside, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC)
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        beside.replace(self.partial)
        os.close(self._fd)
        self._fd, self._size, self.count = fd, len(content), len(chosen)

    def _open(self) -> int:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            while True:
                fd = os.open(self.partial, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
                self._lock(fd)
                if self._is_fresh(fd):
                    return fd
                os.close(fd)
        except OSError as error:
            raise self._error(error) from error

    def _lock(self, fd: int) -> None:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(fd)
            raise CassetteLocked(
                f"{self.path} is being recorded by another process or session",
                fix="wait until it is done, or record into another folder",
            ) from None

    def _is_fresh(self, fd: int) -> bool:
        """Whether the locked file is the one under the name, and empty; a leftover is set aside."""
        status = os.fstat(fd)
        try:
            if self.partial.stat().st_ino != status.st_ino:
                return False
        except FileNotFoundError:
            return False
        if status.st_size > 0:
            self.notice = set_aside(self.path)
            _log.warning("%s", self.notice)
            return False
        return True

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self._fd, view) :]
        except OSError as error:
            # A part of a line must not stay: what comes next would be glued to it.
            if self._fd >= 0:
                os.ftruncate(self._fd, self._size)
            raise self._error(error) from error
        self._size += len(data)

    def discard(self) -> None:
        """Gives up; what was there before stays, and no folder that was made for this."""
        self.partial.unlink(missing_ok=True)
        self._close()
        with contextlib.suppress(OSError):  # another recording is in it meanwhile
            for folder in self._made:
                folder.rmdir()

    def _close(self) -> None:
        # A closed number may soon be somebody else's file.
        fd, self._fd = self._fd, -1
        if fd >= 0:
            os.close(fd)

    def _error(self, error: OSError) -> CassetteError:
        return CassetteError(
            f"cannot record {self.path}: {error.strerror or error}",
            nearest=f"{self.count} interactions are safe in {self.partial}" if self.count else None,
            fix="make room or choose another folder, then record again; the recording before it is unchanged",
        )


def partial_of(path: Path) -> Path:
    """The file that a recording of `path` grows in."""
    return path.with_name(path.name + PARTIAL)


def set_aside(path: Path) -> str:
    """Moves an interrupted recording of `path` out of the way and says where to."""
    partial = partial_of(path)
    aside = next(
        name
        for number in range(1, 1_000_000)
        if not (name := path.with_name(f"{path.name}.torn{number}")).exists()
    )
    partial.replace(aside)
    try:
        tape = read_partial(aside)
        what = f"{len(tape.entries)} interactions" + (", the last line torn" if tape.tail else "")
    except CassetteCorrupt:
        what = "unreadable"
    return f"the recording of {path} was interrupted; what it had ({what}) is kept in {aside} until it is recorded anew"


def _sync_folder(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
