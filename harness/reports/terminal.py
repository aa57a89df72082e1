"""The table at the end of a run in the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from harness.reports.clean import one_line
from harness.reports.data import from_results
from harness.reports.summary import SummaryRow, summarise
from harness.results import Results

_VERDICTS = ("correct", "accuracy (95 %)", "errors")
_EFFORT = ("median", "first", "tokens", "tools")


def terminal_table(results: Results) -> SummaryTable:
    """Suite × transport with accuracy and its 95 % interval, errors, times, tokens and tool calls.

    Times that were read from cassettes carry an asterisk, and a caption says so.
    """
    return SummaryTable(summarise(from_results(results)))


class SummaryTable:
    """One table; two, below each other, where the terminal has no room for it."""

    def __init__(self, rows: Sequence[SummaryRow]) -> None:
        self._rows = rows

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        whole = self._table(*_VERDICTS, *_EFFORT)
        if Measurement.get(console, options.update(width=1000), whole).maximum <= options.max_width:
            yield whole
        else:
            yield from (self._table(*_VERDICTS), self._table(*_EFFORT))

    def _table(self, *names: str) -> Table:
        timed = "median" in names and any(row.recorded for row in self._rows)
        table = Table(
            box=box.SIMPLE_HEAD,
            pad_edge=False,
            padding=(0, 1, 0, 0),
            caption="* times as recorded" if timed else None,
            caption_justify="left",
        )
        table.add_column("suite", overflow="fold", min_width=8)
        table.add_column("transport", no_wrap=True)
        for name in names:
            table.add_column(name, justify="right", no_wrap=True)
        for row in self._rows:
            parts = dict(zip((*_VERDICTS, *_EFFORT), _parts(row), strict=True))
            cells = (one_line(row.suite, 60), row.transport, *(parts[name] for name in names))
            table.add_row(*map(Text, cells))
        return table


def _parts(row: SummaryRow) -> tuple[str, ...]:
    star = "*" if row.recorded else ""
    known = row.accuracy.n > 0
    return (
        f"{row.correct}/{row.accuracy.n}",
        f"{row.accuracy.estimate:.1%} ({100 * row.accuracy.low:.0f}–{100 * row.accuracy.high:.0f})"
        if known
        else "–",
        str(row.errors),
        seconds(row.median_seconds) + star,
        "–" if row.median_ttft is None else seconds(row.median_ttft) + star,
        f"{row.prompt_tokens + row.completion_tokens:,}",
        str(row.tool_calls),
    )


def seconds(value: float | None) -> str:
    """Seconds with three significant digits, milliseconds below a tenth."""
    if value is None:
        return "–"
    if value < 0.1:
        return f"{value * 1000:.0f} ms"
    return f"{value:.2f} s" if value < 10 else f"{value:.1f} s"
