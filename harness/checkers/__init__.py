"""Checkers: objects that judge one attempt. Each name is loaded when it is first used.

`math_answer` needs sympy only in its worker processes; importing this package loads none of it.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from harness.checkers.citations import answer_with_citation, citation
    from harness.checkers.compose import all_of, any_of
    from harness.checkers.math import MathPolicy, math_answer, math_equal
    from harness.checkers.program import python_tests
    from harness.checkers.text import choice, contains, exact
    from harness.checkers.tool_calls import tool_use

__all__ = [
    "MathPolicy",
    "all_of",
    "answer_with_citation",
    "any_of",
    "choice",
    "citation",
    "contains",
    "exact",
    "math_answer",
    "math_equal",
    "python_tests",
    "tool_use",
]

_HOME = {
    "all_of": "harness.checkers.compose",
    "answer_with_citation": "harness.checkers.citations",
    "any_of": "harness.checkers.compose",
    "citation": "harness.checkers.citations",
    "tool_use": "harness.checkers.tool_calls",
    "MathPolicy": "harness.checkers.math",
    "choice": "harness.checkers.text",
    "contains": "harness.checkers.text",
    "exact": "harness.checkers.text",
    "math_answer": "harness.checkers.math",
    "math_equal": "harness.checkers.math",
    "python_tests": "harness.checkers.program",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'harness.checkers' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME[name]), name)
