"""Judging a file: easy lines here, hard ones in parallel workers, every line answered in its order."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import msgspec

from harness.checkers.math.checker import MathAnswer
from harness.checkers.math.policy import MathPolicy
from harness.checkers.math.wire import Request
from harness.checkers.math.workers import WorkerLimits
from harness.errors import HarnessError
from harness.records import Cause, Verdict

_LINES = msgspec.json.Decoder(dict[str, Any])
_AHEAD = 2_000
Judged = tuple[dict[str, Any], Verdict]


def judge_lines(lines: Iterable[bytes], policy: MathPolicy, jobs: int) -> Iterator[tuple[str, bytes]]:
    """(verdict, JSON line) for each line; blank lines at the very end of a file are no lines.

    A line that cannot be used is answered by an `error` line that says why.
    """
    checker = MathAnswer(policy, WorkerLimits(size=jobs))
    checker.workers.start()
    waiting: deque[Judged | tuple[dict[str, Any], Future[Verdict]]] = deque()
    with ThreadPoolExecutor(jobs) as pool:
        for line in _without_last_blank(lines):
            waiting.append(_begin(checker, line, pool))
            while waiting and (_done(waiting[0]) or len(waiting) > _AHEAD):
                yield _finish(waiting.popleft())
        while waiting:
            yield _finish(waiting.popleft())


def _without_last_blank(lines: Iterable[bytes]) -> Iterator[bytes]:
    blank = 0
    for line in lines:
        if not line.strip():
            blank += 1
            continue
        for _ in range(blank):
            yield b""
        blank = 0
        yield line


def _begin(checker: MathAnswer, line: bytes, pool: ThreadPoolExecutor) -> Any:
    """The verdict at once when it is easy, else the promise of one."""
    fields, problem = _parsed(line)
    if problem:
        return fields, _refused(problem)
    try:
        request = _request(checker, fields)
    except HarnessError as error:
        return fields, _refused(error.what)
    quick = checker.quick(request)
    return fields, quick if quick is not None else pool.submit(_slow, checker, request)


def _parsed(line: bytes) -> tuple[dict[str, Any], str]:
    try:
        fields = _LINES.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        fields, problem = _lenient(line)
        if problem:
            return fields, problem
    missing = [name for name in ("gold", "pred") if name not in fields]
    if missing:
        return fields, f"the line has no {' and no '.join(missing)}"
    if (
        not isinstance(fields["pred"], str)
        and fields["pred"] is not None
        and not isinstance(fields["pred"], int | float)
    ):
        return fields, f"pred is a {type(fields['pred']).__name__}, not text"
    return fields, ""


def _lenient(line: bytes) -> tuple[dict[str, Any], str]:
    """What the fast parser refuses and Python's accepts: NaN, huge integers, lone surrogates."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        return {"line": line.decode("utf-8", "replace").rstrip("\n")[:2000]}, f"not JSON: {str(error)[:200]}"
    if not isinstance(value, dict):
        return {
            "line": line.decode("utf-8", "replace").rstrip("\n")[:2000]
        }, f"a {type(value).__name__}, not an object"
    return value, ""


def _request(checker: MathAnswer, fields: Mapping[str, Any]) -> Request:
    pred = fields["pred"]
    text = pred if isinstance(pred, str) else "" if pred is None else json.dumps(pred)
    policy = checker.policy
    if isinstance(own := fields.get("policy"), Mapping):
        policy = policy.with_changes(own)
    asked = fields.get("question")
    return checker.request(fields["gold"], text, policy, asked if isinstance(asked, str) else "")


def _slow(checker: MathAnswer, request: Request) -> Verdict:
    try:
        return checker.slow(request)
    except HarnessError as error:
        return _refused(error.what)


def _refused(problem: str) -> Verdict:
    return Verdict(value="error", reason=problem, rule="input", cause=Cause(kind="checker", message=problem))


def _done(entry: Any) -> bool:
    return not isinstance(entry[1], Future) or entry[1].done()


def _finish(entry: Any) -> tuple[str, bytes]:
    fields, found = entry
    verdict: Verdict = found.result() if isinstance(found, Future) else found
    late = verdict.cause is not None and verdict.cause.kind == "checker_timeout"
    name = "timeout" if late else verdict.value
    line = {
        **fields,
        "verdict": name,
        "extracted": verdict.extracted,
        "rule": verdict.rule,
        "reason": verdict.reason,
        "ms": round(verdict.ms, 3),
    }
    return name, _encoded(line)


def _encoded(line: dict[str, Any]) -> bytes:
    try:
        return msgspec.json.encode(line)
    except (ValueError, TypeError, OverflowError, RecursionError):
        return json.dumps(line).encode("ascii", "replace")
