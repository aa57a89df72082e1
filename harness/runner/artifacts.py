"""The files that assistants made: beside the results of their run, not inside them."""

from __future__ import annotations

import shutil
import threading
from dataclasses import replace
from pathlib import Path

from harness.errors import ResultsError
from harness.records import Attempt

FOLDER = "files"


def without_files(attempt: Attempt, folder: Path) -> Attempt:
    """The attempt as it is stored: its files are at `files/ID` in the run's folder from now on.

    Raises:
        ResultsError: they cannot be written.
    """
    try:
        (folder / FOLDER).mkdir(parents=True, exist_ok=True)
        for id, content in attempt.record.files.items():
            part = (
                folder / FOLDER / f"{id}.{threading.get_ident()}.part"
            )  # two attempts may make the same file
            part.write_bytes(content)
            part.replace(folder / FOLDER / id)
    except OSError as error:
        raise ResultsError(f"{folder / FOLDER} cannot be written: {error}") from error
    return replace(attempt, record=replace(attempt.record, files={}))


def copy_files(source: Path, target: Path) -> None:
    """The files of one run for another that has the same records."""
    if (source / FOLDER).is_dir():
        shutil.copytree(source / FOLDER, target / FOLDER, dirs_exist_ok=True)
