"""The one door to datasets."""

from __future__ import annotations

from pathlib import Path

from harness.dataset.jsonl import read_samples
from harness.records import Sample


def read_dataset(path: str | Path, format: str = "auto") -> list[Sample]:
    """All samples of a dataset file, validated.

    Args:
        path: the file; its suffix and first record tell the format unless `format` names one.
        format: `auto`, or a name from `harness dataset formats`.

    Raises:
        DatasetError: with file, line and field, for the first thing that cannot be used.
    """
    return read_samples(Path(path))
