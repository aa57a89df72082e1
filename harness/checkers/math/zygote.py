"""The process that forks judging workers: sympy is imported once, and a new worker costs milliseconds.

It is its workers' parent, so that a process id can never be somebody else's when it is killed. It ends when its
control socket closes, and takes its workers with it. Started by `workers.Workers`.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import resource
import signal
import socket
import struct
import sys

from harness.checkers.math import wire
from harness.checkers.math.algebra import SympyAlgebra
from harness.checkers.math.judge import Judgement
from harness.checkers.math.tree import Call, Num, Rel, Sym

FORK, KILL = b"F", b"K"
PID = struct.Struct("!q")
_PR_SET_PDEATHSIG = 1


def main(control: int, memory_mb: int) -> None:
    """Serves fork and kill requests until the other end goes away."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    algebra = SympyAlgebra()
    _warm(algebra)
    gc.freeze()
    link = socket.socket(fileno=control)
    children: set[int] = set()
    try:
        link.sendall(b"R")
    except BrokenPipeError:  # the other end was gone before it was warm
        return
    while True:
        request, descriptors, _, _ = socket.recv_fds(link, 1 + PID.size, 1)
        if not request:
            break
        if request[:1] == FORK and descriptors:
            pid = _fork(link, descriptors[0], algebra, memory_mb)
            children.add(pid)
            link.sendall(PID.pack(pid))
        elif request[:1] == KILL:
            (pid,) = PID.unpack(request[1:])
            _kill(pid, children)
            link.sendall(KILL)
    for pid in tuple(children):
        _kill(pid, children)


def _warm(algebra: SympyAlgebra) -> None:
    """Fills sympy's and mpmath's caches before the first fork."""
    x = Sym("x")
    algebra.same(Call("add", (x, Num.whole(1))), Call("add", (Num.whole(1), x)))
    algebra.proportional(x, Call("mul", (Num.whole(2), x)), positive=True)
    algebra.solve(Rel((Call("pow", (x, Num.whole(2))), Num.whole(4)), ("<",)))


def _kill(pid: int, children: set[int]) -> None:
    if pid not in children:
        return
    children.discard(pid)
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, 0)


def _fork(link: socket.socket, descriptor: int, algebra: SympyAlgebra, memory_mb: int) -> int:
    parent = os.getpid()
    pid = os.fork()
    if pid:
        os.close(descriptor)
        return pid
    status = 1
    try:
        link.close()
        _confine(parent, memory_mb)
        _serve(socket.socket(fileno=descriptor), algebra)
        status = 0
    finally:
        os._exit(status)


def _confine(parent: int, memory_mb: int) -> None:
    """Dies with its parent, holds no more than its memory, leaves no core, writes to no terminal."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    limit = memory_mb * 2**20
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    sys.setrecursionlimit(3_000)


def _serve(connection: socket.socket, algebra: SympyAlgebra) -> None:
    """One request after another; the kernel ends the process when one takes too long."""
    while (raw := wire.receive(connection)) is not None:
        request = wire.decode_request(raw)
        signal.setitimer(signal.ITIMER_REAL, request.seconds + 0.5)
        judgement = _judged(request, algebra)
        signal.setitimer(signal.ITIMER_REAL, 0)
        wire.send(connection, wire.encode(judgement))


def _judged(request: wire.Request, algebra: SympyAlgebra) -> Judgement:
    try:
        return wire.answered(request, algebra)
    except MemoryError:
        return Judgement("error", "", "worker", "out of memory")
    except RecursionError:
        return Judgement("error", "", "worker", "nested too deeply")
    except Exception as error:  # a fault of the checker is an error, never a wrong answer
        return Judgement("error", "", "worker", f"{type(error).__name__}: {error}"[:300])


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
