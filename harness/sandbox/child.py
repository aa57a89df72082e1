"""From the fork to the first untrusted line: descriptors, files, workspace, then the policy."""

from __future__ import annotations

import fcntl
import importlib
import os
import signal
import socket
import sys
from dataclasses import dataclass
from typing import Any

from harness.sandbox import landlock, room
from harness.sandbox.folder import hand_to
from harness.sandbox.frames import Frames
from harness.sandbox.lockdown import Cell, path_rules, shut_in
from harness.sandbox.model import Limits
from harness.sandbox.rooms import Workspace

JOB = 3
FAILED_TO_CONFINE = 125


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What the warm parent knows and its children need."""

    mapped: int
    readable: list[str]
    landlock_abi: int
    namespaces: bool


def become(
    request: dict[str, Any], descriptors: list[int], workspace: Workspace, around: Surroundings
) -> None:
    """Turns this forked process into the one that was asked for. Never returns."""
    code = FAILED_TO_CONFINE
    try:
        _take_over(descriptors)
        job = Frames(socket.socket(fileno=JOB))
        _prepare(request, job, workspace, around)
        code = _enter(request["entry"], job)
    except BaseException as error:
        os.write(2, f"sandbox: {type(error).__name__}: {error}\n".encode(errors="replace"))
    finally:
        os._exit(code)


def _take_over(descriptors: list[int]) -> None:
    """`descriptors` are job, stdin, stdout, stderr: they become 3, 0, 1, 2."""
    os.setsid()
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    high = [fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 100) for descriptor in descriptors]
    for source, target in zip(high, (JOB, 0, 1, 2), strict=True):
        os.dup2(source, target, inheritable=False)


def _prepare(request: dict[str, Any], job: Frames, workspace: Workspace, around: Surroundings) -> None:
    limits = Limits(**request["limits"])
    folder = request.get("folder")
    paths = workspace.paths
    if folder is None:
        here, temporary = workspace.work, workspace.temporary
    else:
        here, temporary, paths = _open_folder(folder, limits, workspace, around)
    os.chdir(here)
    os.environ["TMPDIR"] = temporary
    os.environ["HOME"] = here
    os.environ["MPLCONFIGDIR"] = temporary
    cell = Cell(
        limits=limits,
        mapped=around.mapped,
        user=workspace.user,
        paths=paths,
        one_program=request["one_program"],
        counted=not around.namespaces or folder is not None,
    )
    shut_in(cell)
    os.closerange(JOB + 1, 1 << 16)  # nothing else of the warm parent's is left open
    for _ in range(request["files"]):
        write_file(job)


def _open_folder(
    folder: str, limits: Limits, workspace: Workspace, around: Surroundings
) -> tuple[str, str, int | None]:
    """The session's folder as the directory to work in: /mnt/data where it can be bound."""
    here, temporary = folder, workspace.temporary
    if around.namespaces:
        here, temporary = room.DATA, room.temporary_place(around.readable)
        room.bind_folder(folder, temporary, user=workspace.user, megabytes=limits.disk_mb)
    if workspace.user is not None:
        hand_to(here, workspace.user)
    rules = path_rules(around.readable, [here, temporary])
    return here, temporary, landlock.ruleset(rules, around.landlock_abi) if around.landlock_abi else None


def write_file(job: Frames) -> None:
    """Input files are written by the confined process itself: a name can lead nowhere that it may not go."""
    name, content = job.receive().decode(), job.receive()
    folder = os.path.dirname(name)
    if folder:
        os.makedirs(folder, exist_ok=True)
    with open(name, "wb") as file:
        file.write(content)


def _enter(entry: str, job: Frames) -> int:
    module, _, name = entry.partition(":")
    open_streams()
    code: int = getattr(importlib.import_module(module), name)(job)
    return code


def open_streams() -> None:
    """stdin, stdout and stderr as a fresh interpreter has them."""
    sys.stdin = open(0, encoding="utf-8", errors="surrogateescape", closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    vars(sys).update(__stdin__=sys.stdin, __stdout__=sys.stdout, __stderr__=sys.stderr)
