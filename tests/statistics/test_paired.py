"""Paired differences and tests."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from harness.statistics import (
    bootstrap_difference,
    holm,
    mcnemar_exact,
    non_inferiority,
    paired_difference,
    regression,
    swap_test,
)

outcomes = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=60)


@pytest.mark.parametrize("alternative", ["two-sided", "less", "greater"])
@pytest.mark.parametrize(("only_a", "only_b"), [(0, 5), (3, 9), (7, 7), (1, 0), (40, 21)])
def test_mcnemar_is_the_sign_test(only_a: int, only_b: int, alternative: str) -> None:
    expected = stats.binomtest(only_b, only_a + only_b, alternative=alternative).pvalue
    assert mcnemar_exact(only_a, only_b, alternative) == pytest.approx(expected)  # type: ignore[arg-type]


def test_nothing_discordant_shows_nothing() -> None:
    assert mcnemar_exact(0, 0) == 1.0
    assert swap_test([1, 0], [1, 0]) == 1.0


@given(outcomes)
def test_swapping_single_outcomes_is_mcnemar(pairs: list[tuple[bool, bool]]) -> None:
    a, b = [float(x) for x, _ in pairs], [float(y) for _, y in pairs]
    lost = sum(x and not y for x, y in pairs)
    gained = sum(y and not x for x, y in pairs)
    for alternative in ("two-sided", "less", "greater"):
        assert swap_test(a, b, alternative=alternative) == pytest.approx(  # type: ignore[arg-type]
            mcnemar_exact(lost, gained, alternative),  # type: ignore[arg-type]
            abs=1e-9,
        )


def test_the_swap_test_of_epochs_against_counting_all_signs() -> None:
    a, b = [1.0, 2 / 3, 1 / 3, 1.0, 0.5], [1 / 3, 2 / 3, 0.0, 0.5, 1.0]
    d = np.subtract(b, a)
    signs = np.array(np.meshgrid(*[[-1, 1]] * 5)).reshape(5, -1).T
    expected = np.mean(signs @ np.abs(d) <= d.sum() + 1e-9)
    assert swap_test(a, b, alternative="less") == pytest.approx(expected)


def test_a_group_counts_once() -> None:
    a, b, groups = [1.0] * 12, [0.0] * 12, ["one"] * 6 + ["two"] * 6
    assert swap_test(a, b, alternative="less") == pytest.approx(0.5**12)
    assert swap_test(a, b, groups, alternative="less") == pytest.approx(0.25)


def test_ten_thousand_samples_with_epochs_are_no_trouble() -> None:
    rng = np.random.default_rng(5)
    a, b = rng.binomial(5, 0.8, 10_000) / 5, rng.binomial(5, 0.8, 10_000) / 5
    d = b - a
    normal = 2 * stats.norm.sf(abs(d.sum()) / np.sqrt(np.square(d).sum()))
    assert swap_test(a.tolist(), b.tolist()) == pytest.approx(normal, abs=0.01)


@given(outcomes)
def test_the_interval_mirrors_and_holds_the_adjusted_mean(pairs: list[tuple[bool, bool]]) -> None:
    a, b = [float(x) for x, _ in pairs], [float(y) for _, y in pairs]
    one, other = paired_difference(a, b), paired_difference(b, a)
    assert (one.low, one.high) == pytest.approx((-other.high, -other.low))
    assert -1.0 <= one.low < one.high <= 1.0
    assert one.estimate == pytest.approx(np.mean(b) - np.mean(a))


def test_the_bootstrap_repeats_with_its_seed_and_only_with_it() -> None:
    rng = np.random.default_rng(1)
    a, b = rng.integers(0, 2, 80).tolist(), rng.integers(0, 2, 80).tolist()
    first = bootstrap_difference(a, b, seed=7)
    assert bootstrap_difference(a, b, seed=7) == first
    assert bootstrap_difference(a, b, seed=8) != first
    analytic = paired_difference(a, b)
    assert (first.low, first.high) == pytest.approx((analytic.low, analytic.high), abs=0.04)


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]) == []
    assert holm([0.9, 0.8]) == [1.0, 1.0]


def test_regression_names_what_was_lost() -> None:
    before = {f"s{i}": 1.0 for i in range(8)} | {"only-before": 1.0}
    after = {f"s{i}": float(i >= 5) for i in range(8)} | {"only-after": 0.0}
    found = regression(before, after)
    assert found.lost == ("s0", "s1", "s2", "s3", "s4")
    assert found.p == pytest.approx(1 / 32)
    assert found.worse
    assert found.difference.samples == 8


def test_non_inferiority_needs_samples_not_only_equality() -> None:
    assert not non_inferiority([1.0] * 20, [1.0] * 20, margin=0.05).holds
    assert non_inferiority([1.0] * 200, [1.0] * 200, margin=0.05).holds
    with pytest.raises(ValueError, match="margin"):
        non_inferiority([1.0], [1.0], margin=0.0)


def test_the_limit_of_non_inferiority_agrees_with_its_test() -> None:
    a = [1.0] * 90 + [0.0] * 10
    b = [0.0] * 4 + [1.0] * 88 + [0.0] * 8
    low = non_inferiority(a, b, margin=0.1).low
    assert non_inferiority(a, b, margin=-low + 0.001).holds
    assert not non_inferiority(a, b, margin=-low - 0.001).holds
