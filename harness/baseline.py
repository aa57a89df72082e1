"""A baseline: the outcome of every sample of a run, in a small file that is committed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import msgspec

from harness.errors import ReportError
from harness.records import Attempt, Manifest

KIND = "harness baseline"
FORMAT = 1

# suite → transport → sample → a letter an epoch: c(orrect), i(ncorrect), e(rror)
Outcomes = Mapping[str, Mapping[str, Mapping[str, str]]]


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """What a run came to, sample by sample.

    `outcomes` maps suite, transport and sample to one letter an epoch: `c` correct, `i` incorrect, `e` error.
    `errors` says for each suite how errors count; `groups` names the cluster of those samples that have one.
    """

    kind: str = KIND
    format: int = FORMAT
    run: str = ""
    model: str = ""
    target: str = ""
    errors: Mapping[str, Literal["incorrect", "excluded"]] = field(default_factory=dict)
    outcomes: Outcomes = field(default_factory=dict)
    groups: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def scores(self, suite: str, transport: str) -> dict[str, float]:
        """The share of correct epochs of each sample, 0 to 1; without those where nothing counts."""
        letters = self.outcomes.get(suite, {}).get(transport, {})
        return scores(letters, self.errors.get(suite, "incorrect"))


def scores(letters: Mapping[str, str], errors: str = "incorrect") -> dict[str, float]:
    """Share of correct epochs by sample; with errors `excluded` a sample of only errors is left out."""
    counted = {
        name: marks.replace("e", "") if errors == "excluded" else marks for name, marks in letters.items()
    }
    return {name: marks.count("c") / len(marks) for name, marks in counted.items() if marks}


def baseline_of(manifest: Manifest, attempts: Iterable[Attempt]) -> Baseline:
    """The baseline of a run. Attempts may come in any order."""
    outcomes: dict[str, dict[str, dict[str, str]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(str))
    )
    groups: dict[str, dict[str, str]] = defaultdict(dict)
    for attempt in sorted(attempts, key=lambda attempt: attempt.key):
        suite, sample, transport, _ = attempt.key
        outcomes[suite][transport][sample] += attempt.verdict.value[0]
        if attempt.sample.group:
            groups[suite][sample] = attempt.sample.group
    return Baseline(
        run=manifest.run_id,
        model=manifest.model,
        target=manifest.target,
        errors={suite.name: suite.errors for suite in manifest.suites},
        outcomes=outcomes,
        groups=groups,
    )


def write_baseline(baseline: Baseline, path: Path) -> None:
    """Write a baseline, sorted and one sample a line, so that a change of it reads well as a diff.

    Raises:
        ReportError: the file cannot be written.
    """
    raw = msgspec.json.format(msgspec.json.encode(baseline, order="sorted"), indent=1)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw + b"\n")
    except OSError as error:
        raise ReportError(f"{path} cannot be written: {error.strerror or error}") from error


def read_baseline(path: Path) -> Baseline:
    """Read a baseline.

    Raises:
        ReportError: there is no such file, or it is not a baseline.
    """
    fix = f"harness baseline set RUN --out {path}"
    try:
        baseline = msgspec.json.decode(path.read_bytes(), type=Baseline)
    except OSError as error:
        raise ReportError(f"no baseline at {path}: {error.strerror or error}", fix=fix) from error
    except msgspec.DecodeError as error:
        raise ReportError(f"{path} is not a baseline: {error}", fix=fix) from error
    if baseline.kind != KIND or baseline.format != FORMAT:
        raise ReportError(f"{path} is not a baseline of this version of harness", fix=fix)
    return baseline
