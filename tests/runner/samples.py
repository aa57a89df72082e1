"""Small suites for the runner's tests."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from harness.loader import LoadedSuite, load_suite
from harness.records import Assistant, Sample, Verdict
from harness.runner import RunOptions, Target
from harness.suite import CheckContext, Limits, Suite


@dataclass(frozen=True)
class SaysTarget:
    """Correct when the target's number is in the answer."""

    name: str = "says_target"

    def check(self, context: CheckContext) -> Verdict:
        found = re.findall(r"\d+", context.answer)
        value = "correct" if str(context.sample.target) in found else "incorrect"
        return Verdict(value=value, extracted=", ".join(found), score=float(value == "correct"))


def number_suite(count: int, *, name: str = "numbers", seconds: float = 60.0) -> LoadedSuite:
    """A suite that asks for the numbers from 0."""
    samples = [Sample(id=f"n-{i:05}", question=f"Say {i}.", target=str(i)) for i in range(count)]
    suite = Suite(
        name=name,
        dataset=samples,
        assistant=Assistant(instructions="Say the number.", model="scripted"),
        checker=SaysTarget(),
        limits=Limits(seconds=seconds),
    )
    return load_suite(suite, Path(__file__))


def options(folder: Path, base_url: str, **changes: object) -> RunOptions:
    """Options for a run against this server, without cassettes."""
    target = Target(base_url=base_url, api_key="test", label="adversary")
    return RunOptions(folder=folder, target=target, **changes)  # type: ignore[arg-type]
