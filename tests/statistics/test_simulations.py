"""What the intervals and tests promise, over 2,000 simulated evaluations whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest

from bench import statistics as simulate

pytestmark = pytest.mark.slow
EVALUATIONS = 2000
NOISE = 2.6 * np.sqrt(0.05 * 0.95 / EVALUATIONS)  # of a rate of 5 % over that many, at 99 %


def rng(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


@pytest.mark.parametrize("n", [20, 50, 100, 300])
def test_independent_samples(n: int) -> None:
    assert 0.94 <= simulate.independent_coverage(n, EVALUATIONS, rng(n)) <= 0.965


@pytest.mark.parametrize("shares", [(0.03, 0.05), (0.95, 0.97)])
def test_shares_near_none_and_all(shares: tuple[float, ...]) -> None:
    assert 0.94 <= simulate.independent_coverage(60, EVALUATIONS, rng(9), shares) <= 0.965


@pytest.mark.parametrize("clusters", [20, 50, 100])
@pytest.mark.parametrize("likeness", [0.0, 0.3, 0.7])
def test_epochs_and_groups(clusters: int, likeness: float) -> None:
    found = simulate.clustered_coverage(clusters, 5, likeness, EVALUATIONS, rng(clusters))
    assert 0.94 <= found <= 0.965


def test_pass_hat_k() -> None:
    assert 0.94 <= simulate.pass_hat_coverage(60, 5, 3, EVALUATIONS, rng(4)) <= 0.965


@pytest.mark.parametrize(("n", "epochs"), [(40, 1), (100, 1), (60, 3)])
def test_paired_differences(n: int, epochs: int) -> None:
    assert 0.94 <= simulate.paired_coverage(n, EVALUATIONS, rng(n), epochs=epochs) <= 0.965


def test_paired_bootstrap() -> None:
    assert 0.93 <= simulate.paired_coverage(100, 500, rng(6), bootstrap=True) <= 0.975


@pytest.mark.parametrize(("n", "epochs", "group"), [(30, 1, 1), (200, 1, 1), (60, 3, 1), (120, 1, 3)])
def test_false_alarms_of_the_gate_stay_under_their_rate(n: int, epochs: int, group: int) -> None:
    assert simulate.alarms(n, 0.0, EVALUATIONS, rng(n), epochs=epochs, group=group) <= 0.05 + NOISE


def test_the_gate_finds_what_is_there_to_be_found() -> None:
    assert simulate.alarms(300, 0.1, 500, rng(2)) > 0.85


@pytest.mark.parametrize(("n", "epochs"), [(50, 1), (200, 1), (60, 3)])
def test_non_inferiority_errs_no_more_often_than_it_says(n: int, epochs: int) -> None:
    assert simulate.non_inferior(n, 0.1, 0.1, EVALUATIONS, rng(n), epochs=epochs) <= 0.05 + NOISE


def test_non_inferiority_is_found_between_equals() -> None:
    assert simulate.non_inferior(300, 0.0, 0.1, 500, rng(3)) > 0.9
