"""A checker applied to what was observed. A fault is an `error` verdict, never a wrong answer."""

from __future__ import annotations

import time
from dataclasses import replace

import msgspec

from harness.errors import CheckerError
from harness.records import Cause, RunRecord, Sample, Verdict
from harness.suite import CheckContext, Checker


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
    except Exception as error:
        verdict = _fault(f"{type(error).__name__} in {checker.name}: {error}")
    return verdict if verdict.ms else replace(verdict, ms=(time.perf_counter() - began) * 1000)


def _fault(message: str) -> Verdict:
    return Verdict(value="error", reason=message, cause=Cause(kind="checker", message=message))
