"""Invented attempts and runs, as the runner would store them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from harness.records import (
    Attempt,
    Cause,
    Manifest,
    RunRecord,
    Sample,
    Step,
    SuiteInfo,
    ToolCall,
    Usage,
    Verdict,
)
from harness.results import Results

START = 1_790_000_000.0


def sample(id: str = "lin-001", **fields: Any) -> Sample:
    given = {"question": "Solve $3x + 11 = 14$ for $x$.", "target": "1", "topic": "linear", "level": "1"}
    return Sample(id=id, **{**given, **fields})


def code_step(index: int = 0, *, ok: bool = True, **fields: Any) -> Step:
    call = ToolCall(
        id=f"call_{index}",
        tool="code_interpreter",
        name="code_interpreter",
        input="from sympy import *\nx = symbols('x')\nprint(solve(Eq(3*x + 11, 14), x))  # by hand: 1",
        output="[1]" if ok else "NameError: name 'symbols' is not defined",
        ok=ok,
        error_kind="" if ok else "NameError",
    )
    given: dict[str, Any] = {
        "started": 0.4 + index,
        "ended": 1.1 + index,
        "precise": True,
        "tool_calls": (call,),
    }
    return Step(
        id=f"step_{index}", index=index, type="tool_calls", status="completed", created_at=int(START),
        usage=Usage(prompt_tokens=40, completion_tokens=25), **{**given, **fields},
    )  # fmt: skip


def message_step(index: int = 1, **fields: Any) -> Step:
    given: dict[str, Any] = {"started": 0.2 + index, "ended": 0.9 + index, "precise": True}
    return Step(
        id=f"step_{index}", index=index, type="message_creation", status="completed", created_at=int(START),
        usage=Usage(prompt_tokens=60, completion_tokens=30), **{**given, **fields},
    )  # fmt: skip


def message(
    role: str, text: str, *, id: str = "msg_1", created_at: int = int(START), **part: Any
) -> dict[str, Any]:
    content = [{"type": "text", "text": {"value": text, "annotations": part.get("annotations", [])}}]
    return {"id": id, "role": role, "created_at": created_at, "run_id": "run_1", "content": content}


def attempt(id: str = "lin-001", value: str = "correct", **fields: Any) -> Attempt:
    """`fields` are those of the sample, the record or the verdict, told apart by their names."""
    of_sample = {name: fields.pop(name) for name in list(fields) if name in _SAMPLE}
    of_verdict = {name: fields.pop(name) for name in list(fields) if name in _VERDICT}
    asked = sample(id, **of_sample)
    answer = fields.get("answer", "Subtract 11: $3x = 3$, so **x = 1**.")
    given: dict[str, Any] = {
        "suite": "math_tutor", "transport": "streaming", "status": "completed", "answer": answer,
        "seconds": 2.5, "ttft": 1.25, "queued": 0.1, "gaps": (0.02, 0.03),
        "usage": Usage(prompt_tokens=100, completion_tokens=55),
        "steps": (code_step(0), message_step(1)),
        "messages": (message("user", asked.question), message("assistant", answer, id="msg_2")),
        "run": {"id": "run_1"}, "cassette": "hit", "model": "tiny", "requests": 3, "started_at": START,
    }  # fmt: skip
    record = RunRecord(sample_id=id, **{**given, **fields})
    return Attempt(sample=asked, record=record, verdict=verdict(value, **of_verdict))


def verdict(value: str = "correct", **fields: Any) -> Verdict:
    given: dict[str, Any] = {
        "score": float(value == "correct"), "expected": "1", "extracted": "1" if value == "correct" else "2",
        "rule": "last value", "reason": "1 equals 1" if value == "correct" else "2 is not 1",
    }  # fmt: skip
    if value == "error":
        given["cause"] = Cause(kind="deadline", message="no end after 600 s")
    return Verdict(value=value, **{**given, **fields})


def run_folder(folder: Path, attempts: Iterable[Attempt], **fields: Any) -> Path:
    """A run's folder with its `results.sqlite`."""
    attempts = list(attempts)
    suites = tuple(
        SuiteInfo(name=name, checker="math_answer") for name in sorted({a.record.suite for a in attempts})
    )
    given: dict[str, Any] = {
        "run_id": "2026-09-21-1", "started_at": START, "finished_at": START + 61.5, "suites": suites,
        "target": "http://127.0.0.1:8000/v1", "model": "tiny", "cassettes": "replay",
        "versions": {"harness": "0.1.0"},
    }  # fmt: skip
    with Results.create(folder / "results.sqlite", Manifest(**{**given, **fields})) as results:
        pending = [results.add(one) for one in attempts]
        for done in pending:
            done.result()
    return folder


_SAMPLE = {"question", "target", "turns", "topic", "level", "language", "group"}
_VERDICT = {"score", "expected", "extracted", "rule", "reason", "cause"}
