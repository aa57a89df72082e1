"""all-MiniLM-L6-v2 in numpy: sentence embeddings without a deep-learning framework.

A BERT encoder of 6 layers, 12 heads and 384 dimensions (Wang et al., "MiniLM", 2020; fine-tuned by the
sentence-transformers project), mean pooling, length 1. Reading the weights takes a fifth of a second, a
passage of 160 tokens some tens of milliseconds on one core.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from harness.server.tools.file_search.wordpiece import WordPiece

Floats = NDArray[np.float32]

DIMENSIONS = 384
LAYERS = 6
HEADS = 12
MOST_TOKENS = 256
EPSILON = 1e-12


class MiniLM:
    """The encoder with its tokenizer. Stateless after loading: usable from several threads."""

    name = "all-minilm-l6-v2"

    def __init__(self, weights: Path, vocabulary: Path) -> None:
        self._tokenizer = WordPiece(vocabulary)
        self._weights = read_safetensors(weights)

    def embed(self, texts: Sequence[str]) -> Floats:
        """One row of length 1 for each text; what is beyond 256 tokens of a text is not looked at."""
        rows = [self._one(self._tokenizer.encode(text, MOST_TOKENS)) for text in texts]
        return np.stack(rows) if rows else np.zeros((0, DIMENSIONS), np.float32)

    def _one(self, numbers: list[int]) -> Floats:
        state = self._embedded(numbers)
        for layer in range(LAYERS):
            state = self._layer(state, f"encoder.layer.{layer}")
        mean: Floats = state.mean(axis=0)
        return mean / np.float32(max(float(np.linalg.norm(mean)), EPSILON))

    def _embedded(self, numbers: list[int]) -> Floats:
        weights = self._weights
        state = weights["embeddings.word_embeddings.weight"][numbers]
        state = state + weights["embeddings.position_embeddings.weight"][: len(numbers)]
        state = state + weights["embeddings.token_type_embeddings.weight"][0]
        return self._normal(state, "embeddings.LayerNorm")

    def _layer(self, state: Floats, name: str) -> Floats:
        attended = self._linear(
            self._attention(state, f"{name}.attention.self"), f"{name}.attention.output.dense"
        )
        state = self._normal(state + attended, f"{name}.attention.output.LayerNorm")
        inner = gelu(self._linear(state, f"{name}.intermediate.dense"))
        return self._normal(state + self._linear(inner, f"{name}.output.dense"), f"{name}.output.LayerNorm")

    def _attention(self, state: Floats, name: str) -> Floats:
        query, key, value = (self._heads(state, f"{name}.{part}") for part in ("query", "key", "value"))
        scores = query @ key.transpose(0, 2, 1) / np.float32(math.sqrt(DIMENSIONS // HEADS))
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        mixed = (scores / scores.sum(axis=-1, keepdims=True)) @ value
        merged: Floats = mixed.transpose(1, 0, 2).reshape(len(state), DIMENSIONS)
        return merged

    def _heads(self, state: Floats, name: str) -> Floats:
        projected = self._linear(state, name).reshape(len(state), HEADS, DIMENSIONS // HEADS)
        heads: Floats = projected.transpose(1, 0, 2)
        return heads

    def _linear(self, state: Floats, name: str) -> Floats:
        result: Floats = state @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]
        return result

    def _normal(self, state: Floats, name: str) -> Floats:
        centred = state - state.mean(axis=-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(EPSILON))
        result: Floats = scaled * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]
        return result


def gelu(x: Floats) -> Floats:
    """x·Φ(x), with the error function by Abramowitz and Stegun 7.1.26 (absolute error below 1.5e-7)."""
    z = np.abs(x) * np.float32(math.sqrt(0.5))
    t = 1.0 / (1.0 + np.float32(0.3275911) * z)
    poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    erf = np.sign(x) * (1.0 - poly * np.exp(-z * z))
    return np.asarray(0.5 * x * (1.0 + erf), np.float32)


def read_safetensors(path: Path) -> dict[str, Floats]:
    """All 32-bit tensors of a safetensors file, mapped from disk: eight bytes of length, a JSON header,
    data."""
    data = np.memmap(path, np.uint8, mode="r")
    header_bytes = int.from_bytes(data[:8].tobytes(), "little")
    header: dict[str, Any] = json.loads(data[8 : 8 + header_bytes].tobytes())
    tensors = {}
    for name, about in header.items():
        if about.get("dtype") == "F32":
            start, end = (8 + header_bytes + offset for offset in about["data_offsets"])
            tensors[name] = data[start:end].view(np.float32).reshape(about["shape"])
    return tensors
