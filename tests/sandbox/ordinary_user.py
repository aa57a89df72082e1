"""Runs a command as an ordinary user: `python ordinary_user.py COMMAND…`, to be started as root.

An interpreter in a private home cannot be reached by anybody else, so that its folder is shown, in a mount
namespace of its own, at the place where it is.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from harness.sandbox import kernel

NOBODY = 65534


def closed_ancestors(path: Path) -> list[Path]:
    return [p for p in reversed(path.parents) if not p.stat().st_mode & 0o001]


def open_up(path: Path) -> None:
    """Makes `path` reachable for everybody, inside this mount namespace only."""
    closed = closed_ancestors(path)
    if not closed:
        return
    kernel.unshare(kernel.CLONE_NEWNS)
    kernel.mount(None, "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    held = os.open(path, os.O_PATH)
    kernel.mount("tmpfs", str(closed[0]), "tmpfs", 0, "mode=755")
    path.mkdir(parents=True)
    kernel.mount(f"/proc/self/fd/{held}", str(path), None, kernel.MS_BIND | kernel.MS_REC)
    os.close(held)


def main() -> None:
    open_up(Path(sys.base_prefix))
    command = sys.argv[1:]
    sys.exit(subprocess.run(command, user=NOBODY, group=NOBODY, extra_groups=[], check=False).returncode)


if __name__ == "__main__":
    main()
