"""`harness doctor`: what works on this machine, with the fix for what does not."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path

import click

from harness.cli.doctor import installed, machine, models, recordings, sandbox, server
from harness.cli.doctor.finding import Finding
from harness.cli.elsewhere import said
from harness.errors import HarnessError

Look = Callable[[], Iterator[Finding]]


@click.command()
@click.option("--base-url", help="Also look whether this server answers and speaks the API.")
@click.option("--api-key", help="Its key; default: OPENAI_API_KEY.")
@click.option(
    "--cassette-dir",
    type=click.Path(path_type=Path),
    default=Path("cassettes"),
    show_default=True,
    help="Look at these recordings.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def command(base_url: str | None, api_key: str | None, cassette_dir: Path, as_json: bool) -> None:
    """Say what works on this machine: Python, packages, sandbox, models, disk, port, cassettes, server.

    Exit code 1 when something does not work.
    """
    looks = _looks(base_url, api_key, cassette_dir)
    findings = [finding for subject, look in looks.items() for finding in _looked(subject, look)]
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            _print(finding)
    sys.exit(1 if any(finding.state == "bad" for finding in findings) else 0)


def _looks(base_url: str | None, api_key: str | None, cassettes: Path) -> dict[str, Look]:
    looks: dict[str, Look] = {
        "python": machine.python,
        "packages": installed.packages,
        "sandbox": sandbox.backends,
        "models": models.weights,
        "disk": machine.disk,
        "port": machine.port,
        "cassettes": partial(recordings.cassettes, cassettes),
    }
    if base_url:
        looks["server"] = partial(server.answers, base_url, api_key)
    return looks


def _looked(subject: str, look: Look) -> Iterator[Finding]:
    """What a look finds, or why it could not look: a module is not here, a file cannot be read."""
    try:
        yield from look()
    except ModuleNotFoundError as error:
        yield _refused(subject, said(error))
    except HarnessError as error:
        yield _refused(subject, error)
    except OSError as error:
        what = f"{error.filename or subject}: {error.strerror or error}"
        yield Finding(subject, "bad", what, "let this user read it")


def _refused(subject: str, refusal: HarnessError) -> Finding:
    return Finding(subject, "bad", refusal.what, refusal.fix or refusal.nearest or "")


def _print(finding: Finding) -> None:
    color = {"ok": "green", "warn": "yellow", "bad": "red"}[finding.state]
    words = _wrapped(f"{finding.subject}: {finding.words}")
    click.echo(f"{click.style(f'{finding.state:4}', fg=color)} {words}")
    if finding.fix:
        click.echo(f"     fix: {finding.fix}")


def _wrapped(text: str) -> str:
    """Folded to a terminal's width, behind the five columns of the state; one line through a pipe."""
    if not sys.stdout.isatty():
        return text
    width = max(shutil.get_terminal_size().columns, 40) - 5
    return "\n     ".join(textwrap.wrap(text, width, break_on_hyphens=False, break_long_words=False))
