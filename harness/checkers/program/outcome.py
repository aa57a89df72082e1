"""What came of single tests, and the budget that they share."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from harness.checkers.program.session import Answer, Gone, Session

MOST_SHOWN = 200
_MOST_DEATHS = 3


@dataclass(frozen=True)
class Outcome:
    """One test: passed, or why not. `ms` is the time of its calls, `peak` bytes as the candidate reports them."""

    name: str
    passed: bool
    reason: str = ""
    ms: float = 0.0
    peak: int = 0

    def as_json(self) -> dict[str, Any]:
        shown = {
            "name": self.name[:200],
            "passed": self.passed,
            "ms": round(self.ms, 3),
            "peak_memory": self.peak,
        }
        return shown if self.passed else {**shown, "reason": self.reason[:1000]}


class Stop(Exception):
    """No further test is worth running."""


@dataclass
class Bench:
    """Where tests run: it brings a candidate back to life after a death, until that has happened too often."""

    start: Callable[[], Session]
    deadline: float
    outcomes: list[Outcome] = field(default_factory=list)
    passed: int = 0
    total: int = 0
    first_failure: str = ""
    deaths: int = 0
    spent: list[Answer] = field(default_factory=list)
    last_call: str = ""
    _session: Session | None = None

    def session(self) -> Session:
        """The living candidate. Raises Gone when it cannot be loaded, Stop when time or patience is used up."""
        if time.monotonic() > self.deadline:
            raise Stop("the time for all tests together is used up")
        if self._session is None:
            if self.deaths >= _MOST_DEATHS:
                raise Stop(f"the program died {self.deaths} times")
            self._session = self.start()
        return self._session

    def ask(self, shown: str, question: Callable[[Session], Answer]) -> Answer:
        """One request to the candidate; a death is counted, and the next request meets a fresh process."""
        self.last_call = shown
        try:
            answer = question(self.session())
        except Gone:
            self.deaths += 1
            self.drop()
            raise
        self.spent.append(answer)
        return answer

    def drop(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None

    def record(self, name: str, reason: str) -> None:
        """`reason` empty means passed. Takes the calls made since the last record for this test's."""
        outcome = Outcome(
            name=name,
            passed=not reason,
            reason=reason,
            ms=sum(answer.ms for answer in self.spent),
            peak=max((answer.peak for answer in self.spent), default=0),
        )
        self.spent.clear()
        self.total += 1
        self.passed += outcome.passed
        if reason and not self.first_failure:
            self.first_failure = reason
        if len(self.outcomes) < MOST_SHOWN:
            self.outcomes.append(outcome)
