"""`math_answer()`: the checker that suites use, and `math_equal()` for plain tests."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from harness.checkers.math.backend import Deferred, Deferring
from harness.checkers.math.fastpath import fast
from harness.checkers.math.judge import Judgement, Target
from harness.checkers.math.policy import MathPolicy
from harness.checkers.math.wire import Request, answered
from harness.checkers.math.workers import WorkerDied, WorkerLimits, Workers, WorkerTimeout, shared_workers
from harness.errors import CheckerError
from harness.records import Cause, Verdict
from harness.suite import CheckContext

_LONGEST_HERE = 8_192


@dataclass(frozen=True)
class MathAnswer:
    """Judges a final answer in an assistant's whole text against a target. Safe from any thread.

    The target is text (plain or LaTeX, with or without `$`), a number, or a list for several blanks.
    """

    policy: MathPolicy = field(default_factory=MathPolicy)
    limits: WorkerLimits = field(default_factory=WorkerLimits)
    name: str = "math_answer"

    def check(self, context: CheckContext) -> Verdict:
        """The verdict on one attempt; `sample.policy` overrides the suite's."""
        policy = self.policy.with_changes(_policy_of(context))
        asked = "\n".join((context.sample.question, *context.sample.turns))
        return self.verdict(context.sample.target, context.answer, policy, question=asked)

    def verdict(
        self, target: Any, text: str, policy: MathPolicy | None = None, *, question: str = ""
    ) -> Verdict:
        """The verdict on a text, without a sample around it.

        `question` is what was asked: its own expression, given back, is no answer.

        Raises:
            CheckerError: the target is nothing that can be judged.
        """
        request = self.request(target, text, policy, question)
        return self.quick(request) or self.slow(request)

    def request(
        self, target: Any, text: str, policy: MathPolicy | None = None, question: str = ""
    ) -> Request:
        """The question as it goes to a worker."""
        return Request(
            target_of(target),
            _sound(text),
            policy or self.policy,
            seconds=self.limits.seconds,
            question=_sound(question),
        )

    def quick(self, request: Request) -> Verdict | None:
        """The verdict when exact arithmetic in this process decides it, else None."""
        started = time.perf_counter()
        if not request.bare and (sure := fast(request.target, request.text, request.policy)) is not None:
            return _verdict(sure, request.target, started)
        if len(request.text) > _LONGEST_HERE:
            return None
        try:
            judgement = answered(request, Deferring())
        except (Deferred, RecursionError):
            return None
        except Exception as error:  # a fault of the checker is an error, never a wrong answer
            judgement = Judgement("error", "", "fault", f"{type(error).__name__}: {error}"[:300])
        return _verdict(judgement, request.target, started)

    def slow(self, request: Request) -> Verdict:
        """The verdict of a worker process; `error` with its cause when it takes too long or dies."""
        self.workers.ready()
        started = time.perf_counter()
        try:
            judgement = self.workers.ask(request)
        except WorkerTimeout as late:
            return _failed(Cause(kind="checker_timeout", message=str(late)), request.target, started)
        except WorkerDied as died:
            return _failed(Cause(kind="checker", message=str(died)), request.target, started)
        return _verdict(judgement, request.target, started)

    @property
    def workers(self) -> Workers:
        """The pool that hard questions go to."""
        return shared_workers(self.limits)


def math_answer(policy: MathPolicy | None = None, **overrides: Any) -> MathAnswer:
    """A checker for mathematical answers.

    Args:
        policy: the conventions; defaults to `MathPolicy()`.
        overrides: single fields of the policy, as in `math_answer(tolerance="printed", units="required")`.

    Raises:
        UsageError: an unknown field or value.
    """
    return MathAnswer((policy or MathPolicy()).with_changes(overrides))


def math_equal(a: Any, b: Any, policy: MathPolicy | None = None) -> bool:
    """Whether two answers are the same value.

    Args:
        a: a bare answer, or an assistant's whole message: then its final answer counts.
        b: a bare answer.
        policy: how values are compared.

    Raises:
        CheckerError: neither yes nor no: a value too large to evaluate, or the time limit.
    """
    checker = MathAnswer(policy) if policy else MathAnswer()
    request = Request(_one(a), _sound(_one(b)), checker.policy, bare=True, seconds=checker.limits.seconds)
    verdict = checker.quick(request) or checker.slow(request)
    if verdict.value != "correct" and isinstance(a, str):
        said = checker.verdict(b, a)
        verdict = said if said.value == "correct" else verdict
    if verdict.value == "error":
        raise CheckerError(f"could not decide: {verdict.cause.message if verdict.cause else verdict.reason}")
    return verdict.value == "correct"


def target_of(target: Any) -> Target:
    """A sample's target as text; a list is several blanks.

    Raises:
        CheckerError: nothing, or something that is no answer.
    """
    if isinstance(target, list | tuple):
        if not target:
            raise CheckerError("the target is an empty list", fix="give the sample a target")
        return tuple(_one(part) for part in target) if len(target) > 1 else _one(target[0])
    return _one(target)


def _one(target: Any) -> str:
    if isinstance(target, bool):
        return "true" if target else "false"
    if isinstance(target, str):
        text = _sound(target)
    elif isinstance(target, int | float):
        text = _number(target)
    elif isinstance(target, list | tuple):
        text = "(" + ", ".join(_one(part) for part in target) + ")"
    elif isinstance(target, Mapping) and "answer" in target:
        return _one(target["answer"])
    else:
        raise CheckerError(
            f"a target of type {type(target).__name__} is no answer", fix="give a string, a number or a list"
        )
    if not text.strip():
        raise CheckerError("the target is empty", fix="give the sample a target")
    return text


def _number(value: float) -> str:
    try:
        return json.dumps(value)
    except ValueError:
        raise CheckerError("a target of too many digits", fix="write it as a power or a product") from None


def _sound(text: str) -> str:
    """Without lone surrogates, which no encoding carries."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _policy_of(context: CheckContext) -> Mapping[str, Any]:
    changes = dict(context.sample.policy)
    for key in ("choices", "options"):
        options = context.sample.metadata.get(key)
        if "choices" not in changes and isinstance(options, list | tuple):
            changes["choices"] = options
    return changes


def _shown(target: Target) -> str:
    return target if isinstance(target, str) else "; ".join(target)


def _verdict(judgement: Judgement, target: Target, started: float) -> Verdict:
    error = judgement.value == "error"
    return Verdict(
        value=judgement.value,
        score=1.0 if judgement.value == "correct" else 0.0,
        expected=_shown(target),
        extracted=judgement.extracted,
        rule=judgement.rule,
        reason=judgement.reason,
        ms=(time.perf_counter() - started) * 1000,
        cause=Cause(kind="checker", message=judgement.reason) if error else None,
        details={"target_read": judgement.target_read, "answer_read": judgement.answer_read},
    )


def _failed(cause: Cause, target: Target, started: float) -> Verdict:
    return Verdict(
        value="error",
        expected=_shown(target),
        reason=cause.message,
        rule="worker",
        ms=(time.perf_counter() - started) * 1000,
        cause=cause,
    )
