"""Gathers what is seen of one attempt, and makes a run record of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from harness.assistant.caller import Caller
from harness.assistant.request import AskRequest
from harness.assistant.steps import Span, StepTimes, step_of
from harness.records import Cause, RunRecord, Step, Usage

RESTING = {"requires_action", "completed", "failed", "incomplete", "cancelled", "expired"}
TERMINAL = RESTING - {"requires_action"}


@dataclass(frozen=True)
class _Told:
    """What the API's own objects say, once they are read."""

    answer: str = ""
    steps: tuple[Step, ...] = ()
    usage: Usage | None = None


@dataclass
class Observation:
    """All that is known so far. Moments are seconds on the caller's wire."""

    caller: Caller
    thread_id: str = ""
    run: dict[str, Any] = field(default_factory=dict)
    runs: list[str] = field(default_factory=list)
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)
    steps: dict[str, dict[str, Any]] = field(default_factory=dict)
    spans: dict[str, Span] = field(default_factory=dict)
    call_spans: dict[str, dict[int, Span]] = field(default_factory=dict)
    function_errors: dict[str, str] = field(default_factory=dict)
    usage: dict[str, Mapping[str, int]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    began: float = 0.0
    first_began: float | None = None
    seconds: float = 0.0
    ttft: float | None = None
    queued: float | None = None
    gaps: list[float] = field(default_factory=list)
    polls: int = 0
    _origins: dict[str, float] = field(default_factory=dict)
    _last_text: float | None = None
    _rested: float | None = None

    def begin(self) -> None:
        """The request for a run goes out now."""
        self.began = self.caller.wire.now()
        if self.first_began is None:
            self.first_began = self.began
        self._last_text = self._rested = None
        self.run = {}

    def saw_run(self, run: dict[str, Any]) -> None:
        """A run object arrived."""
        self.run = run
        if run["id"] not in self.runs:
            self.runs.append(run["id"])
            self._origins[run["id"]] = self.began - float(run.get("created_at") or 0)
        if self.queued is None and run["status"] != "queued":
            self.queued = self.caller.wire.now() - self.began
        if run["status"] in RESTING:
            self._rested = self.caller.wire.now()
        if run["status"] in TERMINAL:
            self.usage[run["id"]] = run.get("usage") or {}

    def end(self) -> None:
        """The run is over, or we are done with it."""
        end = self.caller.wire.now() if self._rested is None else self._rested
        self.seconds += end - self.began

    def saw_text(self) -> None:
        """A part of the answer's text arrived."""
        now = self.caller.wire.now()
        if self.ttft is None:
            self.ttft = now - self.began
        if self._last_text is not None:
            self.gaps.append(now - self._last_text)
        self._last_text = now

    def saw_step(self, step: dict[str, Any], *, started: bool = False, ended: bool = False) -> None:
        """A run step arrived; by an event that marks its start or its end, or from a list."""
        span = self.spans.setdefault(step["id"], [None, None])
        if started:
            span[0] = self._moment()
        if ended:
            span[1] = self._moment()
        self.steps[step["id"]] = step

    def saw_calls(self, step_id: str, calls: Sequence[Mapping[str, Any]]) -> None:
        """Parts of tool calls arrived: the first of a call is its start, one with outputs its end."""
        spans = self.call_spans.setdefault(step_id, {})
        for place, call in enumerate(calls):
            span = spans.setdefault(int(call.get("index", place)), [self._moment(), None])
            inner = call.get(str(call.get("type"))) or {}
            if inner.get("outputs") or inner.get("output"):
                span[1] = self._moment()

    def record(self, request: AskRequest, cause: Cause | None) -> RunRecord:
        """The run record of all this."""
        caller = self.caller
        try:
            told = _Told(self.answer(), self._steps(), self._total_usage())
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            told = _Told()
            cause = cause or Cause(kind="malformed", message=f"what was answered is odd: {error!r}")
        return RunRecord(
            suite=request.suite,
            sample_id=request.sample.id,
            transport=request.transport,
            epoch=request.epoch,
            answer=told.answer,
            status=str(self.run.get("status", "")),
            cause=cause,
            run=self.run,
            messages=tuple(self.messages.values()),
            steps=told.steps,
            usage=told.usage,
            started_at=caller.wire.started_at,
            seconds=round(self.seconds, 6),
            ttft=_rounded(self.ttft),
            queued=_rounded(self.queued),
            gaps=tuple(round(gap, 6) for gap in self.gaps),
            polls=self.polls,
            requests=caller.requests,
            retries=tuple(caller.retries),
            cassette=caller.wire.verdict,
            model=str(self.run.get("model") or request.model),
            files=dict(self.files),
        )

    def answer(self) -> str:
        """The text of the last run's last assistant message that has any."""
        last_run = self.run.get("id")
        texts = (
            text_of(message)
            for message in reversed(self.messages.values())
            if message.get("role") == "assistant" and message.get("run_id") in (last_run, None)
        )
        return next((text for text in texts if text), "")

    def _moment(self) -> float:
        """Seconds since the first run was asked for, as every time of a step."""
        return self.caller.wire.now() - (self.first_began or 0.0)

    def _steps(self) -> tuple[Step, ...]:
        return tuple(self._step(raw, index) for index, raw in enumerate(self.steps.values()))

    def _step(self, raw: dict[str, Any], index: int) -> Step:
        span, precise = self.spans[raw["id"]], True
        if span[0] is None and raw.get("created_at") and raw.get("run_id") in self._origins:
            span, precise = self._by_server(raw), False
        times = StepTimes(span=span, precise=precise, calls=self.call_spans.get(raw["id"], {}))
        return step_of(raw, index, times, self.function_errors)

    def _by_server(self, raw: Mapping[str, Any]) -> Span:
        """When a step began and ended by the server's clock of whole seconds, within what the run took."""
        zero = self._origins[raw["run_id"]] - (self.first_began or 0.0)
        most = max(self.seconds, 0.0)
        created, completed = (raw.get(name) for name in ("created_at", "completed_at"))
        return [None if at is None else min(max(at + zero, 0.0), most) for at in (created, completed)]

    def _total_usage(self) -> Usage | None:
        known = [usage for usage in self.usage.values() if usage]
        if not known:
            return None
        return Usage(
            prompt_tokens=sum(int(usage.get("prompt_tokens") or 0) for usage in known),
            completion_tokens=sum(int(usage.get("completion_tokens") or 0) for usage in known),
        )


def text_of(message: Mapping[str, Any]) -> str:
    """The text parts of a message, one after the other."""
    parts = message.get("content") or []
    return "\n".join(part["text"]["value"] for part in parts if part.get("type") == "text")


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 6)
