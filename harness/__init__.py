"""Evaluate tool-using assistants: ask, record, judge, report.

What a suite module needs is importable from here; each name is loaded when it is first used, so that
``import harness`` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from harness.checkers import (
        all_of,
        answer_with_citation,
        any_of,
        citation,
        math_answer,
        math_equal,
        python_tests,
        tool_use,
    )
    from harness.records import Assistant, Sample, Verdict
    from harness.reports.frames import load
    from harness.suite import Gate, Limits, Suite

__all__ = [
    "Assistant",
    "Gate",
    "Limits",
    "Sample",
    "Suite",
    "Verdict",
    "all_of",
    "answer_with_citation",
    "any_of",
    "citation",
    "load",
    "math_answer",
    "math_equal",
    "python_tests",
    "tool_use",
]

_HOME = {
    "Assistant": "harness.records",
    "Gate": "harness.suite",
    "Limits": "harness.suite",
    "Sample": "harness.records",
    "Suite": "harness.suite",
    "Verdict": "harness.records",
    "tool_use": "harness.checkers",
    "citation": "harness.checkers",
    "any_of": "harness.checkers",
    "answer_with_citation": "harness.checkers",
    "all_of": "harness.checkers",
    "load": "harness.reports.frames",
    "math_answer": "harness.checkers",
    "math_equal": "harness.checkers",
    "python_tests": "harness.checkers",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'harness' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME[name]), name)
