"""Is the new system no worse than the old one by more than a margin? Paired right-or-wrong outcomes."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from harness.statistics.paired import cluster_sums

_QUARTER_STEP = 0.25  # of the difference's lattice of 1/n


@dataclass(frozen=True, kw_only=True)
class NonInferiority:
    """`p` tests "b is worse than a by `margin` or more"; `holds` when it is refused at `alpha`.

    `low` is the one-sided lower limit of the difference b - a at confidence 1 - alpha: the test holds exactly
    when it lies above -margin.
    """

    difference: float
    low: float
    p: float
    margin: float
    alpha: float
    samples: int
    clusters: int
    holds: bool


def non_inferiority(
    a: Sequence[float],
    b: Sequence[float],
    clusters: Sequence[Hashable] | None = None,
    *,
    margin: float,
    alpha: float = 0.05,
) -> NonInferiority:
    """Test that b is not worse than a by `margin` (0 to 1) or more, on the same samples.

    The score test of T. Tango, Statistics in Medicine 17 (1998) 891-908: the variance is taken at the edge of
    the hypothesis, where the difference is -margin, so it does not collapse when nothing is discordant, and
    it keeps its level in small samples; half the usual continuity correction keeps it at or under alpha
    exactly (without: up to 5.6 % at 5 %). Clusters and repeated epochs scale that variance by their design
    effect (J. N. K. Rao and A. J. Scott, Biometrics 48 (1992) 577-585) and take Student's t for the normal.

    Args:
        a: the old system's outcomes, 0 to 1 per sample (the mean over its epochs).
        b: the new system's.
        clusters: which samples belong together; None: all separate.

    Raises:
        ValueError: the margin is not between 0 and 1.
    """
    if not 0.0 < margin < 1.0:
        raise ValueError(f"a margin lies between 0 and 1, not at {margin}")
    sums = cluster_sums(a, b, clusters)
    pairs = _Pairs.of(a, b, sums)
    p = pairs.p(-margin)
    return NonInferiority(
        difference=pairs.mean, low=pairs.lower_limit(alpha), p=p, margin=margin, alpha=alpha,
        samples=pairs.n, clusters=int(sums.size), holds=p <= alpha,
    )  # fmt: skip


@dataclass(frozen=True)
class _Pairs:
    """What the score test needs: shares gained and lost, the design effect, the degrees of freedom."""

    n: int
    gained: float
    lost: float
    effect: float
    degrees: float

    @classmethod
    def of(cls, a: Sequence[float], b: Sequence[float], sums: np.ndarray) -> _Pairs:
        n = len(a)
        d = np.asarray(b, dtype=float) - np.asarray(a, dtype=float)
        gained, lost = (
            float(np.clip(d, 0, None).sum()) / max(n, 1),
            float(np.clip(-d, 0, None).sum()) / max(n, 1),
        )
        plain = sums.size == n and bool(np.isin(d, (-1.0, 0.0, 1.0)).all())
        effect = 1.0 if plain else _design_effect(sums, gained, lost, n)
        return cls(n, gained, lost, effect, float("inf") if plain else max(float(sums.size - 1), 1.0))

    @property
    def mean(self) -> float:
        return self.gained - self.lost

    def p(self, at: float) -> float:
        """The chance of so large a difference when the true one is `at`."""
        if self.n == 0:
            return 1.0
        variance = self.effect * _score_variance(self.gained, self.lost, at) / self.n
        step = _QUARTER_STEP / self.n if np.isinf(self.degrees) else 0.0
        z = (self.mean - at - step) / np.sqrt(max(variance, 1e-300))
        return float(special.ndtr(-z) if np.isinf(self.degrees) else special.stdtr(self.degrees, -z))

    def lower_limit(self, alpha: float) -> float:
        """The smallest difference that the test does not refuse, by halving: p falls with the distance."""
        low, high = -1.0, self.mean
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if self.p(middle) <= alpha else (low, middle)
        return low


def _score_variance(gained: float, lost: float, at: float) -> float:
    """n times the variance of the mean difference when it is `at`, the nuisance share fitted (Tango 1998)."""
    linear = -gained - lost + (2.0 - gained + lost) * at
    share = _larger_root(2.0, linear, -lost * at * (1.0 - at))
    return max(2.0 * share + at * (1.0 - at), 0.0)


def _larger_root(square: float, linear: float, constant: float) -> float:
    return float((-linear + np.sqrt(max(linear**2 - 4.0 * square * constant, 0.0))) / (2.0 * square))


def _design_effect(sums: np.ndarray, gained: float, lost: float, n: int) -> float:
    """How many times the clustered variance of the mean is the one of independent right-or-wrong pairs."""
    count = sums.size
    independent = (gained + lost - (gained - lost) ** 2) / max(n, 1)
    if count < 2 or independent <= 0.0:
        return float(n / max(count, 1))
    clustered = count / (count - 1) * float(np.square(sums - sums.mean()).sum()) / n**2
    return clustered / independent
