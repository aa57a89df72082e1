"""A group of commands that imports one when it is asked for, and shows the list of all without."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import click

from harness.cli.examples import with_examples
from harness.nearest import nearest

# name → (module, attribute, one line for --help)
Table = Mapping[str, tuple[str, str, str]]


class LazyGroup(click.Group):
    """Knows the names and one-line helps of its commands from a table; `path` is its own path below `harness`."""

    def __init__(self, *args: Any, table: Table, path: str = "", **more: Any) -> None:
        super().__init__(*args, **more)
        self._table = table
        self._path = path

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self._table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._table:
            return None
        module, attribute, _ = self._table[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return with_examples(f"{self._path} {cmd_name}".strip(), command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click's, which suggests only from commands that are loaded already."""
        unknown = args and args[0] not in self._table and not args[0].startswith("-")
        if unknown and not ctx.resilient_parsing:
            near = nearest(args[0], self._table)
            known = f"Did you mean '{near}'?" if near else f"There are {', '.join(sorted(self._table))}."
            raise click.UsageError(f"No such command '{args[0]}'. {known}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, self._table[name][2]) for name in self.list_commands(ctx)])
