"""Whether recordings are whole, in their places, and free of secrets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from harness.cli.doctor.finding import Finding

if TYPE_CHECKING:
    from harness.cassette import checkup

_BAD = frozenset({"corrupt", "torn", "secret"})  # the rest plays, or is only not played


def cassettes(root: Path) -> Iterator[Finding]:
    """One finding for each kind of damage, with the first place where it was seen."""
    from harness.cassette.checkup import Checkup
    from harness.cassette.shelf import files

    if not root.exists():
        yield Finding("cassettes", "ok", f"none: there is no {root} here")
        return
    kinds: dict[str, list[checkup.Finding]] = defaultdict(list)
    for found in Checkup(root).findings():
        kinds[found.kind].append(found)
    for kind, several in kinds.items():
        yield _damage(kind, several)
    if not kinds:
        yield Finding("cassettes", "ok", f"{len(list(files(root)))} in {root}, whole and without secrets")


def _damage(kind: str, several: list[checkup.Finding]) -> Finding:
    first = several[0]
    place = f"{first.path}:{first.line}" if first.line else str(first.path)
    more = f" (and {len(several) - 1} more: harness cassettes check)" if len(several) > 1 else ""
    state = "bad" if kind in _BAD else "warn"
    fix = first.fix or "harness cassettes check"
    return Finding("cassettes", state, f"{kind}: {place}: {first.message}{more}", fix)  # type: ignore[arg-type]
