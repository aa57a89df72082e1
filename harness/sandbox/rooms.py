"""Workspaces that programs get one after the other: a number, a user id, a directory that is empty again."""

from __future__ import annotations

import contextlib
import itertools
import os
import stat
import tempfile
from dataclasses import dataclass, field

from harness.sandbox import kernel, landlock, policy, room
from harness.sandbox.lockdown import path_rules


@dataclass(kw_only=True)
class Workspace:
    """`work` is the program's directory, `temporary` its TMPDIR; both lie in `root`."""

    number: int
    root: str
    user: int | None
    megabytes: int = 0
    paths: int | None = None

    @property
    def work(self) -> str:
        return self.root + "/work"

    @property
    def temporary(self) -> str:
        return self.root + "/tmp"  # noqa: S108


@dataclass(kw_only=True)
class Workspaces:
    """Hands out workspaces and takes them back. `mounts`: each is a small file system in memory."""

    base: str
    mounts: bool
    drops_user: bool
    readable: list[str]
    landlock_abi: int
    _free: list[Workspace] = field(default_factory=list)
    _made: int = 0

    def take(self, megabytes: int) -> Workspace:
        workspace = self._free.pop() if self._free else self._new()
        if workspace.megabytes != megabytes:
            self._refresh(workspace, megabytes)
        return workspace

    def give_back(self, workspace: Workspace) -> None:
        if not _is_clean(workspace):
            self._refresh(workspace, workspace.megabytes)
        self._free.append(workspace)

    def _new(self) -> Workspace:
        number, self._made = self._made, self._made + 1
        user = policy.FIRST_USER_ID + number if self.drops_user else None
        root = f"{self.base}/{number}"
        os.makedirs(root, mode=0o755, exist_ok=True)
        return Workspace(number=number, root=root, user=user)

    def _refresh(self, workspace: Workspace, megabytes: int) -> None:
        self._empty(workspace, megabytes)
        workspace.megabytes = megabytes
        for path in (workspace.work, workspace.temporary):
            os.mkdir(path, 0o700)
            if workspace.user is not None:
                os.chown(path, workspace.user, workspace.user)
        if workspace.paths is not None:
            os.close(workspace.paths)
        workspace.paths = self._ruleset(workspace)

    def _empty(self, workspace: Workspace, megabytes: int) -> None:
        if self.mounts:
            if workspace.megabytes:
                kernel.unmount(workspace.root)
            room.mount_workspace(workspace.root, user=workspace.user, megabytes=megabytes)
            return
        remove_tree(workspace.root)
        if os.path.lexists(workspace.root):
            workspace.root = tempfile.mkdtemp(dir=self.base)
        os.makedirs(workspace.root, mode=0o700, exist_ok=True)
        if workspace.user is not None:
            os.chown(workspace.root, workspace.user, workspace.user)

    def _ruleset(self, workspace: Workspace) -> int | None:
        if not self.landlock_abi:
            return None
        return landlock.ruleset(path_rules(self.readable, [workspace.root]), self.landlock_abi)


def _is_clean(workspace: Workspace) -> bool:
    with contextlib.suppress(OSError):
        inside = sorted(os.listdir(workspace.root)) == ["tmp", "work"]
        return inside and not os.listdir(workspace.work) and not os.listdir(workspace.temporary)
    return False


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
