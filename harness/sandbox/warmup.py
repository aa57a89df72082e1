"""Imported by the warm parent of interpreter sessions: what cells import most is there before they ask."""

from __future__ import annotations

import contextlib
import importlib

_PACKAGES = ("numpy", "pandas", "sympy", "matplotlib.pyplot", "matplotlib.backends.backend_agg")


def _warm_up() -> None:
    for name in _PACKAGES:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


def _let_show_do_nothing() -> None:
    """Figures are collected after each cell; without a screen `show` would only complain."""
    with contextlib.suppress(ImportError):
        importlib.import_module("matplotlib.pyplot").show = lambda *args, **kwargs: None  # type: ignore[attr-defined]


_warm_up()
_let_show_do_nothing()
