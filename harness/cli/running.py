"""What `harness run` does: load, run, report. Everything heavy is imported from here on."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from harness.cli import INTERRUPTED
from harness.cli.progress import ProgressDisplay
from harness.cli.signals import until_signal
from harness.errors import UsageError
from harness.folders import new_folder
from harness.frontend import Settings, open_target, run_options, settle
from harness.gate import evaluate_gates
from harness.loader import LoadedSuite, load_suites
from harness.reports.data import RunData, load_run
from harness.reports.summary import summarise
from harness.reports.tables import summary_rows
from harness.reports.terminal import SummaryTable
from harness.reports.write import write_run
from harness.results import Results
from harness.runner import Run

GATE_FAILED = 1


def run_suites(
    paths: Sequence[str],
    flags: Mapping[str, Any],
    *,
    argv: tuple[str, ...],
    as_json: bool,
    folder: Path | None = None,
) -> int:
    """Run suites to a report and return the exit code: 0 done, 1 a gate fails, 128 and more a signal."""
    suites = load_suites(paths)
    if folder:
        _require_its_own(suites, folder)
    settings = settle(Settings(**flags), suites)
    console = Console(stderr=True)
    where = folder or new_folder(settings.report_dir)
    run, ended = _run(suites, settings, where, argv, console)
    if not (where / "results.sqlite").exists():
        _say(console, "interrupted before anything was answered")
        return ended or INTERRUPTED
    try:
        data = load_run(where)
        _report(data, console, as_json=as_json)
    except KeyboardInterrupt:
        _say(console, f"interrupted; the answers are kept, to write the report: harness report {where}")
        return INTERRUPTED
    _farewell(run, where, console, interrupted=ended > 0)
    return ended or _gates(suites, data, console)


def _require_its_own(suites: Sequence[LoadedSuite], folder: Path) -> None:
    """A run is resumed with its own suites, or not at all.

    Raises:
        UsageError: other suites are found here under the paths that the run was started with.
    """
    with Results.open(folder) as results:
        before = {info.name for info in results.manifest.suites}
    now = {suite.name for suite in suites}
    if now != before:
        raise UsageError(
            f"{folder} is a run of {_listed(before)}; here are {_listed(now)}",
            fix="resume it in the folder where it was started",
        )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def _run(
    suites: Sequence[LoadedSuite], settings: Settings, folder: Path, argv: tuple[str, ...], console: Console
) -> tuple[Run, int]:
    """The run, and the exit code of the signal that ended it early, 0 for none."""
    with open_target(settings) as target, ProgressDisplay(console, _before(folder)) as progress:
        run = Run(suites, run_options(settings, target, folder, argv), progress)
        return run, asyncio.run(until_signal(run.execute(), partial(_say, console)))


def _before(folder: Path) -> Mapping[str, int]:
    """How the verdicts fell so far, of a run that is resumed."""
    if not (folder / "results.sqlite").exists():
        return {}
    with Results.open(folder) as results:
        return results.verdicts()


def _say(console: Console, text: str) -> None:
    """A line as it is: names in it are no markup, and a command to copy is not cut by the width."""
    console.print(text, markup=False, highlight=False, soft_wrap=True)


def _width(console: Console) -> int:
    """A terminal's own width; in a pipe, room for the whole table."""
    return console.width if console.is_terminal else max(console.width, 120)


def _report(data: RunData, console: Console, *, as_json: bool) -> None:
    summary = summarise(data)
    paths = write_run(data, summary=summary)
    if as_json:
        rows = summary_rows(summary)
        click.echo(json.dumps({"run": str(data.folder), "summary": rows}, ensure_ascii=False))
        return
    Console(file=sys.stdout, width=_width(console)).print(SummaryTable(summary))
    click.echo(f"report: {paths.html}")


def _gates(suites: Sequence[LoadedSuite], data: RunData, console: Console) -> int:
    """Say which rules of which gates do not hold; 1 when there are any."""
    gates = {suite.name: suite.suite.gate for suite in suites}
    infos = {name: data.suite(name) for name in gates}
    outcomes = evaluate_gates(gates, infos, data.attempts)
    for name, outcome in outcomes.items():
        for rule in outcome.failures:
            _say(console, f"gate of {name} fails: {rule.words}")
    return 0 if all(outcome.passed for outcome in outcomes.values()) else GATE_FAILED


def _farewell(run: Run, folder: Path, console: Console, *, interrupted: bool) -> None:
    if not run.missing and not interrupted:
        _say(console, f"nothing was missing in {folder}")
    if run.leftovers:
        count = len(run.leftovers)
        _say(console, f"{count} attempts asked for less than was recorded: harness cassettes check")
    if run.left_behind:
        _say(console, f"{run.left_behind} objects are still on the server, which --resume {folder} deletes")
    if run.stopped or interrupted:
        why = run.stopped or "interrupted"
        _say(console, f"{why}; to finish: harness run --resume {folder}")
