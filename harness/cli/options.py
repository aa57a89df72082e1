"""Options that several commands have, the same words everywhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from harness.folders import newest

_PATH = click.Path(path_type=Path)


def _or_newest(context: click.Context, parameter: click.Parameter, given: Path | None) -> Path | None:
    return given or (None if context.resilient_parsing else newest(Path("reports")))


run = click.argument("run", type=_PATH, required=False, callback=_or_newest)


def lang(words: str) -> Callable[[Any], Any]:
    """`--lang`, and what it is the language of."""
    known = click.Choice(["en", "zh"])
    return click.option("--lang", type=known, default="en", show_default=True, help=words)


cassette_dir = click.option(
    "--cassette-dir", type=_PATH, default=Path("cassettes"), show_default=True, help="Where recordings are."
)
transport = click.option(
    "--transport",
    type=click.Choice(["suite", "polling", "streaming", "both"]),
    default="suite",
    show_default=True,
    help="How runs are followed; suite: as each suite says.",
)
limit = click.option("--limit", type=click.IntRange(1), help="Only the first N samples of each suite.")
epochs = click.option("--epochs", type=click.IntRange(1), help="Ask each sample N times.")
max_concurrency = click.option(
    "--max-concurrency",
    type=click.IntRange(1),
    default=16,
    show_default=True,
    help="Samples asked at once.",
)
report_dir = click.option(
    "--report-dir",
    type=_PATH,
    default=Path("reports"),
    show_default=True,
    help="Where each run gets a folder of its own.",
)
