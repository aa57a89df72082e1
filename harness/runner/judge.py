"""A checker applied to what was observed. A fault is an `error` verdict, never a wrong answer."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import msgspec

from harness.assistant.apart import apart
from harness.errors import CheckerError
from harness.records import Cause, ErrorKind, RunRecord, Sample, Verdict
from harness.suite import CheckContext, Checker, Suite


def judge(checker: Checker, sample: Sample, record: RunRecord) -> Verdict:
    """The verdict on one attempt.

    An attempt that has a cause has no verdict of its own: it is an error, whatever text it left behind.
    """
    if record.cause:
        return Verdict(value="error", reason=record.cause.message or record.cause.kind, cause=record.cause)
    began = time.perf_counter()
    try:
        verdict = checker.check(CheckContext(sample=sample, record=record, answer=record.answer))
        msgspec.json.encode(verdict)  # details that cannot be stored are the checker's fault, too
    except CheckerError as error:
        verdict = _fault(str(error))
    except (Exception, SystemExit) as error:
        verdict = _fault(f"{type(error).__name__} in {checker.name}: {error}")
    return verdict if verdict.ms else replace(verdict, ms=(time.perf_counter() - began) * 1000)


async def judged_in_time(suite: Suite, sample: Sample, record: RunRecord) -> Verdict:
    """`judge` in a thread of its own, for as long as the suite's limits allow."""
    seconds = suite.limits.checker_seconds
    try:
        async with asyncio.timeout(seconds):
            return await apart(judge, suite.checker, sample, record)
    except TimeoutError:
        return _fault(f"{suite.checker.name} came to no verdict within {seconds:g} s", "checker_timeout")


def _fault(message: str, kind: ErrorKind = "checker") -> Verdict:
    return Verdict(value="error", reason=message, cause=Cause(kind=kind, message=message))
