"""Checkers: each reads one `CheckContext` and returns a `Verdict`. Names are loaded when first used."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from harness.checkers.program import python_tests

__all__ = ["python_tests"]

_HOME = {"python_tests": "harness.checkers.program"}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'harness.checkers' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME[name]), name)
