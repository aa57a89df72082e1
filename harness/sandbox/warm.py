"""The asker's side of the warm parent: start it once, ask it for confined processes, notice when it is gone."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import weakref
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from harness.errors import SandboxError
from harness.sandbox import policy
from harness.sandbox.frames import Frames
from harness.sandbox.model import LINUX, Limits
from harness.sandbox.scratch import Scratch

_BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from harness.sandbox.zygote import main; main(int(sys.argv[2]))"
_START_SECONDS = 60.0
_SOURCE = str(Path(__file__).resolve().parents[2])


@dataclass(frozen=True)
class Spec:
    """Which warm parent: the modules it has imported, and whether its children may be given a folder.

    `namespaces` False does without them even where they can be had: what containers often allow.
    """

    preload: tuple[str, ...] = ("harness.sandbox.script",)
    folders: bool = False
    namespaces: bool = True


@dataclass(frozen=True, kw_only=True)
class Request:
    """A confined process to be had. `entry` is `module:function`, called with the job's `Frames`.

    `seconds` None lets it live until the line to it is closed. `folder` is what it sees as /mnt/data.
    """

    entry: str
    limits: Limits
    seconds: float | None
    files: int = 0
    folder: str | None = None

    def body(self) -> bytes:
        one = self.seconds is not None
        return json.dumps({**asdict(self), "one_program": one}).encode()


@dataclass(frozen=True)
class Ended:
    """How a process ended, as the warm parent saw it: exit code or minus the signal, and what it used."""

    exit: int
    timed_out: bool
    ms: float
    peak: int


@dataclass
class Child:
    """A confined process: `job` speaks with it, `control` with the warm parent about it.

    `pid` is its number where the warm parent lives, which may be a namespace of process ids.
    """

    job: Frames
    control: socket.socket
    directory: int = -1
    pid: int = 0
    _ended: Ended | None = None

    def introduce(self) -> None:
        """Waits for the fork; `directory` is then a descriptor of the process's working directory."""
        self.control.settimeout(_START_SECONDS)
        try:
            body, descriptors, _, _ = socket.recv_fds(self.control, 4096, 1)
        except OSError:
            body, descriptors = b"", []
        if not body or not descriptors:
            raise SandboxError("the sandbox's warm parent died while it started a program")
        self.directory, self.pid = descriptors[0], int(json.loads(body)["pid"])

    def order(self, letter: bytes) -> None:
        with contextlib.suppress(OSError):
            self.control.send(letter)

    def interrupt(self) -> None:
        self.order(b"I")

    def kill(self) -> None:
        self.order(b"K")

    def wait(self, seconds: float | None = None) -> Ended:
        """How it ended. Raises SandboxError when the warm parent is gone, TimeoutError when it still runs."""
        if self._ended is None:
            self.control.settimeout(seconds)
            try:
                body = self.control.recv(4096)
            except (TimeoutError, BlockingIOError):
                raise TimeoutError from None
            except OSError:
                body = b""
            if not body:
                raise SandboxError("the sandbox's warm parent died while a program ran")
            self._ended = Ended(**json.loads(body))
        return self._ended

    def close(self) -> None:
        """Ends the process if it still runs, and gives its workspace back."""
        self.job.close()
        self.control.close()
        if self.directory >= 0:
            os.close(self.directory)
            self.directory = -1


@dataclass
class WarmParent:
    """A running warm parent. Thread-safe: each request carries the descriptors that belong to it."""

    spec: Spec
    process: subprocess.Popen[bytes]
    channel: socket.socket
    holds: dict[str, Any]
    base: Scratch | None
    owner: int = field(default_factory=os.getpid)

    def spawn(self, request: Request, streams: tuple[int, int, int]) -> Child:
        """A process with `streams` as stdin, stdout and stderr. Raises SandboxError when the parent is gone."""
        control, its_control = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        job, its_job = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        descriptors = [its_control.fileno(), its_job.fileno(), *streams]
        try:
            socket.send_fds(self.channel, [request.body()], descriptors)
        except OSError as error:
            job.close()
            control.close()
            raise SandboxError("the sandbox's warm parent is gone") from error
        finally:
            its_control.close()
            its_job.close()
        return Child(job=Frames(job), control=control)

    @property
    def alive(self) -> bool:
        return self.owner == os.getpid() and self.process.poll() is None

    def stop(self) -> None:
        """Ends it and every process it has started."""
        self.channel.close()
        if self.owner != os.getpid():
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(5)
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self.base is not None:
            self.base.close()


def packages() -> list[str]:
    """The folders of installed packages that programs may import from."""
    return [p for p in sys.path if p.endswith(("site-packages", "dist-packages")) and Path(p).is_dir()]


def _environment(spec: Spec) -> dict[str, str]:
    if not spec.folders:
        return policy.ENVIRONMENT
    # Building matplotlib's list of fonts takes seconds: it is kept between runs.
    cache_home = os.environ.get("XDG_CACHE_HOME") or str(Path("~/.cache").expanduser())
    return {**policy.ENVIRONMENT, "MPLCONFIGDIR": str(Path(cache_home, "harness", "matplotlib"))}


def start(spec: Spec) -> WarmParent:
    """The strictest warm parent that this machine can have. Raises SandboxError with what stood in the way."""
    if sys.platform != "linux":
        raise SandboxError(
            "untrusted Python is held by layers of Linux, and this is another system", fix=LINUX
        )
    refusals = []
    for namespaces in (True, False) if spec.namespaces else (False,):
        try:
            return _start(spec, namespaces=namespaces)
        except SandboxError as error:
            refusals.append(error.what)
    raise SandboxError(
        f"no warm sandbox can be had here: {'; '.join(refusals)}",
        fix="use Linux 5.13 or later with Landlock, allow user namespaces, or install bubblewrap",
    )


def _start(spec: Spec, *, namespaces: bool) -> WarmParent:
    base = None if namespaces else Scratch("sandbox")
    if base is not None:
        base.path.chmod(0o711)
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = [sys.executable, "-S", "-s", "-P", "-B", "-c", _BOOT, _SOURCE, str(its.fileno())]
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(
            command,
            env=_environment(spec),
            pass_fds=[its.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
            start_new_session=True,
            cwd="/",
        )
        its.close()
        parent = WarmParent(spec=spec, process=process, channel=ours, holds={}, base=base)
        settings = {
            "preload": spec.preload,
            "folders": spec.folders,
            "packages": packages(),
            "source": _SOURCE,
            "namespaces": namespaces,
            "base": str(base.path) if base is not None else "",
        }
        parent.holds.update(_handshake(parent, settings, complaints))
    return parent


def _handshake(parent: WarmParent, settings: dict[str, Any], complaints: Any) -> dict[str, Any]:
    parent.channel.settimeout(_START_SECONDS)
    try:
        parent.channel.send(json.dumps(settings).encode())
        answer = json.loads(parent.channel.recv(1 << 16) or b"{}")
    except (OSError, ValueError):
        answer = {}
    parent.channel.settimeout(None)
    if "ready" in answer:
        ready: dict[str, Any] = answer["ready"]
        return ready
    complaints.seek(0)
    last = complaints.read().decode(errors="replace").strip().splitlines()[-1:]
    parent.stop()
    raise SandboxError(answer.get("failed") or f"the warm parent did not start: {' '.join(last)}")


class Registry:
    """One warm parent a spec and process, started on demand and again after it died."""

    def __init__(self) -> None:
        self._parents: dict[tuple[int, Spec], WarmParent] = {}
        self._lock = threading.Lock()
        weakref.finalize(self, _stop_all, self._parents)

    def get(self, spec: Spec) -> WarmParent:
        key = (os.getpid(), spec)
        with self._lock:
            parent = self._parents.get(key)
            if parent is None or not parent.alive:
                if parent is not None:
                    parent.stop()
                parent = self._parents[key] = start(spec)
            return parent

    def discard(self, parent: WarmParent) -> None:
        """After a failure: the next `get` starts another one."""
        with self._lock:
            if self._parents.get((os.getpid(), parent.spec)) is parent:
                del self._parents[os.getpid(), parent.spec]
                parent.stop()

    def stop(self) -> None:
        """Ends all warm parents of this process; the next `get` starts anew."""
        with self._lock:
            _stop_all(self._parents)


def _stop_all(parents: dict[tuple[int, Spec], WarmParent]) -> None:
    for parent in parents.values():
        parent.stop()
    parents.clear()


@cache
def registry() -> Registry:
    """This process's warm parents."""
    return Registry()


@contextlib.contextmanager
def sealed(content: bytes) -> Iterator[int]:
    """A descriptor to read `content` from that nobody can write to or grow."""
    if not content:
        descriptor = os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC)
    else:
        descriptor = os.memfd_create("stdin", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        with os.fdopen(os.dup(descriptor), "wb") as file:
            file.write(content)
        os.lseek(descriptor, 0, os.SEEK_SET)
        seals = fcntl.F_SEAL_SEAL | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE
        fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, seals)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
