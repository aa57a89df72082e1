"""Vectors for texts: from the configured models when they have embeddings, else from all-MiniLM-L6-v2."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from harness.server.models import weights
from harness.server.tools.base import Embed
from harness.server.tools.file_search.minilm import MiniLM

_log = logging.getLogger("harness.server")

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Vectors:
    """Rows of length 1, and what made them: only vectors of one model can be compared."""

    model: str
    rows: Floats


class Embedder:
    """Turns texts into vectors, or says that it cannot (None): then keywords alone have to do."""

    def __init__(self, embed: Embed) -> None:
        self._remote = embed
        self._loading = threading.Lock()
        self._local: MiniLM | None = None
        self._missed = False

    async def vectors(self, texts: Sequence[str]) -> Vectors | None:
        """One row for each text."""
        remote = await self._remote(texts)
        if remote is not None:
            rows = np.asarray(remote, np.float32)
            lengths = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
            return Vectors(f"remote/{rows.shape[1]}", rows / lengths)
        return await asyncio.to_thread(self._locally, list(texts))

    def _locally(self, texts: Sequence[str]) -> Vectors | None:
        model = self._loaded()
        return Vectors(model.name, model.embed(texts)) if model else None

    def _loaded(self) -> MiniLM | None:
        with self._loading:
            if self._local is None and weights.present(weights.MINILM):
                self._local = MiniLM(*weights.paths(weights.MINILM))
            if self._local is None and not self._missed:
                self._missed = True
                _log.warning(
                    "file search goes by keywords alone: %s brings the embedding model", weights.FETCH
                )
            return self._local
