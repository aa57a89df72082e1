"""`harness migrate`: from assistants to responses, with evidence."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from harness.cli import options
from harness.cli.group import Group

_APIS = click.Choice(["assistants", "responses"])
_MODES = click.Choice(["replay", "record", "auto", "off"])


@click.group("migrate", cls=Group)
def command() -> None:
    """Check that a migrated assistant is as good as the old one, and export it."""


@command.command("check")
@click.argument("suites", nargs=-1, metavar="[SUITES]...")
@click.option(
    "--from", "old_api", type=_APIS, default="assistants", show_default=True, help="API of the old side."
)
@click.option(
    "--to", "new_api", type=_APIS, default="responses", show_default=True, help="API of the new side."
)
@click.option("--margin", type=float, default=0.05, show_default=True, help="Accuracy that may be lost.")
@click.option(
    "--alpha",
    type=click.FloatRange(0, 0.5, min_open=True),
    default=0.05,
    show_default=True,
    help="Chance of passing a side that is worse by the margin.",
)
@click.option("--from-run", "old_run", type=click.Path(path_type=Path), help="A run instead of asking.")
@click.option("--to-run", "new_run", type=click.Path(path_type=Path), help="The same for the new side.")
@click.option(
    "--from-cassettes",
    "old_cassettes",
    type=_MODES,
    default="auto",
    show_default=True,
    help="Recordings of the old side.",
)
@click.option(
    "--to-cassettes",
    "new_cassettes",
    type=_MODES,
    default="auto",
    show_default=True,
    help="Recordings of the new side.",
)
@options.cassette_dir
@click.option("--base-url", help="A server that speaks both; without it the embedded one is started.")
@click.option("--api-key", help="Its key; default: OPENAI_API_KEY.")
@click.option("--model", help="As for harness run.")
@options.transport
@options.limit
@options.epochs
@options.max_concurrency
@options.report_dir
@click.option("--json", "as_json_", is_flag=True, help="Print the report as JSON.")
def check(suites: tuple[str, ...], as_json_: bool, **flags: Any) -> None:
    """Ask SUITES through both APIs and test that the new side is not worse by the margin or more.

    Exit code 1 where that is not shown for every suite.
    """
    from harness.frontend import Settings
    from harness.loader import load_suites
    from harness.migrate.check import Plan, migrate_check
    from harness.migrate.report import as_json

    names = ("old_api", "new_api", "margin", "alpha", "old_run", "new_run", "old_cassettes", "new_cassettes")
    own = {name: flags.pop(name) for name in names}
    written = migrate_check(load_suites(suites or ("evals",)), Plan(settings=Settings(**flags), **own))
    if as_json_:
        click.echo(json.dumps(as_json(written.report), ensure_ascii=False))
    else:
        _print(written)
    sys.exit(0 if written.report.holds else 1)


def _print(written: Any) -> None:
    from harness.reports.clean import one_line

    report = written.report
    for one in report.parities:
        shares = f"old {one.comparison.accuracy_a:.1%}, new {one.comparison.accuracy_b:.1%}"
        same = f"{one.same_answers} of {one.test.samples} answers the same"
        click.echo(f"{one_line(one.suite)} [{one.transport}]: {shares}; {same}")
        click.echo(f"  {one.words}")
        for flip in one.flips[:10]:
            click.echo(f"    {one_line(flip.sample)}  {flip.before} → {flip.after}")
    for suite, gaps in report.gaps:
        for gap in gaps:
            if gap.lost:
                click.echo(f"{one_line(suite)}: {gap.setting} has no counterpart: {gap.says}")
    click.echo(report.words)
    click.echo(f"report: {written.folder / 'parity.md'}, parity.json, parity.html")


@command.command("export")
@click.argument("suites", nargs=-1, metavar="[SUITES]...")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("migrated"),
    show_default=True,
    help="Folder to write to.",
)
@click.option("--model", help="The model's name over there; default: the suite's.")
@click.option("--json", "as_json_", is_flag=True, help="Print what the files would hold instead.")
def export(suites: tuple[str, ...], out: Path, model: str | None, as_json_: bool) -> None:
    """Write each suite's assistant as a request, a prompt, and Python for both APIs."""
    from harness.loader import load_suites
    from harness.migrate import export as made

    exported: dict[str, dict[str, Any]] = {}
    for suite in load_suites(suites or ("evals",)):
        exported[suite.name] = {
            "response_request.json": made.response_request(suite, model=model),
            "prompt.json": made.prompt(suite, model=model),
            "responses.py": made.responses_script(suite, model=model),
            "assistants.py": made.assistants_script(suite, model=model),
        }
    if as_json_:
        click.echo(json.dumps(exported, ensure_ascii=False))
        return
    for name, files in exported.items():
        _write(out / name, files)


def _write(folder: Path, files: dict[str, Any]) -> None:
    from harness.reports.write import write_text

    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        text = (
            content if isinstance(content, str) else json.dumps(content, ensure_ascii=False, indent=2) + "\n"
        )
        click.echo(str(write_text(folder / name, text)))
