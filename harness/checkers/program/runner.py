"""The harness's side of a judgement: starts the tests' process and candidates, hands descriptors over, listens.

It never parses what the candidate sent; the finding comes from the tests' process, whose code is ours.
"""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
import weakref
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from harness.errors import CheckerError, SandboxError
from harness.sandbox.execution import pipe
from harness.sandbox.frames import Frames, Lost
from harness.sandbox.model import Limits
from harness.sandbox.warm import Child, Request, Spec, WarmParent, registry, sealed

_SPEC = Spec(preload=("harness.checkers.program.judge", "harness.checkers.program.candidate"))
_JUDGE = "harness.checkers.program.judge:main"
_CANDIDATE = "harness.checkers.program.candidate:main"
_JUDGE_LIMITS = Limits(seconds=600, memory_mb=1024, disk_mb=1)
_LAST_BREATH = 0.5
_MOST_USES = 200  # then a fresh one: whatever tests or replies left behind is gone
_MOST_IDLE = 8
_SIGNALS = {
    -9: "was killed",
    -11: "crashed (segmentation fault)",
    -6: "aborted",
    -24: "used up its processor time",
}


@dataclass(frozen=True, kw_only=True)
class Task:
    """One judgement to be made. `whole`: `text` is a program already, not a reply around one."""

    target: Mapping[str, Any]
    text: str
    whole: bool = False
    seconds: float = 5.0
    budget: float = 60.0
    limits: Limits = field(default_factory=Limits)
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass
class Judged:
    """The finding as the tests' process put it, and what the candidate used at most, seen from outside."""

    finding: dict[str, Any]
    peak_memory: int = 0


def judge(task: Task) -> Judged:
    """Runs the tests. Raises CheckerError or SandboxError for faults that are not the candidate's."""
    for attempt in (1, 2):
        parent = registry().get(_SPEC)
        try:
            return _Judgement(parent, task).run()
        except SandboxError:
            registry().discard(parent)
            if attempt == 2:
                raise
    raise AssertionError("unreachable")


@dataclass
class _Tester:
    """A tests' process that judges one reply after the other."""

    parent: WarmParent
    child: Child
    uses: int = 0


class _Idle:
    """Tests' processes that wait for their next task: a fork is the dearest part of a judgement."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[_Tester] = []
        weakref.finalize(self, _close_all, self._waiting)

    def take(self, parent: WarmParent) -> _Tester | None:
        with self._lock:
            for index in reversed(range(len(self._waiting))):
                tester = self._waiting.pop(index)
                if tester.parent is parent:
                    return tester
                tester.child.close()
        return None

    def give_back(self, tester: _Tester) -> None:
        with self._lock:
            if tester.uses < _MOST_USES and len(self._waiting) < _MOST_IDLE:
                self._waiting.append(tester)
                return
        tester.child.close()


def _close_all(testers: list[_Tester]) -> None:
    """At the end of our process, too: nobody speaks to them any more."""
    while testers:
        testers.pop().child.close()


@cache
def _idle() -> _Idle:
    return _Idle()


class _Judgement:
    def __init__(self, parent: WarmParent, task: Task) -> None:
        self._parent = parent
        self._task = task
        self._candidate: Child | None = None
        self._peak = 0

    def run(self) -> Judged:
        tester = _idle().take(self._parent)
        if tester is None:
            tester = _Tester(self._parent, self._spawn(_JUDGE, _JUDGE_LIMITS, 0))
        tester.uses += 1
        sound = False
        try:
            finding = self._converse(tester.child)
            sound = not finding.pop("unsound", False)
        finally:
            self._end_candidate()
            if sound:
                _idle().give_back(tester)
            else:
                tester.child.close()
        return Judged(finding, self._peak)

    def _spawn(self, entry: str, limits: Limits, files: int, stdout: int | None = None) -> Child:
        request = Request(entry=entry, limits=limits, seconds=None, files=files)
        with sealed(b"") as nothing, _nowhere() as sink:
            child = self._parent.spawn(request, (nothing, sink if stdout is None else stdout, sink))
            child.introduce()
        return child

    def _converse(self, judge: Child) -> dict[str, Any]:
        task = self._task
        target = {
            key: value for key, value in task.target.items() if key != "reference" or "check" in task.target
        }
        order = {"target": target, "text": task.text, "whole": task.whole}
        deadline = time.monotonic() + task.budget + task.seconds + 20
        try:
            judge.job.send_json({**order, "seconds": task.seconds, "budget": task.budget})
            while True:
                message = judge.job.receive_json(max(0.1, deadline - time.monotonic()))
                if "finding" in message:
                    finding: dict[str, Any] = message["finding"]
                    return finding
                self._serve(message["want"], judge.job)
        except TimeoutError:
            return _cut_short("the tests as a whole did not end in time")
        except Lost:
            return self._judge_died(judge)

    def _judge_died(self, judge: Child) -> dict[str, Any]:
        """Only hostile input ends the tests' process: a reply that cannot be parsed, an answer too large to hold."""
        ended = judge.wait(10)
        if ended.exit == 125:
            raise CheckerError("the tests' process could not be shut in")
        if self._candidate is None and ended.exit >= 0:
            raise CheckerError(f"the tests' process ended with exit code {ended.exit}")
        return _cut_short("the reply brought the process that reads it down")

    def _serve(self, want: str, job: Frames) -> None:
        if want == "ending":
            job.send_json({"ending": self._end_candidate(_LAST_BREATH)})
            return
        self._end_candidate()
        with pipe() as (printed, its_printed):
            task = self._task
            self._candidate = self._spawn(_CANDIDATE, task.limits, len(task.files), its_printed.close_later())
            self._relay(self._candidate)
            socket.send_fds(job.channel, [b"c"], [self._candidate.job.fileno(), printed])
            self._candidate.job.close()

    def _relay(self, candidate: Child) -> None:
        """Its files go first; the line then belongs to the tests' process."""
        with contextlib.suppress(Lost):
            for name, content in self._task.files.items():
                candidate.job.send(name.encode())
                candidate.job.send(content)

    def _end_candidate(self, patience: float = 0.0) -> str:
        """Kills it unless it ends by itself within `patience` seconds; says how it ended."""
        candidate, self._candidate = self._candidate, None
        if candidate is None:
            return "is gone"
        try:
            try:
                ended = candidate.wait(patience)
                how = _SIGNALS.get(ended.exit, f"ended with exit code {ended.exit} instead of answering")
            except (TimeoutError, BlockingIOError):
                candidate.kill()
                ended, how = candidate.wait(10), "closed its line to the tests"
        finally:
            candidate.close()
        self._peak = max(self._peak, ended.peak)
        return f"the program {how}"


def _cut_short(reason: str) -> dict[str, Any]:
    return {
        "code": "",
        "rule": "",
        "passed": 0,
        "total": 1,
        "reason": reason,
        "tests": [],
        "problem": "",
        "missing": False,
        "unsound": True,
    }


@contextlib.contextmanager
def _nowhere() -> Any:
    sink = os.open(os.devnull, os.O_WRONLY | os.O_CLOEXEC)
    try:
        yield sink
    finally:
        os.close(sink)
