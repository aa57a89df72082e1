"""pass@k, pass^k, flakiness; power and sample size."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from harness.statistics import (
    Design,
    detectable_difference,
    discordance_of,
    flakiness,
    pass_at_k,
    pass_hat_k,
    power,
    samples_needed,
)


def test_pass_at_k_and_pass_hat_k_against_counting_all_choices() -> None:
    tries = [1, 0, 1, 0, 0]
    chosen = list(combinations(tries, 2))
    assert pass_at_k([(2, 5)], 2).estimate == pytest.approx(np.mean([any(pair) for pair in chosen]))
    assert pass_hat_k([(2, 5)], 2).estimate == pytest.approx(np.mean([all(pair) for pair in chosen]))


def test_one_try_is_the_accuracy() -> None:
    counts = [(3, 4), (0, 4), (4, 4)]
    assert pass_at_k(counts, 1).estimate == pass_hat_k(counts, 1).estimate == pytest.approx(7 / 12)


def test_their_intervals_are_about_samples() -> None:
    found = pass_at_k([(3, 4), (0, 4), (4, 4), (1, 4)] * 10, 2)
    assert found.clusters == 40
    assert found.low < found.estimate < found.high


@pytest.mark.parametrize(("counts", "k"), [([(1, 2)], 3), ([(3, 2)], 1), ([(1, 2)], 0)])
def test_too_few_tries_are_refused(counts: list[tuple[int, int]], k: int) -> None:
    with pytest.raises(ValueError, match=r"tries|least"):
        pass_at_k(counts, k)


def test_flakiness_is_how_often_two_tries_disagree() -> None:
    pairs = list(combinations([1, 1, 0, 1], 2))
    assert flakiness(3, 4) == pytest.approx(np.mean([x != y for x, y in pairs]))
    assert flakiness(4, 4) == flakiness(0, 4) == flakiness(1, 1) == 0.0


def test_power_against_simulation() -> None:
    rng = np.random.default_rng(3)
    n, gained, lost = 120, 0.05, 0.17
    draws = rng.multinomial(n, [gained, lost, 1 - gained - lost], size=4000)
    found = np.mean([stats.binomtest(int(g), int(g + x)).pvalue <= 0.05 for g, x, _ in draws])
    assert power(Design(samples=n, difference=0.12, discordance=0.22)) == pytest.approx(found, abs=0.02)


def test_the_number_of_samples_reaches_its_power_and_no_fewer_do() -> None:
    design = Design(difference=0.08, discordance=0.2)
    needed = samples_needed(design, target=0.8)
    assert power(replace(design, samples=needed)) >= 0.8
    assert power(replace(design, samples=int(needed * 0.85))) < 0.8


def test_the_smallest_difference_is_found_just_so_often() -> None:
    design = Design(samples=300, discordance=0.2)
    least = detectable_difference(design)
    assert least is not None
    assert power(replace(design, difference=least)) == pytest.approx(0.8, abs=0.01)
    assert detectable_difference(Design(samples=5, discordance=0.1)) is None


def test_epochs_help_as_much_as_repeats_are_independent() -> None:
    design = Design(difference=0.05, discordance=0.2, correlation=0.0)
    assert samples_needed(replace(design, epochs=4)) < samples_needed(design) / 3
    assert samples_needed(replace(design, epochs=4, correlation=1.0)) == pytest.approx(
        samples_needed(design), rel=0.1
    )


def test_discordance_of_strangers_and_twins() -> None:
    assert discordance_of(0.8, 0.0) == pytest.approx(0.32)
    assert discordance_of(0.8, 1.0) == 0.0


def test_impossible_designs_are_refused() -> None:
    with pytest.raises(ValueError, match="discordant"):
        power(Design(difference=0.3, discordance=0.2))
    with pytest.raises(ValueError, match="discordance"):
        power(Design(discordance=0.0))
