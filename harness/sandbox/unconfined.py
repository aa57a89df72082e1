"""The named way out where no sandbox can be had: a subprocess with time, output and, on Unix, memory limits.

It holds nothing back that wants out. It is never chosen by itself.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from harness.sandbox import policy
from harness.sandbox.model import MIB, Execution, Limits, Status
from harness.sandbox.scratch import Scratch

_PRELUDE = (
    "import resource, runpy, sys; m = int(sys.argv.pop(1));"
    "resource.setrlimit(resource.RLIMIT_AS, (m, m));"
    "sys.argv = ['main.py']; runpy.run_path('main.py', run_name='__main__')"
)


def execute(source: bytes, stdin: bytes, limits: Limits, files: Mapping[str, bytes]) -> Execution:
    """Runs `source` with the caller's own rights."""
    with Scratch("unconfined") as folder:
        for path, content in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        (folder / "main.py").write_bytes(source)
        return _run(folder, stdin, limits, files)


def _run(folder: Path, stdin: bytes, limits: Limits, files: Mapping[str, bytes]) -> Execution:
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-s", "-P", "-B", "-c", _PRELUDE, str((limits.memory_mb + 64) * MIB)],
        cwd=folder,
        env={**policy.ENVIRONMENT, "HOME": str(folder)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None and process.stderr is not None
    readers = [_Reader(s, limits.output_bytes, process) for s in (process.stdout, process.stderr)]
    threading.Thread(target=_feed, args=(process, stdin), daemon=True).start()
    try:
        process.wait(limits.seconds)
        late = False
    except subprocess.TimeoutExpired:
        late = True
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for reader in readers:
        reader.finish()
    return Execution(
        status=_status(process.returncode, late, readers),
        stdout=bytes(readers[0].seen[: limits.output_bytes]),
        stderr=bytes(readers[1].seen[: limits.output_bytes]),
        exit=process.returncode,
        ms=round((time.monotonic() - started) * 1000, 3),
        peak_memory=0,
        files=_written(folder, limits, files),
        backend="unconfined",
    )


class _Reader:
    """Follows one stream in a thread, kills the program when it says too much."""

    def __init__(self, stream: IO[bytes], limit: int, process: subprocess.Popen[bytes]) -> None:
        self.seen = bytearray()
        self.overflowed = False
        self._stream, self._limit, self._process = stream, limit, process
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()

    def _follow(self) -> None:
        while part := os.read(self._stream.fileno(), 1 << 16):
            self.seen += part
            if len(self.seen) > self._limit:
                self.overflowed = True
                self._process.kill()
                return

    def finish(self) -> None:
        self._thread.join(1.0)
        if not self._thread.is_alive():
            self._stream.close()


def _feed(process: subprocess.Popen[bytes], stdin: bytes) -> None:
    assert process.stdin is not None
    with contextlib.suppress(OSError), process.stdin:
        process.stdin.write(stdin)


def _status(code: int, late: bool, readers: list[_Reader]) -> Status:
    if late:
        return "timeout"
    if any(reader.overflowed for reader in readers):
        return "output_limit"
    if code <= 0:
        return "ok" if code == 0 else "killed"
    last = readers[1].seen.rstrip().rpartition(b"\n")[2]
    return "memory" if last.startswith(b"MemoryError") else "error"


def _written(folder: Path, limits: Limits, files: Mapping[str, bytes]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if len(found) >= limits.files or name == "main.py" or path.is_symlink() or not path.is_file():
            continue
        if path.stat().st_size <= limits.disk_mb * MIB and path.read_bytes() != files.get(name):
            found[name] = path.read_bytes()
    return found
