"""Namespaces with a root of their own, entered once by the warm parent: its children are born inside.

The new root holds only what `policy.readable_paths` names, read-only, and small file systems in memory to work
in. There are no processes, no network and no other users to be seen from there.
"""

from __future__ import annotations

import contextlib
import os
import stat

from harness.sandbox import kernel, policy

HOST = "/.host"
ROOMS = "/rooms"
DATA = "/mnt/data"
SCRATCH = "/scratch"
_PLACES = ("/mnt", "/media", "/srv", "/opt", "/tmp", "/home")  # noqa: S108 — only a place to mount on
_INSIDE = kernel.CLONE_NEWNS | kernel.CLONE_NEWNET | kernel.CLONE_NEWIPC | kernel.CLONE_NEWUTS
_KEPT_FLAGS = {
    os.ST_NOSUID: kernel.MS_NOSUID,
    os.ST_NODEV: kernel.MS_NODEV,
    os.ST_NOEXEC: kernel.MS_NOEXEC,
    os.ST_NOATIME: kernel.MS_NOATIME,
    os.ST_RELATIME: kernel.MS_RELATIME,
}


def leave_the_host() -> None:
    """New namespaces for this process and, for process ids, for its children. Raises OSError."""
    try:
        kernel.unshare(_INSIDE | kernel.CLONE_NEWPID | kernel.CLONE_NEWCGROUP)
    except PermissionError:
        _unshare_as_ordinary_user()


def _unshare_as_ordinary_user() -> None:
    user, group = os.geteuid(), os.getegid()
    kernel.unshare(kernel.CLONE_NEWUSER | _INSIDE | kernel.CLONE_NEWPID | kernel.CLONE_NEWCGROUP)
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{user} {user} 1")
    _write("/proc/self/gid_map", f"{group} {group} 1")


def _write(path: str, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY)
    try:
        os.write(descriptor, text.encode())
    finally:
        os.close(descriptor)


def build_root(readable: list[str], *, keep_host: bool) -> None:
    """The root of this namespace becomes a small one with `readable` in it. Raises OSError.

    With `keep_host` the old root stays mounted at `HOST`: children that bind a folder need it, and unmount it
    in a namespace of their own before anything untrusted runs.
    """
    place = next(path for path in _PLACES if os.path.isdir(path))
    resolved = [(path, os.path.realpath(path)) for path in readable]
    kernel.mount(None, "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    kernel.mount("tmpfs", place, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "mode=755,size=16m")
    os.mkdir(place + HOST, 0o700)
    kernel.pivot_root(place, place + HOST)
    os.chdir("/")
    for path, real in sorted(resolved, key=lambda pair: len(pair[1])):
        _show(path, real)
    for device in policy.DEVICES:
        with contextlib.suppress(OSError):
            _bind(HOST + device, device, 0)
    os.makedirs(ROOMS, exist_ok=True)
    os.makedirs(DATA, exist_ok=True)
    os.makedirs("/tmp", exist_ok=True)  # noqa: S108
    os.makedirs(SCRATCH, exist_ok=True)
    if not keep_host:
        kernel.unmount(HOST)


def _show(path: str, real: str) -> None:
    if not os.path.lexists(real):
        _bind(HOST + real, real, kernel.MS_RDONLY | kernel.MS_NOSUID)
    if path != real and not os.path.lexists(path):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        os.symlink(real, path)


def _bind(source: str, target: str, flags: int) -> None:
    if stat.S_ISDIR(os.stat(source).st_mode):
        os.makedirs(target, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o644))
    kernel.mount(source, target, None, kernel.MS_BIND | kernel.MS_REC)
    # Flags that the host has set may not be taken away in a user namespace: they are asked for again.
    has = os.statvfs(target).f_flag
    kept = sum(flag for seen, flag in _KEPT_FLAGS.items() if has & seen)
    kernel.mount(None, target, None, kernel.MS_REMOUNT | kernel.MS_BIND | flags | kept)


def mount_workspace(path: str, *, user: int | None, megabytes: int) -> None:
    """A small file system in memory: it fills up, the disk does not."""
    owner = "" if user is None else f",uid={user},gid={user}"
    flags = kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC
    kernel.mount("tmpfs", path, "tmpfs", flags, f"mode=700,size={megabytes}m,nr_inodes=8192{owner}")


def temporary_place(readable: list[str]) -> str:
    """Where temporary files go: /tmp, unless packages lie below it, which a fresh /tmp would hide."""
    hidden = any(place.startswith("/tmp/") for path in readable for place in (path, os.path.realpath(path)))  # noqa: S108
    return SCRATCH if hidden else "/tmp"  # noqa: S108


def bind_folder(folder: str, temporary: str, *, user: int | None, megabytes: int) -> None:
    """In a mount namespace of its own: `folder` of the host becomes /mnt/data, `temporary` is fresh."""
    kernel.unshare(kernel.CLONE_NEWNS)
    kernel.mount(HOST + folder, DATA, None, kernel.MS_BIND)
    has = os.statvfs(DATA).f_flag
    kept = sum(flag for seen, flag in _KEPT_FLAGS.items() if has & seen)
    flags = kernel.MS_REMOUNT | kernel.MS_BIND | kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC
    kernel.mount(None, DATA, None, flags | kept)
    mount_workspace(temporary, user=user, megabytes=megabytes)
    kernel.unmount(HOST)
