"""Which sandbox runs untrusted Python here, and what it holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from harness.cli.doctor.finding import Finding

if TYPE_CHECKING:
    from harness.sandbox.holds import Holds


def backends() -> Iterator[Finding]:
    """Every backend: the one that is used, those that could be, and why others cannot."""
    from harness.sandbox import probe

    found = probe()
    enough = any(one.chosen and one.backend != "unconfined" and not one.lacks for one in found)
    for one in found:
        yield _finding(one, enough)
    if not any(one.chosen for one in found):
        words = "nothing here holds untrusted Python: code cells and tests of programs end as errors"
        yield Finding("sandbox", "bad", words, next(one.fix for one in found if one.fix))


def _finding(one: Holds, enough: bool) -> Finding:
    """`enough`: whether another backend holds everything, so that this one need not be had."""
    subject, holds, lacks = f"sandbox {one.backend}", "; ".join(one.holds), "; ".join(one.lacks)
    if one.chosen:
        state = "bad" if one.backend == "unconfined" else "warn" if one.lacks else "ok"
        words = f"{holds}; lacks {lacks}" if lacks else holds
        return Finding(f"{subject} (used)", state, words, one.fix)  # type: ignore[arg-type]
    if one.backend == "unconfined":
        return Finding(subject, "ok", f"only where it is asked for by name: {holds}; lacks {lacks}")
    if one.available:
        return Finding(subject, "ok", f"not needed: {holds}")
    if enough:
        return Finding(subject, "ok", f"not here, and not needed: {lacks}")
    return Finding(subject, "warn", f"not to be had here: {lacks}", one.fix)
