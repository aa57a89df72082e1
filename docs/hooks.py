"""Writes parts of the reference while the site is built: what `--help` shows, and docstrings of modules."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from typing import Any

import click

from harness.cli import cli

MARKER = "<!-- commands -->"
DOCSTRING = re.compile(r"<!-- docstring: ([\w.]+) -->")


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Called by mkdocs with each page's text."""
    if MARKER in markdown:
        markdown = markdown.replace(MARKER, "\n".join(_sections()))
    return DOCSTRING.sub(lambda found: _docstring(found[1]), markdown)


def _docstring(module: str) -> str:
    """As it stands: its tables and examples are laid out for a fixed width."""
    return f"```text\n{(importlib.import_module(module).__doc__ or '').strip()}\n```"


def _sections() -> Iterator[str]:
    for path, command in _commands(
        "harness", cli, click.Context(cli, info_name="harness", **cli.context_settings)
    ):
        yield f"## `{path}`\n\n```text\n{command.strip()}\n```\n"


def _commands(path: str, command: click.Command, context: click.Context) -> Iterator[tuple[str, str]]:
    context.max_content_width = 100
    yield path, command.get_help(context)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None:
                below = click.Context(child, info_name=name, parent=context, **child.context_settings)
                yield from _commands(f"{path} {name}", child, below)
