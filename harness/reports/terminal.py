"""The table at the end of a run in the terminal."""

from __future__ import annotations

from rich import box
from rich.table import Table
from rich.text import Text

from harness.reports.clean import one_line
from harness.reports.data import from_results
from harness.reports.summary import SummaryRow, summarise
from harness.results import Results


def terminal_table(results: Results) -> Table:
    """Suite × transport with accuracy and its 95 % interval, errors, times, tokens and tool calls.

    Times that were read from cassettes carry an asterisk, and a caption says so.
    """
    rows = summarise(from_results(results))
    caption = "* times as recorded" if any(row.recorded for row in rows) else None
    table = Table(
        box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), caption=caption, caption_justify="left"
    )
    table.add_column("suite", overflow="fold", min_width=8)
    table.add_column("transport", no_wrap=True)
    for name in ("correct", "accuracy (95 %)", "errors", "median", "first", "tokens", "tools"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(*(Text(part) for part in _parts(row)))
    return table


def _parts(row: SummaryRow) -> tuple[str, ...]:
    star = "*" if row.recorded else ""
    known = row.accuracy.n > 0
    return (
        one_line(row.suite, 60),
        row.transport,
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
