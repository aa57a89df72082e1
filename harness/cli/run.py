"""`harness run`: ask suites of an assistant, judge the answers, write a report."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from harness.cli import options
from harness.errors import UsageError

# What a resumed run may be told anew: how it is done. What is asked stays as it was.
_HOW = frozenset(
    ("api_key", "base_url", "max_concurrency", "max_rpm", "max_tokens", "max_cost", "cluster", "verbose")
)


@click.command(no_args_is_help=False)
@click.argument("suites", nargs=-1, metavar="[SUITES]...")
@click.option(
    "--cassettes",
    type=click.Choice(["replay", "record", "auto", "off"]),
    default="auto",
    show_default=True,
    help="Answer from recordings, record anew, record what is missing, or do neither.",
)
@options.cassette_dir
@click.option(
    "--speed", default="instant", show_default=True, help="Of a replay: instant, realtime, or a factor."
)
@click.option("--base-url", help="An Assistants-compatible server; without it the embedded one is started.")
@click.option("--api-key", help="Its key; default: OPENAI_API_KEY.")
@click.option(
    "--assistant-id", help="Ask this assistant, which exists already, instead of making the suite's."
)
@click.option(
    "--api",
    type=click.Choice(["assistants", "responses"]),
    default="assistants",
    show_default=True,
    help="Runs on threads, or responses in conversations.",
)
@options.transport
@click.option(
    "--model",
    help="Embedded server: local, FILE.gguf, chat:URL#NAME or simulated:…; otherwise a model's name.",
)
@options.limit
@options.epochs
@options.max_concurrency
@click.option("--max-rpm", type=click.FloatRange(0, min_open=True), help="Most requests a minute.")
@click.option("--max-tokens", type=click.IntRange(1), help="Start no more attempts once these are spent.")
@click.option("--max-cost", type=click.FloatRange(0, min_open=True), help="The same in US dollars.")
@click.option("--cluster", help="Run on this Dask cluster; local:N starts one of N workers.")
@options.report_dir
@click.option(
    "--resume", type=click.Path(path_type=Path), help="Finish this run; what is asked comes from it."
)
@click.option("--keep", is_flag=True, help="Leave assistants, threads and files on the server.")
@click.option("--verbose", is_flag=True, help="Show each request, without keys.")
@click.option("--seed", type=int, default=0, show_default=True, help="For what is drawn at random.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@click.pass_context
def command(
    context: click.Context, /, suites: tuple[str, ...], resume: Path | None, as_json: bool, **flags: Any
) -> None:
    """Ask SUITES (files, folders, FILE::suite; default: evals) and report how the answers were judged."""
    from harness.cli.running import run_suites

    if not resume:
        argv = without_secrets(sys.argv[2:])
        sys.exit(run_suites(suites or ("evals",), flags, argv=argv, as_json=as_json))
    if suites:
        raise UsageError("--resume takes its suites from the run", fix=f"harness run --resume {resume}")
    argv = stored_argv(resume)
    before = command.make_context("run", list(argv)).params
    paths = before.pop("suites") or ("evals",)
    flags = {name: value for name, value in before.items() if name not in ("resume", "as_json")}
    flags.update(_told_anew(context, flags))
    sys.exit(run_suites(paths, flags, argv=argv, as_json=as_json, folder=resume))


def without_secrets(argv: Sequence[str]) -> tuple[str, ...]:
    """A command line fit to be kept with the run: without the key, and without a user or a key in any URL."""
    from harness.cassette.scrub import without_credentials

    kept: list[str] = []
    words = iter(argv)
    for word in words:
        if word == "--api-key":
            next(words, None)
        elif not word.startswith("--api-key="):
            kept.append(without_credentials(word) if "://" in word else word)
    return tuple(kept)


def _told_anew(context: click.Context, before: Mapping[str, Any]) -> Mapping[str, Any]:
    """The flags that stand beside `--resume`.

    Raises:
        UsageError: one of them would change what is asked.
    """
    given = {
        name: value
        for name, value in context.params.items()
        if name not in ("resume", "as_json", "suites")
        and context.get_parameter_source(name) is ParameterSource.COMMANDLINE
    }
    fixed = sorted(name for name in given.keys() - _HOW if given[name] != before[name])
    if fixed:
        flag = "--" + fixed[0].replace("_", "-")
        raise UsageError(
            f"{flag} cannot change in a resumed run", fix="leave it out, or start a run of its own"
        )
    return given


def stored_argv(folder: Path) -> tuple[str, ...]:
    """The command line that a run was started with."""
    from harness.results import Results

    if not folder.exists():
        raise UsageError(f"there is no run at {folder}", nearest=_nearest(folder), fix="name a run's folder")
    with Results.open(folder) as results:
        return results.manifest.argv


def _nearest(folder: Path) -> str | None:
    """The run beside it whose name is the most alike, else the newest one."""
    names = sorted(found.parent.name for found in folder.parent.glob("*/results.sqlite"))
    alike = difflib.get_close_matches(folder.name, names, 1) or names[-1:]
    return str(folder.parent / alike[0]) if alike else None
