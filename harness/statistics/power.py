"""How many samples it takes, and what a given number can show."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import special

_MOST = 10_000_000


@dataclass(frozen=True, kw_only=True)
class Design:
    """A planned comparison of two systems on the same samples.

    `discordance` is the share of samples that exactly one of the two gets right; `difference` the true gain
    or loss to be found (its sign does not matter). `epochs` repeats each sample that often, with
    `correlation` between the repeats of one sample (1: always the same). `sided` is 1 for a regression gate,
    2 for a comparison.
    """

    samples: int = 100
    difference: float = 0.05
    discordance: float = 0.2
    epochs: int = 1
    correlation: float = 0.5
    alpha: float = 0.05
    sided: int = 2


def discordance_of(accuracy: float, agreement: float = 0.5) -> float:
    """The share of discordant samples of two systems of this accuracy: 2p(1-p)(1-agreement).

    `agreement` is the correlation of their outcomes over samples, 0 for strangers, 1 for twins.
    """
    return 2.0 * accuracy * (1.0 - accuracy) * (1.0 - agreement)


def power(design: Design) -> float:
    """The chance that the test finds the difference.

    One epoch: exactly, by summing the exact McNemar test over how many samples turn out discordant (the
    unconditional power of S. W. Duffy, Statistics in Medicine 3 (1984) 131-136). Several epochs: by the
    normal approximation with the variance of means over epochs (E. Miller, Adding Error Bars to Evals,
    arXiv:2411.00640 (2024), §5).
    """
    _check(design)
    return _exact_power(design) if design.epochs == 1 and design.samples <= 20_000 else _normal_power(design)


def samples_needed(design: Design, *, target: float = 0.8) -> int:
    """The least number of samples whose power reaches `target`, by doubling and halving.

    The exact power is a saw-tooth; this returns a point from which it stays at or above the target for the
    next few samples, not the tip of a tooth.
    """
    high = 8
    while not _enough(design, high, target):
        high *= 2
        if high > _MOST:
            raise ValueError("more than ten million samples")
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _enough(design, middle, target) else (middle, high)
    return high


def detectable_difference(design: Design, *, target: float = 0.8) -> float | None:
    """The smallest true difference that is found with chance `target`; None if none is."""
    low, high = 0.0, design.discordance
    if power(replace(design, difference=high)) < target:
        return None
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if power(replace(design, difference=middle)) >= target else (middle, high)
    return high


def _check(design: Design) -> None:
    if not 0.0 < design.discordance <= 1.0:
        raise ValueError(f"discordance is a share above 0, not {design.discordance}")
    if abs(design.difference) > design.discordance + 1e-12:
        raise ValueError(
            f"a difference of {design.difference:g} needs at least that share of discordant samples, "
            f"not {design.discordance:g}"
        )
    if design.sided not in (1, 2) or not 0.0 < design.alpha < 1.0 or design.samples < 1 or design.epochs < 1:
        raise ValueError("alpha lies between 0 and 1, sided is 1 or 2, samples and epochs are at least 1")


def _enough(design: Design, samples: int, target: float) -> bool:
    return all(power(replace(design, samples=samples + more)) >= target for more in (0, 1, 2, 3))


def _exact_power(design: Design) -> float:
    """Σ over discordant counts of its chance × the chance that the sign test rejects."""
    counts = np.arange(design.samples + 1)
    chances = _binomial_pmf(counts, design.samples, design.discordance)
    likely = counts[chances > 1e-12]
    worse = (design.discordance + abs(design.difference)) / (2.0 * design.discordance)
    limits = _critical(likely, design.alpha / design.sided)
    found = np.where(limits >= 0, special.bdtr(limits, likely, 1.0 - worse), 0.0)
    return float((chances[likely] * found).sum())


def _critical(counts: np.ndarray, alpha: float) -> np.ndarray:
    """The largest k with P(Binomial(n, ½) ≤ k) ≤ alpha for each n; -1 where there is none."""
    guess = np.floor(counts / 2.0 + special.ndtri(alpha) * np.sqrt(counts) / 2.0).astype(int)
    best = np.full(counts.shape, -1)
    for offset in range(-3, 3):
        k = guess + offset
        valid = (k >= 0) & (k <= counts)
        fits = valid & (special.bdtr(np.where(valid, k, 0), counts, 0.5) <= alpha)
        best = np.where(fits, k, best)
    return np.asarray(best)


def _binomial_pmf(k: np.ndarray, n: int, p: float) -> np.ndarray:
    if p >= 1.0:
        return np.asarray(k == n, dtype=float)
    log = special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)
    return np.asarray(np.exp(log + k * np.log(p) + (n - k) * np.log1p(-p)))


def _normal_power(design: Design) -> float:
    """Connor's formula (R. J. Connor, Biometrics 43 (1987) 207-211) with the variance of epoch means."""
    null = np.sqrt(_variance(design, 0.0) / design.samples)
    true = np.sqrt(max(_variance(design, design.difference), 1e-300) / design.samples)
    z = -special.ndtri(design.alpha / design.sided)
    return float(special.ndtr((abs(design.difference) - z * null) / true))


def _variance(design: Design, difference: float) -> float:
    """Of one sample's difference of means: what does not repeat is averaged over the epochs."""
    stays = design.correlation + (1.0 - design.correlation) / design.epochs
    return (design.discordance - difference**2) * stays
