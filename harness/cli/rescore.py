"""`harness rescore`: judge stored answers again."""

from __future__ import annotations

import json
from pathlib import Path

import click

from harness.cli import options


@click.command()
@options.run
@click.option("--out", type=click.Path(path_type=Path), help="The new run's folder; default: beside RUN.")
@click.option("--json", "as_json", is_flag=True, help="Print the changes as JSON.")
def command(run: Path, out: Path | None, as_json: bool) -> None:
    """Judge the stored answers of RUN (default: the newest in reports) with today's checkers, into a new run."""
    from harness.folders import new_folder
    from harness.loader import load_suites
    from harness.reports.write import write_reports
    from harness.results import Results
    from harness.runner.rescore import rescore

    with Results.open(run) as results:
        modules = [f"{info.module}::{info.name}" for info in results.manifest.suites]
    target = out or new_folder(run.resolve().parent)
    changes = rescore(run, target, load_suites(modules))
    write_reports(target)
    if as_json:
        click.echo(json.dumps({"run": str(target), "changes": changes}, ensure_ascii=False))
        return
    for change, count in sorted(changes.items()):
        click.echo(f"{count:6} {change}")
    click.echo(f"{sum(changes.values())} verdicts changed; report: {target / 'report.html'}")
