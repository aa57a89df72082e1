"""What a session prints at its end, with or without -s."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from harness.reports.clean import printable
from harness.reports.data import from_results
from harness.reports.markdown import summary_markdown
from harness.reports.summary import summarise
from harness.reports.terminal import terminal_table
from harness.results import Results

_STATUS = {
    "correct": ("correct", "c", ("CORRECT", {"green": True})),
    "incorrect": ("incorrect", "i", ("INCORRECT", {"yellow": True})),
    "error": ("unjudged", "e", ("ERROR", {"red": True})),
}


def status(value: str) -> tuple[str, str, Any]:
    """Category, letter and word of a verdict."""
    return _STATUS[value]


def summary(reporter: Any, config: pytest.Config) -> None:
    """The accuracy table, the report's path, and what CI wants."""
    folder: Path | None = getattr(config, "_harness_folder", None)
    if folder is None or not (folder / "results.sqlite").exists():
        return
    with Results.open(folder) as results:
        reporter.section("accuracy")
        reporter.write(_rendered(terminal_table(results), reporter.hasmarkup))
        reporter.write_line(f"report: {folder / 'report.html'}")
        run = from_results(results)
        _step_summary(summary_markdown(run, summarise(run)))
    if os.environ.get("GITHUB_ACTIONS"):
        for report in reporter.stats.get("failed", []):
            reporter.write_line(_annotation(report))


def _rendered(table: Any, color: bool) -> str:
    out = io.StringIO()
    Console(file=out, force_terminal=color, width=110).print(table)
    return out.getvalue()


def _step_summary(text: str) -> None:
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if path:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(text + "\n")


def _annotation(report: Any) -> str:
    """A workflow command; its data is escaped as GitHub asks."""
    message = printable(report.longreprtext).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return f"::error file={report.location[0]},title={printable(report.location[2])}::{message}"
