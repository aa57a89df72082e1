"""Two systems on the same questions: by how much they differ, and whether chance alone does that.

Everywhere `a` is the old or first system, `b` the new or second one; a positive difference means that `b` is
better. Values are 0 to 1 per sample: right or wrong, or the share of right epochs.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import special

Alternative = Literal["two-sided", "less", "greater"]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """The mean of b - a, -1 to 1, with its interval. `clusters` is what varies independently."""

    estimate: float
    low: float
    high: float
    samples: int
    clusters: int
    confidence: float
    method: str


def mcnemar_exact(only_a: int, only_b: int, alternative: Alternative = "two-sided") -> float:
    """The p-value of discordant pairs: `only_a` samples that only a got right, `only_b` only b.

    If both are equally good, each discordant sample falls to either side like a fair coin. `less` asks
    whether b is worse, `greater` whether it is better. Source: Q. McNemar, Psychometrika 12 (1947) 153-157,
    in its exact conditional form, the sign test (F. Mosteller, Psychometrika 17 (1952) 299-304). Never above
    its level.
    """
    n = only_a + only_b
    if n == 0:
        return 1.0
    if alternative == "less":
        return float(special.bdtr(only_b, n, 0.5))
    if alternative == "greater":
        return float(special.bdtr(only_a, n, 0.5))
    return min(1.0, 2.0 * float(special.bdtr(min(only_a, only_b), n, 0.5)))


def swap_test(
    a: Sequence[float],
    b: Sequence[float],
    clusters: Sequence[Hashable] | None = None,
    *,
    alternative: Alternative = "two-sided",
) -> float:
    """The exact p-value of a paired difference when which of the two is `a` were decided by coins.

    Each cluster's summed difference keeps its size and gets either sign: R. A. Fisher, The Design of
    Experiments (1935), §21; E. J. G. Pitman, Suppl. J. R. Stat. Soc. 4 (1937) 119-130. For right-or-wrong
    outcomes without clusters this is `mcnemar_exact`. All 2^clusters signs are counted, by multiplying the
    characteristic functions of the sums, so nothing is drawn.

    Exact when both systems repeat equally often; nearly so when they do not.
    """
    sums = _lattice(cluster_sums(a, b, clusters))
    total, reach = int(sums.sum()), int(np.abs(sums).sum())
    if reach == 0:
        return 1.0
    chances = _signed_sums(np.abs(sums), reach)
    upper = float(chances[reach + total :].sum())  # at least what was seen
    lower = float(chances[: reach + total + 1].sum())
    p = {"greater": upper, "less": lower, "two-sided": 2.0 * min(upper, lower)}[alternative]
    return min(1.0, max(p, 0.0))


def paired_difference(
    a: Sequence[float],
    b: Sequence[float],
    clusters: Sequence[Hashable] | None = None,
    *,
    confidence: float = 0.95,
) -> Difference:
    """Mean difference with an interval that holds its coverage in small samples.

    The adjustment of A. Agresti and Y. Min, Statistics in Medicine 24 (2005) 729-740, which keeps the
    interval open when no two outcomes differ: one pseudo-sample speaks for b and one for a, each of half
    weight. With clusters or epochs the standard error is cluster-robust, with Student's t on G-1 degrees of
    freedom.
    """
    sums = cluster_sums(a, b, clusters)
    n, count = len(a), sums.size
    if n == 0:
        return Difference(
            estimate=float("nan"), low=-1.0, high=1.0, samples=0, clusters=0, confidence=confidence,
            method="none"
        )  # fmt: skip
    plain = count == n and bool(np.isin(sums, (-1.0, 0.0, 1.0)).all())
    mean, error = _adjusted(sums, n)
    level = 0.5 + confidence / 2
    quantile = float(special.ndtri(level) if plain else special.stdtrit(max(count - 1, 1), level))
    return Difference(
        estimate=float(sums.sum() / n), low=max(-1.0, mean - quantile * error),
        high=min(1.0, mean + quantile * error), samples=n, clusters=count, confidence=confidence,
        method="Agresti-Min" if plain else "clustered Agresti-Min",
    )  # fmt: skip


def bootstrap_difference(
    a: Sequence[float],
    b: Sequence[float],
    clusters: Sequence[Hashable] | None = None,
    *,
    seed: int,
    draws: int = 10_000,
    confidence: float = 0.95,
) -> Difference:
    """Mean difference with the paired bootstrap interval: whole clusters are drawn with replacement.

    Percentiles widened for small samples: B. Efron, Ann. Stat. 7 (1979) 1-26; the expanded percentiles of
    T. Hesterberg, The American Statistician 69 (2015) 371-386, without which it covers too little.

    Args:
        seed: of the draws; equal seeds give equal intervals.
        draws: bootstrap samples.
    """
    sums, sizes = cluster_sums(a, b, clusters), _cluster_sizes(len(a), clusters)
    count = sums.size
    if count < 2:
        return paired_difference(a, b, clusters, confidence=confidence)
    means = _resampled(sums, sizes, draws, np.random.default_rng(seed))
    spread = np.sqrt(count / (count - 1)) * special.stdtrit(count - 1, 0.5 - confidence / 2)
    tail = float(special.ndtr(spread))
    low, high = np.quantile(means, [tail, 1.0 - tail])
    return Difference(
        estimate=float(sums.sum() / len(a)), low=float(low), high=float(high), samples=len(a), clusters=count,
        confidence=confidence, method="paired bootstrap",
    )  # fmt: skip


def cluster_sums(
    a: Sequence[float], b: Sequence[float], clusters: Sequence[Hashable] | None = None
) -> np.ndarray:
    """The summed b - a of each cluster, in order of appearance.

    Raises:
        ValueError: a, b and clusters are not equally long.
    """
    if len(a) != len(b) or (clusters is not None and len(clusters) != len(a)):
        raise ValueError("a, b and clusters must be equally long: they are about the same samples")
    d = np.asarray(b, dtype=float) - np.asarray(a, dtype=float)
    return d if clusters is None else np.asarray(np.bincount(_codes(clusters), weights=d))


def _cluster_sizes(size: int, clusters: Sequence[Hashable] | None) -> np.ndarray:
    return np.ones(size) if clusters is None else np.bincount(_codes(clusters)).astype(float)


def _codes(clusters: Sequence[Hashable]) -> np.ndarray:
    seen: dict[Hashable, int] = {}
    return np.asarray([seen.setdefault(cluster, len(seen)) for cluster in clusters], dtype=np.intp)


def _adjusted(sums: np.ndarray, n: int) -> tuple[float, float]:
    """Mean and standard error with two half-weight pseudo-samples of the size of the differences."""
    count, total = sums.size, float(np.abs(sums).sum())
    mean = float(sums.sum()) / (n + 1)
    size = float(np.square(sums).sum()) / total if total > 0.0 else 1.0
    residuals = np.square(sums - sums.mean()).sum() * count / max(count - 1, 1) + min(size, 1.0) ** 2
    return mean, float(np.sqrt(residuals)) / (n + 1)


def _resampled(sums: np.ndarray, sizes: np.ndarray, draws: int, rng: np.random.Generator) -> np.ndarray:
    """The mean of each bootstrap sample, in blocks that fit the memory."""
    count = sums.size
    block = max(1, 2_000_000 // count)
    parts = []
    for start in range(0, draws, block):
        picks = rng.integers(0, count, size=(min(block, draws - start), count))
        parts.append(sums[picks].sum(axis=1) / sizes[picks].sum(axis=1))
    return np.concatenate(parts)


def _lattice(sums: np.ndarray) -> np.ndarray:
    """The sums as whole numbers of their common fraction (epochs make halves, thirds, …)."""
    for parts in range(1, 61):
        scaled = sums * parts
        if np.allclose(scaled, np.rint(scaled), atol=1e-6):
            return np.asarray(np.rint(scaled).astype(np.int64))
    return np.asarray(np.rint(sums * 840).astype(np.int64))


def _signed_sums(sizes: np.ndarray, reach: int) -> np.ndarray:
    """The chance of each sum from -reach to reach of the sizes with fair signs."""
    points = 2 * reach + 1
    angles = 2.0 * np.pi * np.arange(points) / points
    transform = np.ones(points)
    for size, count in zip(*np.unique(sizes[sizes > 0], return_counts=True), strict=True):
        transform *= np.cos(angles * size) ** count
    chances = np.fft.ifft(transform).real
    return np.asarray(np.clip(np.roll(chances, reach), 0.0, 1.0))
