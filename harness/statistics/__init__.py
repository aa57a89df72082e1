"""Statistics of an evaluation: pure functions, each with its source; what draws takes a seed."""

from harness.statistics.equivalence import NonInferiority, non_inferiority
from harness.statistics.interval import Interval, cluster_standard_error, share_interval, wilson
from harness.statistics.multiple import holm
from harness.statistics.paired import (
    Difference,
    bootstrap_difference,
    mcnemar_exact,
    paired_difference,
    swap_test,
)
from harness.statistics.passes import flakiness, pass_at_k, pass_hat_k
from harness.statistics.power import Design, detectable_difference, discordance_of, power, samples_needed
from harness.statistics.regression import Regression, regression

__all__ = [
    "Design",
    "Difference",
    "Interval",
    "NonInferiority",
    "Regression",
    "bootstrap_difference",
    "cluster_standard_error",
    "detectable_difference",
    "discordance_of",
    "flakiness",
    "holm",
    "mcnemar_exact",
    "non_inferiority",
    "paired_difference",
    "pass_at_k",
    "pass_hat_k",
    "power",
    "regression",
    "samples_needed",
    "share_interval",
    "swap_test",
    "wilson",
]
