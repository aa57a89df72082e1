"""A pool of judging processes with a time and a memory limit, killed and replaced when one is exceeded."""

from __future__ import annotations

import atexit
import contextlib
import functools
import json
import os
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass

from harness.checkers.math import wire
from harness.checkers.math.judge import Judgement
from harness.checkers.math.wire import Request
from harness.errors import CheckerError

_FORK, _KILL = b"F", b"K"
_PID_SIZE = 8
_START_SECONDS = 60.0
_PROGRAM = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[3]); "
    "from harness.checkers.math.zygote import main; main(int(sys.argv[1]), int(sys.argv[2]))"
)


class WorkerTimeout(Exception):
    """The wall limit passed; the worker was killed."""


class WorkerDied(Exception):
    """The worker went away by itself, most likely for want of memory."""


@dataclass(frozen=True, kw_only=True)
class WorkerLimits:
    """`size` processes at most; `seconds` of wall time and `memory_mb` of address space for each."""

    size: int = 4
    seconds: float = 2.0
    memory_mb: int = 2048


@dataclass(frozen=True, slots=True)
class _Worker:
    pid: int
    connection: socket.socket


class _Zygote:
    """Our end of the forking process."""

    def __init__(self, memory_mb: int) -> None:
        ours, theirs = socket.socketpair()
        self._link, self._lock, self._ready = ours, threading.Lock(), False
        command = [
            sys.executable,
            "-I",
            "-c",
            _PROGRAM,
            str(theirs.fileno()),
            str(memory_mb),
            json.dumps(sys.path),
        ]
        with theirs:
            self.process = subprocess.Popen(
                command,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env={
                    name: os.environ[name]
                    for name in ("PATH", "LANG", "LC_ALL", "TMPDIR")
                    if name in os.environ
                },
            )

    def await_ready(self) -> None:
        """Waits for the imports to be done, the first time.

        Raises:
            CheckerError: it does not start.
        """
        with self._lock:
            if not self._ready:
                self._link.settimeout(_START_SECONDS)
                if self._greeting() != b"R":
                    raise CheckerError(
                        "the math checker's worker process did not start", fix="harness doctor"
                    )
                self._ready = True

    def _greeting(self) -> bytes:
        try:
            return self._link.recv(1)
        except OSError:
            return b""

    def fork(self) -> _Worker:
        """A new worker."""
        ours, theirs = socket.socketpair()
        self.await_ready()
        with self._lock, theirs:
            socket.send_fds(self._link, [_FORK], [theirs.fileno()])
            raw = self._link.recv(_PID_SIZE, socket.MSG_WAITALL)
        if len(raw) != _PID_SIZE:
            ours.close()
            raise CheckerError("the math checker's worker process is gone")
        return _Worker(int.from_bytes(raw, "big", signed=True), ours)

    def kill(self, worker: _Worker) -> None:
        """SIGKILL, and reaped."""
        worker.connection.close()
        with self._lock, contextlib.suppress(OSError):
            self._link.sendall(_KILL + worker.pid.to_bytes(8, "big", signed=True))
            self._link.recv(1)

    def close(self) -> None:
        self._link.close()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    @property
    def alive(self) -> bool:
        return self.process.poll() is None


class Workers:
    """Judges in other processes. Safe from any thread; starts on first use; ends with this process."""

    def __init__(self, limits: WorkerLimits | None = None) -> None:
        self.limits = limits or WorkerLimits()
        self._owner = os.getpid()
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(self.limits.size)
        self._idle: list[_Worker] = []
        self._zygote: _Zygote | None = None

    def start(self) -> None:
        """Begins to start without waiting for it."""
        self._living_zygote()

    def ready(self) -> None:
        """Waits until workers can be forked at once.

        Raises:
            CheckerError: the forking process does not start.
        """
        self._living_zygote().await_ready()

    def _living_zygote(self) -> _Zygote:
        with self._lock:
            if self._zygote is None or not self._zygote.alive:
                self._drop()
                self._zygote = _Zygote(self.limits.memory_mb)
            return self._zygote

    def _drop(self) -> None:
        for worker in self._idle:
            worker.connection.close()
        self._idle.clear()
        if self._zygote is not None:
            self._zygote.close()
        self._zygote = None

    @property
    def owned(self) -> bool:
        """Whether this process started the pool: a forked child must not share it."""
        return self._owner == os.getpid()

    def ask(self, request: Request) -> Judgement:
        """The worker's judgement.

        Raises:
            WorkerTimeout: the wall limit passed.
            WorkerDied: the worker is gone.
            CheckerError: no worker can be had.
        """
        with self._places:
            zygote, worker = self._take()
            try:
                judgement = self._exchange(worker, request)
            except BaseException:
                zygote.kill(worker)
                raise
            with self._lock:
                self._idle.append(worker)
            return judgement

    def _take(self) -> tuple[_Zygote, _Worker]:
        zygote = self._living_zygote()
        with self._lock:
            if self._idle:
                return zygote, self._idle.pop()
        try:
            return zygote, zygote.fork()
        except OSError as error:
            raise CheckerError(f"no worker process for the math checker: {error}") from error

    def _exchange(self, worker: _Worker, request: Request) -> Judgement:
        deadline = time.monotonic() + self.limits.seconds
        worker.connection.settimeout(self.limits.seconds)
        try:
            wire.send(worker.connection, wire.encode(request))
            worker.connection.settimeout(max(deadline - time.monotonic(), 0.01))
            raw = wire.receive(worker.connection)
        except TimeoutError:
            raise WorkerTimeout(f"no verdict within {self.limits.seconds:g} s") from None
        except OSError as error:
            raise WorkerDied(f"the worker went away: {error}") from error
        if raw is None:
            raise WorkerDied("the worker went away, most likely out of memory")
        return wire.decode_judgement(raw)

    def close(self) -> None:
        """Ends every process of the pool."""
        if self.owned:
            with self._lock:
                self._drop()


@functools.cache
def _pool_of(owner: int, limits: WorkerLimits) -> Workers:
    workers = Workers(limits)
    atexit.register(workers.close)
    return workers


def shared_workers(limits: WorkerLimits | None = None) -> Workers:
    """This process's pool with those limits; a forked child gets its own."""
    return _pool_of(os.getpid(), limits or WorkerLimits())
