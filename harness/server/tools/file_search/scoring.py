"""How well a chunk fits a query, from 0 to 1: by meaning and by words.

By meaning: the cosine between the query and the best passage of the chunk. Cosines of different models lie in
different ranges, so each model is measured once on pairs of sentences that belong together and on the same
sentences crossed: the mean of crossed pairs becomes 0, the mean of right pairs becomes 1.

By words: the share of the query that the chunk has, each term weighing as much as it tells (inverse document
frequency, as BM25 has it). The share is squared, for a word or two in common say little.

A chunk scores as if the two were independent reasons: 1 - (1 - meaning) · (1 - words²).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEAST = 0.1
"""A chunk that scores less has nothing to do with the query and is not a result."""

LEAST_SPREAD = 0.05
"""A model whose right and crossed pairs lie closer tells nothing apart: its cosines are taken as they are."""

PAIRS = (
    ("How long does the train to the coast take?", "The train to the coast takes two hours and ten minutes."),
    ("Who may borrow the tools?", "Tools are lent to members of the club only, for a week at most."),
    ("What is in the jar with the red lid?", "The jar with the red lid holds sugar, the white one salt."),
    ("Can I cancel my order?", "Orders can be cancelled free of charge until they have been sent."),
    ("When was the bridge built?", "The old bridge over the river dates from 1840."),
    (
        "How do I reset the thermostat?",
        "Hold both buttons of the thermostat down for ten seconds to reset it.",
    ),
    ("博物馆星期几闭馆？", "博物馆每周一闭馆，其余日期上午九点开放。"),
    ("树苗要多久浇一次水？", "新种的树苗每三天浇水一次，雨天除外。"),
    ("押金什么时候退还？", "退房后两周内退还押金。"),
    ("这款相机的电池能用多久？", "相机充满电后大约可以拍摄四百张照片。"),
)
"""Questions with the sentences that answer them."""


@dataclass(frozen=True)
class Scale:
    """The cosines that stand for 0 and for 1."""

    low: float = 0.0
    high: float = 1.0

    def of(self, cosine: float) -> float:
        """The cosine on this scale, cut off at its ends."""
        return min(1.0, max(0.0, (cosine - self.low) / (self.high - self.low)))


def scale_of(questions: NDArray[np.float32], answers: NDArray[np.float32]) -> Scale:
    """The scale of a model by its vectors (of length 1) for the two sides of `PAIRS`."""
    cosines = questions @ answers.T
    right = np.eye(len(cosines), dtype=bool)
    low, high = float(cosines[~right].mean()), float(cosines[right].mean())
    return Scale(low, high) if high - low >= LEAST_SPREAD else Scale()


@dataclass(frozen=True)
class Terms:
    """The terms of a query in a collection: in how many of its `chunks` each is, and in which of those that
    are looked at."""

    chunks: int
    frequencies: Sequence[int]
    holders: Sequence[frozenset[int]]


def shares(terms: Terms) -> dict[int, float]:
    """The share of the query that each chunk has; chunks that have nothing of it are left out."""
    weights = [math.log1p((terms.chunks - n + 0.5) / (n + 0.5)) for n in terms.frequencies]
    whole, found = sum(weights), dict[int, float]()
    for weight, holders in zip(weights, terms.holders, strict=True):
        for chunk in holders:
            found[chunk] = found.get(chunk, 0.0) + weight / whole
    return found


def scores(meaning: Mapping[int, float], words: Mapping[int, float]) -> dict[int, float]:
    """The score of every chunk that has something of either."""
    return {
        chunk: 1 - (1 - meaning.get(chunk, 0.0)) * (1 - min(1.0, words.get(chunk, 0.0)) ** 2)
        for chunk in {**meaning, **words}
    }
