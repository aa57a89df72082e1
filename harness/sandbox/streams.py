"""Reads what a program says, up to a limit, and never waits for a pipe whose program is gone."""

from __future__ import annotations

import os
import selectors
from dataclasses import dataclass, field
from typing import Any, Protocol

from harness.sandbox.warm import Ended

_CHUNK = 1 << 16


class Watched(Protocol):
    """A program under way: `control` becomes readable when it has ended."""

    @property
    def control(self) -> Any: ...

    def kill(self) -> None: ...

    def wait(self) -> Ended: ...


@dataclass
class Output:
    """What the two streams held; `overflowed`: together more than the limit, and the program was killed."""

    stdout: bytearray = field(default_factory=bytearray)
    stderr: bytearray = field(default_factory=bytearray)
    overflowed: bool = False


def listen(child: Watched, stdout: int, stderr: int, limit: int) -> tuple[Output, Ended]:
    """Follows a program to its end. The read ends of its pipes are `stdout` and `stderr`."""
    output = Output()
    pipes = {stdout: output.stdout, stderr: output.stderr}
    with selectors.DefaultSelector() as selector:
        for pipe in (*pipes, child.control):
            selector.register(pipe, selectors.EVENT_READ)
        ended = None
        while ended is None:
            for key, _ in selector.select():
                if key.fileobj is child.control:
                    ended = child.wait()
                elif not _read(key.fd, pipes[key.fd]):
                    selector.unregister(key.fd)
            if not output.overflowed and len(output.stdout) + len(output.stderr) > limit:
                output.overflowed = True
                child.kill()
            if output.overflowed:
                _cut(output, limit)
    _drain(pipes, limit)
    output.overflowed |= len(output.stdout) + len(output.stderr) > limit
    _cut(output, limit)
    return output, ended


def _read(pipe: int, into: bytearray) -> bool:
    try:
        part = os.read(pipe, _CHUNK)
    except BlockingIOError:
        return True
    into += part
    return bool(part)


def _drain(pipes: dict[int, bytearray], limit: int) -> None:
    """What is still in the pipes after the end; both are non-blocking and nobody writes any more."""
    for pipe, into in pipes.items():
        while len(into) <= limit:
            before = len(into)
            if not _read(pipe, into) or len(into) == before:
                break


def _cut(output: Output, limit: int) -> None:
    del output.stdout[limit:]
    del output.stderr[max(0, limit - len(output.stdout)) :]
