"""One row per suite and transport: what every front page, table and gate says of a run."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from harness.records import Attempt, SuiteInfo
from harness.reports.data import RunData, by_suite_and_transport, cost, counted
from harness.statistics import Interval, pass_at_k, pass_hat_k, share_interval


@dataclass(frozen=True, kw_only=True)
class SummaryRow:
    """A suite through a transport. Times in seconds, from the recording when `hit` counts any.

    `k` is how often every sample was tried; from two on there are pass@k, pass^k, and `flaky` samples that came
    out differently.
    """

    suite: str
    transport: str
    n: int
    correct: int
    incorrect: int
    errors: int
    errors_count: str
    accuracy: Interval
    median_seconds: float | None
    p95_seconds: float | None
    median_ttft: float | None
    prompt_tokens: int
    completion_tokens: int
    tool_calls: int
    retries: int
    cassettes: Counter[str]
    cost: float | None
    k: int
    pass_at_k: Interval | None
    pass_hat_k: Interval | None
    flaky: int

    @property
    def recorded(self) -> bool:
        """Whether the times were read from cassettes."""
        return self.cassettes["hit"] > 0


def summarise(run: RunData) -> list[SummaryRow]:
    """A row for each suite and transport, sorted by their names."""
    return [
        _row(suite, transport, attempts, run.suite(suite))
        for (suite, transport), attempts in by_suite_and_transport(run.attempts)
    ]


def accuracy(attempts: Sequence[Attempt], errors: str = "incorrect", *, confidence: float = 0.95) -> Interval:
    """The share of correct attempts with its interval, clustered by group, else by sample."""
    scored = counted(attempts, errors)
    values = [float(attempt.verdict.value == "correct") for attempt in scored]
    return share_interval(values, [cluster(attempt) for attempt in scored], confidence=confidence)


def cluster(attempt: Attempt) -> Hashable:
    """What varies together: the sample's group when it has one, else the sample over its epochs."""
    name = ("group", attempt.sample.group) if attempt.sample.group else ("sample", attempt.sample.id)
    return (attempt.record.suite, *name)


def _repeats(attempts: Sequence[Attempt], errors: str) -> dict[str, Any]:
    tries: dict[Hashable, list[bool]] = defaultdict(list)
    clusters: dict[Hashable, Hashable] = {}
    for attempt in counted(attempts, errors):
        tries[attempt.sample.id].append(attempt.verdict.value == "correct")
        clusters[attempt.sample.id] = cluster(attempt)
    k = min(map(len, tries.values()), default=0)
    counts = [(sum(one), len(one)) for one in tries.values()]
    groups = list(clusters.values())
    return {
        "k": k,
        "pass_at_k": pass_at_k(counts, k, groups) if k > 1 else None,
        "pass_hat_k": pass_hat_k(counts, k, groups) if k > 1 else None,
        "flaky": sum(0 < right < tried for right, tried in counts),
    }


def median_of(values: Sequence[float | None]) -> float | None:
    """The median of what is there; None of nothing."""
    present = [value for value in values if value is not None]
    return median(present) if present else None


def quantile(values: Sequence[float], share: float) -> float | None:
    """The nearest-rank quantile; None of nothing."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else None


def _row(suite: str, transport: str, attempts: list[Attempt], info: SuiteInfo) -> SummaryRow:
    verdicts = Counter(attempt.verdict.value for attempt in attempts)
    records = [attempt.record for attempt in attempts]
    seconds = [record.seconds for record in records]
    return SummaryRow(
        suite=suite,
        transport=transport,
        n=len(attempts),
        correct=verdicts["correct"],
        incorrect=verdicts["incorrect"],
        errors=verdicts["error"],
        errors_count=info.errors,
        accuracy=accuracy(attempts, info.errors),
        median_seconds=median_of(seconds),
        p95_seconds=quantile(seconds, 0.95),
        median_ttft=median_of([record.ttft for record in records]),
        prompt_tokens=sum(record.usage.prompt_tokens for record in records if record.usage),
        completion_tokens=sum(record.usage.completion_tokens for record in records if record.usage),
        tool_calls=sum(len(record.tool_calls) for record in records),
        retries=sum(len(record.retries) for record in records),
        cassettes=Counter(record.cassette for record in records),
        cost=cost(attempts),
        **_repeats(attempts, info.errors),
    )
