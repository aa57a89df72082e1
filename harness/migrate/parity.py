"""Two runs of the same suites, one through each API: is the new side as good as the old one?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from harness.assistant.responses.mapping import Gap
from harness.loader import LoadedSuite
from harness.migrate.mapping import suite_gaps
from harness.records import Attempt
from harness.reports.comparison import Comparison, Side, compare
from harness.reports.data import cost, tokens
from harness.statistics import NonInferiority, non_inferiority


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One number on both sides; None where it is not known."""

    name: str
    old: float | None
    new: float | None
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class Flip:
    """A sample that came out differently, with what each side answered."""

    sample: str
    question: str
    expected: str
    before: str
    after: str
    old: Attempt
    new: Attempt


@dataclass(frozen=True, kw_only=True)
class Parity:
    """One suite through one transport, old against new. Accuracies are shares, 0 to 1."""

    suite: str
    transport: str
    comparison: Comparison
    test: NonInferiority
    same_answers: int
    flips: tuple[Flip, ...]
    measures: tuple[Measure, ...]
    words: str


@dataclass(frozen=True, kw_only=True)
class Report:
    """The whole check. `holds` only when it holds for every suite through every transport."""

    old: str
    new: str
    margin: float
    alpha: float
    parities: tuple[Parity, ...]
    gaps: tuple[tuple[str, tuple[Gap, ...]], ...]
    words: str

    @property
    def holds(self) -> bool:
        return all(one.test.holds for one in self.parities)


def check(
    suites: Sequence[LoadedSuite], old: Side, new: Side, *, margin: float, alpha: float = 0.05
) -> Report:
    """The parity of two runs.

    Args:
        suites: the suites that both ran, for what their settings lose.
        old: the run through the API that is left.
        new: the run through the API that is gone to.
        margin: how much accuracy may be lost, 0 to 1, decided before looking.
        alpha: chance of calling a loss of `margin` none.

    Raises:
        UsageError: the runs have no sample in common.
    """
    parities = tuple(_parity(one, old, new, margin, alpha) for one in compare(old, new))
    return Report(
        old=old.label,
        new=new.label,
        margin=margin,
        alpha=alpha,
        parities=parities,
        gaps=tuple((suite.name, tuple(suite_gaps(suite))) for suite in suites),
        words=_overall(parities, margin, alpha),
    )


def _parity(one: Comparison, old: Side, new: Side, margin: float, alpha: float) -> Parity:
    way = one.transports[0]
    before, after = old.outcomes.scores(one.suite, way), new.outcomes.scores(one.suite, way)
    names = sorted(set(before) & set(after))
    groups = {**old.outcomes.groups.get(one.suite, {}), **new.outcomes.groups.get(one.suite, {})}
    clusters = [groups.get(name, f"\0{name}") for name in names]
    test = non_inferiority(
        [before[name] for name in names],
        [after[name] for name in names],
        clusters,
        margin=margin,
        alpha=alpha,
    )
    a, b = _attempts(old, one.suite, way, names), _attempts(new, one.suite, way, names)
    return Parity(
        suite=one.suite,
        transport=way,
        comparison=one,
        test=test,
        same_answers=sum(a[name].record.answer == b[name].record.answer for name in names),
        flips=tuple(_flip(one, name, a[name], b[name]) for name in _flipped(one)),
        measures=tuple(_measures(list(a.values()), list(b.values()))),
        words=_verdict(test, one),
    )


def _attempts(side: Side, suite: str, way: str, names: Sequence[str]) -> dict[str, Attempt]:
    """One attempt a sample: that of its first epoch."""
    wanted = set(names)
    found: dict[str, Attempt] = {}
    for attempt in side.run.attempts if side.run else ():
        if attempt.record.suite == suite and attempt.record.transport == way and attempt.sample.id in wanted:
            found.setdefault(attempt.sample.id, attempt)
    return found


def _flipped(one: Comparison) -> list[str]:
    return [flip.sample for flip in (*one.lost, *one.gained)]


def _flip(one: Comparison, name: str, old: Attempt, new: Attempt) -> Flip:
    letters = {flip.sample: flip for flip in (*one.lost, *one.gained)}[name]
    return Flip(
        sample=name,
        question=old.sample.question,
        expected=old.verdict.expected or new.verdict.expected,
        before=letters.before,
        after=letters.after,
        old=old,
        new=new,
    )


def _measures(old: Sequence[Attempt], new: Sequence[Attempt]) -> list[Measure]:
    tools = sorted({call.name for attempt in (*old, *new) for call in attempt.record.tool_calls})
    made = [Measure(name=f"calls of {name}", old=_calls(old, name), new=_calls(new, name)) for name in tools]
    return [
        Measure(name="median latency", old=_seconds(old), new=_seconds(new), unit="s"),
        Measure(name="median time to first text", old=_ttft(old), new=_ttft(new), unit="s"),
        Measure(name="requests", old=_sum(old, "requests"), new=_sum(new, "requests")),
        Measure(name="tokens", old=sum(map(tokens, old)), new=sum(map(tokens, new))),
        Measure(name="cost", old=cost(old), new=cost(new), unit="USD"),
        Measure(name="attempts without an answer", old=_errors(old), new=_errors(new)),
        *made,
    ]


def _seconds(attempts: Sequence[Attempt]) -> float | None:
    return median(attempt.record.seconds for attempt in attempts) if attempts else None


def _ttft(attempts: Sequence[Attempt]) -> float | None:
    known = [attempt.record.ttft for attempt in attempts if attempt.record.ttft is not None]
    return median(known) if known else None


def _sum(attempts: Sequence[Attempt], name: str) -> float:
    return float(sum(getattr(attempt.record, name) for attempt in attempts))


def _errors(attempts: Sequence[Attempt]) -> float:
    return float(sum(attempt.verdict.value == "error" for attempt in attempts))


def _calls(attempts: Sequence[Attempt], name: str) -> float:
    counted = Counter(call.name for attempt in attempts for call in attempt.record.tool_calls)
    return float(counted[name])


def _verdict(test: NonInferiority, one: Comparison) -> str:
    sure = f"{1 - test.alpha:.0%}"
    numbers = (
        f"new - old is {_points(test.difference)} on {test.samples} samples, "
        f"at least {_points(test.low)} with {sure} confidence (p = {test.p:.3g})"
    )
    if test.holds:
        return f"Not worse by {test.margin * 100:g} points or more: {numbers}."
    if one.p <= test.alpha and test.difference < 0:
        return f"Worse: {numbers}; the loss itself is significant (exact p = {one.p:.3g})."
    shown = f"these outcomes would support a margin of {max(-test.low, 0.0) * 100:.1f} points"
    least = samples_at_least(test.margin, test.alpha)
    return (
        f"Not shown to be within {test.margin * 100:g} points: {numbers}; {shown}. "
        f"Even where nothing differs it takes {least} samples, more where something does."
    )


def samples_at_least(margin: float, alpha: float) -> int:
    """How many independent samples it takes to show non-inferiority where no outcome differs at all."""
    low, high = 1, 2
    while not _holds_at(high, margin, alpha):
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _holds_at(middle, margin, alpha) else (middle, high)
    return high


def _holds_at(samples: int, margin: float, alpha: float) -> bool:
    same = [1.0] * samples
    return non_inferiority(same, same, margin=margin, alpha=alpha).holds


def _overall(parities: Sequence[Parity], margin: float, alpha: float) -> str:
    held = sum(one.test.holds for one in parities)
    if held == len(parities):
        return (
            f"The new side is not worse by {margin * 100:g} points or more in any of {held} comparisons "
            f"(each at {alpha * 100:g} %; as all of them have to hold, no correction is due)."
        )
    open_ones = ", ".join(f"{one.suite} [{one.transport}]" for one in parities if not one.test.holds)
    return f"Non-inferiority holds in {held} of {len(parities)} comparisons; it is open for {open_ones}."


def _points(value: float) -> str:
    return f"{100 * value:+.1f} points"
