"""Workspaces that programs get one after the other: a number, a user id, a directory that is empty again."""

from __future__ import annotations

import contextlib
import os
import tempfile
from dataclasses import dataclass, field

from harness.sandbox import kernel, landlock, policy, room
from harness.sandbox.lockdown import path_rules
from harness.sandbox.removal import remove_tree


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
    """Hands out workspaces and takes them back. `mounts`: each is a small file system in memory.

    `warm_parent` is its process id as the host knows it.
    """

    base: str
    warm_parent: int
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
        user = policy.user_id(self.warm_parent, number) if self.drops_user else None
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
