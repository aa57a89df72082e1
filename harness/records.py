"""The vocabulary as values: what is asked, what was observed, what was decided.

Frozen dataclasses without behaviour beyond looking at themselves. Times are seconds, wall-clock moments are
Unix seconds, both as floats; raw API objects are kept as the JSON that arrived.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Transport = Literal["polling", "streaming"]
Value = Literal["correct", "incorrect", "error"]
CassetteVerdict = Literal["hit", "recorded", "live", "miss"]

TRANSPORTS: tuple[Transport, ...] = ("polling", "streaming")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """One question with its target.

    `turns` are further user messages sent on the same thread after `question`; the answer to the last one is
    judged. `target` is whatever the suite's checker reads: a string for math, an object with tests for
    programs. `topic`, `level` and `language` are what reports group by; `answer_type` (`number`, `choice`, …) is
    for whoever keeps the dataset. `group` names questions that vary together (one template, two languages) for
    clustered errors. `instructions` stand in the place of the assistant's for this sample. `metadata` is kept with
    the run; reports read its `template` and `variant`.
    `files` are paths that are attached to the first message, relative to the dataset. `policy` overrides the
    checker's options for this sample.
    """

    id: str
    question: str
    target: Any
    turns: tuple[str, ...] = ()
    topic: str = ""
    level: str = ""
    language: str = "en"
    answer_type: str = ""
    group: str = ""
    instructions: str | None = None
    files: tuple[str, ...] = ()
    policy: Mapping[str, Any] = field(default_factory=dict)
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Assistant:
    """What answers: instructions, model and tools, as the Assistants API names them.

    `tools` are the API's tool objects; `"code_interpreter"` and `"file_search"` may stand for
    `{"type": …}`. `files` are paths given to the tools, relative to the suite's module.
    """

    instructions: str
    model: str = "default"
    name: str = ""
    tools: tuple[str | Mapping[str, Any], ...] = ()
    files: tuple[str, ...] = ()
    temperature: float | None = None
    top_p: float | None = None
    response_format: Any = None
    metadata: Mapping[str, str] = field(default_factory=dict)


ErrorKind = Literal[
    "run_failed",  # the run ended `failed`; the message holds its last_error
    "run_incomplete",
    "run_expired",
    "run_cancelled",
    "requires_action",  # functions were wanted and nobody answers them
    "deadline",  # our own time limit; the run was cancelled on the server
    "stream_cut",
    "malformed",  # an event or a body that is not the API's
    "http_4xx",
    "http_5xx",
    "rate_limited",
    "timeout",
    "connection",
    "dns",
    "cassette",
    "checker",
    "checker_timeout",
    "internal",  # a fault of the harness itself
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Cause:
    """Why an attempt has no answer, or why no verdict could be reached."""

    kind: ErrorKind
    message: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Usage:
    """Tokens as the server counted them."""

    prompt_tokens: int = 0
    completion_tokens: int = 0

    @property
    def total_tokens(self) -> int:
        return self.prompt_tokens + self.completion_tokens


@dataclass(frozen=True, kw_only=True, slots=True)
class ToolCall:
    """One call inside a run step.

    `tool` is `code_interpreter`, `file_search` or `function`; `name` the function's name or the tool again.
    `input` is the code or the arguments as text, `output` the logs, results or the submitted output.
    `ok` is None when the call itself cannot tell. `started` and `ended` are as those of a step, and known only
    where the call's own events were streamed.
    """

    id: str
    tool: str
    name: str
    input: str = ""
    output: str = ""
    images: tuple[str, ...] = ()
    ok: bool | None = None
    error_kind: str = ""
    started: float | None = None
    ended: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One run step. `started` and `ended` are seconds since the first run was asked for, None where unknown.

    Through streaming they are the moments of the step's events; through polling they come from the server's
    whole-second clock and `precise` is false.
    """

    id: str
    index: int
    type: str
    status: str
    created_at: int = 0
    completed_at: int | None = None
    started: float | None = None
    ended: float | None = None
    precise: bool = False
    tool_calls: tuple[ToolCall, ...] = ()
    usage: Usage | None = None
    error: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Retry:
    """One request that was sent again, and why."""

    at: float
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RunRecord:
    """Everything observed for one attempt: one sample, through one transport, in one epoch.

    `seconds` runs from the first request for the run to its end; `ttft` is the time to the first text token
    (streaming only); `queued` the part before the run was in progress; `gaps` the seconds between text
    deltas. All of them come from the recording when `cassette` is `hit`. `run` and `messages` are the API's
    own objects as JSON; `steps` are ours, made of them. `cost` is in US dollars, None where no price is
    known. `files` are contents of what the assistant made, by file id; a run moves them to its folder `files/`
    before it stores the record.
    """

    suite: str
    sample_id: str
    transport: Transport
    epoch: int = 0
    answer: str = ""
    status: str = ""
    cause: Cause | None = None
    run: Mapping[str, Any] = field(default_factory=dict)
    messages: tuple[Mapping[str, Any], ...] = ()
    steps: tuple[Step, ...] = ()
    usage: Usage | None = None
    cost: float | None = None
    started_at: float = 0.0
    seconds: float = 0.0
    ttft: float | None = None
    queued: float | None = None
    gaps: tuple[float, ...] = ()
    polls: int = 0
    requests: int = 0
    retries: tuple[Retry, ...] = ()
    cassette: CassetteVerdict = "live"
    model: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def tool_calls(self) -> tuple[ToolCall, ...]:
        return tuple(call for step in self.steps for call in step.tool_calls)


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What a checker decided, and how it got there.

    `score` is 0 to 1 (partial credit where the checker gives it); `extracted` what was read as the answer,
    `rule` the rule that read it; `reason` says in words which comparison decided. `cause` is set exactly
    when `value` is `error`.
    """

    value: Value
    score: float = 0.0
    expected: str = ""
    extracted: str = ""
    rule: str = ""
    reason: str = ""
    ms: float = 0.0
    cause: Cause | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    """One row of a run: the sample, what was observed, what was decided."""

    sample: Sample
    record: RunRecord
    verdict: Verdict

    @property
    def key(self) -> tuple[str, str, str, int]:
        """Suite, sample, transport, epoch: unique in a run."""
        return (self.record.suite, self.sample.id, self.record.transport, self.record.epoch)


@dataclass(frozen=True, kw_only=True, slots=True)
class SuiteInfo:
    """What a run keeps of a suite: enough to report, gate, rescore and resume without its module."""

    name: str
    module: str = ""
    checker: str = ""
    errors: Literal["incorrect", "excluded"] = "incorrect"
    transports: tuple[Transport, ...] = TRANSPORTS
    epochs: int = 1
    samples: int = 0
    assistant: Mapping[str, Any] = field(default_factory=dict)
    gate: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """What ran: written before the first request, finished after the last verdict.

    `target` is the base URL without credentials or `embedded`; `model` as it was asked for; `cassettes` the
    mode; `finished_at` is None while the run is under way or when it was killed.
    """

    run_id: str
    started_at: float
    finished_at: float | None = None
    suites: tuple[SuiteInfo, ...] = ()
    target: str = ""
    model: str = ""
    api: str = "assistants"
    cassettes: str = "off"
    seed: int = 0
    versions: Mapping[str, str] = field(default_factory=dict)
    argv: tuple[str, ...] = ()
