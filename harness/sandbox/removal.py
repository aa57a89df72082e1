"""Removes trees that untrusted code has grown: of any depth, with links in them, one that still changes."""

from __future__ import annotations

import contextlib
import itertools
import os
import stat


def remove_tree(path: str) -> None:
    """Removes `path` and all below it, however deep: subfolders are moved up before they are emptied.

    Errors are passed over: what stays can be seen by looking. Nothing is followed.
    """
    with contextlib.suppress(OSError):
        root = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            numbers = itertools.count()
            while names := _removable(root):
                for name in names:
                    _empty_folder(root, name, numbers)
        finally:
            os.close(root)
        os.rmdir(path)


def _removable(folder: int) -> list[str]:
    """Unlinks the files in `folder` and names its subfolders."""
    return [name for name in os.listdir(folder) if not _unlinked(folder, name)]


def _unlinked(folder: int, name: str) -> bool:
    if stat.S_ISDIR(os.lstat(name, dir_fd=folder).st_mode):
        return False
    os.unlink(name, dir_fd=folder)
    return True


def _empty_folder(root: int, name: str, numbers: itertools.count[int]) -> None:
    """Moves the subfolders of `name` up into `root`, so that it can be removed itself."""
    os.chmod(name, 0o700, dir_fd=root)
    folder = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=root)
    try:
        for below in _removable(folder):
            os.rename(below, f".{next(numbers)}.{os.urandom(4).hex()}", src_dir_fd=folder, dst_dir_fd=root)
    finally:
        os.close(folder)
    os.rmdir(name, dir_fd=root)
