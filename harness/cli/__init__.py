"""The `harness` command. Each subcommand lives in a module of its own and is loaded when it is asked for."""

from __future__ import annotations

import io
import os
import sys

import click

from harness import __version__
from harness.cli.elsewhere import said
from harness.cli.lazy import LazyGroup
from harness.errors import HarnessError

INTERRUPTED = 130  # as shells say it: 128 and the number of SIGINT

# name → (module, attribute, one line for --help): the list is shown without importing any of them.
COMMANDS: dict[str, tuple[str, str, str]] = {
    "baseline": ("harness.cli.baseline", "command", "Keep the outcomes of a run to compare later runs with."),
    "cassettes": (
        "harness.cli.cassettes",
        "command",
        "List, check, prune, scrub, import and show recordings.",
    ),
    "check": ("harness.cli.check", "command", "Judge a file of answers or programs, with no assistant."),
    "compare": ("harness.cli.compare", "command", "Compare two runs: flips, paired difference, test."),
    "completion": ("harness.cli.completion", "command", "Print the completion script of a shell."),
    "dataset": ("harness.cli.dataset", "command", "Check, generate and fetch datasets."),
    "doctor": (
        "harness.cli.doctor",
        "command",
        "Say what works on this machine, with the fix for what does not.",
    ),
    "migrate": ("harness.cli.migrate", "command", "Compare assistants with responses; export either."),
    "models": ("harness.cli.models", "command", "List and fetch local chat models."),
    "power": ("harness.cli.power", "command", "Say how many samples it takes, or what a number can show."),
    "report": ("harness.cli.report", "command", "Write the reports of a run again."),
    "rescore": ("harness.cli.rescore", "command", "Judge the stored answers of a run with today's checker."),
    "init": (
        "harness.cli.init",
        "command",
        "Write a working suite, conftest and CI workflow into a project.",
    ),
    "run": ("harness.cli.run", "command", "Ask suites of an assistant, judge the answers, write a report."),
    "sandbox": ("harness.cli.sandbox", "command", "Run a Python file in the sandbox."),
    "view": ("harness.cli.view", "command", "Show all runs on a local page, with a playground."),
    "serve": ("harness.cli.serve", "command", "Serve the Assistants v2 API on any chat model."),
}


@click.group(cls=LazyGroup, table=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="harness")
def cli() -> None:
    """Evaluate tool-using assistants: ask, record, judge, report."""


def main() -> None:
    """The console script: what a user can mend becomes one clear message on stderr and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a locale that lacks a character is no reason to fail
            stream.reconfigure(errors="backslashreplace")
    try:
        # click leaves colour out where there is no terminal; https://no-color.org asks for it on a terminal, too.
        color = False if os.environ.get("NO_COLOR") else None
        sys.exit(cli(prog_name="harness", color=color, standalone_mode=False))
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("harness: interrupted", err=True)
        sys.exit(INTERRUPTED)
    except HarnessError as error:
        _refuse(error)
    except ModuleNotFoundError as error:
        _refuse(said(error))
    except OSError as error:
        _refuse(_in_words(error))


def _refuse(error: HarnessError | str) -> None:
    click.echo(f"harness: {error}", err=True)
    sys.exit(2)


def _in_words(error: OSError) -> str:
    """A folder that may not be read, a full disk: the file first, and no number."""
    why = error.strerror or str(error)
    return f"{error.filename}: {why}" if error.filename else why
