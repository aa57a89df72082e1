"""Takes files out of a directory that untrusted code has filled: regular files only, nothing followed."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field

from harness.sandbox.model import MIB, Limits

_DEPTH = 16
_ENTRIES = 10_000
_OPEN = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK


@dataclass
class Collected:
    """`files` by relative path, `skipped` what was not taken: other kinds, too many, too large, too deep."""

    files: dict[str, bytes] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)


def collect(directory: int, limits: Limits, given: Mapping[str, bytes]) -> Collected:
    """What lies below the open `directory` and is not one of the `given` files unchanged."""
    found = Collected()
    budget = _Budget(limits.files, limits.disk_mb * MIB)
    _walk(directory, "", 0, found, budget, given)
    return found


@dataclass
class _Budget:
    files: int
    size: int
    entries: int = _ENTRIES


def _walk(
    directory: int, prefix: str, depth: int, found: Collected, budget: _Budget, given: Mapping[str, bytes]
) -> None:
    for name in sorted(os.listdir(directory))[: max(0, budget.entries)]:
        budget.entries -= 1
        path = prefix + name
        kind = _kind(directory, name)
        if kind == "file":
            _take(directory, name, path, found, budget, given)
        elif kind == "directory" and depth < _DEPTH:
            _descend(directory, name, path, depth, found, budget, given)
        else:
            _skip(found, path)


def _descend(
    parent: int,
    name: str,
    path: str,
    depth: int,
    found: Collected,
    budget: _Budget,
    given: Mapping[str, bytes],
) -> None:
    try:
        below = os.open(name, _OPEN | os.O_DIRECTORY, dir_fd=parent)
    except OSError:
        return _skip(found, path)
    try:
        _walk(below, path + "/", depth + 1, found, budget, given)
    finally:
        os.close(below)


def _take(
    directory: int, name: str, path: str, found: Collected, budget: _Budget, given: Mapping[str, bytes]
) -> None:
    content = _content(directory, name, budget.size)
    if content is None:
        return _skip(found, path)
    if given.get(path) == content:
        return None
    if budget.files <= 0:
        return _skip(found, path)
    budget.files -= 1
    budget.size -= len(content)
    found.files[path] = content
    return None


def _content(directory: int, name: str, most: int) -> bytes | None:
    try:
        descriptor = os.open(name, _OPEN, dir_fd=directory)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode) or status.st_size > most:
            return None
        return file.read(most)


def _kind(directory: int, name: str) -> str:
    try:
        mode = os.lstat(name, dir_fd=directory).st_mode
    except OSError:
        return "gone"
    if stat.S_ISREG(mode):
        return "file"
    return "directory" if stat.S_ISDIR(mode) else "other"


def _skip(found: Collected, path: str) -> None:
    if len(found.skipped) < 100:
        found.skipped.append(path)
