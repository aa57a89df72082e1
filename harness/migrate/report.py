"""A parity report as Markdown and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from harness.migrate.mapping import COUNTERPARTS
from harness.migrate.parity import Flip, Measure, Parity, Report
from harness.records import Attempt
from harness.reports.clean import printable
from harness.reports.data import sequence
from harness.reports.markdown import escape

_MOST_FLIPS = 40
_LONGEST = 4_000  # characters of one answer; the pages of both runs have the rest


def markdown(report: Report) -> str:
    """The report as a Markdown document."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield "# From assistants to responses"
    yield f"\n**{report.words}**"
    yield f"\nOld side: `{report.old}`. New side: `{report.new}`."
    yield (
        f"\nNon-inferiority is tested on the same samples at a margin of {report.margin * 100:g} points, "
        f"alpha {report.alpha:g} (Tango's score test for paired shares, clusters and epochs by design effect).\n"
    )
    yield "| suite | transport | old | new | difference | at least | p | holds | same answers | lost | gained |"
    yield "| --- | --- | ---: | ---: | ---: | ---: | ---: | --- | ---: | ---: | ---: |"
    for one in report.parities:
        yield _row(one)
    for one in report.parities:
        yield from _section(one)
    yield from _gaps(report)
    yield from _table()


def _row(one: Parity) -> str:
    test, compared = one.test, one.comparison
    parts = (
        escape(one.suite),
        one.transport,
        f"{compared.accuracy_a:.1%}",
        f"{compared.accuracy_b:.1%}",
        f"{test.difference:+.1%}",
        f"{test.low:+.1%}",
        f"{test.p:.3g}",
        "yes" if test.holds else "**no**",
        f"{one.same_answers}/{test.samples}",
        str(len(compared.lost)),
        str(len(compared.gained)),
    )
    return "| " + " | ".join(parts) + " |"


def _section(one: Parity) -> Iterator[str]:
    yield f"\n## {escape(one.suite)}, {one.transport}\n"
    yield one.words
    yield "\n| | old | new | new / old |"
    yield "| --- | ---: | ---: | ---: |"
    for measure in one.measures:
        yield _measure(measure)
    if one.flips:
        yield f"\n### {len(one.flips)} samples came out differently"
    for flip in one.flips[:_MOST_FLIPS]:
        yield from _flip(flip)
    if len(one.flips) > _MOST_FLIPS:
        yield f"\n… and {len(one.flips) - _MOST_FLIPS} more in parity.json and in the comparison page."


def _measure(measure: Measure) -> str:
    ratio = f"{measure.new / measure.old:.2f}" if measure.old and measure.new is not None else "–"
    name = escape(measure.name)
    return f"| {name} | {_number(measure.old, measure)} | {_number(measure.new, measure)} | {ratio} |"


def _number(value: float | None, measure: Measure) -> str:
    if value is None:
        return "–"
    shown = f"{value:,.0f}" if value == int(value) and not measure.unit else f"{value:,.3f}"
    return f"{shown} {measure.unit}".strip()


def _flip(flip: Flip) -> Iterator[str]:
    yield f"\n#### {escape(flip.sample)}: {flip.before} → {flip.after}\n"
    yield f"Question: {escape(flip.question, 600)}  "
    yield f"Expected: {escape(flip.expected, 300)}"
    for side, attempt in (("Old", flip.old), ("New", flip.new)):
        yield from _transcript(side, attempt)


def _transcript(side: str, attempt: Attempt) -> Iterator[str]:
    verdict = attempt.verdict
    why = verdict.reason or (attempt.record.cause.message if attempt.record.cause else "")
    yield f"\n{side}: {verdict.value} ({escape(why, 300)}); {escape(sequence(attempt), 300)}\n"
    for call in attempt.record.tool_calls:
        yield from _block(f"{call.name}: {call.input}\n→ {call.output}")
    yield from _block(attempt.record.answer or "(no answer)")


def _block(text: str) -> Iterator[str]:
    """Text of a model as an indented block: nothing in it is markup."""
    shown = printable(text)[:_LONGEST]
    yield from (f"    {line}" for line in shown.splitlines() or [""])
    yield ""


def _gaps(report: Report) -> Iterator[str]:
    yield "\n## What these suites use that is not the same over there\n"
    yield "| suite | setting | value | on the new side | effect |"
    yield "| --- | --- | --- | --- | --- |"
    for suite, gaps in report.gaps:
        for gap in gaps:
            effect = "no counterpart" if gap.lost else "carried over"
            parts = (suite, gap.setting, gap.value, gap.says, effect)
            yield "| " + " | ".join(escape(part, 200) for part in parts) + " |"


def _table() -> Iterator[str]:
    yield "\n## What maps to what\n"
    yield "| Assistants | Responses | what differs |"
    yield "| --- | --- | --- |"
    for one in COUNTERPARTS:
        yield f"| {one.assistants} | {one.responses or '**nothing**'} | {one.differs} |"


def as_json(report: Report) -> dict[str, Any]:
    """The report as JSON."""
    return {
        "old": report.old,
        "new": report.new,
        "margin": report.margin,
        "alpha": report.alpha,
        "holds": report.holds,
        "words": report.words,
        "comparisons": [_comparison(one) for one in report.parities],
        "gaps": {suite: [asdict(gap) for gap in gaps] for suite, gaps in report.gaps},
        "mapping": [asdict(one) for one in COUNTERPARTS],
    }


def _comparison(one: Parity) -> dict[str, Any]:
    return {
        "suite": one.suite,
        "transport": one.transport,
        "accuracy": {"old": one.comparison.accuracy_a, "new": one.comparison.accuracy_b},
        "non_inferiority": asdict(one.test),
        "p_difference": one.comparison.p,
        "same_answers": one.same_answers,
        "words": one.words,
        "measures": [asdict(measure) for measure in one.measures],
        "flips": [_flip_json(flip) for flip in one.flips],
    }


def _flip_json(flip: Flip) -> dict[str, Any]:
    sides = {"old": flip.old, "new": flip.new}
    shown = {name: _side_json(attempt) for name, attempt in sides.items()}
    named = {"sample": flip.sample, "question": flip.question, "expected": flip.expected}
    return {**named, "before": flip.before, "after": flip.after, **shown}


def _side_json(attempt: Attempt) -> dict[str, Any]:
    calls = [{"name": c.name, "input": c.input, "output": c.output} for c in attempt.record.tool_calls]
    return {
        "verdict": attempt.verdict.value,
        "reason": attempt.verdict.reason,
        "answer": attempt.record.answer,
        "tool_calls": calls,
    }
