"""The tests' process: finds the program in the reply, runs the tests against it, says what came of them.

It knows the expectations and holds none of the candidate's code; it is shut in by the same policy all the same,
so that a hostile reply can do no more than end it.
"""

from __future__ import annotations

import ast
import socket
import time
from dataclasses import asdict, dataclass
from typing import Any

from harness.checkers.program.assertions import Assertions, called_names
from harness.checkers.program.cases import BadTask, run_case
from harness.checkers.program.extract import Extraction, Wanted, extract
from harness.checkers.program.outcome import Bench, Stop
from harness.checkers.program.session import Gone, Session, connect
from harness.checkers.program.values import allow_long_integers
from harness.sandbox.frames import Frames, Lost


@dataclass(frozen=True)
class Finding:
    """What the judge says: `problem` is a fault of the task's own, `missing` that there was no program."""

    code: str = ""
    rule: str = ""
    passed: int = 0
    total: int = 0
    reason: str = ""
    tests: tuple[dict[str, Any], ...] = ()
    problem: str = ""
    missing: bool = False


def main(job: Frames) -> int:
    """A task and a reply in, a finding out, one after the other; candidates are asked for in between."""
    allow_long_integers()
    while True:
        try:
            order = job.receive_json()
            job.send_json({"finding": asdict(_judge(order, job))})
        except Lost:
            return 1


def _judge(order: dict[str, Any], job: Frames) -> Finding:
    target = order["target"]
    wanted = Wanted(names=wanted_names(target), prompt=str(target.get("prompt") or ""))
    found = _extracted(order, wanted)
    if found is None:
        return Finding(
            missing=True, reason="there is no Python program in the reply", total=expected_tests(target)
        )
    bench = Bench(
        start=_Starter(job, found, target, order["seconds"]), deadline=time.monotonic() + order["budget"]
    )
    reason = ""
    try:
        _run(target, bench)
    except Stop as stop:
        reason = str(stop)
    except BadTask as error:
        return Finding(code=found.code, rule=found.rule, problem=str(error))
    bench.drop()
    missed = max(0, expected_tests(target) - bench.total) if reason or not bench.passed else 0
    return Finding(
        code=found.code,
        rule=found.rule,
        passed=bench.passed,
        total=bench.total + missed,
        reason=bench.first_failure or reason,
        tests=tuple(outcome.as_json() for outcome in bench.outcomes),
    )


def _extracted(order: dict[str, Any], wanted: Wanted) -> Extraction | None:
    if order["whole"] and _is_program(order["text"], wanted):
        return extract_program(order["text"], wanted)
    return extract(order["text"], wanted)


def _is_program(text: str, wanted: Wanted) -> bool:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return False
    names = {n.name for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
    names |= {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    names |= {
        (a.asname or a.name)
        for n in ast.walk(tree)
        if isinstance(n, (ast.Import, ast.ImportFrom))
        for a in n.names
    }
    return not wanted.names or bool(names & set(wanted.names)) or not wanted.prompt


def extract_program(text: str, wanted: Wanted) -> Extraction:
    """A text that was handed in as a program stays as it is; only the prompt's helpers are put before it."""
    found = extract(text, wanted)
    return Extraction(text, "program", found.preamble if found else "")


def wanted_names(target: dict[str, Any]) -> tuple[str, ...]:
    """What the program has to define, first what is asked for by name."""
    names = [target["entry_point"]] if target.get("entry_point") else []
    for case in target.get("tests", []):
        if "call" in case:
            names += [n for n in called_names([case["call"]]) if n not in names]
        for step in case.get("steps", []):
            names += [n for n in called_names([step["do"]]) if n not in names]
    asserts = "\n".join([str(target.get("setup") or ""), *target.get("asserts", [])])
    return tuple(dict.fromkeys([*names, *called_names([asserts])]))


def expected_tests(target: dict[str, Any]) -> int:
    """How many tests there are at least; loops around asserts make more of them."""
    return len(target.get("tests", [])) + len(target.get("asserts", [])) + ("check" in target)


def _run(target: dict[str, Any], bench: Bench) -> None:
    if not expected_tests(target):
        return
    try:
        bench.session()
    except Gone as gone:
        raise Stop(gone.reason) from gone
    for case in target.get("tests", []):
        run_case(case, target.get("entry_point"), bench)
    if "asserts" in target or "check" in target:
        assertions = Assertions(target, bench)
        assertions.run_asserts([str(text) for text in target.get("asserts", [])])
        if "check" in target:
            assertions.run_check(str(target["check"]))


@dataclass(frozen=True)
class _Starter:
    """Asks the harness for a fresh candidate process and loads the program into it."""

    job: Frames
    found: Extraction
    target: dict[str, Any]
    seconds: float

    def __call__(self) -> Session:
        self.job.send_json({"want": "candidate"})
        self.job.channel.settimeout(60)
        _, descriptors, _, _ = socket.recv_fds(self.job.channel, 1, 2)
        if len(descriptors) != 2:
            raise Lost("no candidate was given")
        session = connect(socket.socket(fileno=descriptors[0]), descriptors[1], self.seconds, self._why)
        parts = [part for part in (self.found.preamble, self.found.code) if part]
        answer = session.load(parts, self.target.get("entry_point"))
        if answer.raised is not None:
            session.close()
            raise Gone(f"the program fails when it is loaded: {answer.raised}")
        return session

    def _why(self) -> str:
        self.job.send_json({"want": "ending"})
        return str(self.job.receive_json(30)["ending"])


_REHEARSAL: dict[str, Any] = {
    "target": {"entry_point": "f", "prompt": "def f(x):\n    pass\n", "asserts": ["assert f(1) == [1]"]},
    "text": "Here:\n```python\ndef f(x):\n    return [x]\n```\n",
    "whole": False,
}


def rehearse() -> None:
    """Goes once through reading a reply and the tests, with no candidate."""
    wanted = Wanted(names=wanted_names(_REHEARSAL["target"]), prompt=str(_REHEARSAL["target"]["prompt"]))
    assert _extracted(_REHEARSAL, wanted) is not None
    bench = Bench(start=_nobody, deadline=time.monotonic() + 60)
    Assertions(_REHEARSAL["target"], bench).run_asserts(_REHEARSAL["target"]["asserts"])


def _nobody() -> Session:
    raise Gone("nobody is there")
