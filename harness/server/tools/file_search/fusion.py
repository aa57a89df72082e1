"""Several rankings made one: reciprocal rank fusion."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

K = 60
"""The constant of Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet" (SIGIR
2009)."""


def fused(rankings: Sequence[Sequence[int]]) -> dict[int, float]:
    """A score for each item of these rankings (best first): the sum of 1 / (K + rank), scaled to 0 to 1.

    One that is first everywhere has 1; one that is in half of the rankings has at most one half.
    """
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, item in enumerate(ranking, 1):
            scores[item] = scores.get(item, 0.0) + (K + 1) / (K + rank) / len(rankings)
    return scores


def best_of(scorings: Iterable[dict[int, float]]) -> dict[int, float]:
    """For several queries: what answers one of them well is a good result."""
    best: dict[int, float] = {}
    for scores in scorings:
        for item, score in scores.items():
            best[item] = max(score, best.get(item, 0.0))
    return best
