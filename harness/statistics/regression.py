"""Is a run worse than its baseline, beyond what chance does?"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from harness.statistics.paired import Difference, paired_difference, swap_test


@dataclass(frozen=True, kw_only=True)
class Regression:
    """`p` is one-sided: the chance of so large a loss between equals. `lost` and `gained` are sample names.

    A sample is lost when its share of right epochs fell, gained when it rose. `worse` is p ≤ alpha.
    """

    difference: Difference
    p: float
    alpha: float
    worse: bool
    lost: tuple[str, ...]
    gained: tuple[str, ...]


def regression(
    before: Mapping[str, float],
    after: Mapping[str, float],
    groups: Mapping[str, Hashable] | None = None,
    *,
    alpha: float = 0.05,
) -> Regression:
    """The one-sided exact swap test (McNemar's for right-or-wrong samples) on the samples that both have.

    False alarms stay at or under `alpha`: the test is exact for any accuracy and any number of samples.

    Args:
        before: the share of right epochs of each sample, in the baseline.
        after: the same of the run that is tested.
        groups: the cluster of each sample; a sample without one stands alone.
    """
    names = [name for name in before if name in after]
    a, b = [before[name] for name in names], [after[name] for name in names]
    clusters = [(groups or {}).get(name, ("sample", name)) for name in names]
    p = swap_test(a, b, clusters, alternative="less")
    return Regression(
        difference=paired_difference(a, b, clusters), p=p, alpha=alpha, worse=p <= alpha,
        lost=tuple(name for name in names if after[name] < before[name]),
        gained=tuple(name for name in names if after[name] > before[name]),
    )  # fmt: skip
