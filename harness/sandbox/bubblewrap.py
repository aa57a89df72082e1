"""bubblewrap around an interpreter that then shuts itself in by the same policy: slower, works without Landlock.

bwrap gives namespaces and a root of its own without /proc and with an empty environment; inside, `inner.py`
applies resource limits, seccomp and, where the kernel has it, Landlock.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from harness.errors import SandboxError
from harness.sandbox import policy
from harness.sandbox.collect import collect
from harness.sandbox.execution import concluded, hand_over, pipe
from harness.sandbox.frames import Frames
from harness.sandbox.model import Execution, Limits
from harness.sandbox.streams import listen
from harness.sandbox.warm import Ended, packages, sealed

_CODE = "/opt/code"
_OWN = Path(__file__).resolve().parents[1]
_NEEDED = ("__init__.py", "errors.py", "sandbox")
_BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from harness.sandbox.inner import main; main(int(sys.argv[2]))"
_FATAL_SIGNALS = frozenset((4, 5, 6, 7, 8, 9, 11, 15, 24, 25, 31))


@cache
def unavailable() -> str:
    """Why there is no bubblewrap here; empty when there is. It is really started once to know."""
    path = shutil.which("bwrap")
    if path is None:
        return "bwrap is not installed"
    command = [path, "--unshare-all", "--ro-bind", "/", "/", "--", "/bin/true"]
    trial = subprocess.run(command, capture_output=True, env={}, timeout=20, check=False)
    return trial.stderr.decode(errors="replace").strip() if trial.returncode else ""


def _command(limits: Limits, job: int) -> list[str]:
    binds = ["--ro-bind", str(Path(sys.executable).resolve()), str(Path(sys.executable).resolve())]
    shown = policy.readable_paths(packages())
    for path in shown:
        if Path(path).is_symlink() and path in ("/lib", "/lib64"):
            binds += ["--symlink", str(Path(path).readlink()), path]
        else:
            binds += ["--ro-bind", str(Path(path).resolve()), path]
    for name in _NEEDED:
        binds += ["--ro-bind", str(_OWN / name), f"{_CODE}/harness/{name}"]
    for device in policy.DEVICES:
        binds += ["--dev-bind", device, device]
    inside = ["--size", str(limits.disk_mb << 20), "--tmpfs", "/work", "--chdir", "/work"]
    flags = ["--unshare-all", "--unshare-user", "--uid", "65534", "--gid", "65534", "--cap-drop", "ALL"]
    python = [str(Path(sys.executable).resolve()), "-S", "-s", "-P", "-B", "-c", _BOOT, _CODE, str(job)]
    bwrap = shutil.which("bwrap") or "bwrap"
    return [bwrap, *flags, "--die-with-parent", "--new-session", *binds, *inside, "--", *python]


@dataclass
class _Process:
    """A bwrap under way, watched like a child of the warm parent."""

    process: subprocess.Popen[bytes]
    control: int
    started: float
    timed_out: bool = False
    ended: Ended | None = None

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.control, signal.SIGKILL)

    def expire(self) -> None:
        self.timed_out = True
        self.kill()

    def wait(self, seconds: float | None = None) -> Ended:
        if self.ended is None:
            _, status, usage = os.wait4(self.process.pid, 0)
            code = os.waitstatus_to_exitcode(status)
            self.process.returncode = code
            if code - 128 in _FATAL_SIGNALS:
                code = 128 - code
            ms = (time.monotonic() - self.started) * 1000
            self.ended = Ended(exit=code, timed_out=self.timed_out, ms=ms, peak=usage.ru_maxrss * 1024)
        return self.ended


def execute(source: bytes, stdin: bytes, limits: Limits, files: Mapping[str, bytes]) -> Execution:
    """Runs `source` under bwrap. Raises SandboxError when that cannot be had."""
    if reason := unavailable():
        raise SandboxError(f"bubblewrap cannot be used: {reason}", fix="apt-get install bubblewrap")
    with pipe() as (out, its_out), pipe() as (err, its_err), sealed(stdin) as its_in:
        ours, its = socket.socketpair()
        job = Frames(ours)
        process = subprocess.Popen(
            _command(limits, its.fileno()),
            env=policy.ENVIRONMENT,
            stdin=its_in,
            stdout=its_out.close_later(),
            stderr=its_err.close_later(),
            pass_fds=[its.fileno()],
            cwd="/",
        )
        its.close()
        its_out.close()
        its_err.close()
        watched = _Process(process, os.pidfd_open(process.pid), time.monotonic())
        try:
            return _follow(watched, job, (out, err), source, limits, files)
        finally:
            watched.kill()
            watched.wait()
            os.close(watched.control)
            job.close()


def _follow(
    watched: _Process,
    job: Frames,
    pipes: tuple[int, int],
    source: bytes,
    limits: Limits,
    files: Mapping[str, bytes],
) -> Execution:
    directory = _introduce(job, limits, len(files))
    watched.started = time.monotonic()  # what it took to get ready is not the program's time
    timer = threading.Timer(limits.seconds, watched.expire)
    timer.start()
    try:
        hand_over(job, files, source)
        output, ended = listen(watched, *pipes, limits.output_bytes)
        found = collect(directory, limits, files)
    finally:
        timer.cancel()
        os.close(directory)
    return concluded(ended, output, found, backend="bubblewrap")


def _introduce(job: Frames, limits: Limits, files: int) -> int:
    """Tells the interpreter inside its limits; it answers with its directory, before anything untrusted runs."""
    try:
        job.send_json({"limits": asdict(limits), "files": files, "packages": packages()})
        job.channel.settimeout(30)
        _, descriptors, _, _ = socket.recv_fds(job.channel, 1, 1)
    except Exception as error:
        raise SandboxError(f"the interpreter inside bubblewrap did not start: {error}") from error
    if not descriptors:
        raise SandboxError("the interpreter inside bubblewrap did not start")
    return descriptors[0]
