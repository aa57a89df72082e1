"""A group of commands whose help shows what each does in a whole sentence."""

from __future__ import annotations

import click


class Group(click.Group):
    """As click's, which cuts the sentences of a list to one line."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, _sentence(command)) for name, command in sorted(self.commands.items())]
            )


def _sentence(command: click.Command) -> str:
    return " ".join((command.help or "").partition("\n\n")[0].split())
