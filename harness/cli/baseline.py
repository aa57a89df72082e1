"""`harness baseline`: keep what a run came to, to compare later runs with."""

from __future__ import annotations

import json
from pathlib import Path

import click

from harness.cli import options
from harness.cli.group import Group


@click.group("baseline", cls=Group)
def command() -> None:
    """Keep the outcomes of a run in a small file that is committed."""


@command.command("set")
@options.run
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("baseline.json"),
    show_default=True,
    help="The file.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
def set_(run: Path, out: Path, as_json: bool) -> None:
    """Write the outcomes of RUN to a file.

    RUN is a run's folder (default: the newest in reports). A gate and `harness compare` read the file.
    """
    from harness.baseline import baseline_of, write_baseline
    from harness.reports.data import load_run

    data = load_run(run)
    baseline = baseline_of(data.manifest, data.attempts)
    write_baseline(baseline, out)
    counts = {
        f"{suite}[{transport}]": len(samples)
        for suite, transports in baseline.outcomes.items()
        for transport, samples in transports.items()
    }
    if as_json:
        click.echo(json.dumps({"path": str(out), "samples": counts}, indent=2))
        return
    for name, count in counts.items():
        click.echo(f"{name}: {count} samples")
    click.echo(f"written to {out}; commit it, and name it in Gate(baseline=…)")
