"""What is said where a module is missing: Windows has no POSIX modules, and a package may not be installed."""

from __future__ import annotations

import platform

from harness.errors import HarnessError, UsageError

POSIX_ONLY = frozenset({"fcntl", "grp", "pwd", "resource", "termios"})
FIX = "use Linux, macOS or, on Windows, the Linux of `wsl --install`"


def said(error: ModuleNotFoundError) -> HarnessError:
    """The sentence for a module that is not here. Raises `error` again for one of our own: that is a mistake."""
    if error.name in POSIX_ONLY:
        return UsageError(f"this needs {error.name}, which {platform.system()} does not have", fix=FIX)
    package = (error.name or "").partition(".")[0]
    if package in ("", "harness"):
        raise error
    fix = "harness doctor says which packages are missing, and the pip install that brings them"
    return UsageError(f"this needs the module {package}, which is not installed", fix=fix)
