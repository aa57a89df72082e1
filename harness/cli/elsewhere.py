"""What is said where an operating system lacks what a command needs: Windows has no POSIX modules."""

from __future__ import annotations

import platform

from harness.errors import HarnessError, UsageError

POSIX_ONLY = frozenset({"fcntl", "grp", "pwd", "resource", "termios"})
FIX = "use Linux, macOS or, on Windows, the Linux of `wsl --install`"


def said(error: ModuleNotFoundError) -> HarnessError:
    """The sentence for a module of POSIX that is not here. Raises `error` again for any other module."""
    if error.name not in POSIX_ONLY:
        raise error
    return UsageError(f"this needs {error.name}, which {platform.system()} does not have", fix=FIX)
