"""Datasets: read, validated, generated, fetched."""

from __future__ import annotations

from harness.dataset.reading import read_dataset

__all__ = ["read_dataset"]
