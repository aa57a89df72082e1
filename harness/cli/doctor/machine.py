"""Python and its system, room on the disk, and the port of `harness serve`."""

from __future__ import annotations

import os
import platform
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from harness.cli.doctor.finding import Finding
from harness.cli.elsewhere import FIX

_ROOM = 500 * 10**6  # bytes: the weights of both models, and a run's results beside them


def python() -> Iterator[Finding]:
    """The interpreter, and whether the system lets everything run."""
    words = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    if sys.platform == "win32":
        yield Finding("python", "bad", f"{words}: suites and servers do not run here", FIX)
    elif sys.platform != "linux":
        yield Finding("python", "warn", words, "run where Linux is: elsewhere untrusted code is not confined")
    else:
        yield Finding("python", "ok", words)


def disk() -> Iterator[Finding]:
    """Whether the folder for temporary files and this one can be written, and have room."""
    try:
        temporary = Path(tempfile.gettempdir())
    except FileNotFoundError:
        fix = "set TMPDIR to a folder that you may write"
        yield Finding("disk", "bad", "there is no folder for temporary files", fix)
    else:
        yield _folder("temporary files", temporary, f"free some space in {temporary}, or set TMPDIR")
    fix = "go to a folder of your own, or give --report-dir and --cassette-dir"
    yield _folder("reports and cassettes", Path.cwd(), fix)


def _folder(what: str, path: Path, fix: str) -> Finding:
    if not os.access(path, os.W_OK | os.X_OK):
        return Finding("disk", "bad", f"{path} ({what}) cannot be written", fix)
    free = shutil.disk_usage(path).free
    words = f"{free / 1e9:.1f} GB free in {path} ({what})"
    return Finding("disk", "ok", words) if free >= _ROOM else Finding("disk", "warn", words, fix)


def port() -> Iterator[Finding]:
    """Whether servers of this machine can listen: on any port, and on the one of `harness serve`."""
    from harness.cli.serve import PORT

    if reason := _refused(0):
        fix = "let programs listen on 127.0.0.1: the embedded server does"
        yield Finding("port", "bad", f"no port of 127.0.0.1 can be had: {reason}", fix)
    elif reason := _refused(PORT):
        yield Finding(
            "port", "warn", f"{PORT}, which harness serve takes: {reason}", "harness serve --port 0"
        )
    else:
        yield Finding("port", "ok", f"{PORT}, which harness serve takes, is free")


def _refused(number: int) -> str:
    """Why a port of the loopback address cannot be had; empty when it can."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do, after a restart
        try:
            probe.bind(("127.0.0.1", number))
        except OSError as error:
            return error.strerror or str(error)
    return ""
