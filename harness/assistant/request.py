"""What is asked in one attempt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from harness.records import Sample, Transport

Api = Literal["assistants", "responses"]


@dataclass(frozen=True, kw_only=True)
class AskRequest:
    """One sample for one assistant through one transport.

    `overrides` are run-level parameters of the API; `functions` answer `requires_action` by name, each within
    `function_seconds`; `seconds` bounds the whole attempt. `folder` is where the sample's files are, `tools`
    the types of tool that they are attached for. Through the Responses API `template` is what every request
    says; `conversations` is false for a server that keeps none.
    """

    suite: str
    sample: Sample
    assistant_id: str
    transport: Transport
    epoch: int = 0
    model: str = ""
    overrides: Mapping[str, Any] = field(default_factory=dict)
    functions: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    function_seconds: float = 30.0
    seconds: float = 600.0
    folder: Path = Path()
    tools: tuple[str, ...] = ()
    keep: bool = False
    api: Api = "assistants"
    template: Mapping[str, Any] = field(default_factory=dict)
    conversations: bool = True
