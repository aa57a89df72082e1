"""Starts a server as a child process that lives no longer than the one that started it."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from harness.errors import HarnessError, ModelError


@dataclass(frozen=True, kw_only=True)
class ServeOptions:
    """What a child server is told. `models` are texts as after `--model`; the rest as in `harness serve`.

    `extra` are further arguments of `harness serve`. `api_key` is made up when it is None.
    """

    models: tuple[str, ...] = ("local",)
    data: Path | None = None
    api_key: str | None = None
    run_seconds: float = 600.0
    poll_ms: int = 50
    extra: tuple[str, ...] = ()
    start_seconds: float = 120.0


@dataclass(frozen=True)
class Running:
    """A server that answers: point an SDK at `base_url` with `api_key`."""

    base_url: str
    api_key: str
    pid: int
    models: tuple[str, ...] = field(default=())


@contextlib.contextmanager
def serve(options: ServeOptions) -> Iterator[Running]:
    """Runs `harness serve` on a free loopback port while the block lasts.

    The child stops when the block ends, and also when this process dies: its standard input is a pipe from
    here. Raises ModelError when it does not start, with what it said.
    """
    key = options.api_key or secrets.token_urlsafe(24)
    with tempfile.TemporaryFile() as errors:  # a file never fills up as a pipe does
        child = _start(options, key, errors)
        try:
            announced = _await_announcement(child, options.start_seconds)
            if announced is None:
                raise _not_started(child, errors)
            yield Running(announced["base_url"], key, child.pid, tuple(announced["models"]))
        finally:
            _stop(child)


def _start(options: ServeOptions, key: str, errors: IO[bytes]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        _command(options),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        env={**os.environ, "HARNESS_SERVE_API_KEY": key},
        start_new_session=True,  # Ctrl-C stops it through its lifeline, after we have let go
    )


def _command(options: ServeOptions) -> list[str]:
    models = [part for model in options.models for part in ("--model", model)]
    data = ["--data", str(options.data)] if options.data else []
    settings = ["--run-seconds", str(options.run_seconds), "--poll-ms", str(options.poll_ms)]
    fixed = ["serve", "--port", "0", "--json", "--lifeline"]
    return [sys.executable, "-m", "harness", *fixed, *models, *data, *settings, *options.extra]


def _await_announcement(child: subprocess.Popen[bytes], seconds: float) -> dict[str, Any] | None:
    """The one line of JSON that the child prints; None when it ended without."""
    deadline = time.monotonic() + seconds
    assert child.stdout is not None
    while time.monotonic() < deadline:
        ready, _, _ = select.select([child.stdout], [], [], 0.2)
        if not ready:
            continue
        line = child.stdout.readline()
        if not line:
            return None
        announced: dict[str, Any] = json.loads(line)
        return announced
    raise HarnessError(f"the embedded server did not start within {seconds:g} seconds")


def _not_started(child: subprocess.Popen[bytes], errors: IO[bytes]) -> HarnessError:
    child.wait(10)
    errors.seek(0)
    said = errors.read().decode(errors="replace").strip().removeprefix("harness: ")
    return ModelError(said or f"the embedded server ended with exit code {child.returncode}")


def _stop(child: subprocess.Popen[bytes]) -> None:
    """Lets go of the lifeline, then insists."""
    if child.stdin is not None:
        with contextlib.suppress(OSError):
            child.stdin.close()
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            child.wait(8)
            break
        except subprocess.TimeoutExpired:
            child.send_signal(number)
    child.wait()
    if child.stdout is not None:
        child.stdout.close()
