"""How often the intervals hold the truth, how often the gate cries wolf, and what it finds.

`python -m bench.statistics [--evaluations 2000]` prints a table of each. The slow tests call the same
functions.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

import numpy as np
from scipy import special

from harness.statistics import (
    bootstrap_difference,
    non_inferiority,
    paired_difference,
    pass_hat_k,
    regression,
    share_interval,
)

SIZES = (20, 50, 100, 300)
SHARES = (0.03, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.97)
Rng = np.random.Generator


def independent_coverage(n: int, evaluations: int, rng: Rng, shares: Sequence[float] = SHARES) -> float:
    """Single epoch, no groups; each evaluation has a true accuracy drawn from around the given ones."""
    truths = _truths(evaluations, rng, shares)
    hits = 0
    for truth in truths:
        found = share_interval((rng.random(n) < truth).astype(float))
        hits += found.low <= truth <= found.high
    return hits / evaluations


def clustered_coverage(
    clusters: int, size: int, likeness: float, evaluations: int, rng: Rng, shares: Sequence[float] = SHARES
) -> float:
    """Epochs of a sample, or questions of a group, whose outcomes correlate by `likeness`."""
    hits = 0
    labels = np.repeat(np.arange(clusters), size).tolist()
    for truth in _truths(evaluations, rng, shares):
        own = _beta(truth, likeness, clusters, rng)
        outcomes = (rng.random(clusters * size) < np.repeat(own, size)).astype(float)
        found = share_interval(outcomes, labels)
        hits += found.low <= truth <= found.high
    return hits / evaluations


def pass_hat_coverage(samples: int, tries: int, k: int, evaluations: int, rng: Rng) -> float:
    """pass^k of samples whose chances are beta distributed; the truth is the beta's k-th moment."""
    hits = 0
    for truth in _truths(evaluations, rng, (0.5, 0.7, 0.8, 0.9)):
        a, b = 2.0 * truth, 2.0 * (1.0 - truth)
        moment = float(np.prod([(a + i) / (a + b + i) for i in range(k)]))
        right = rng.binomial(tries, rng.beta(a, b, samples))
        found = pass_hat_k([(int(c), tries) for c in right], k)
        hits += found.low <= moment <= found.high
    return hits / evaluations


def paired_coverage(n: int, evaluations: int, rng: Rng, *, epochs: int = 1, bootstrap: bool = False) -> float:
    """Two systems whose outcomes on a question correlate; the truth is the difference of their accuracies."""
    hits = 0
    for i in range(evaluations):
        old, new = rng.uniform(0.3, 0.9), rng.uniform(0.3, 0.9)
        a, b = _pair(n, old, new, epochs, rng)
        found = bootstrap_difference(a, b, seed=i, draws=1000) if bootstrap else paired_difference(a, b)
        hits += found.low <= new - old <= found.high
    return hits / evaluations


def alarms(n: int, loss: float, evaluations: int, rng: Rng, *, epochs: int = 1, group: int = 1) -> float:
    """How often the regression gate fails when the true accuracy fell by `loss`; 0 gives its false alarms."""
    names = [f"s{i}" for i in range(n)]
    groups = {name: i // group for i, name in enumerate(names)} if group > 1 else None
    found = 0
    for _ in range(evaluations):
        old = rng.uniform(0.6, 0.95)
        a, b = _pair(n, old, old - loss, epochs, rng, group)
        found += regression(dict(zip(names, a, strict=True)), dict(zip(names, b, strict=True)), groups).worse
    return found / evaluations


def non_inferior(n: int, loss: float, margin: float, evaluations: int, rng: Rng, *, epochs: int = 1) -> float:
    """How often non-inferiority is concluded; with `loss` = `margin` that is its error rate."""
    found = 0
    for _ in range(evaluations):
        old = rng.uniform(0.6, 0.95)
        a, b = _pair(n, old, old - loss, epochs, rng)
        found += non_inferiority(a, b, margin=margin).holds
    return found / evaluations


def _truths(evaluations: int, rng: Rng, shares: Sequence[float]) -> np.ndarray:
    """True accuracies around the given ones: an evaluation never knows where on the lattice it falls."""
    return np.clip(rng.choice(shares, evaluations) + rng.uniform(-0.02, 0.02, evaluations), 0.005, 0.995)


def _beta(mean: float, likeness: float, size: int, rng: Rng) -> np.ndarray:
    """Chances of clusters with this mean and intraclass correlation."""
    if likeness <= 0.0:
        return np.full(size, mean)
    total = (1.0 - likeness) / likeness
    return rng.beta(mean * total, (1.0 - mean) * total, size)


def _pair(
    n: int, old: float, new: float, epochs: int, rng: Rng, group: int = 1
) -> tuple[list[float], list[float]]:
    """Outcomes of two systems that find the same questions hard (a normal factor of weight 0.6)."""
    hard = np.repeat(rng.normal(size=-(-n // group)), group)[:n, None] * np.sqrt(0.6)
    a, b = (hard + np.sqrt(0.4) * rng.normal(size=(n, epochs)) for _ in range(2))
    limits = special.ndtri([old, new])
    return (a < limits[0]).mean(axis=1).tolist(), (b < limits[1]).mean(axis=1).tolist()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--evaluations", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng, times = np.random.default_rng(options.seed), options.evaluations

    def table(title: str, rows: dict[str, Callable[[], float]]) -> None:
        print(f"\n{title}")
        for name, measure in rows.items():
            print(f"  {name:<44} {measure():7.2%}")

    repeats = [(g, r) for g in (20, 50, 100) for r in (0.0, 0.3, 0.7)]
    table(
        "95 % intervals hold the true accuracy (wanted: 94 to 96.5 %)",
        {f"{n} independent samples": lambda n=n: independent_coverage(n, times, rng) for n in SIZES}
        | {
            f"{g} samples × 5 epochs, correlation {r}": lambda g=g, r=r: clustered_coverage(
                g, 5, r, times, rng
            )
            for g, r in repeats
        }
        | {f"pass^3 of {n} × 5": lambda n=n: pass_hat_coverage(n, 5, 3, times, rng) for n in (30, 100)},
    )
    table(
        "95 % intervals hold the true paired difference",
        {f"{n} samples": lambda n=n: paired_coverage(n, times, rng) for n in (30, 100)}
        | {"50 samples × 3 epochs": lambda: paired_coverage(50, times, rng, epochs=3)}
        | {"100 samples, bootstrap": lambda: paired_coverage(100, times // 4, rng, bootstrap=True)},
    )
    table(
        "regression gate at 5 %: false alarms",
        {f"{n} samples": lambda n=n: alarms(n, 0.0, times, rng) for n in (30, 100, 300)}
        | {"60 samples × 3 epochs": lambda: alarms(60, 0.0, times, rng, epochs=3)}
        | {"120 samples in groups of 3": lambda: alarms(120, 0.0, times, rng, group=3)},
    )
    table(
        "regression gate at 5 %: power",
        {
            f"{n} samples, {100 * loss:.0f} points lost": lambda n=n, loss=loss: alarms(n, loss, times, rng)
            for n in (100, 300)
            for loss in (0.05, 0.1, 0.2)
        },
    )
    table(
        "non-inferiority at 5 %, margin 10 points: errors at the margin, then power at equality",
        {f"{n} samples, at the margin": lambda n=n: non_inferior(n, 0.1, 0.1, times, rng) for n in (50, 200)}
        | {"60 × 3 epochs, at the margin": lambda: non_inferior(60, 0.1, 0.1, times, rng, epochs=3)}
        | {f"{n} samples, equal": lambda n=n: non_inferior(n, 0.0, 0.1, times, rng) for n in (50, 200)},
    )


if __name__ == "__main__":
    main()
