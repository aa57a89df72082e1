"""Checkers made of checkers: `all_of`, `any_of`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from harness.errors import UsageError
from harness.records import Verdict
from harness.suite import CheckContext, Checker


@dataclass(frozen=True, kw_only=True)
class Composed:
    """Asks several checkers about one attempt and joins their verdicts.

    `all`: incorrect as soon as one says so; else `error` if one could not decide; the score is the mean.
    `any`: correct as soon as one says so; else `error` if one could not decide; the score is the largest.
    """

    parts: tuple[Checker, ...]
    rule: Literal["all", "any"]

    @property
    def name(self) -> str:
        return f"{self.rule}_of({', '.join(part.name for part in self.parts)})"

    def check(self, context: CheckContext) -> Verdict:
        """The joined verdict; `details["parts"]` holds each one's value and reason."""
        verdicts = [part.check(context) for part in self.parts]
        deciding = self._deciding(verdicts)
        scores = [verdict.score for verdict in verdicts]
        return replace(
            deciding,
            score=sum(scores) / len(scores) if self.rule == "all" else max(scores),
            ms=sum(verdict.ms for verdict in verdicts),
            reason="; ".join(
                _told(part, verdict) for part, verdict in zip(self.parts, verdicts, strict=True)
            ),
            details={
                "parts": [
                    {"checker": part.name, "value": verdict.value, "reason": verdict.reason}
                    for part, verdict in zip(self.parts, verdicts, strict=True)
                ]
            },
        )

    def _deciding(self, verdicts: list[Verdict]) -> Verdict:
        order = ("incorrect", "error") if self.rule == "all" else ("correct", "error")
        for value in order:
            for verdict in verdicts:
                if verdict.value == value:
                    return verdict
        return verdicts[0]


def _told(part: Checker, verdict: Verdict) -> str:
    return f"{part.name}: {verdict.value}" + (f" ({verdict.reason})" if verdict.reason else "")


def all_of(*parts: Checker) -> Composed:
    """Correct when every part says so. Raises UsageError without parts."""
    return Composed(parts=_some(parts, "all_of"), rule="all")


def any_of(*parts: Checker) -> Composed:
    """Correct when at least one part says so. Raises UsageError without parts."""
    return Composed(parts=_some(parts, "any_of"), rule="any")


def _some(parts: tuple[Checker, ...], name: str) -> tuple[Checker, ...]:
    if not parts:
        raise UsageError(f"{name}() needs at least one checker")
    return parts
