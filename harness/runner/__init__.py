"""Takes every sample of every suite through asking, judging and storing, many at once.

Names are loaded when they are first used: a plan can be made without the SDK, which takes a second to load.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from harness.runner.options import RunOptions, Target
    from harness.runner.plan import Task
    from harness.runner.run import Listener, Run

__all__ = ["Listener", "Run", "RunOptions", "Target", "Task"]

_HOME = {
    "Listener": "harness.runner.run",
    "Run": "harness.runner.run",
    "RunOptions": "harness.runner.options",
    "Target": "harness.runner.options",
    "Task": "harness.runner.plan",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'harness.runner' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME[name]), name)
