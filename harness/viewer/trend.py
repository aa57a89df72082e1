"""The history of each suite: accuracy with its interval, run by run, as coordinates in a 100 × 100 box."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from harness.records import Manifest
from harness.reports.summary import SummaryRow
from harness.viewer.runs import Overview

MOST_RUNS = 40  # of one chart: the latest
_MARGIN = 4.0


@dataclass(frozen=True, kw_only=True)
class Point:
    """One run in a trend. `y`, `low` and `high` are 0 at the top (all correct) and 100 at the bottom."""

    run: str
    started_at: float
    model: str
    row: SummaryRow
    x: float
    y: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Line:
    """One transport's points, the oldest first."""

    transport: str
    points: tuple[Point, ...]

    @property
    def path(self) -> str:
        """As SVG's `points` wants them."""
        return " ".join(f"{point.x:.2f},{point.y:.2f}" for point in self.points)


@dataclass(frozen=True, kw_only=True)
class Trend:
    """One suite over its runs. `left_out` runs are older than those shown."""

    suite: str
    lines: tuple[Line, ...]
    runs: int
    first: float
    last: float
    left_out: int = 0


Found = tuple[Overview, Manifest, SummaryRow]


def trends(overviews: Iterable[Overview]) -> list[Trend]:
    """A trend for each suite of the finished runs, by name. Runs stand at equal distances."""
    suites: dict[str, list[Found]] = defaultdict(list)
    for overview in overviews:
        for row in overview.rows:
            if overview.manifest and not overview.unfinished and row.accuracy.n:
                suites[row.suite].append((overview, overview.manifest, row))
    return [_trend(suite, found) for suite, found in sorted(suites.items())]


def _trend(suite: str, found: list[Found]) -> Trend:
    found = sorted(found, key=lambda one: (one[1].started_at, one[0].name))
    runs = list(dict.fromkeys(overview.name for overview, _, _ in found))
    shown = runs[-MOST_RUNS:]
    place = {name: _across(number, len(shown)) for number, name in enumerate(shown)}
    kept = [one for one in found if one[0].name in place]
    transports = sorted({row.transport for _, _, row in kept})
    return Trend(
        suite=suite,
        lines=tuple(_line(name, kept, place, number) for number, name in enumerate(transports)),
        runs=len(shown),
        first=kept[0][1].started_at,
        last=kept[-1][1].started_at,
        left_out=len(runs) - len(shown),
    )


def _across(number: int, count: int) -> float:
    return 50.0 if count == 1 else _MARGIN + (100 - 2 * _MARGIN) * number / (count - 1)


def _line(transport: str, found: list[Found], place: dict[str, float], number: int) -> Line:
    """Lines stand a little apart, so that the intervals of one run do not cover each other."""
    points = [
        Point(
            run=overview.name,
            started_at=manifest.started_at,
            model=manifest.model,
            row=row,
            x=place[overview.name] + 1.2 * number,
            y=100 * (1 - row.accuracy.estimate),
            low=100 * (1 - row.accuracy.low),
            high=100 * (1 - row.accuracy.high),
        )
        for overview, manifest, row in found
        if row.transport == transport
    ]
    return Line(transport=transport, points=tuple(points))
