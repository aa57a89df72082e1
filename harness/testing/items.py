"""Suites as pytest sees them: a collector a suite, an item an attempt, and the gate."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest

from harness.errors import HarnessError
from harness.frontend import run_options
from harness.loader import LoadedSuite, load_suite
from harness.records import Attempt
from harness.reports.clean import printable
from harness.results import Key
from harness.runner.manifest import suite_info
from harness.runner.options import RunOptions, Target
from harness.runner.plan import Task, plan
from harness.suite import Suite
from harness.testing.failure import GateFailed, Incorrect, Unrecorded, explain
from harness.testing.options import option
from harness.testing.session import EvalSession, session_of


class SuiteCollector(pytest.Collector):
    """The samples of a suite, and its gate."""

    def __init__(self, *, suite: Suite, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        try:
            self.loaded: LoadedSuite = load_suite(suite, self.path)
        except HarnessError as error:
            raise self.CollectError(str(error)) from error

    def collect(self) -> Iterator[pytest.Item]:
        session = session_of(self.config)
        session.register(self.loaded)
        for task in plan([self.loaded], _plan_options(session)):
            name = _name(task)
            # The brackets are pytest's own notation for parameters: only an id that is read as one is found again
            # by --last-failed.
            yield SampleItem.from_parent(self, name=name, nodeid=f"{self.nodeid}::{name}", task=task)
        yield GateItem.from_parent(self, name="gate")


class SampleItem(pytest.Item):
    """One attempt. It passes when the attempt was made; `--strict` asks for the right answer as well."""

    def __init__(self, *, task: Task, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.task = task
        self.key = task.key
        self.harness_verdict: str | None = None
        self.add_marker("harness_sample")
        self.add_marker(task.transport)
        sample = task.sample
        self.extra_keyword_matches.update(filter(None, (sample.topic, sample.level, sample.language)))

    def runtest(self) -> None:
        attempt = session_of(self.config).attempt(self.key)
        self.harness_verdict = attempt.verdict.value
        self.user_properties += _properties(attempt)
        cause = attempt.record.cause
        if cause and cause.kind == "cassette":
            raise Unrecorded(attempt)
        if option(self.config, "strict") and attempt.verdict.value != "correct":
            raise Incorrect(attempt)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, Incorrect):
            return explain(excinfo.value.attempt, session_of(self.config).folder)
        if isinstance(excinfo.value, Unrecorded):
            return f"error: {printable(str(excinfo.value))}"
        if isinstance(excinfo.value, HarnessError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Any, int | None, str]:
        return self.path, None, f"{self.task.suite.name}::{self.name}"


class GateItem(pytest.Item):
    """What must hold of a suite as a whole."""

    parent: SuiteCollector

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.add_marker("gate")

    def all_keys(self) -> set[Key]:
        """The attempts that the gate is for."""
        return {task.key for task in plan([self.parent.loaded], _plan_options(session_of(self.config)))}

    def runtest(self) -> None:
        from harness.gate import evaluate_gate  # with scipy, which collecting need not wait for

        session = session_of(self.config)
        suite = self.parent.loaded
        keys = session.keys_of(suite.name)
        planned = len(self.all_keys())
        if len(keys) < planned:
            pytest.skip(f"{len(keys)} of {planned} samples are selected: a gate is for all of them")
        attempts = session.run.attempts(keys)
        info = suite_info(suite, _plan_options(session))
        outcome = evaluate_gate(suite.suite.gate, info, attempts, folder=suite.folder)
        for rule in outcome.rules:
            self.user_properties.append((f"gate.{rule.name}", rule.words))
        if not outcome.passed:
            raise GateFailed(outcome)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, GateFailed | HarnessError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Any, int | None, str]:
        return self.path, None, f"{self.parent.name}::gate"


def _plan_options(session: EvalSession) -> RunOptions:
    return run_options(session.settings, Target(), session.folder)


def _name(task: Task) -> str:
    epoch = f"-e{task.epoch + 1}" if task.epoch else ""
    return f"{task.sample.id}[{task.transport}{epoch}]"


def _properties(attempt: Attempt) -> list[tuple[str, object]]:
    """What --junitxml keeps of an attempt."""
    record, verdict = attempt.record, attempt.verdict
    kept: dict[str, object] = {
        "verdict": verdict.value,
        "expected": verdict.expected,
        "extracted": verdict.extracted,
        "reason": verdict.reason,
        "seconds": round(record.seconds, 3),
        "cassette": record.cassette,
    }
    if record.usage:
        kept["tokens"] = record.usage.total_tokens
    if record.cause:
        kept |= {f"cause.{name}": value for name, value in dataclasses.asdict(record.cause).items()}
    return list(kept.items())
