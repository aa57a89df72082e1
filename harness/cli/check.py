"""`harness check`: judge files of answers or programs with no assistant involved."""

from __future__ import annotations

import importlib

import click

# name → (module, attribute, one line for --help)
_COMMANDS = {
    "math": ("harness.cli.check_math", "command", "Judge answers to mathematical questions."),
    "program": (
        "harness.cli.check_program",
        "program",
        "Judge programs, or replies with programs, by hidden tests.",
    ),
}


class _LazyChecks(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, attribute, _ = _COMMANDS[cmd_name]
        found: click.Command = getattr(importlib.import_module(module), attribute)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, _COMMANDS[name][2]) for name in self.list_commands(ctx)])


@click.group(cls=_LazyChecks)
def command() -> None:
    """Judge a file of answers or programs, with no assistant involved."""
