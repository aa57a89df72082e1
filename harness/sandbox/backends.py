"""One door to several sandboxes."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

from harness.errors import SandboxError, UsageError
from harness.sandbox import bubblewrap, unconfined
from harness.sandbox.execution import execute_warm
from harness.sandbox.model import BACKENDS, Backend, Execution, Limits

_Run = Callable[[bytes, bytes, Limits, Mapping[str, bytes]], Execution]
_RUNS: dict[str, _Run] = {
    "warm": execute_warm,
    "bubblewrap": bubblewrap.execute,
    "unconfined": unconfined.execute,
}


class UnconfinedWarning(UserWarning):
    """A program runs with the rights of whoever started it."""


def execute(
    source: str | bytes,
    *,
    stdin: bytes = b"",
    limits: Limits | None = None,
    files: Mapping[str, bytes] | None = None,
    backend: Backend = "auto",
) -> Execution:
    """Runs a Python program where it can do no harm, and says how it ended.

    Args:
        source: the program, run as `__main__` in an empty directory.
        stdin: all that it can read from there.
        limits: time, memory, output, disk; see `Limits`.
        files: files in its directory, by relative path.
        backend: `auto` is the warm sandbox, or bubblewrap where that cannot be had. `unconfined` has to be
            asked for by name, and warns.

    Blocks; safe to call from many threads. Raises SandboxError when the asked strength cannot be had: a program
    never runs with less. Whatever the program does is in the `Execution`.
    """
    if backend not in BACKENDS:
        raise UsageError(f"there is no sandbox backend {backend!r}", nearest=", ".join(BACKENDS))
    code = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else bytes(source)
    given = _checked_names(files or {})
    bounds = limits or Limits()
    if backend == "auto":
        return _strongest(code, stdin, bounds, given)
    if backend == "unconfined":
        warnings.warn("untrusted code runs unconfined", UnconfinedWarning, stacklevel=2)
    return _RUNS[backend](code, stdin, bounds, given)


def _strongest(code: bytes, stdin: bytes, limits: Limits, files: Mapping[str, bytes]) -> Execution:
    try:
        return execute_warm(code, stdin, limits, files)
    except SandboxError:
        if bubblewrap.unavailable():
            raise
        return bubblewrap.execute(code, stdin, limits, files)


def _checked_names(files: Mapping[str, bytes]) -> dict[str, bytes]:
    for name in files:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or not path.parts or "\0" in name:
            raise UsageError(f"{name!r} cannot be the name of an input file", fix="use a relative path")
    return {os.path.normpath(name): content for name, content in files.items()}
