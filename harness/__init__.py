"""Evaluate tool-using assistants: ask, record, judge, report.

What a suite module needs is importable from here; each name is loaded when it is first used, so that
``import harness`` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from harness.checkers import math_answer, python_tests
    from harness.records import Assistant, Sample, Verdict
    from harness.reports.frames import load
    from harness.suite import Gate, Limits, Suite

__all__ = ["Assistant", "Gate", "Limits", "Sample", "Suite", "Verdict", "load", "math_answer", "python_tests"]

_HOME = {
    "Assistant": "harness.records",
    "Gate": "harness.suite",
    "Limits": "harness.suite",
    "Sample": "harness.records",
    "Suite": "harness.suite",
    "Verdict": "harness.records",
    "load": "harness.reports.frames",
    "math_answer": "harness.checkers",
    "python_tests": "harness.checkers",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'harness' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME[name]), name)
