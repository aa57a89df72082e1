"""What holds on this machine, found by trying."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from harness.errors import SandboxError
from harness.sandbox import bubblewrap
from harness.sandbox.model import LINUX
from harness.sandbox.warm import Spec, registry


@dataclass(frozen=True, kw_only=True)
class Holds:
    """One backend: whether it runs here, what it holds, and what would make it stronger or possible."""

    backend: str
    available: bool
    chosen: bool
    holds: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    fix: str = ""


def probe() -> tuple[Holds, ...]:
    """Every backend, the one that `auto` takes marked as chosen. Starts the warm parent if it does not run yet."""
    warm = _warm()
    bwrap = _bubblewrap(chosen=not warm.available)
    return (warm, bwrap, _unconfined())


def _warm() -> Holds:
    if sys.platform != "linux":
        return Holds(backend="warm", available=False, chosen=False, lacks=("Linux",), fix=LINUX)
    try:
        has = registry().get(Spec()).holds
    except SandboxError as error:
        return Holds(backend="warm", available=False, chosen=False, lacks=(error.what,), fix=error.fix or "")
    abi = has["landlock"]
    layers = {
        "seccomp: no network, no new process, no exec, only listed system calls": True,
        f"Landlock (version {abi}): only packages readable, only its own directory writable": abi >= 1,
        "Landlock: signals and abstract sockets of others out of reach": abi >= 6,
        "namespaces: a root, process ids and a network of its own": has["namespaces"],
        "a file system in memory bounds what it writes": has["namespaces"],
        "an unprivileged user id of its own": has["user"],
        "limits on time, memory, output and threads": True,
    }
    held = tuple(name for name, there in layers.items() if there)
    lacks = tuple(name for name, there in layers.items() if not there)
    return Holds(backend="warm", available=True, chosen=True, holds=held, lacks=lacks, fix=_fix(has))


def _fix(has: Mapping[str, Any]) -> str:
    """What brings the layers that are missing, the weightiest first."""
    ways = {
        "allow user namespaces (sysctl user.max_user_namespaces)": has["namespaces"],
        "use Linux 6.12 or later, with Landlock among its security modules": has["landlock"] >= 6,
        "start as root, which alone can give it a user id of its own; the other layers hold without": has[
            "user"
        ],
    }
    return "; ".join(way for way, there in ways.items() if not there)


def _bubblewrap(*, chosen: bool) -> Holds:
    reason = bubblewrap.unavailable() if sys.platform == "linux" else "needs Linux"
    if reason:
        return Holds(
            backend="bubblewrap",
            available=False,
            chosen=False,
            lacks=(reason,),
            fix="apt-get install bubblewrap" if sys.platform == "linux" else LINUX,
        )
    held = ("namespaces without /proc", "seccomp as in the warm sandbox", "limits on time, memory and disk")
    return Holds(backend="bubblewrap", available=True, chosen=chosen, holds=held)


def _unconfined() -> Holds:
    held = ("a time limit", "an output limit")
    lacks = ("everything else: the program has your rights",)
    return Holds(backend="unconfined", available=True, chosen=False, holds=held, lacks=lacks)
