"""What attacks aim at, and two ways to run them: with the caller's rights and a naive reader, and confined."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from attacks import Attack

from harness.sandbox.execution import execute_warm
from harness.sandbox.model import Limits
from harness.sandbox.removal import remove_tree
from harness.sandbox.warm import Spec

_VICTIM = """
import ctypes, os, sys, time
text = ctypes.create_string_buffer(os.environ["TOKEN"].encode())
print(ctypes.addressof(text), flush=True)
time.sleep(600)
"""
_LIMITS = {"memory_mb": 192, "disk_mb": 16, "output_bytes": 1 << 20, "threads": 64}


@dataclass(frozen=True)
class Seen:
    """What an attack did, as far as its reader could see."""

    stdout: bytes
    stderr: bytes
    seconds: float
    believed: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    odd: tuple[str, ...] = ()
    collector_failed: bool = False


class Stage:
    """A secret, a folder, listeners and a victim; put in order again before each attack."""

    def __init__(self) -> None:
        self.base = Path(tempfile.mkdtemp(prefix="stage-"))
        self.token = f"token-{secrets.token_hex(8)}"
        self.mark = f"mark-{secrets.token_hex(8)}"
        self.secret = self.base / "private" / "secret.txt"
        self.secret.parent.mkdir()
        self.secret.write_text(self.token)
        # Forgotten to be closed by whoever starts programs: inherited where nobody takes care.
        self.forgotten = os.open(self.secret, os.O_RDONLY)
        os.set_inheritable(self.forgotten, True)
        self.folder = self.base / "folder"
        self.abstract = f"abstract-{secrets.token_hex(8)}"
        self.listeners = [
            _listening(socket.AF_INET, ("127.0.0.1", 0)),
            _listening(socket.AF_UNIX, str(self.base / "socket")),
            _listening(socket.AF_UNIX, "\0" + self.abstract),
        ]
        self.udp = socket.socket(type=socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", 0))
        self.victim: subprocess.Popen[bytes] | None = None
        self.before: object = None

    def prepare(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.folder / "sub").mkdir(parents=True)
        (self.folder / "keep.txt").write_text("keep")
        self.somebody_called()
        if self.victim_is_dead() or self.victim_is_changed():
            self._start_victim()
        self.before = self._folder_state()

    def names(self) -> str:
        assert self.victim is not None
        values = {
            "SECRET": str(self.secret),
            "FOLDER": str(self.folder),
            "PORT": self.listeners[0].getsockname()[1],
            "UDP": self.udp.getsockname()[1],
            "UNIX": str(self.base / "socket"),
            "ABSTRACT": self.abstract,
            "VICTIM": self.victim.pid,
            "ADDRESS": self.address,
            "MARK": self.mark,
            "PYTHON": sys.executable,
            "DISK": _disk(),
        }
        return "".join(f"{name} = {value!r}\n" for name, value in values.items())

    def folder_changed(self) -> bool:
        return self._folder_state() != self.before

    def _folder_state(self) -> object:
        def one(path: Path) -> object:
            found = path.lstat()
            content = path.read_bytes() if stat.S_ISREG(found.st_mode) else b""
            attributes = os.listxattr(path, follow_symlinks=False)
            return str(path), found.st_mode, found.st_uid, int(found.st_mtime), content, tuple(attributes)

        paths = [self.folder, *sorted(self.folder.rglob("*"))] if self.folder.exists() else []
        mounts = Path("/proc/self/mounts").read_text().count(str(self.folder))
        return [one(path) for path in paths], mounts

    def somebody_called(self) -> bool:
        called = False
        for listener in self.listeners:
            try:
                listener.accept()[0].close()
                called = True
            except BlockingIOError:
                pass
        try:
            self.udp.settimeout(0.0)
            self.udp.recv(99)
            called = True
        except BlockingIOError:
            pass
        return called

    def victim_is_dead(self) -> bool:
        return self.victim is None or self.victim.poll() is not None

    def victim_died(self) -> bool:
        """The same, for a signal that may still be on its way."""
        time.sleep(0.05)
        return self.victim_is_dead()

    def victim_is_changed(self) -> bool:
        assert self.victim is not None
        limits = Path(f"/proc/{self.victim.pid}/limits").read_text()
        files = next(line.split()[3] for line in limits.splitlines() if line.startswith("Max open files"))
        return files == "11" or os.getpriority(os.PRIO_PROCESS, self.victim.pid) == 19

    def left_behind(self) -> list[int]:
        """Processes that carry the mark in their arguments."""
        found = []
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                if self.mark.encode() in path.read_bytes().split(b"\0"):
                    found.append(int(path.parent.name))
            except OSError:
                pass
        return found

    def appeared(self, folder: str) -> bool:
        path = Path(folder, self.mark)
        there = path.exists()
        if there:
            path.unlink()
        return there

    def clean_up(self) -> None:
        for pid in self.left_behind():
            os.kill(pid, signal.SIGKILL)

    def close(self) -> None:
        if self.victim is not None:
            self.victim.kill()
            self.victim.wait()
            assert self.victim.stdout is not None
            self.victim.stdout.close()
        for listener in (*self.listeners, self.udp):
            listener.close()
        os.close(self.forgotten)
        shutil.rmtree(self.base, ignore_errors=True)

    def _start_victim(self) -> None:
        if self.victim is not None:
            self.victim.kill()
            self.victim.wait()
        self.victim = subprocess.Popen(
            [sys.executable, "-S", "-c", _VICTIM, "victim"],
            env={"TOKEN": self.token},
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert self.victim.stdout is not None
        self.address = int(self.victim.stdout.readline())


def run_naively(attack: Attack, stage: Stage) -> Seen:
    """As many a harness does: a subprocess, all it says, everything that lies in its directory."""
    name = tempfile.mkdtemp(prefix="naive-")
    try:
        started = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-S", "-c", stage.names() + attack.code],
            cwd=name,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            close_fds=False,
        )
        try:
            stdout, stderr = process.communicate(timeout=1.8 if attack.patience < 1 else 20)
        except subprocess.TimeoutExpired as late:
            stdout, stderr = late.stdout or b"", late.stderr or b""
        seconds = time.monotonic() - started
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for stream in (process.stdout, process.stderr):
            assert stream is not None
            stream.close()
        files, odd, failed = _naively_collected(Path(name))
        return Seen(stdout, stderr, seconds, _naively_believed(stdout), files, odd, failed)
    finally:
        remove_tree(name)


def _naively_believed(stdout: bytes) -> str:
    try:
        return str(json.loads(stdout.strip().splitlines()[-1])["status"])
    except (ValueError, IndexError, KeyError, TypeError):
        return ""


def _naively_collected(folder: Path) -> tuple[dict[str, bytes], tuple[str, ...], bool]:
    files, odd = {}, []
    try:
        for path in _walked(folder):
            if stat.S_ISFIFO(path.stat().st_mode) or stat.S_ISSOCK(path.stat().st_mode):
                odd.append(path.name)
            elif path.is_file():
                files[path.name] = path.read_bytes()
    except (OSError, RecursionError):
        return files, tuple(odd), True
    return files, tuple(odd), False


def _walked(folder: Path) -> list[Path]:
    found = []
    for path in folder.iterdir():
        found += _walked(path) if path.is_dir() else [path]
    return found


def run_confined(attack: Attack, stage: Stage, *, namespaces: bool) -> Seen:
    limits = Limits(seconds=attack.patience, **_LIMITS)
    started = time.monotonic()
    done = execute_warm((stage.names() + attack.code).encode(), b"", limits, {}, Spec(namespaces=namespaces))
    return Seen(done.stdout, done.stderr, time.monotonic() - started, done.status, done.files)


def _listening(family: int, address: object) -> socket.socket:
    listener = socket.socket(family)
    listener.bind(address)  # type: ignore[arg-type]
    listener.listen()
    listener.setblocking(False)
    return listener


def _disk() -> str:
    for path in Path("/dev").iterdir():
        if stat.S_ISBLK(path.stat().st_mode):
            return str(path)
    return "/dev/mem"


def become_subreaper() -> None:
    """Daemons left behind become ours, so that they can be found and reaped."""
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
