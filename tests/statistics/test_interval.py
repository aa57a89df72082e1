"""Intervals for shares."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.statistics import cluster_standard_error, share_interval, wilson


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [  # published examples: Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_against_published_values(successes: int, n: int, low: float, high: float) -> None:
    assert wilson(successes, n) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_its_estimate_and_mirrors(case: tuple[int, int]) -> None:
    c, n = case
    low, high = wilson(c, n)
    assert 0.0 <= low <= c / n <= high <= 1.0
    assert low < high
    mirrored = wilson(n - c, n)
    assert (1 - mirrored[1], 1 - mirrored[0]) == pytest.approx((low, high))


def test_no_outcomes_exclude_nothing() -> None:
    found = share_interval([])
    assert (found.low, found.high, found.n) == (0.0, 1.0, 0)
    assert math.isnan(found.estimate)


def test_separate_outcomes_are_wilson() -> None:
    found = share_interval([1, 1, 0, 1], ["a", "b", "c", "d"])
    assert (found.low, found.high) == wilson(3, 4)
    assert found.method == "wilson"


def test_repeats_that_never_differ_tell_no_more_than_one() -> None:
    outcomes = [1, 1, 0, 1, 0, 1, 1, 1, 0, 1]
    once = share_interval(outcomes)
    thrice = share_interval(np.repeat(outcomes, 3).tolist(), np.repeat(np.arange(10), 3).tolist())
    assert thrice.estimate == once.estimate
    assert thrice.effective == pytest.approx(9.0)  # 10 clusters, less one for the unknown mean
    assert thrice.high - thrice.low > 0.9 * (once.high - once.low)


def test_all_right_in_every_epoch_is_not_certainty() -> None:
    found = share_interval([1.0] * 30, [i // 3 for i in range(30)])
    assert found.high == 1.0
    assert found.low == pytest.approx(wilson(10, 10)[0], abs=0.05)


def test_cluster_standard_error_by_hand() -> None:
    # clusters sums of residuals: (1-.5)+(1-.5) = 1, (0-.5)+(0-.5) = -1; 2/(2-1) · 2 / 16
    assert cluster_standard_error([1, 1, 0, 0], ["a", "a", "b", "b"]) == pytest.approx(0.5)
    assert cluster_standard_error([1, 0, 0, 1]) == pytest.approx(np.std([1, 0, 0, 1], ddof=1) / 2)


def test_clusters_must_be_as_many_as_values() -> None:
    with pytest.raises(ValueError, match="clusters"):
        share_interval([1, 0], ["a"])


@given(st.lists(st.tuples(st.integers(0, 5), st.floats(0, 1)), min_size=1, max_size=40))
def test_any_values_give_limits_around_the_mean(case: list[tuple[int, float]]) -> None:
    found = share_interval([value for _, value in case], [cluster for cluster, _ in case])
    assert 0.0 <= found.low <= found.estimate + 1e-9
    assert found.estimate - 1e-9 <= found.high <= 1.0
