"""The packaged templates, styles and scripts of the viewer, and those that it takes from the reports."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib import resources
from typing import Any

from jinja2 import ChoiceLoader, Environment, FunctionLoader, StrictUndefined, select_autoescape

from harness.reports.html import assets as report_assets
from harness.reports.html.page import axis, embedded, measure, moment, number, percent, translate
from harness.reports.terminal import seconds

STATIC: dict[str, str] = {
    "report.css": "text/css",
    "viewer.css": "text/css",
    "elements.js": "text/javascript",
    "runs.js": "text/javascript",
    "live.js": "text/javascript",
    "playground.js": "text/javascript",
    "transcript.js": "text/javascript",
}


@lru_cache
def asset(name: str) -> str:
    """A packaged file of the viewer as text."""
    return (resources.files("harness.viewer") / "assets" / name).read_text("utf-8")


def static(name: str) -> str | None:
    """What `/static/NAME` holds; None for every name that is not in `STATIC`."""
    if name not in STATIC:
        return None
    return report_assets.asset(name) if name == "report.css" else asset(name)


def page(template: str, *, lang: str, **context: Any) -> str:
    """A page from its template in a language, everything in it escaped.

    Raises:
        UsageError: no such language.
    """
    shared, own = report_assets.translations(lang), words(lang)
    return _environment().get_template(template).render(t=shared, w=own, lang=lang, **context)


@lru_cache
def words(lang: str) -> Any:
    """What the viewer says, by name; `js` is what its scripts say."""
    return json.loads(asset(f"{lang}.json"))


@lru_cache
def _environment() -> Environment:
    made = Environment(
        loader=ChoiceLoader([FunctionLoader(_own), FunctionLoader(report_assets.asset)]),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(percent=percent, seconds=seconds, number=number, moment=moment, embedded=embedded)
    made.filters.update(axis=axis, measure=measure, translate=translate)  # of the reports' macros
    return made


def _own(name: str) -> str | None:
    try:
        return asset(name)
    except FileNotFoundError:
        return None
