"""`harness sandbox`: run a Python file where it can do no harm."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from harness.cli.files import unreadable
from harness.cli.group import Group

if TYPE_CHECKING:
    from harness.sandbox import Execution
    from harness.sandbox.model import Backend


@click.group(cls=Group)
def command() -> None:
    """Run untrusted Python."""


@command.command("exec")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--timeout", type=click.FloatRange(min=0, min_open=True), default=5.0, show_default=True, help="Seconds."
)
@click.option("--memory", type=click.IntRange(min=1), default=512, show_default=True, help="MiB.")
@click.option(
    "--backend",
    type=click.Choice(["auto", "warm", "bubblewrap", "unconfined"]),
    default="auto",
    show_default=True,
    help="What confines the program.",
)
@click.option("--stdin", "stdin", default=None, help="A file that the program reads as its stdin; - is ours.")
def execute_file(file: Path, timeout: float, memory: int, backend: Backend, stdin: str | None) -> None:
    """Run FILE in the sandbox and print one JSON object.

    The object's status is ok, error, timeout, memory, output_limit or killed; the exit code here is 0 whenever
    the program was run, whatever came of it.
    """
    from harness.sandbox import Limits, execute

    limits = Limits(seconds=timeout, memory_mb=memory)
    done = execute(_read(file), stdin=_stdin(stdin), limits=limits, backend=backend)
    click.echo(json.dumps(as_json(done), ensure_ascii=True))


def as_json(done: Execution) -> dict[str, Any]:
    """One execution as JSON; bytes that are no UTF-8 are shown as escapes."""
    return {
        "status": done.status,
        "stdout": done.stdout.decode("utf-8", "backslashreplace"),
        "stderr": done.stderr.decode("utf-8", "backslashreplace"),
        "exit": done.exit,
        "ms": done.ms,
        "peak_memory": done.peak_memory,
        "files": {_printable(name): len(content) for name, content in done.files.items()},
        "skipped": [_printable(name) for name in done.skipped],
        "backend": done.backend,
    }


def _printable(name: str) -> str:
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise unreadable(file, error) from error


def _stdin(given: str | None) -> bytes:
    if given is None:
        return b""
    return sys.stdin.buffer.read() if given == "-" else _read(Path(given))
