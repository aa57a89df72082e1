"""What the charts show, as numbers: the templates draw them, and the tables beneath say the same."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from harness.records import TRANSPORTS, Attempt
from harness.reports.clean import one_line
from harness.reports.data import CODE, RunData, cause, code_runs, sequence, tokens
from harness.reports.summary import accuracy
from harness.reports.variants import Answered, TemplateRow, answered, template_rows, variant_of
from harness.statistics import Interval

MOST_ROWS = 24  # categories of one chart; the rarest beyond are left out, and the chart says so
_STEPS_OF_CURVE = 120


@dataclass(frozen=True, kw_only=True)
class Dot:
    """A share with its interval, of one series (a transport, or none)."""

    series: str
    interval: Interval


@dataclass(frozen=True, kw_only=True)
class Category:
    """A row of a chart of shares. `link` filters the table of samples by it; empty where that cannot be."""

    label: str
    n: int
    dots: tuple[Dot, ...]
    link: str = ""


@dataclass(frozen=True, kw_only=True)
class Shares:
    """Accuracy by something; `key` names the title among the page's words."""

    key: str
    rows: tuple[Category, ...]
    left_out: int = 0


@dataclass(frozen=True, kw_only=True)
class Bar:
    label: str
    value: int
    share: float
    link: str = ""


@dataclass(frozen=True, kw_only=True)
class Bars:
    """Counts, each with its share of the whole (0 to 1)."""

    key: str
    rows: tuple[Bar, ...]


@dataclass(frozen=True, kw_only=True)
class Curve:
    """Share of attempts (0 to 100, y) that took at most x; points as SVG wants them, in a 100 × 100 box."""

    series: str
    points: str
    median: float
    n: int


@dataclass(frozen=True, kw_only=True)
class Curves:
    """Distributions on a common axis from 0 to `top`; `unit` is `s` or `tokens`."""

    key: str
    unit: str
    top: float
    ticks: tuple[float, ...]
    curves: tuple[Curve, ...]


def shares(run: RunData) -> list[Shares]:
    """Accuracy by topic, level, language, variant; against tools and number of steps. One row says nothing."""
    charts = [
        _by(run, "topic", lambda a: a.sample.topic, link="topic"),
        _by(run, "level", lambda a: a.sample.level, link="level"),
        _by(run, "language", lambda a: a.sample.language, link="lang"),
        _by(run, "variant", lambda a: variant_of(a.sample)),
        _by(run, "tools", _tools_used),
        _by(run, "steps", _steps_label),
    ]
    return [chart for chart in charts if len(chart.rows) > 1]


def bars(run: RunData) -> list[Bars]:
    """How often each tool was called and code raised; errors by cause."""
    return [chart for chart in (_tool_use(run), _error_causes(run)) if chart.rows]


def curves(run: RunData) -> list[Curves]:
    """Latency and time to first token, polling against streaming on the same samples; tokens."""
    paired = _asked_both_ways(run.attempts)
    charts = [
        _curves("latency", "s", paired, lambda a: a.record.seconds),
        _curves("ttft", "s", run.attempts, lambda a: a.record.ttft),
        _curves("tokens", "tokens", run.attempts, lambda a: float(tokens(a)) or None),
    ]
    return [chart for chart in charts if chart.curves]


@dataclass(frozen=True, kw_only=True)
class Templates:
    """How the question templates came out; `rows` with those that are answered only sometimes first."""

    rows: tuple[TemplateLine, ...]
    variants: tuple[str, ...]
    counts: dict[Answered, int]
    torn: int


@dataclass(frozen=True, kw_only=True)
class TemplateLine:
    """A template over all transports. `shares` has its accuracy in each of the variants, None where it has none."""

    category: Category
    answered: Answered
    shares: tuple[float | None, ...]


def templates(run: RunData) -> Templates | None:
    """The templates of the run's questions; None where it has none."""
    groups: dict[tuple[str, str], list[TemplateRow]] = defaultdict(list)
    for row in template_rows(run):
        groups[(row.suite, row.template)].append(row)
    if not groups:
        return None
    names = sorted({name for rows in groups.values() for row in rows for name in row.variants})
    variants = sorted(names, key=lambda name: name != "base")
    lines = [_template(rows, variants, len({suite for suite, _ in groups}) > 1) for rows in groups.values()]
    order = {"sometimes": 0, "never": 1, "always": 2}
    return Templates(
        rows=tuple(sorted(lines, key=lambda line: (order[line.answered], line.category.label))),
        variants=tuple(variants) if len(variants) > 1 else (),
        counts={
            name: sum(line.answered == name for line in lines) for name in ("always", "sometimes", "never")
        },
        torn=sum(row.torn for rows in groups.values() for row in rows),
    )


def _template(rows: Sequence[TemplateRow], variants: Sequence[str], suites: bool) -> TemplateLine:
    name = f"{rows[0].suite}: {rows[0].template}" if suites else rows[0].template
    ends = [
        share
        for row in rows
        for share, count in ((1.0, row.always), (0.5, row.sometimes), (0.0, row.never))
        if count
    ]
    shares = []
    for variant in variants:
        known = [row.variants[variant] for row in rows if variant in row.variants]
        shares.append(sum(known) / len(known) if known else None)
    return TemplateLine(
        category=Category(
            label=name,
            n=sum(row.attempts for row in rows),
            dots=tuple(Dot(series=row.transport, interval=row.accuracy) for row in rows),
            link=f"template={rows[0].template}",
        ),
        answered=answered(ends),
        shares=tuple(shares),
    )


def sequences(run: RunData, most: int = 12) -> list[Category]:
    """The commonest sequences of steps with the accuracy of the attempts that took them."""
    groups: dict[str, list[Attempt]] = defaultdict(list)
    for attempt in run.attempts:
        groups[one_line(sequence(attempt), 120)].append(attempt)
    ranked = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return [
        Category(label=label, n=len(members), dots=_dots(run, members, split=False))
        for label, members in ranked[:most]
    ]


def _by(run: RunData, key: str, label: Callable[[Attempt], str], link: str = "") -> Shares:
    groups: dict[str, list[Attempt]] = defaultdict(list)
    for attempt in run.attempts:
        groups[one_line(label(attempt), 60)].append(attempt)
    named = {name: members for name, members in groups.items() if name}
    kept = sorted(sorted(named, key=lambda name: (-len(named[name]), name))[:MOST_ROWS])
    rows = [
        Category(label=name, n=len(named[name]), dots=_dots(run, named[name]), link=link and f"{link}={name}")
        for name in kept
    ]
    return Shares(key=key, rows=tuple(rows), left_out=len(named) - len(kept))


def _dots(run: RunData, attempts: Sequence[Attempt], *, split: bool = True) -> tuple[Dot, ...]:
    """One share a transport; errors count as each suite says."""
    scored = run.scored(attempts)
    if not split:
        return (Dot(series="", interval=accuracy(scored)),)
    parts = {name: [a for a in scored if a.record.transport == name] for name in TRANSPORTS}
    return tuple(Dot(series=name, interval=accuracy(part)) for name, part in parts.items() if part)


def _tools_used(attempt: Attempt) -> str:
    names = sorted({call.name or call.tool for call in attempt.record.tool_calls})
    return " + ".join(names) or "–"


def _steps_label(attempt: Attempt) -> str:
    count = len(attempt.record.steps)
    return str(count) if count < 8 else "8+"


def _tool_use(run: RunData) -> Bars:
    used: Counter[str] = Counter()
    for attempt in run.attempts:
        used.update({one_line(call.name or call.tool, 60) for call in attempt.record.tool_calls})
        runs = code_runs(attempt)
        used["code: raised"] += any(call.ok is False for call in runs)
    total = len(run.attempts)
    if not used[CODE]:
        del used["code: raised"]
    rows = [Bar(label=name, value=count, share=count / total) for name, count in sorted(used.items())]
    return Bars(key="tool_use", rows=tuple(rows))


def _error_causes(run: RunData) -> Bars:
    kinds = Counter(why.kind for attempt in run.attempts if (why := cause(attempt)))
    total = len(run.attempts)
    ranked = sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
    rows = [Bar(label=kind, value=n, share=n / total, link="show=error") for kind, n in ranked]
    return Bars(key="causes", rows=tuple(rows))


def _asked_both_ways(attempts: Sequence[Attempt]) -> list[Attempt]:
    """The attempts of samples that every transport of the run was asked; a fair comparison needs the same."""
    ways: dict[tuple[str, str], set[str]] = defaultdict(set)
    for attempt in attempts:
        ways[attempt.key[:2]].add(attempt.record.transport)
    everything = set().union(*ways.values()) if ways else set()
    return [attempt for attempt in attempts if ways[attempt.key[:2]] == everything]


def _curves(
    key: str, unit: str, attempts: Iterable[Attempt], value: Callable[[Attempt], float | None]
) -> Curves:
    series: dict[str, list[float]] = defaultdict(list)
    for attempt in attempts:
        if attempt.record.cause is None and (x := value(attempt)) is not None:
            series[attempt.record.transport].append(x)
    top, ticks = _axis(max((max(values) for values in series.values()), default=0.0))
    drawn = tuple(_curve(name, sorted(series[name]), top) for name in TRANSPORTS if series.get(name))
    return Curves(key=key, unit=unit, top=top, ticks=ticks, curves=drawn)


def _curve(name: str, values: list[float], top: float) -> Curve:
    """The empirical distribution function as a step line, thinned to what a screen can show."""
    n = len(values)
    stride = max(1, n // _STEPS_OF_CURVE)
    kept = [*range(0, n, stride), n - 1]
    steps = [(100 * values[i] / top, 100 - 100 * (i + 1) / n) for i in kept]
    corners = [(0.0, 100.0), (steps[0][0], 100.0), steps[0]]
    for (_, y), (x2, y2) in pairwise(steps):
        corners += [(x2, y), (x2, y2)]
    corners.append((100.0, 0.0))
    points = " ".join(f"{x:.2f},{y:.2f}" for x, y in corners)
    return Curve(series=name, points=points, median=values[(n - 1) // 2], n=n)


def _axis(largest: float) -> tuple[float, tuple[float, ...]]:
    """A round top and at most six ticks: steps of 1, 2 or 5 times a power of ten."""
    if largest <= 0:
        return 1.0, (0.0, 1.0)
    magnitude = 1e-3
    while True:
        for step in (1 * magnitude, 2 * magnitude, 5 * magnitude):
            if largest <= 5 * step:
                count = int(-(-largest // step)) or 1
                return count * step, tuple(round(i * step, 6) for i in range(count + 1))
        magnitude *= 10
