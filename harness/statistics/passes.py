"""Repeats: pass@k, pass^k, and which samples are flaky."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from math import comb

from harness.statistics.interval import Interval, share_interval

Counts = Sequence[tuple[int, int]]


def pass_at_k(
    counts: Counts, k: int, clusters: Sequence[Hashable] | None = None, *, confidence: float = 0.95
) -> Interval:
    """The chance that at least one of k tries at a sample is right, averaged over samples.

    Unbiased from n ≥ k tries: 1 - C(n-c, k)/C(n, k). Source: M. Chen et al., Evaluating Large Language Models
    Trained on Code, arXiv:2107.03374 (2021). The interval treats samples (or their clusters) as what varies.

    Args:
        counts: (right, tried) of each sample.
        k: tries; samples that were tried less often cannot tell.
        clusters: which samples belong together; None: all separate.

    Raises:
        ValueError: a sample was tried less than k times, or k < 1.
    """
    return share_interval(
        [1.0 - _ratio(n - c, n, k) for c, n in _checked(counts, k)], clusters, confidence=confidence
    )


def pass_hat_k(
    counts: Counts, k: int, clusters: Sequence[Hashable] | None = None, *, confidence: float = 0.95
) -> Interval:
    """pass^k, the chance that all of k tries at a sample are right, averaged over samples.

    Unbiased from n ≥ k tries: C(c, k)/C(n, k). Source: S. Yao et al., τ-bench, arXiv:2406.12045 (2024).
    Arguments and errors as for `pass_at_k`.
    """
    return share_interval([_ratio(c, n, k) for c, n in _checked(counts, k)], clusters, confidence=confidence)


def flakiness(right: int, tried: int) -> float:
    """How far from always the same: the chance that two different tries of n disagree, 0 to 1.

    2c(n-c)/(n(n-1)), the unbiased estimate of 2p(1-p); 0 below two tries. Source: the U-statistic of
    Bernoulli variance, W. Hoeffding, Ann. Math. Stat. 19 (1948) 293-325.
    """
    return 2.0 * right * (tried - right) / (tried * (tried - 1)) if tried > 1 else 0.0


def _checked(counts: Counts, k: int) -> Counts:
    if k < 1:
        raise ValueError(f"k must be at least 1, not {k}")
    for right, tried in counts:
        if tried < k or not 0 <= right <= tried:
            raise ValueError(f"{right} right of {tried} tries says nothing about {k} tries")
    return counts


def _ratio(few: int, many: int, k: int) -> float:
    return comb(few, k) / comb(many, k)
