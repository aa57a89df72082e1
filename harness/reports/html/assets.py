"""The packaged templates, styles, scripts and words of the page."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import Any

import msgspec

from harness.errors import UsageError

LANGUAGES = ("en", "zh")


@lru_cache
def asset(name: str) -> str:
    """A packaged file as text."""
    return (resources.files("harness.reports.html") / "templates" / name).read_text("utf-8")


@lru_cache
def allowed() -> dict[str, frozenset[str]]:
    """The names of elements (`html`, `mathml`) and `attributes` that a model's text may become."""
    lists: dict[str, list[str]] = msgspec.json.decode(asset("allowed.json"))
    return {kind: frozenset(names) for kind, names in lists.items()}


def translations(lang: str) -> dict[str, Any]:
    """The words of the page in a language.

    Raises:
        UsageError: there are none.
    """
    if lang not in LANGUAGES:
        raise UsageError(f"no report in {lang!r}", nearest=", ".join(LANGUAGES), fix="--lang en")
    words: dict[str, Any] = msgspec.json.decode(asset(f"{lang}.json"))
    return words
