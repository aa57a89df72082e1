"""Where runs live."""

from __future__ import annotations

import secrets
import time
from pathlib import Path

from harness.errors import UsageError

RESULTS = "results.sqlite"


def new_folder(report_dir: Path) -> Path:
    """A folder for a new run that no other run has: its start in UTC and four random letters."""
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    return report_dir / f"{stamp}-{secrets.token_hex(2)}"


def newest(report_dir: Path) -> Path:
    """The run in a folder of runs that was begun last.

    Raises:
        UsageError: there is none.
    """
    runs = [path.parent for path in report_dir.glob(f"*/{RESULTS}")]
    if not runs:
        raise UsageError(f"there is no run in {report_dir}", fix="harness run evals, or name a run's folder")
    return max(runs, key=lambda run: run.name)  # a name begins with the start
