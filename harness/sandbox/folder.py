"""The folder of an interpreter session, seen from outside: what changed, how much it holds, whose it is."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from harness.sandbox.model import MIB

_ENTRIES = 20_000
_DEPTH = 64


@dataclass
class Snapshot:
    """Regular files by relative name with what tells a change, and the bytes on disk together.

    `unbounded`: more entries or deeper folders than are looked at. Nothing is followed.
    """

    marks: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    size: int = 0
    unbounded: bool = False

    def changed_since(self, before: Snapshot) -> tuple[str, ...]:
        return tuple(sorted(name for name, mark in self.marks.items() if before.marks.get(name) != mark))

    def exceeds(self, megabytes: int) -> bool:
        return self.unbounded or self.size > megabytes * MIB


def look(folder: str) -> Snapshot:
    """The folder as it is now; 20,000 entries, 64 levels."""
    found = Snapshot()
    for entry, status in _entries(folder, found):
        found.size += status.st_blocks * 512
        if stat.S_ISREG(status.st_mode):
            name = entry.path.removeprefix(folder + "/")
            found.marks[name] = (status.st_size, status.st_mtime_ns, status.st_ino)
    return found


def removed_and_open(pid: int) -> int:
    """Bytes on disk of files that a process holds open and that have no name any more (needs /proc)."""
    held: dict[tuple[int, int], int] = {}
    with contextlib.suppress(OSError), os.scandir(f"/proc/{pid}/fd") as entries:
        for entry in entries:
            with contextlib.suppress(OSError):
                status = entry.stat()
                if stat.S_ISREG(status.st_mode) and status.st_nlink == 0:
                    held[status.st_dev, status.st_ino] = status.st_blocks * 512
    return sum(held.values())


def host_pid(ancestor: int, inside: int) -> int | None:
    """The process below `ancestor` that is number `inside` where it lives: in its own namespace of process ids."""
    waiting = [ancestor]
    while waiting:
        pid = waiting.pop()
        with contextlib.suppress(OSError):
            status = Path(f"/proc/{pid}/status").read_text()
            numbers = next(line for line in status.splitlines() if line.startswith("NSpid:")).split()
            if pid != ancestor and int(numbers[-1]) == inside:
                return pid
            for task in Path(f"/proc/{pid}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
    return None


def hand_to(folder: str, user: int) -> None:
    """Everything in the folder belongs to `user` from now on. Links are changed themselves, never followed."""
    with contextlib.suppress(OSError):
        os.chown(folder, user, user, follow_symlinks=False)
    for entry, status in _entries(folder, Snapshot()):
        if status.st_uid != user:
            with contextlib.suppress(OSError):
                os.chown(entry.path, user, user, follow_symlinks=False)


def _entries(folder: str, found: Snapshot) -> Iterator[tuple[os.DirEntry[str], os.stat_result]]:
    """All below `folder`, without recursion: hostile trees are deep. Says in `found` when there was more."""
    waiting, seen = [(folder, 0)], 0
    while waiting:
        path, depth = waiting.pop()
        with contextlib.suppress(OSError), os.scandir(path) as entries:
            for entry in entries:
                seen += 1
                if seen > _ENTRIES:
                    found.unbounded = True
                    return
                with contextlib.suppress(OSError):
                    yield entry, entry.stat(follow_symlinks=False)
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append((entry.path, depth + 1))
        if depth > _DEPTH:
            found.unbounded = True
            return
