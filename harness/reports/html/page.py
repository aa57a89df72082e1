"""Puts the page together: words, summary, charts, data, and a policy that forbids everything else."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import msgspec
from jinja2 import Environment, FunctionLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from harness.records import Manifest
from harness.reports.clean import one_line
from harness.reports.data import RunData
from harness.reports.html import charts
from harness.reports.html.assets import asset, translations
from harness.reports.html.payload import payload
from harness.reports.summary import SummaryRow
from harness.reports.terminal import seconds


def report_page(run: RunData, summary: Sequence[SummaryRow], *, lang: str = "en") -> str:
    """`report.html` as text.

    Raises:
        UsageError: no such language.
    """
    words = translations(lang)
    facts = _facts(run.manifest, words)
    transports = {name[0]: label for name, label in words["page"]["transport"].items()}
    return render(
        "report.html",
        lang=lang,
        title=f"{words['title']} · {facts[0].value if facts else ''}",
        page={**words["page"], "groups": transports},
        facts=facts,
        summary=summary,
        shares=charts.shares(run),
        bars=charts.bars(run),
        curves=charts.curves(run),
        sequences=charts.sequences(run),
        templates=charts.templates(run),
        payload=payload(run),
    )


def render(template: str, *, lang: str, page: Mapping[str, Any], **context: Any) -> str:
    """A page from its template. `page` holds the words and lists that its script reads."""
    style, script = asset("report.css"), asset("report.js")
    return (
        environment()
        .get_template(template)
        .render(
            t=translations(lang),
            lang=lang,
            policy=policy(script, style),
            style=Markup(style),  # our own files
            script=Markup(script),
            words=embedded({**page, "allowed": msgspec.Raw(asset("allowed.json").encode())}),
            **context,
        )
    )


def policy(script: str, style: str) -> str:
    """A content security policy: our script and our style by their hashes, inline pixels, no more."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {_hash(script)}",
            f"style-src {_hash(style)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


@lru_cache
def environment() -> Environment:
    """Jinja over the packaged templates: escapes by default, and a misspelt name is an error."""
    made = Environment(
        loader=FunctionLoader(asset),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        percent=percent,
        signed=signed,
        seconds=seconds,
        number=number,
        axis=axis,
        measure=measure,
        translate=translate,
    )
    return made


def embedded(value: Any) -> Markup:
    """JSON for inside a script element: no `<`, so that nothing can end the element early."""
    raw = msgspec.json.encode(value).decode()
    return Markup(raw.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def percent(value: float, digits: int = 1) -> str:
    """0.5 → `50.0 %`; a dash for NaN."""
    return "–" if value != value else f"{100 * value:.{digits}f} %"


def signed(value: float) -> str:
    """A difference of two shares: 0.05 → `+5.0 %`."""
    return f"{100 * value:+.1f} %"


def number(value: float | None) -> str:
    """Thousands apart; a dash for None."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.4g}"


def axis(value: float) -> str:
    """A tick's label."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:g}"


def measure(value: float, key: str) -> str:
    """Seconds for `latency`, dollars for `cost`, else a plain number."""
    if key == "cost":
        return f"${value:.4f}"
    return seconds(value) if key == "latency" else number(round(value))


def translate(name: str, words: Mapping[str, str]) -> str:
    """A name in the words of the page."""
    return words.get(name, name)


def moment(unix: float | None) -> str:
    """A Unix time as UTC, to the second."""
    return "–" if unix is None else datetime.fromtimestamp(unix, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


@dataclass(frozen=True)
class Fact:
    name: str
    value: str


def _facts(manifest: Manifest, words: Mapping[str, Any]) -> list[Fact]:
    names = words["facts"]
    took = None if manifest.finished_at is None else manifest.finished_at - manifest.started_at
    checkers = ", ".join(dict.fromkeys(suite.checker for suite in manifest.suites if suite.checker))
    values = {
        "suites": ", ".join(suite.name for suite in manifest.suites),
        "target": manifest.target,
        "model": manifest.model,
        "api": manifest.api,
        "date": moment(manifest.started_at),
        "took": words["unfinished"] if took is None else seconds(took),
        "cassettes": manifest.cassettes,
        "checker": checkers,
        "seed": str(manifest.seed),
        "run": manifest.run_id,
        "versions": ", ".join(f"{name} {version}" for name, version in sorted(manifest.versions.items())),
    }
    return [Fact(names[name], one_line(value, 300)) for name, value in values.items() if value]


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
