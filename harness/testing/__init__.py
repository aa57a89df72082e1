"""For tests of assistants: the plugin's work, and fixtures for what a dataset cannot say.

Names are loaded when they are first used: the plugin's options come from here in every pytest session.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from harness.testing.fixtures import assistant_fixture
    from harness.testing.trajectory import Asked

__all__ = ["Asked", "assistant_fixture"]

_HOME = {"Asked": "harness.testing.trajectory", "assistant_fixture": "harness.testing.fixtures"}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'harness.testing' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME[name]), name)
