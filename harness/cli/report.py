"""`harness report`: write the reports of a run again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from harness.cli import options
from harness.errors import UsageError
from harness.nearest import nearest

if TYPE_CHECKING:
    from harness.reports.data import RunData

EXPORTS = ("inspect", "otel")


@click.command("report")
@options.run
@options.lang("Language of report.html.")
@click.option(
    "--export",
    "exports",
    multiple=True,
    type=click.Choice(EXPORTS),
    help="Also write logs of Inspect AI (inspect/*.json) or OpenTelemetry GenAI spans (spans.jsonl).",
)
@click.option("--sample", help="Show the transcripts of this sample instead of writing anything.")
@click.option("--json", "as_json", is_flag=True, help="Print the paths as JSON.")
def command(run: Path, lang: str, exports: tuple[str, ...], sample: str | None, as_json: bool) -> None:
    """Write the reports of RUN again: a run's folder, or its results.sqlite (default: the newest in reports)."""
    from harness.reports.data import load_run
    from harness.reports.write import write_run

    data = load_run(run)
    if sample is not None:
        click.echo(_transcripts(data, sample), nl=False)
        return
    written = write_run(data, lang=lang)
    paths = {
        name: [path] if isinstance(path, Path) else list(path)
        for name, path in vars(written).items()
        if path is not None
    }
    for name in exports:
        paths[name] = _export(data, name)
    if as_json:
        click.echo(json.dumps({name: _plain(name, found) for name, found in paths.items()}, indent=2))
        return
    for found in paths.values():
        for path in found:
            click.echo(str(path))


def _transcripts(run: RunData, sample: str) -> str:
    """All attempts at a sample, one after the other."""
    from harness.reports.transcript import transcript

    found = [attempt for attempt in run.whole() if attempt.sample.id == sample]
    if not found:
        near = nearest(sample, sorted({a.sample.id for a in run.attempts}), 0.0)
        raise UsageError(f"no sample {sample} in {run.folder}", nearest=near)
    return "\n".join(transcript(attempt) for attempt in found)


def _export(run: RunData, name: str) -> list[Path]:
    if name == "inspect":
        from harness.reports.inspect_log import write_inspect_logs

        return write_inspect_logs(run, run.folder / "inspect")
    from harness.reports.otel import write_otel_spans

    return [write_otel_spans(run, run.folder / "spans.jsonl")]


def _plain(name: str, paths: list[Path]) -> str | list[str]:
    many = name in ("parquet", "inspect")
    return [str(path) for path in paths] if many else str(paths[0])
