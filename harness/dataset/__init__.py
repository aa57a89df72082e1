"""Datasets: read, validated, chosen from, generated, fetched."""

from __future__ import annotations

from harness.dataset.choose import stratified, within
from harness.dataset.reading import read_dataset

__all__ = ["read_dataset", "stratified", "within"]
