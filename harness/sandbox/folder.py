"""The folder of an interpreter session, seen from outside: what changed, how much it holds, whose it is."""

from __future__ import annotations

import contextlib
import os
import stat
from dataclasses import dataclass, field

_ENTRIES = 20_000


@dataclass(frozen=True)
class Snapshot:
    """Regular files by relative name with what tells a change, and their size together. Nothing is followed."""

    marks: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    size: int = 0
    entries: int = 0

    def changed_since(self, before: Snapshot) -> tuple[str, ...]:
        return tuple(sorted(name for name, mark in self.marks.items() if before.marks.get(name) != mark))


def look(folder: str) -> Snapshot:
    """The folder as it is now; at most 20,000 entries are looked at."""
    marks: dict[str, tuple[int, int, int]] = {}
    size = entries = 0
    with contextlib.suppress(FileNotFoundError):
        for path, _, names, descriptor in os.fwalk(folder, follow_symlinks=False):
            for name in names:
                with contextlib.suppress(OSError):
                    status = os.lstat(name, dir_fd=descriptor)
                    if stat.S_ISREG(status.st_mode):
                        relative = os.path.relpath(f"{path}/{name}", folder)
                        marks[relative] = (status.st_size, status.st_mtime_ns, status.st_ino)
                        size += status.st_blocks * 512
            entries += len(names) + 1
            if entries > _ENTRIES:
                break
    return Snapshot(marks, size, entries)


def hand_to(folder: str, user: int) -> None:
    """Everything in the folder belongs to `user` from now on. Links are changed themselves, never followed."""
    with contextlib.suppress(FileNotFoundError):
        for _, folders, names, descriptor in os.fwalk(folder, follow_symlinks=False):
            for name in (".", *folders, *names):
                with contextlib.suppress(OSError):
                    if os.lstat(name, dir_fd=descriptor).st_uid != user:
                        os.chown(name, user, user, dir_fd=descriptor, follow_symlinks=False)
