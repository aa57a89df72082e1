"""The gate of a suite: named rules that passed or failed, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from harness.baseline import Baseline, baseline_of, read_baseline
from harness.records import Attempt, Manifest, SuiteInfo
from harness.reports.data import RunData, cost
from harness.reports.summary import accuracy, median_of
from harness.statistics import Regression, holm, regression
from harness.suite import Gate


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule of a gate. `words` says what was asked and what was found."""

    name: str
    passed: bool
    words: str


@dataclass(frozen=True, kw_only=True)
class GateResult:
    """A gate passes when all its rules do; a gate without rules passes."""

    suite: str
    rules: tuple[Rule, ...]

    @property
    def passed(self) -> bool:
        return all(rule.passed for rule in self.rules)

    @property
    def failures(self) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if not rule.passed)


def gate_of(mapping: Mapping[str, Any]) -> Gate:
    """The gate that a run's manifest keeps of a suite."""
    return msgspec.convert(dict(mapping), Gate)


def evaluate_gate(
    gate: Gate, suite: SuiteInfo, attempts: Sequence[Attempt], *, folder: Path | None = None
) -> GateResult:
    """The gate of one suite over its attempts (all transports and epochs).

    Args:
        suite: its name, and how errors count.
        folder: where a relative path of the baseline begins; the suite's own by default.

    Raises:
        ReportError: the baseline cannot be read.
    """
    return evaluate_gates({suite.name: gate}, {suite.name: suite}, attempts, folder=folder)[suite.name]


def evaluate_gates(
    gates: Mapping[str, Gate],
    suites: Mapping[str, SuiteInfo],
    attempts: Sequence[Attempt],
    *,
    folder: Path | None = None,
) -> dict[str, GateResult]:
    """The gates of several suites. Their tests against baselines are corrected together (Holm)."""
    parts = {name: [a for a in attempts if a.record.suite == name] for name in gates}
    tests = _Tests(folder)
    for name, gate in gates.items():
        tests.add(suites[name], gate, parts[name])
    corrected = tests.rules()
    return {
        name: GateResult(
            suite=name, rules=(*_plain_rules(gate, suites[name], parts[name]), *corrected.get(name, ()))
        )
        for name, gate in gates.items()
    }


def evaluate_run(run: RunData) -> dict[str, GateResult]:
    """The gates of a stored run, as its manifest keeps them."""
    suites = {suite.name: suite for suite in run.manifest.suites}
    gates = {name: gate_of(suite.gate) for name, suite in suites.items()}
    return evaluate_gates(gates, suites, run.attempts)


def _plain_rules(gate: Gate, suite: SuiteInfo, attempts: Sequence[Attempt]) -> list[Rule]:
    if not attempts:
        asked = replace(gate, alpha=Gate.alpha) != Gate()
        return [Rule(name="attempts", passed=False, words="nothing was asked of this suite")] if asked else []
    rules = [
        _min_accuracy(gate, suite, attempts),
        _max_error_share(gate, attempts),
        _max_cost(gate, attempts),
        _max_median_seconds(gate, attempts),
        *(_tool(name, share, attempts) for name, share in sorted(gate.tools.items())),
    ]
    return [rule for rule in rules if rule]


def _min_accuracy(gate: Gate, suite: SuiteInfo, attempts: Sequence[Attempt]) -> Rule | None:
    if gate.min_accuracy is None:
        return None
    found = accuracy(attempts, suite.errors)
    words = f"accuracy is {found.estimate:.1%} (95 % interval {found.low:.1%} to {found.high:.1%})"
    if not found.n:
        words = "no attempt has a verdict"
    passed = found.n > 0 and found.estimate >= gate.min_accuracy
    return Rule(
        name="min_accuracy", passed=passed, words=f"{words}; at least {gate.min_accuracy:.1%} is asked"
    )


def _max_error_share(gate: Gate, attempts: Sequence[Attempt]) -> Rule | None:
    if gate.max_error_share is None:
        return None
    kinds = Counter((a.verdict.cause or a.record.cause) for a in attempts if a.verdict.value == "error")
    count = sum(kinds.values())
    names = Counter(cause.kind for cause in kinds.elements() if cause)
    detail = ", ".join(f"{kind} {n}" for kind, n in names.most_common(3))
    words = f"{count} of {len(attempts)} attempts ended in an error" + (f" ({detail})" if detail else "")
    return Rule(
        name="max_error_share",
        passed=count / len(attempts) <= gate.max_error_share,
        words=f"{words}; at most {gate.max_error_share:.1%} is allowed",
    )


def _max_cost(gate: Gate, attempts: Sequence[Attempt]) -> Rule | None:
    if gate.max_cost is None:
        return None
    spent = cost(attempts)
    if spent is None:
        words = "the cost is not known: no attempt has a price"
        return Rule(name="max_cost", passed=False, words=words)
    return Rule(
        name="max_cost",
        passed=spent <= gate.max_cost,
        words=f"the tokens cost {spent:.4g}; at most {gate.max_cost:.4g} is allowed",
    )


def _max_median_seconds(gate: Gate, attempts: Sequence[Attempt]) -> Rule | None:
    if gate.max_median_seconds is None:
        return None
    found = median_of([a.record.seconds for a in attempts if a.record.cause is None])
    words = "no attempt came to its end" if found is None else f"the median attempt took {found:.2f} s"
    return Rule(
        name="max_median_seconds",
        passed=found is not None and found <= gate.max_median_seconds,
        words=f"{words}; at most {gate.max_median_seconds:g} s is allowed",
    )


def _tool(name: str, least: float, attempts: Sequence[Attempt]) -> Rule:
    used = sum(any(name in (c.tool, c.name) for c in a.record.tool_calls) for a in attempts)
    return Rule(
        name=f"tools[{name}]",
        passed=used / len(attempts) >= least,
        words=f"{used} of {len(attempts)} attempts used {name}; at least {least:.0%} must",
    )


class _Tests:
    """The regression tests of all suites and transports, corrected together."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._found: list[tuple[str, str, Regression]] = []
        self._words: dict[str, list[Rule]] = {}

    def add(self, suite: SuiteInfo, gate: Gate, attempts: Sequence[Attempt]) -> None:
        if gate.baseline is None or not attempts:
            return
        folder = Path(suite.module).parent if self._folder is None else self._folder
        before = read_baseline(folder / gate.baseline)
        manifest = Manifest(run_id="", started_at=0.0, suites=(suite,))
        now = baseline_of(manifest, attempts)
        for transport in now.outcomes[suite.name]:
            self._add(suite.name, transport, before, now, gate.alpha)

    def _add(self, suite: str, transport: str, before: Baseline, now: Baseline, alpha: float) -> None:
        old, new = before.scores(suite, transport), now.scores(suite, transport)
        groups = {name: ("group", group) for name, group in now.groups.get(suite, {}).items()}
        if not old.keys() & new.keys():
            rule = Rule(
                name=f"baseline[{transport}]",
                passed=False,
                words="the baseline holds no sample of this suite and transport",
            )
            self._words.setdefault(suite, []).append(rule)
            return
        self._found.append((suite, transport, regression(old, new, groups, alpha=alpha)))

    def rules(self) -> dict[str, list[Rule]]:
        adjusted = holm([found.p for _, _, found in self._found])
        for (suite, transport, found), p in zip(self._found, adjusted, strict=True):
            rule = Rule(
                name=f"baseline[{transport}]", passed=p > found.alpha, words=_regression_words(found, p)
            )
            self._words.setdefault(suite, []).append(rule)
        return self._words


def _regression_words(found: Regression, p: float) -> str:
    difference = found.difference
    verdict = "worse than the baseline" if p <= found.alpha else "no significant loss against the baseline"
    lost = ", ".join(str(name) for name in found.lost[:10]) + (" …" if len(found.lost) > 10 else "")
    return (
        f"{verdict}: {100 * difference.estimate:+.1f} points on {difference.samples} samples "
        f"(95 % interval {100 * difference.low:+.1f} to {100 * difference.high:+.1f}; "
        f"p = {p:.3g}, level {found.alpha:g}); {len(found.lost)} lost, {len(found.gained)} gained"
        + (f"; lost: {lost}" if found.lost else "")
    )
