"""What checkers share: verdicts with their time, and targets as text."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from harness.errors import CheckerError
from harness.records import Cause, Verdict


def verdict(
    correct: bool, *, expected: str, extracted: str, rule: str, reason: str, started: float
) -> Verdict:
    """A verdict without partial credit; `started` is a `time.perf_counter()`."""
    return Verdict(
        value="correct" if correct else "incorrect",
        score=1.0 if correct else 0.0,
        expected=expected,
        extracted=extracted,
        rule=rule,
        reason=reason,
        ms=(time.perf_counter() - started) * 1000,
    )


def failed(error: BaseException, *, expected: str = "", started: float) -> Verdict:
    """A verdict of `error`, with what went wrong as its cause."""
    message = f"{type(error).__name__}: {error}"[:500]
    elapsed = (time.perf_counter() - started) * 1000
    return Verdict(
        value="error",
        expected=expected,
        reason=message,
        ms=elapsed,
        cause=Cause(kind="checker", message=message),
    )


def target_texts(target: Any) -> tuple[str, ...]:
    """A target as the texts that are right: one, or any of a list.

    Raises:
        CheckerError: neither text, nor a number, nor a list of them.
    """
    if isinstance(target, list | tuple) and target:
        return tuple(text for part in target for text in target_texts(part))
    if isinstance(target, bool) or not isinstance(target, str | int | float):
        raise CheckerError(
            f"a target of type {type(target).__name__} is no text", fix="give a string or a list of them"
        )
    return (str(target),)


def timed(check: Callable[[float], Verdict]) -> Verdict:
    """What a check returns; what it raises on purpose as a verdict of `error`."""
    started = time.perf_counter()
    try:
        return check(started)
    except CheckerError as error:
        return failed(error, started=started)
