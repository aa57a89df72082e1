"""Stored answers judged again by today's checkers, without asking anyone."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from harness.errors import ResultsError
from harness.loader import LoadedSuite
from harness.records import Attempt, Sample
from harness.results import Results
from harness.runner.artifacts import copy_files
from harness.runner.judge import judge
from harness.suite import Checker

_AT_ONCE = 256


def rescore(source: Path, target: Path, suites: Sequence[LoadedSuite]) -> Counter[str]:
    """Judge every stored answer of a run into a new run's folder; the old run stays as it is.

    Args:
        source: the run's folder.
        target: the new run's folder.
        suites: the suites of the run, with today's checkers and today's targets.

    Returns:
        How often each change of verdict happened, such as `incorrect → correct`.

    Raises:
        ResultsError: the run has a suite that is not among these.
    """
    changes: Counter[str] = Counter()
    with Results.open(source) as old, ThreadPoolExecutor() as pool:
        missing = {info.name for info in old.manifest.suites} - {suite.name for suite in suites}
        if missing:
            raise ResultsError(
                f"the suites of {source} are not here: {', '.join(sorted(missing))}",
                fix=f"cd to the project that they are in, then harness rescore {source}",
            )
        manifest = replace(old.manifest, run_id=target.name, finished_at=None)
        with Results.create(target / "results.sqlite", manifest) as new:
            today = {
                suite.name: (suite.suite.checker, {sample.id: sample for sample in suite.samples})
                for suite in suites
            }
            for batch in _batches(old.attempts()):
                again = list(pool.map(lambda attempt: _again(attempt, *today[attempt.record.suite]), batch))
                for durable in [new.add(after) for after in again]:
                    durable.result()
                pairs = [(a.verdict.value, b.verdict.value) for a, b in zip(batch, again, strict=True)]
                changes.update(f"{before} → {after}" for before, after in pairs if before != after)
            copy_files(source, target)
            new.finish(time.time())
    return changes


def _again(attempt: Attempt, checker: Checker, today: Mapping[str, Sample]) -> Attempt:
    """Today's verdict on a stored answer; the sample as it is today, where it still exists."""
    sample = today.get(attempt.sample.id, attempt.sample)
    return replace(attempt, sample=sample, verdict=judge(checker, sample, attempt.record))


def _batches(attempts: Iterator[Attempt]) -> Iterator[list[Attempt]]:
    batch: list[Attempt] = []
    for attempt in attempts:
        batch.append(attempt)
        if len(batch) == _AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch
