"""What is nearest to a name that does not exist: for errors that say so."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path


def nearest(name: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The most similar of the known names; None where none is similar. A `cutoff` of 0 always finds one."""
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=cutoff)
    return close[0] if close else None


def nearest_path(path: Path, *, folders: bool = False) -> str | None:
    """The most similar name beside a file that is not there, or beside a folder."""
    try:
        names = [entry.name for entry in path.parent.iterdir() if entry.is_dir() is folders]
    except OSError:
        return None
    close = nearest(path.name, names)
    return str(path.parent / close) if close else None
