"""Rows of the bench, and the table that they make."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

HEAD = ("what", "harness", "beside", "theirs", "theirs ÷ ours", "spread", "repetitions")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One comparison within one run. `ours` and `theirs` hold one number a repetition, less is better unless
    `more` says so. Without `theirs` there is nothing to compare with, or `note` says why."""

    what: str
    unit: str
    ours: tuple[float, ...]
    peer: str = ""
    theirs: tuple[float, ...] = ()
    more: bool = False
    note: str = ""

    @property
    def ratios(self) -> list[float]:
        """How many times better ours is, repetition by repetition; above 1 is in our favour."""
        pairs = zip(self.ours, self.theirs, strict=True) if self.theirs else ()
        return [ours / theirs if self.more else theirs / ours for ours, theirs in pairs if ours and theirs]

    def cells(self) -> tuple[str, ...]:
        """The row as text."""
        ratios = self.ratios
        best = f"{_short(statistics.median(ratios))}×" if ratios else self.note or "–"
        spread = f"{_short(min(ratios))}–{_short(max(ratios))}" if len(ratios) > 1 else "–"
        return (
            self.what,
            _number(self.ours, self.unit),
            self.peer or "–",
            _number(self.theirs, self.unit),
            best,
            spread,
            str(len(self.ours)),
        )


def _number(values: Sequence[float], unit: str) -> str:
    return f"{_short(statistics.median(values))} {unit}" if values else "–"


def _short(value: float) -> str:
    """Three digits that count, thousands written out."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def by_turns(
    rounds: int, ours: Callable[[], float], theirs: Callable[[], float]
) -> dict[str, tuple[float, ...]]:
    """Both, one after the other, `rounds` times: a busy moment is busy for both."""
    pairs = [(ours(), theirs()) for _ in range(rounds)]
    return {"ours": tuple(a for a, _ in pairs), "theirs": tuple(b for _, b in pairs)}


def markdown(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    lines = [HEAD, tuple("---" for _ in HEAD), *(row.cells() for row in rows)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
