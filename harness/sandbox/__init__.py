"""Untrusted Python, shut in by the kernel.

`execute` runs one program, `Interpreter` keeps one alive between cells, `probe` says what holds on this machine.
The policy is in `policy.py`, rule by rule with its reason.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from harness.sandbox.model import BACKENDS, Backend, Cell, Execution, Limits

if TYPE_CHECKING:
    from harness.sandbox.backends import execute
    from harness.sandbox.holds import Holds, probe
    from harness.sandbox.interpreter import Interpreter

__all__ = ["BACKENDS", "Backend", "Cell", "Execution", "Holds", "Interpreter", "Limits", "execute", "probe"]

_HOME = {
    "execute": "harness.sandbox.backends",
    "Interpreter": "harness.sandbox.interpreter",
    "Holds": "harness.sandbox.holds",
    "probe": "harness.sandbox.holds",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'harness.sandbox' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME[name]), name)
