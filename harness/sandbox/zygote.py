"""The warm parent: imports once, forks for every program, kills in time, reaps, tells how each one ended.

It never sees a program or an input: the child reads those itself. One thread, one event loop, no state about
programs beyond their process ids, so that a fork copies nothing of anybody else's.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import resource
import selectors
import signal
import site
import socket
import sys
import time
from dataclasses import dataclass, field
from typing import Any

from harness.sandbox import child, kernel, landlock, policy, room
from harness.sandbox.folder import Snapshot, look, removed_and_open
from harness.sandbox.lockdown import filter_program
from harness.sandbox.removal import remove_tree
from harness.sandbox.rooms import Workspace, Workspaces

_REQUEST_BYTES = 1 << 16
_DESCRIPTORS = 5
_LOOK_EVERY = 0.05


@dataclass(kw_only=True)
class Running:
    """One program under way, or ended and not yet collected. `control` is the asker's end of the line."""

    pid: int
    watch: int
    control: socket.socket
    workspace: Workspace
    started: float
    deadline: float | None
    alive: bool = True
    timed_out: bool = False


@dataclass(kw_only=True)
class Parent:
    """The event loop. Ends when the asker's side of `channel` closes, and everything ends with it."""

    channel: socket.socket
    around: child.Surroundings
    workspaces: Workspaces
    selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)
    running: dict[int, Running] = field(default_factory=dict)

    def serve(self) -> None:
        self.selector.register(self.channel, selectors.EVENT_READ, self._accept)
        while True:
            for key, _ in self.selector.select(self._patience()):
                key.data()
            self._kill_the_late()
            if not self.workspaces.mounts:
                self._kill_the_greedy()

    def _patience(self) -> float | None:
        deadlines = [r.deadline for r in self.running.values() if r.alive and r.deadline is not None]
        if not deadlines:
            return None if self.workspaces.mounts or not self.running else _LOOK_EVERY
        patience = max(0.0, min(deadlines) - time.monotonic())
        return patience if self.workspaces.mounts else min(patience, _LOOK_EVERY)

    def _accept(self) -> None:
        body, descriptors, _, _ = socket.recv_fds(self.channel, _REQUEST_BYTES, _DESCRIPTORS)
        if not body:
            self._leave()
        control = socket.socket(fileno=descriptors[0])
        try:
            self._start(json.loads(body), control, descriptors[1:])
        except OSError:  # no process or no memory to be had: the asker sees its line close
            control.close()
        finally:
            for descriptor in descriptors[1:]:
                os.close(descriptor)

    def _leave(self) -> None:
        """Nobody is there any more: end the programs that still run, leave no file behind, and go."""
        for one in self.running.values():
            if one.alive:
                os.kill(one.pid, signal.SIGKILL)
                os.waitpid(one.pid, 0)
        if not self.workspaces.mounts:
            remove_tree(self.workspaces.base)
        os._exit(0)

    def _start(self, request: dict[str, Any], control: socket.socket, descriptors: list[int]) -> None:
        workspace = self.workspaces.take(request["limits"]["disk_mb"])
        started = time.monotonic()
        try:
            pid = os.fork()
        except OSError:
            self.workspaces.give_back(workspace)
            raise
        if pid == 0:
            child.become(request, descriptors, workspace, self.around)
        self._watch(pid, control, workspace, started, request["seconds"])

    def _watch(
        self, pid: int, control: socket.socket, workspace: Workspace, started: float, seconds: float | None
    ) -> None:
        deadline = None if seconds is None else started + seconds
        one = Running(
            pid=pid,
            watch=os.pidfd_open(pid),
            control=control,
            workspace=workspace,
            started=started,
            deadline=deadline,
        )
        self.running[pid] = one
        self.selector.register(one.watch, selectors.EVENT_READ, lambda: self._reap(one))
        self.selector.register(control, selectors.EVENT_READ, lambda: self._obey(one))
        directory = os.open(workspace.work, os.O_RDONLY | os.O_DIRECTORY)
        with contextlib.suppress(OSError):
            socket.send_fds(control, [json.dumps({"pid": pid}).encode()], [directory])
        os.close(directory)

    def _reap(self, one: Running) -> None:
        if not one.alive:  # reaped already, in the same round of events
            return
        self.selector.unregister(one.watch)
        os.close(one.watch)
        _, status, usage = os.wait4(one.pid, 0)
        one.alive = False
        ended = {
            "exit": os.waitstatus_to_exitcode(status),
            "timed_out": one.timed_out,
            "ms": (time.monotonic() - one.started) * 1000,
            "peak": usage.ru_maxrss * 1024,
        }
        with contextlib.suppress(OSError):
            one.control.send(json.dumps(ended).encode())

    def _obey(self, one: Running) -> None:
        """One letter: I interrupts, K kills. The end of the line kills too, and gives the workspace back."""
        if one.control.fileno() < 0:
            return
        try:
            order = one.control.recv(16)
        except OSError:
            order = b""
        if one.alive:
            os.kill(one.pid, signal.SIGINT if order == b"I" else signal.SIGKILL)
        if not order:
            self._forget(one)

    def _forget(self, one: Running) -> None:
        self.selector.unregister(one.control)
        if one.alive:
            self._reap(one)
        one.control.close()
        del self.running[one.pid]
        self.workspaces.give_back(one.workspace)

    def _kill_the_late(self) -> None:
        now = time.monotonic()
        for one in self.running.values():
            if one.alive and not one.timed_out and one.deadline is not None and one.deadline <= now:
                one.timed_out = True
                os.kill(one.pid, signal.SIGKILL)

    def _kill_the_greedy(self) -> None:
        """Where no file system of their own bounds what programs write: look, and kill."""
        for one in self.running.values():
            if one.alive and _holds(one).exceeds(one.workspace.megabytes):
                os.kill(one.pid, signal.SIGKILL)


def _holds(one: Running) -> Snapshot:
    """What its workspace holds, with files that it has removed and not closed."""
    found = look(one.workspace.root)
    with kernel.seen_as(one.workspace.user):
        found.size += removed_and_open(one.pid)
    return found


def main(descriptor: int) -> None:
    """The interpreter that `warm.py` starts comes here, with the channel as its only descriptor."""
    channel = socket.socket(fileno=descriptor)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    settings = json.loads(channel.recv(_REQUEST_BYTES))
    _allow_many_descriptors()
    try:
        around = _warm_up(settings)
        workspaces = _move_in(settings, around)
    except BaseException as error:
        channel.send(json.dumps({"failed": f"{type(error).__name__}: {error}"}).encode())
        os._exit(1)
    gc.collect()
    gc.freeze()
    held = {"landlock": around.landlock_abi, "namespaces": around.namespaces, "user": workspaces.drops_user}
    channel.send(json.dumps({"ready": held}).encode())
    Parent(channel=channel, around=around, workspaces=workspaces).serve()


def _warm_up(settings: dict[str, Any]) -> child.Surroundings:
    sys.path[:] = [p for p in sys.path if p and p != settings["source"]] + settings["packages"]
    sys.path.append(settings["source"])
    filter_program(os.getpid())
    for name in settings["preload"]:
        module = importlib.import_module(name)
        if hasattr(module, "rehearse"):  # what runs once here runs faster in every child
            module.rehearse()
    sys.path.remove(settings["source"])
    site.setquit()  # exit() and quit(), which programs expect and -S leaves out
    return child.Surroundings(
        mapped=kernel.mapped_bytes(),
        readable=policy.readable_paths(settings["packages"]),
        landlock_abi=landlock.abi(),
        namespaces=settings["namespaces"],
    )


def _move_in(settings: dict[str, Any], around: child.Surroundings) -> Workspaces:
    capable = kernel.effective_capabilities()
    host_pid = os.getpid()
    drops = os.geteuid() == 0 and all(capable >> bit & 1 for bit in (0, 6, 7))  # chown, setgid, setuid
    drops = drops and all(
        kernel.is_mapped(policy.user_id(host_pid, room), kind) for room in (0, 255) for kind in "ug"
    )
    if around.namespaces:
        room.leave_the_host()
        _fork_into_new_process_ids()
        room.build_root(around.readable, keep_host=settings["folders"])
    elif not around.landlock_abi:
        raise OSError("neither Landlock nor namespaces can be had: files would stay readable")
    drops = drops and (around.namespaces or _others_can_read(around.readable))
    return Workspaces(
        base=room.ROOMS if around.namespaces else settings["base"],
        warm_parent=host_pid,
        mounts=around.namespaces,
        drops_user=drops,
        readable=around.readable,
        landlock_abi=around.landlock_abi,
    )


def _fork_into_new_process_ids() -> None:
    """The child becomes process 1 of its own world and goes on; when it dies, the kernel ends everybody there."""
    pid = os.fork()
    if pid:
        _, status = os.waitpid(pid, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)


def _others_can_read(paths: list[str]) -> bool:
    """Whether a user without rights gets at the interpreter: not when it lies in a private home."""
    for path in paths:
        parts = path.split("/")
        for depth in range(1, len(parts) + 1):
            here = "/".join(parts[:depth]) or "/"
            if not os.stat(here).st_mode & 0o005:
                return False
    return True


def _allow_many_descriptors() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 1 << 16), hard))
