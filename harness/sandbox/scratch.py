"""Temporary folders that are gone when their owner is: at its end, or, after a kill, at the next one's start.

The owner holds a lock on its folder for as long as it lives. A folder whose lock can be had belongs to nobody any
more: the kernel lets go of locks when a process dies, whatever it died of, in whatever container it ran.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import stat
import tempfile
import time
import weakref
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from harness.sandbox import policy
from harness.sandbox.removal import remove_tree

_PREFIX = "harness-scratch-"
_UNLOCKED_SECONDS = 60.0  # the most that lies between making a folder and locking it
_OPEN = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class Scratch:
    """A private temporary folder at `path`; `kind` is a word for its name.

    It goes with `close`, when nobody refers to this object any more, or at the end of the process. The first one
    of a process also removes what killed processes of the same user have left.
    """

    def __init__(self, kind: str) -> None:
        _sweep_once()
        self.path = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{kind}-"))
        self._end = weakref.finalize(self, _end, self.path, _locked(self.path), os.getpid())

    def close(self) -> None:
        """Removes the folder with all that is in it; nothing happens the second time."""
        self._end()

    def __enter__(self) -> Path:
        return self.path

    def __exit__(self, *_: object) -> None:
        self.close()


def _end(path: Path, lock: int, owner: int) -> None:
    if owner == os.getpid():  # a forked child shares the folder and does not own it
        remove_tree(str(path))
    os.close(lock)


def _locked(path: Path) -> int:
    """A descriptor that holds the folder; on a file system without locks it stays unlocked, and is never swept."""
    lock = os.open(path, _OPEN)
    with contextlib.suppress(OSError):
        fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


@cache
def _sweep_once() -> None:
    sweep(Path(tempfile.gettempdir()))


def sweep(folder: Path) -> None:
    """Removes the scratch folders below `folder` that nobody holds any more. What cannot be removed stays."""
    for path in _left_behind(folder):
        with contextlib.suppress(OSError):
            lock = os.open(path, _OPEN)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                remove_tree(path)
            finally:
                os.close(lock)


def _left_behind(folder: Path) -> Iterator[str]:
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(_PREFIX):
                with contextlib.suppress(OSError):
                    if _is_old_and_ours(entry.stat(follow_symlinks=False)):
                        yield entry.path


def _is_old_and_ours(found: os.stat_result) -> bool:
    """Ours: made by this user, or, as root, handed to one of the sandbox's own user ids."""
    ours = found.st_uid == os.geteuid() or (os.geteuid() == 0 and policy.is_sandbox_user(found.st_uid))
    return stat.S_ISDIR(found.st_mode) and ours and time.time() - found.st_mtime > _UNLOCKED_SECONDS
