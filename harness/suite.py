"""What a suite is: a dataset, an assistant, a checker, and what must hold of the outcome."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

from harness.records import TRANSPORTS, Assistant, RunRecord, Sample, Transport, Verdict


@dataclass(frozen=True, kw_only=True)
class CheckContext:
    """All that a checker may look at. `answer` is the assistant's last message as plain text."""

    sample: Sample
    record: RunRecord
    answer: str


class Checker(Protocol):
    """Judges one attempt. Pure as far as anybody can see; called from worker threads.

    It returns a verdict for every text there is; what it raises is recorded as `error`, never as `incorrect`.
    """

    @property
    def name(self) -> str: ...

    def check(self, context: CheckContext) -> Verdict: ...


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Bounds on one attempt. Tokens and seconds; None leaves it to the server.

    `function_seconds` is for each call of a function of the suite, `checker_seconds` for a verdict.
    """

    seconds: float = 600.0
    function_seconds: float = 30.0
    checker_seconds: float = 300.0
    max_prompt_tokens: int | None = None
    max_completion_tokens: int | None = None


@dataclass(frozen=True, kw_only=True)
class Gate:
    """What must hold for a suite to pass. Shares are 0 to 1, costs US dollars; None asks for nothing.

    `baseline` is a file written by `harness baseline set`, by its path from the suite's module; the gate fails on
    a significant regression against it at level `alpha`. `tools` maps a tool's name to the least share of attempts
    that must use it.
    """

    min_accuracy: float | None = None
    max_error_share: float | None = None
    max_cost: float | None = None
    max_median_seconds: float | None = None
    tools: Mapping[str, float] = field(default_factory=dict)
    baseline: str | None = None
    alpha: float = 0.05


@dataclass(frozen=True, kw_only=True)
class Suite:
    """A dataset sent to an assistant and judged.

    `dataset` is a path relative to the suite's module, or samples. Each sample is asked `epochs` times through
    each of `transports` (`"polling"`, `"streaming"`), within `limits`. `run` holds the run-level overrides of the
    API (`instructions`, `additional_instructions`, `tool_choice`, …). `functions` answer `requires_action` by
    their name. `errors` says whether attempts without a verdict count as wrong in the accuracy (`incorrect`,
    the default) or are left out of it and only counted (`excluded`).
    """

    name: str
    dataset: str | Path | Sequence[Sample]
    assistant: Assistant
    checker: Checker
    transports: tuple[Transport, ...] = TRANSPORTS
    epochs: int = 1
    gate: Gate = field(default_factory=Gate)
    limits: Limits = field(default_factory=Limits)
    run: Mapping[str, Any] = field(default_factory=dict)
    functions: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    errors: Literal["incorrect", "excluded"] = "incorrect"
