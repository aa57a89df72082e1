"""Appends an exchange to a dataset: validated, whole or not at all, inside the working directory only."""

from __future__ import annotations

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.dataset.checking import leak
from harness.dataset.jsonl import dump, to_sample
from harness.dataset.reading import double_id, read_each
from harness.dataset.rows import Bad, Line
from harness.errors import DatasetError, UsageError
from harness.records import Sample


@dataclass(frozen=True, kw_only=True)
class Saved:
    """Where the sample went; `warning` says when its question gives the answer away."""

    path: Path
    line: int
    warning: str = ""


def append(root: Path, name: str, row: dict[str, Any]) -> Saved:
    """Append one sample to the JSONL file `name` (relative to `root`), which is made when it is not there.

    Raises:
        UsageError: the path leaves `root` or does not end in `.jsonl`.
        DatasetError: the sample is not valid, its id is taken, or the file holds something else.
    """
    path = inside(root, name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _alone(path.parent):
            return _append(path, row)
    except OSError as error:
        raise DatasetError(f"{path.name} cannot be written: {error.strerror or error}") from None


def inside(root: Path, name: str) -> Path:
    """The file that a name below `root` means, links followed.

    Raises:
        UsageError: it lies elsewhere, in a hidden folder, or is no `.jsonl`.
    """
    if not name or "\x00" in name or not name.endswith(".jsonl"):
        raise UsageError("a dataset's name ends in .jsonl", fix="datasets/playground.jsonl")
    base = root.resolve()
    path = (base / name).resolve()
    if not path.is_relative_to(base):
        raise UsageError("datasets are saved inside the working directory only", fix="give a path below it")
    if any(part.startswith(".") for part in path.relative_to(base).parts):
        raise UsageError("datasets are not saved in hidden files or folders")
    return path


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One writer at a time, by a lock on the folder itself: a lock file would stay behind in the project."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _append(path: Path, row: dict[str, Any]) -> Saved:
    before = _existing(path)
    text = path.read_bytes() if path.exists() else b""
    if text and not text.endswith(b"\n"):
        text += b"\n"
    line = Line(path, text.count(b"\n") + 1)
    sample = to_sample(line, row)
    if sample.id in before:
        raise double_id(line, sample.id, before[sample.id])
    _replace(path, text + dump(sample).encode("utf-8") + b"\n")
    given = leak(sample)
    return Saved(path=path, line=line.number, warning="the question gives the answer away" if given else "")


def _existing(path: Path) -> dict[str, Line]:
    """The ids that are taken."""
    if not path.exists() or not path.stat().st_size:
        return {}
    ids: dict[str, Line] = {}
    for line, sample in read_each(path, "native"):
        if isinstance(sample, Bad):
            raise sample.error
        assert isinstance(sample, Sample)
        ids[sample.id] = line
    return ids


def _replace(path: Path, data: bytes) -> None:
    descriptor, beside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
