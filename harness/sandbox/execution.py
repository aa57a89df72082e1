"""One program in the warm sandbox: start, listen, decide, collect."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping

from harness.errors import SandboxError
from harness.sandbox.collect import Collected, collect
from harness.sandbox.frames import Frames, Lost
from harness.sandbox.model import Execution, Limits, Status
from harness.sandbox.streams import Output, listen
from harness.sandbox.warm import Ended, Request, Spec, WarmParent, registry, sealed

_ENTRY = "harness.sandbox.script:main"
_CPU_LIMIT_SIGNAL = -24


def execute_warm(
    source: bytes, stdin: bytes, limits: Limits, files: Mapping[str, bytes], spec: Spec | None = None
) -> Execution:
    """Runs `source`; once more in a new warm parent when the first one died under it."""
    for attempt in (1, 2):
        parent = registry().get(spec or Spec())
        try:
            return _execute(parent, source, stdin, limits, files)
        except SandboxError:
            registry().discard(parent)
            if attempt == 2:
                raise
    raise AssertionError("unreachable")


def _execute(
    parent: WarmParent, source: bytes, stdin: bytes, limits: Limits, files: Mapping[str, bytes]
) -> Execution:
    request = Request(entry=_ENTRY, limits=limits, seconds=limits.seconds, files=len(files))
    with pipe() as (out, its_out), pipe() as (err, its_err), sealed(stdin) as its_in:
        child = parent.spawn(request, (its_in, its_out.close_later(), its_err.close_later()))
        its_out.close()
        its_err.close()
        try:
            child.introduce()
            hand_over(child.job, files, source)
            output, ended = listen(child, out, err, limits.output_bytes)
            found = collect(child.directory, limits, files)
        finally:
            child.close()
    return concluded(ended, output, found, backend="warm")


def concluded(ended: Ended, output: Output, found: Collected, *, backend: str) -> Execution:
    """What is told of a program that has ended, the same by every backend."""
    return Execution(
        status=decide(ended, output),
        stdout=bytes(output.stdout),
        stderr=bytes(output.stderr),
        exit=ended.exit,
        ms=round(ended.ms, 3),
        peak_memory=ended.peak,
        files=found.files,
        skipped=tuple(found.skipped),
        backend=backend,
    )


def hand_over(job: Frames, files: Mapping[str, bytes], source: bytes) -> None:
    """Files and program; a child that died early does not read them, and says why by its end."""
    with contextlib.suppress(Lost):
        for name, content in files.items():
            job.send(name.encode())
            job.send(content)
        job.send(source)


def decide(ended: Ended, output: Output) -> Status:
    """The status, from what was seen outside alone.

    Running out of memory shows as a failed exit whose last word is MemoryError: a program may say so itself,
    and gains nothing by it, for both are failures.
    """
    if ended.timed_out or ended.exit == _CPU_LIMIT_SIGNAL:
        return "timeout"
    if output.overflowed:
        return "output_limit"
    if ended.exit < 0:
        return "killed"
    if ended.exit == 0:
        return "ok"
    last = output.stderr.rstrip().rpartition(b"\n")[2]
    return "memory" if last.startswith(b"MemoryError") else "error"


class WriteEnd:
    """The other side's end of a pipe, closed here once it was handed over."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def close_later(self) -> int:
        return self._descriptor

    def close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


@contextlib.contextmanager
def pipe() -> Iterator[tuple[int, WriteEnd]]:
    """A pipe whose read end does not block."""
    read, write = os.pipe()
    os.set_blocking(read, False)
    end = WriteEnd(write)
    try:
        yield read, end
    finally:
        end.close()
        os.close(read)
