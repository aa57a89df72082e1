"""`harness report`: write the reports of a run again."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click


@click.command("report")
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--lang", default="en", show_default=True, help="Language of report.html: en or zh.")
@click.option("--json", "as_json", is_flag=True, help="Print the paths as JSON.")
def command(run: Path, lang: str, as_json: bool) -> None:
    """Write the reports of RUN again: a run's folder, or its results.sqlite."""
    from harness.reports.write import write_reports

    paths = asdict(write_reports(run, lang=lang))
    if as_json:
        click.echo(json.dumps(paths, default=str, indent=2))
        return
    for path in [*(path for name, path in paths.items() if name != "parquet"), *paths["parquet"]]:
        click.echo(str(path))
