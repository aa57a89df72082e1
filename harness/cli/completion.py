"""`harness completion`: what a shell sources to complete commands, options and choices."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print the completion script of SHELL: evaluate it when the shell starts."""
    from harness.cli import cli

    script = get_completion_class(shell)
    if script is not None:
        click.echo(script(cli, {}, "harness", "_HARNESS_COMPLETE").source())
