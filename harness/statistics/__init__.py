"""Statistics of an evaluation: pure functions, each with its source; what draws takes a seed."""

from harness.statistics.interval import Interval, cluster_standard_error, share_interval, wilson

__all__ = ["Interval", "cluster_standard_error", "share_interval", "wilson"]
