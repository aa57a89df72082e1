"""`harness check`: judge files of answers or programs with no assistant involved."""

from __future__ import annotations

import click

from harness.cli.lazy import LazyGroup, Table

_COMMANDS: Table = {
    "math": ("harness.cli.check_math", "command", "Judge answers to mathematical questions."),
    "program": (
        "harness.cli.check_program",
        "program",
        "Judge programs, or replies with programs, by hidden tests.",
    ),
}


@click.group(cls=LazyGroup, table=_COMMANDS, path="check")
def command() -> None:
    """Judge a file of answers or programs, with no assistant involved."""
