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
from harness.records import Attempt
from harness.results import Results
from harness.runner.artifacts import copy_files
from harness.runner.judge import judge

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
    by_name = {suite.name: suite for suite in suites}
    with Results.open(source) as old, ThreadPoolExecutor() as pool:
        missing = {info.name for info in old.manifest.suites} - set(by_name)
        if missing:
            raise ResultsError(
                f"the suites of {source} are not here: {', '.join(sorted(missing))}",
                fix=f"cd to the project that they are in, then harness rescore {source}",
            )
        manifest = replace(old.manifest, run_id=target.name, finished_at=None)
        with Results.create(target / "results.sqlite", manifest) as new:
            for batch in _batches(old.attempts()):
                for before, after in zip(batch, pool.map(lambda a: _again(a, by_name), batch), strict=True):
                    new.add(after).result()
                    if before.verdict.value != after.verdict.value:
                        changes[f"{before.verdict.value} → {after.verdict.value}"] += 1
            copy_files(source, target)
            new.finish(time.time())
    return changes


def _again(attempt: Attempt, suites: Mapping[str, LoadedSuite]) -> Attempt:
    """Today's verdict on a stored answer; the sample as it is today, where it still exists."""
    suite = suites[attempt.record.suite]
    today = {sample.id: sample for sample in suite.samples}
    sample = today.get(attempt.sample.id, attempt.sample)
    return replace(attempt, sample=sample, verdict=judge(suite.suite.checker, sample, attempt.record))


def _batches(attempts: Iterator[Attempt]) -> Iterator[list[Attempt]]:
    batch: list[Attempt] = []
    for attempt in attempts:
        batch.append(attempt)
        if len(batch) == _AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch
