"""Texts and values that no file can hold cost one attempt at most, never the run."""

from __future__ import annotations

import asyncio
import sys
import threading
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from harness.errors import DatasetError
from harness.records import Attempt, Transport, Verdict
from harness.results import Results
from harness.runner import Run
from harness.suite import CheckContext, Checker
from tests.runner.adversary import Adversary
from tests.runner.samples import number_suite, options


def attempts_of(
    folder: Path, server: Adversary, *, checker: Checker | None = None, checker_seconds: float = 60.0
) -> list[Attempt]:
    loaded = number_suite(1)
    limits = replace(loaded.suite.limits, checker_seconds=checker_seconds)
    loaded = replace(loaded, suite=replace(loaded.suite, limits=limits))
    if checker:
        loaded = replace(loaded, suite=replace(loaded.suite, checker=checker))
    asyncio.run(Run([loaded], options(folder, server.base_url)).execute())
    with Results.open(folder) as results:
        return list(results.attempts())


@pytest.mark.parametrize("transport", ["polling", "streaming"])
def test_half_a_character_is_replaced(transport: Transport, tmp_path: Path) -> None:
    with Adversary(echo="The answer is 0. \ud83d!") as server:
        found = attempts_of(tmp_path / "run", server)
    (attempt,) = [attempt for attempt in found if attempt.record.transport == transport]
    assert attempt.record.answer == "The answer is 0. \N{REPLACEMENT CHARACTER}!"
    assert attempt.verdict.value == "correct"


@pytest.mark.parametrize("before", ["\n", "\t", '"', "\\", "é", "\x00"])
def test_a_key_is_found_behind_any_character(before: str, tmp_path: Path) -> None:
    key = "sk-" + "Ab3dEf9hIj2kLm5n"
    with Adversary(echo=f"{before}{key}{before}") as server:
        (attempt, _) = attempts_of(tmp_path / "run", server)
    assert attempt.record.answer == f"{before}[scrubbed]{before}"


@dataclass(frozen=True)
class Chatty:
    """Puts what is no JSON into its details."""

    name: str = "chatty"

    def check(self, context: CheckContext) -> Verdict:
        return Verdict(value="correct", details={"context": object()})


def test_a_verdict_that_cannot_be_stored_is_the_checkers_fault(tmp_path: Path) -> None:
    with Adversary() as server:
        found = attempts_of(tmp_path / "run", server, checker=Chatty())
    assert [attempt.verdict.cause.kind for attempt in found if attempt.verdict.cause] == ["checker"] * 2


@dataclass(frozen=True)
class Hangs:
    """Never comes to a verdict."""

    name: str = "hangs"

    def check(self, context: CheckContext) -> Verdict:
        threading.Event().wait(3600)
        return Verdict(value="correct")


@dataclass(frozen=True)
class Quits:
    """Tries to end the process."""

    name: str = "quits"

    def check(self, context: CheckContext) -> Verdict:
        sys.exit(0)


@pytest.mark.parametrize(("checker", "kind"), [(Hangs(), "checker_timeout"), (Quits(), "checker")])
def test_a_checker_that_does_not_come_back_costs_its_own_verdict(
    checker: Checker, kind: str, tmp_path: Path
) -> None:
    with Adversary() as server:
        found = attempts_of(tmp_path / "run", server, checker=checker, checker_seconds=0.2)
    assert [attempt.verdict.cause.kind for attempt in found if attempt.verdict.cause] == [kind] * 2


def test_a_sample_that_cannot_be_stored_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    loaded = number_suite(2)
    odd = replace(loaded.samples[1], target=object())
    with Adversary() as server:
        run = Run(
            [replace(loaded, samples=(loaded.samples[0], odd))], options(tmp_path / "r", server.base_url)
        )
        with pytest.raises(DatasetError, match="sample n-00001 of suite numbers cannot be stored"):
            asyncio.run(run.execute())
        assert not server.seen
