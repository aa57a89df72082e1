"""Where /mnt/data cannot be mounted: paths that begin with it are led to the session's folder instead.

Only inside the sandbox, for convenience and not for safety: the kernel decides what may be touched. Libraries
that open files from C (sqlite3) do not see it; relative paths work for them.
"""

from __future__ import annotations

import builtins
import io
import os
from collections.abc import Callable
from typing import Any

_ONE_PATH = [
    "access",
    "chdir",
    "chmod",
    "listdir",
    "lstat",
    "makedirs",
    "mkdir",
    "open",
    "readlink",
    "remove",
    "removedirs",
    "rmdir",
    "scandir",
    "stat",
    "statvfs",
    "truncate",
    "unlink",
    "utime",
]
_TWO_PATHS = ["rename", "replace", "renames"]


def install(alias: str, folder: str) -> None:
    """From now on `alias/x` means `folder/x` for open() and the functions of os, and so for pathlib and shutil."""

    def real(path: Any) -> Any:
        try:
            text = os.fspath(path)
        except TypeError:
            return path
        if isinstance(text, str) and (text == alias or text.startswith(alias + "/")):
            return folder + text[len(alias) :]
        return path

    builtins.open = io.open = _first(builtins.open, real)
    for name in _ONE_PATH:
        setattr(os, name, _first(getattr(os, name), real))
    for name in _TWO_PATHS:
        setattr(os, name, _both(getattr(os, name), real))


def _first(function: Callable[..., Any], real: Callable[[Any], Any]) -> Callable[..., Any]:
    def redirected(*arguments: Any, **named: Any) -> Any:
        if arguments:
            arguments = (real(arguments[0]), *arguments[1:])
        return function(*arguments, **{k: real(v) if k in ("path", "file") else v for k, v in named.items()})

    return redirected


def _both(function: Callable[..., Any], real: Callable[[Any], Any]) -> Callable[..., Any]:
    def redirected(source: Any, target: Any, **named: Any) -> Any:
        return function(real(source), real(target), **named)

    return redirected
