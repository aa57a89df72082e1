"""An interpreter that keeps its variables between cells, shut in like any other program."""

from __future__ import annotations

import os
import selectors
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from harness.errors import SandboxError
from harness.sandbox import folder as folders
from harness.sandbox.execution import pipe
from harness.sandbox.frames import Frames, Lost
from harness.sandbox.idle import Idle
from harness.sandbox.model import IMAGE_BYTES, MOST_IMAGES, Cell, CellStatus, Limits
from harness.sandbox.warm import Child, Request, Spec, registry, sealed

_SPEC = Spec(preload=("harness.sandbox.cells", "harness.sandbox.warmup"), folders=True)
_ENTRY = "harness.sandbox.cells:main"
_GRACE = 2.5
_LOOK_EVERY = 0.25
_READS = 64
_REPLY_SECONDS = 5.0
_REPLY_BYTES = 256 << 10
_LOST = "session lost: the interpreter was restarted, variables and imports of earlier cells are gone"
_EXPIRED = "session expired after {:g} s without a cell: variables and imports of earlier cells are gone"


@dataclass
class _Progress:
    """One cell under way: what it said, and what has been done about it."""

    started: float
    deadline: float
    logs: bytearray = field(default_factory=bytearray)
    reply: dict[str, Any] | None = None
    stopped: CellStatus | None = None
    kill_at: float | None = None
    died: bool = False
    notice: str = ""
    look_at: float = 0.0


class Interpreter:
    """One live interpreter with a folder that it sees as /mnt/data.

    Args:
        folder: its files; made when it does not exist. On the host the files in it are given to the user id
            that the session runs as, when that is not the caller's own.
        limits: `seconds` is the default for a cell, the rest bounds the session.
        idle_seconds: so long after the last cell its process ends; the next cell starts another one and says so.
            None keeps it until `close`.

    Safe to use from several threads: cells run one after the other. Raises SandboxError when no sandbox can
    be had. What happens in a cell is never raised.
    """

    def __init__(
        self, folder: Path, limits: Limits | None = None, *, idle_seconds: float | None = 1200.0
    ) -> None:
        self.folder = Path(folder).resolve()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.limits = limits or Limits(seconds=60, memory_mb=1024, disk_mb=256)
        self._lock = threading.Lock()
        self._child: Child | None = None
        self._logs = -1
        self._lost = ""
        self._closed = False
        self._busy = False
        self._host_pid: int | None = None
        self._owner = self.folder.stat().st_uid
        self._idle_seconds = idle_seconds
        self._idle = Idle(idle_seconds, self._expire)
        with self._lock:
            self._start()
        self._idle.touch()

    def run(self, code: str, seconds: float | None = None) -> Cell:
        """Runs one cell to its end, its time limit, or the end of the session."""
        with self._lock:
            if self._closed:
                raise SandboxError("this interpreter session is closed")
            notice = self._revive()
            before = folders.look(str(self.folder))
            self._busy = True
            try:
                progress = self._follow(code, self.limits.seconds if seconds is None else seconds)
            finally:
                self._busy = False
            files = folders.look(str(self.folder)).changed_since(before)
            self._idle.touch()
            return self._conclude(progress, files, notice)

    def interrupt(self) -> None:
        """Stops the cell that runs now, from another thread; variables survive. Nothing happens between cells."""
        child = self._child
        if self._busy and child is not None:
            child.interrupt()

    def close(self) -> None:
        """Ends the session, also in the middle of a cell. The folder stays, with the owner that it had."""
        self._closed = True
        self._idle.stop()
        child = self._child
        if child is not None:
            child.kill()
        with self._lock:
            self._drop()
            if os.geteuid() == 0:
                folders.hand_to(str(self.folder), self._owner)

    def _expire(self) -> None:
        with self._lock:
            if self._idle.is_over and self._child is not None:  # no cell has begun while this one waited
                self._drop()
                self._lost = _EXPIRED.format(self._idle_seconds)

    def __enter__(self) -> Interpreter:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _start(self) -> None:
        """A fresh process; once more when the warm parent turns out to be dead."""
        try:
            self._spawn()
        except SandboxError:
            self._spawn()

    def _spawn(self) -> None:
        parent = registry().get(_SPEC)
        request = Request(entry=_ENTRY, limits=self.limits, seconds=None, folder=str(self.folder))
        with pipe() as (read, write), sealed(b"") as stdin:
            try:
                child = parent.spawn(request, (stdin, write.close_later(), write.close_later()))
                child.introduce()
            except SandboxError:
                registry().discard(parent)
                raise
            self._child, self._logs = child, os.dup(read)
            self._host_pid = folders.host_pid(parent.process.pid, child.pid)

    def _revive(self) -> str:
        notice = self._lost
        if self._child is None:
            self._start()
        self._lost = ""
        owner = self.folder.stat().st_uid
        if os.geteuid() == 0 and owner != 0:
            folders.hand_to(str(self.folder), owner)
        return notice

    def _drop(self) -> None:
        if self._child is not None:
            self._child.close()
            os.close(self._logs)
            self._child, self._logs = None, -1

    def _follow(self, code: str, seconds: float) -> _Progress:
        child = self._child
        assert child is not None
        now = time.monotonic()
        progress = _Progress(started=now, deadline=now + seconds)
        try:
            child.job.send(code.encode("utf-8", "replace"))
        except Lost:
            progress.died = True
        with selectors.DefaultSelector() as selector:
            for source in (self._logs, child.job, child.control):
                selector.register(source, selectors.EVENT_READ)
            while progress.reply is None and not progress.died:
                for key, _ in selector.select(_LOOK_EVERY):
                    self._react(key.fileobj, child, progress)
                self._judge(child, progress)
        self._read_logs(progress)
        return progress

    def _react(self, source: Any, child: Child, progress: _Progress) -> None:
        if source is child.job:
            try:
                progress.reply = _received(child.job)
            except (Lost, TimeoutError):
                child.kill()
                progress.died = True
        elif source is child.control:
            progress.died = True
        else:
            self._read_logs(progress)

    def _read_logs(self, progress: _Progress) -> None:
        """Takes what is in the pipe now; beyond the limit it is thrown away, so that the cell can be stopped."""
        for _ in range(_READS):
            try:
                part = os.read(self._logs, 1 << 16)
            except BlockingIOError:
                return
            if not part:
                return
            if len(progress.logs) <= self.limits.output_bytes:
                progress.logs += part

    def _judge(self, child: Child, progress: _Progress) -> None:
        """Interrupts what takes too long or says too much, and kills what does not listen."""
        now = time.monotonic()
        if progress.stopped is None:
            if now > progress.deadline:
                progress.stopped = "timeout"
            elif len(progress.logs) > self.limits.output_bytes:
                progress.stopped = "output_limit"
            elif self._overfull(progress, now):
                progress.stopped, progress.kill_at = "killed", now
                progress.notice = f"the folder holds more than {self.limits.disk_mb} MiB"
            if progress.stopped is not None:
                child.interrupt()
                progress.kill_at = progress.kill_at or now + _GRACE
        elif progress.kill_at is not None and now >= progress.kill_at:
            child.kill()
            progress.died = True

    def _overfull(self, progress: _Progress, now: float) -> bool:
        """Whether the folder holds too much; looked at a few times a second at most."""
        if now < progress.look_at:
            return False
        progress.look_at = now + _LOOK_EVERY
        found = folders.look(str(self.folder))
        if self._host_pid is not None:
            found.size += folders.removed_and_open(self._host_pid)
        return found.exceeds(self.limits.disk_mb)

    def _conclude(self, progress: _Progress, files: tuple[str, ...], notice: str) -> Cell:
        reply = progress.reply or {"status": "killed", "error": "", "images": ()}
        status: CellStatus = progress.stopped or reply["status"]
        notices = [text for text in (notice, progress.notice) if text]
        if progress.died:
            self._drop()
            self._lost = _LOST
            notices.append("the interpreter was stopped; its variables are gone")
        text = bytes(progress.logs[: self.limits.output_bytes]).decode("utf-8", "replace")
        return Cell(
            status=status,
            logs=text,
            error=reply["error"],
            images=reply["images"],
            files=files,
            notice="; ".join(notices),
            ms=round((time.monotonic() - progress.started) * 1000, 3),
        )


def _received(job: Frames) -> dict[str, Any]:
    """The reply, if it has the shape of one: it comes from the untrusted process. Figures follow as they are."""
    deadline = time.monotonic() + _REPLY_SECONDS
    reply = job.receive_json(_REPLY_SECONDS, _REPLY_BYTES)
    if not isinstance(reply, dict) or reply.get("status") not in get_args(CellStatus):
        raise Lost("not a reply")
    error, count = reply.get("error"), reply.get("images")
    if not isinstance(error, str) or not isinstance(count, int) or not 0 <= count <= MOST_IMAGES:
        raise Lost("not a reply")
    images = [job.receive(max(0.001, deadline - time.monotonic()), IMAGE_BYTES) for _ in range(count)]
    return {"status": reply["status"], "error": error, "images": tuple(images)}
