"""The code interpreter: one live session a thread, in the sandbox.

Sessions are made when code first runs on a thread and closed when they have been idle for long. Whatever goes
wrong in the code is an outcome that the model reads and may answer with better code.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import shutil
import stat
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from harness.errors import HarnessError
from harness.server.engine.job import Made, Outcome

if TYPE_CHECKING:
    from harness.sandbox import Cell, Interpreter
    from harness.sandbox.scratch import Scratch

_log = logging.getLogger("harness.server")
_GRACE = 5.0
_TOLD = 8_000
_LOGGED = 100_000
_FILE_BYTES = 64 * 2**20


@dataclass(frozen=True)
class InputFile:
    """A file that code finds as /mnt/data/`name`; its bytes are at `path`."""

    name: str
    path: Path


@dataclass
class _Session:
    scratch: Scratch
    interpreter: Interpreter
    used: float
    placed: set[str] = field(default_factory=set)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def folder(self) -> Path:
        return self.scratch.path


class CodeSessions:
    """The sessions of one server, by thread."""

    def __init__(self, *, cell_seconds: float, idle_seconds: float) -> None:
        self._cell_seconds = cell_seconds
        self._idle_seconds = idle_seconds
        self._sessions: dict[str, _Session] = {}

    async def run(self, session: str, code: str, files: Sequence[InputFile]) -> Outcome:
        """Runs a cell in a session, which is made when there is none. Never raises for what the code does."""
        await self._close_idle()
        try:
            live = self._sessions.get(session) or await self._open(session)
        except HarnessError as error:
            return Outcome(text=str(error), logs=str(error))
        async with live.lock:
            live.used = time.monotonic()
            await asyncio.to_thread(_place, live, files)
            try:
                cell = await self._cell(session, live, code)
            except HarnessError as error:
                await self.close(session)
                return Outcome(text=str(error), logs=str(error))
            live.used = time.monotonic()
            return await asyncio.to_thread(_outcome, live.folder, cell)

    async def _cell(self, session: str, live: _Session, code: str) -> Cell:
        """One cell in a thread of its own. When the run is cancelled, the cell is stopped first."""
        thread = asyncio.to_thread(live.interpreter.run, code, seconds=self._cell_seconds)
        running = asyncio.ensure_future(thread)
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            live.interpreter.interrupt()
            done, _ = await asyncio.wait([running], timeout=_GRACE)
            if not done:
                await self.close(session)
            raise

    async def _open(self, session: str) -> _Session:
        starting = asyncio.ensure_future(asyncio.to_thread(_start))
        try:
            live = await asyncio.shield(starting)
        except asyncio.CancelledError:
            await asyncio.to_thread(_stop, await starting)  # nobody else knows of it
            raise
        other = self._sessions.setdefault(session, live)
        if other is not live:
            await asyncio.to_thread(_stop, live)
        return other

    async def close(self, session: str) -> None:
        """Ends a session with its variables and files; nothing happens when there is none."""
        live = self._sessions.pop(session, None)
        if live is not None:
            await asyncio.to_thread(_stop, live)

    async def _close_idle(self) -> None:
        oldest = time.monotonic() - self._idle_seconds
        for session, live in list(self._sessions.items()):
            if live.used < oldest and not live.lock.locked():
                await self.close(session)

    async def aclose(self) -> None:
        """Ends every session."""
        for session in list(self._sessions):
            await self.close(session)


def _start() -> _Session:
    # Imported when the first code runs: the sandbox brings numpy and matplotlib along.
    from harness.sandbox import Interpreter, Limits
    from harness.sandbox.scratch import Scratch

    folder = Scratch("code")
    limits = Limits(seconds=60.0, memory_mb=1024, disk_mb=256)
    return _Session(folder, Interpreter(folder.path, limits), time.monotonic())


def _stop(live: _Session) -> None:
    with contextlib.suppress(HarnessError, OSError):
        live.interpreter.close()
    live.scratch.close()


def _place(live: _Session, files: Sequence[InputFile]) -> None:
    """Copies in what is not there yet, under the plain name of the file."""
    for file in files:
        name = Path(file.name).name or file.path.name
        if name not in live.placed and file.path.exists():
            _copy_in(file.path, live.folder, name)
            live.placed.add(name)


def _copy_in(source: Path, folder: Path, name: str) -> None:
    """The folder belongs to the code by now: a link left under this name is replaced, not followed."""
    directory = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name, dir_fd=directory)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        target = os.open(name, flags, 0o666, dir_fd=directory)
        with source.open("rb") as opened, os.fdopen(target, "wb") as made:
            shutil.copyfileobj(opened, made, 1 << 20)
    except IsADirectoryError:
        _log.warning("%s is in the way of a file of that name", name)
    finally:
        os.close(directory)


def _outcome(folder: Path, cell: Cell) -> Outcome:
    logs = "\n".join(part for part in (cell.logs.rstrip("\n"), cell.error, cell.notice) if part)[:_LOGGED]
    images = tuple(Made(f"image-{index}.png", data) for index, data in enumerate(cell.images))
    files = tuple(made for name in cell.files if (made := _read(folder, name)) is not None)
    return Outcome(text=_told(logs, images, files), logs=logs, images=images, files=files)


def _read(folder: Path, name: str) -> Made | None:
    """A file that code wrote. It may be anything by now: only plain files are read, no links followed."""
    descriptor = _open_plain(folder, Path(name).parts)
    if descriptor is None:
        return None
    with os.fdopen(descriptor, "rb") as opened:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        return Made(name, opened.read(_FILE_BYTES))


def _open_plain(folder: Path, parts: Sequence[str]) -> int | None:
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    at = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for part in parts:
            inner = os.open(part, flags, dir_fd=at)
            os.close(at)
            at = inner
    except OSError:
        os.close(at)
        return None
    return at


def _told(logs: str, images: Sequence[Made], files: Sequence[Made]) -> str:
    """What the model reads: the logs, shortened in the middle, and what was made."""
    parts = (
        [logs if len(logs) <= _TOLD else f"{logs[: _TOLD // 2]}\n…\n{logs[-_TOLD // 2 :]}"] if logs else []
    )
    parts += [f"[{len(images)} figure(s) shown to the user]"] if images else []
    parts += [f"[file written: sandbox:/mnt/data/{made.name}]" for made in files]
    return "\n".join(parts) or "[no output]"
