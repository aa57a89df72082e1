"""Applies the policy to this process, for good. After `shut_in` returns, untrusted code may run.

The order matters: limits while they may be set, identity while there is a capability left to change it, then
the promise never to gain anything, then paths, and system calls last, because they forbid all of the above.
"""

from __future__ import annotations

import os
import resource
import signal
import struct
from dataclasses import dataclass
from functools import cache

from harness.sandbox import kernel, landlock, policy
from harness.sandbox.bpf import ARCHITECTURES, assemble
from harness.sandbox.model import Limits
from harness.sandbox.syscalls import AARCH64, X86_64

_SOME_PID = 0x7E57F00D  # larger than any process id
_NUMBERS = {"x86_64": X86_64, "aarch64": AARCH64}


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What one process is shut into. `user` None keeps the user id; `paths` None: this kernel has no Landlock.

    `counted`: its open files are looked at from outside, which a process that may not be dumped would not allow.
    """

    limits: Limits
    mapped: int
    user: int | None
    paths: int | None
    one_program: bool = True
    counted: bool = False


@cache
def _filter_template() -> bytes:
    machine = os.uname().machine
    calls = policy.allowed_calls()
    return assemble(machine, _NUMBERS[machine], calls, policy.checked_calls(_SOME_PID), policy.ANSWERS)


def filter_program(pid: int) -> bytes:
    """The seccomp filter for the process `pid`; assembled once, before the first fork, and filled in."""
    return _filter_template().replace(struct.pack("=I", _SOME_PID), struct.pack("=I", pid))


def supported_machine() -> bool:
    return os.uname().machine in ARCHITECTURES


def shut_in(cell: Cell) -> None:
    """Raises OSError when any part cannot be had: nothing untrusted may run then."""
    program = filter_program(os.getpid())
    _limit(cell)
    _become(cell.user)
    kernel.drop_capabilities()
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    kernel.prctl(kernel.PR_SET_DUMPABLE, int(cell.counted))
    # After the change of user, which clears it: this process does not outlive the warm parent.
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    if cell.paths is not None:
        landlock.restrict(cell.paths)
        os.close(cell.paths)
    kernel.install_filter(program)


def _limit(cell: Cell) -> None:
    bounds = policy.resource_limits(cell.limits, cell.mapped, one_program=cell.one_program)
    for kind, wanted in bounds.items():
        _, hard = resource.getrlimit(kind)
        value = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(kind, (value, value))


def _become(user: int | None) -> None:
    os.umask(0o022)
    if user is not None:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)


def path_rules(readable: list[str], writable: list[str]) -> list[tuple[str, int]]:
    """Landlock's rules: packages readable, the own workspace writable, harmless devices usable."""
    rules = [(path, landlock.READ) for path in readable]
    rules += [(path, landlock.USE_DEVICE) for path in policy.DEVICES]
    return rules + [(path, landlock.WRITE) for path in writable]
