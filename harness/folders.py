"""Where runs live."""

from __future__ import annotations

import secrets
import time
from pathlib import Path


def new_folder(report_dir: Path) -> Path:
    """A folder for a new run that no other run has: its start in UTC and four random letters."""
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    return report_dir / f"{stamp}-{secrets.token_hex(2)}"
