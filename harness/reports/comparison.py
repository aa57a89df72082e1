"""Two runs (or transports, or baselines) on the same samples: flips, difference, test, and what follows from
them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from harness.baseline import Baseline, baseline_of, read_baseline
from harness.errors import UsageError
from harness.nearest import nearest_path
from harness.records import TRANSPORTS
from harness.reports.conclusions import conclusions
from harness.reports.data import RunData, load_run
from harness.statistics import (
    Difference,
    bootstrap_difference,
    holm,
    paired_difference,
    swap_test,
)

_SEED = 20_260_101  # of the bootstrap: the same comparison always prints the same interval


@dataclass(frozen=True, kw_only=True)
class Side:
    """One thing compared. `run` is None for a baseline; `transport` is empty when all are meant."""

    label: str
    outcomes: Baseline
    run: RunData | None = None
    transport: str = ""


@dataclass(frozen=True, kw_only=True)
class Flip:
    """A sample whose outcome differs: one letter an epoch before and after."""

    sample: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A suite on side a and on side b. Differences are b - a, -1 to 1.

    `p` is two-sided and exact; `p_adjusted` corrects for the other suites and transports compared at the same
    time. `words` are sentences that say what can be concluded and what cannot.
    """

    suite: str
    transports: tuple[str, str]
    samples: int
    only_a: int
    only_b: int
    accuracy_a: float
    accuracy_b: float
    difference: Difference
    bootstrap: Difference
    p: float
    p_adjusted: float
    lost: tuple[Flip, ...]
    gained: tuple[Flip, ...]
    words: tuple[str, ...] = ()


def open_side(spec: str) -> Side:
    """Read what a name on the command line means: a run's folder, `RUN:transport`, or a baseline's file.

    Raises:
        UsageError: there is no such thing.
        ResultsError, ReportError: it is there and cannot be read.
    """
    path, transport = Path(spec), ""
    if not path.exists() and spec.rpartition(":")[2] in TRANSPORTS:
        head, _, transport = spec.rpartition(":")
        path = Path(head)
    if not path.exists():
        near = nearest_path(path, folders=path.suffix != ".json")
        fix = "harness run evals, or harness baseline set RUN"
        raise UsageError(f"no run and no baseline at {path}", nearest=near, fix=fix)
    if path.suffix == ".json":
        baseline, run = read_baseline(path), None
    else:
        run = load_run(path)
        baseline = baseline_of(run.manifest, run.attempts)
    return Side(label=spec, outcomes=baseline, run=run, transport=transport)


def compare(a: Side, b: Side) -> list[Comparison]:
    """Compare side by side every suite that both have, transport by transport.

    When a side names a transport, its samples are set against the other side's transport, whichever that is.

    Raises:
        UsageError: they have no sample in common.
    """
    found = [one for suite, ways in _pairs(a, b) if (one := _compare(a, b, suite, ways))]
    if not found:
        raise UsageError(
            f"{a.label} and {b.label} have no sample in common", nearest=_suites(a) + " against " + _suites(b)
        )
    adjusted = holm([one.p for one in found])
    return [
        _concluded(replace(one, p_adjusted=p), len(found)) for one, p in zip(found, adjusted, strict=True)
    ]


def _concluded(one: Comparison, compared: int) -> Comparison:
    return replace(one, words=conclusions(one, compared))


def _suites(side: Side) -> str:
    return ", ".join(sorted(side.outcomes.outcomes)) or "nothing"


def _pairs(a: Side, b: Side) -> list[tuple[str, tuple[str, str]]]:
    pairs = []
    for suite in sorted(set(a.outcomes.outcomes) & set(b.outcomes.outcomes)):
        ways_a, ways_b = _ways(a, suite), _ways(b, suite)
        if a.transport or b.transport:
            pairs += [
                (suite, (x, y)) for x in ways_a for y in ways_b if x == y or (a.transport and b.transport)
            ]
            if not (a.transport and b.transport) and not set(ways_a) & set(ways_b):
                pairs += [(suite, (x, y)) for x in ways_a for y in ways_b]
        else:
            pairs += [(suite, (way, way)) for way in ways_a if way in ways_b]
    return pairs


def _ways(side: Side, suite: str) -> list[str]:
    ways = sorted(side.outcomes.outcomes[suite])
    return [way for way in ways if not side.transport or way == side.transport]


def _compare(a: Side, b: Side, suite: str, ways: tuple[str, str]) -> Comparison | None:
    before, after = a.outcomes.scores(suite, ways[0]), b.outcomes.scores(suite, ways[1])
    names = sorted(set(before) & set(after))
    if not names:
        return None
    groups = {**a.outcomes.groups.get(suite, {}), **b.outcomes.groups.get(suite, {})}
    clusters = [("group", groups[name]) if name in groups else ("sample", name) for name in names]
    x, y = [before[name] for name in names], [after[name] for name in names]
    p = swap_test(x, y, clusters)
    flips = [
        Flip(
            sample=name,
            before=a.outcomes.outcomes[suite][ways[0]][name],
            after=b.outcomes.outcomes[suite][ways[1]][name],
        )
        for name in names
        if before[name] != after[name]
    ]
    return Comparison(
        suite=suite,
        transports=ways,
        samples=len(names),
        only_a=len(before) - len(names),
        only_b=len(after) - len(names),
        accuracy_a=sum(x) / len(x),
        accuracy_b=sum(y) / len(y),
        difference=paired_difference(x, y, clusters),
        bootstrap=bootstrap_difference(x, y, clusters, seed=_SEED),
        p=p,
        p_adjusted=p,
        lost=tuple(flip for flip in flips if after[flip.sample] < before[flip.sample]),
        gained=tuple(flip for flip in flips if after[flip.sample] > before[flip.sample]),
    )


def labels(sides: Sequence[Side]) -> list[str]:
    """Short names of the sides: A, B, C, … with what they are."""
    return [f"{chr(ord('A') + i)}: {side.label}" for i, side in enumerate(sides)]
