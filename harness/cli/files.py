"""Files that a command line names and that cannot be read."""

from __future__ import annotations

from pathlib import Path

from harness.errors import UsageError
from harness.nearest import nearest_path


def unreadable(path: Path, error: OSError, fix: str = "name a file that is there") -> UsageError:
    """The sentence for it, with the name that was perhaps meant."""
    missing = isinstance(error, FileNotFoundError)
    what = f"{path} cannot be read: {error.strerror or error}"
    return UsageError(what, nearest=nearest_path(path) if missing else None, fix=fix)
