"""What `harness doctor` says of one thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warn", "bad"]


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `state` is `ok`, `warn` (works, with less) or `bad` (does not work)."""

    subject: str
    state: State
    words: str
    fix: str = ""
