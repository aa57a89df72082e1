"""A run as logs of Inspect AI: one a suite and transport, readable by `inspect view` and `read_eval_log`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from harness.records import Attempt, ToolCall
from harness.reports.data import RunData, by_suite_and_transport, cause
from harness.reports.html.transcript import ordered
from harness.reports.summary import SummaryRow, summarise
from harness.reports.write import write_text

_GRADES = {"correct": "C", "incorrect": "I"}
_STOPS = {"run_incomplete": "max_tokens"}
Json = dict[str, Any]


def write_inspect_logs(run: RunData, folder: Path) -> list[Path]:
    """Write `SUITE-TRANSPORT.json` for each suite and transport into a folder.

    Raises:
        ReportError: a file cannot be written.
    """
    summary = {(row.suite, row.transport): row for row in summarise(run)}
    paths = []
    for (suite, transport), attempts in by_suite_and_transport(run.whole()):
        log = inspect_log(run, summary[(suite, transport)], attempts)
        name = "".join(c if c.isalnum() or c in "-_." else "_" for c in f"{suite}-{transport}.json")
        paths.append(
            write_text(folder / name, msgspec.json.format(msgspec.json.encode(log), indent=1).decode())
        )
    return paths


def inspect_log(run: RunData, row: SummaryRow, attempts: Sequence[Attempt]) -> Json:
    """One evaluation log, version 2 of the format."""
    manifest, info = run.manifest, run.suite(row.suite)
    scorer = info.checker or "checker"
    model = f"openai/{manifest.model or 'default'}"
    return {
        "version": 2,
        "status": "success" if manifest.finished_at is not None else "started",
        "eval": {
            "run_id": manifest.run_id,
            "created": _moment(manifest.started_at),
            "task": f"{row.suite}[{row.transport}]",
            "task_id": f"{row.suite}-{row.transport}",
            "task_version": 0,
            "dataset": {
                "name": row.suite,
                "samples": len({attempt.sample.id for attempt in attempts}),
                "sample_ids": sorted({attempt.sample.id for attempt in attempts}),
            },
            "model": model,
            "model_base_url": manifest.target,
            "task_args": {"transport": row.transport, "api": manifest.api, "cassettes": manifest.cassettes},
            "config": {"epochs": info.epochs},
            "packages": dict(manifest.versions),
        },
        "plan": {"name": "plan", "steps": [{"solver": f"assistant_{row.transport}", "params": {}}]},
        "results": _results(row, scorer),
        "stats": {
            "started_at": _moment(manifest.started_at),
            "completed_at": _moment(manifest.finished_at or manifest.started_at),
            "model_usage": {model: _usage(row.prompt_tokens, row.completion_tokens)},
        },
        "samples": [_sample(attempt, scorer, model) for attempt in attempts],
    }


def _results(row: SummaryRow, scorer: str) -> Json:
    metrics = {"accuracy": row.accuracy.estimate, "low": row.accuracy.low, "high": row.accuracy.high}
    named = {name: {"name": name, "value": value} for name, value in metrics.items() if row.accuracy.n}
    return {
        "total_samples": row.n,
        "completed_samples": row.n - row.errors,
        "scores": [{"name": scorer, "scorer": scorer, "metrics": named}],
    }


def _sample(attempt: Attempt, scorer: str, model: str) -> Json:
    sample, record, why = attempt.sample, attempt.record, cause(attempt)
    verdict = attempt.verdict
    usage = _usage(record.usage.prompt_tokens, record.usage.completion_tokens) if record.usage else None
    found: Json = {
        "id": sample.id,
        "epoch": record.epoch + 1,
        "input": sample.question,
        "target": verdict.expected or _text(sample.target),
        "messages": _messages(attempt, model),
        "output": {
            "model": record.model or model,
            "choices": [_choice(record.answer, _STOPS.get(why.kind if why else "", "stop"))],
            "usage": usage,
            "time": record.seconds,
        },
        "metadata": {
            "topic": sample.topic,
            "level": sample.level,
            "cassette": record.cassette,
            "ttft": record.ttft,
        },
        "model_usage": {model: usage} if usage else {},
        "total_time": record.seconds,
        "scores": {},
    }
    if verdict.value in _GRADES:
        found["scores"] = {
            scorer: {
                "value": _GRADES[verdict.value],
                "answer": verdict.extracted,
                "explanation": verdict.reason,
            }
        }
    elif why:
        found["error"] = {"message": f"{why.kind}: {why.message}", "traceback": "", "traceback_ansi": ""}
    return found


def _messages(attempt: Attempt, model: str) -> list[Json]:
    """The thread with its tool calls, each as an assistant's call and a tool's answer."""
    messages: list[Json] = []
    for item in ordered(attempt):
        if isinstance(item, ToolCall):
            messages += _called(item, model)
        elif isinstance(item, str):
            messages.append({"role": "system", "content": item})
        elif item.get("role") == "assistant":
            messages.append(
                {"role": "assistant", "content": _content(item), "source": "generate", "model": model}
            )
        else:
            messages.append({"role": "user", "content": _content(item), "source": "input"})
    return messages


def _called(call: ToolCall, model: str) -> list[Json]:
    identity = {"id": call.id, "function": call.name or call.tool}
    argument = "code" if call.tool == "code_interpreter" else "input"
    asked = {**identity, "type": "function", "arguments": {argument: call.input}}
    answer: Json = {
        "role": "tool",
        "content": call.output,
        "tool_call_id": call.id,
        "function": identity["function"],
    }
    if call.ok is False:
        answer["error"] = {"type": "unknown", "message": call.error_kind or "failed"}
    return [{"role": "assistant", "content": "", "tool_calls": [asked], "model": model}, answer]


def _content(message: Any) -> str:
    content = message.get("content")
    if isinstance(content, str):
        return content
    texts = [part.get("text") for part in content or [] if isinstance(part, dict)]
    return "\n".join(
        str(text.get("value", "")) if isinstance(text, dict) else str(text) for text in texts if text
    )


def _choice(answer: str, stop: str) -> Json:
    return {"message": {"role": "assistant", "content": answer, "source": "generate"}, "stop_reason": stop}


def _usage(prompt: int, completion: int) -> Json:
    return {"input_tokens": prompt, "output_tokens": completion, "total_tokens": prompt + completion}


def _text(target: Any) -> str:
    return target if isinstance(target, str) else msgspec.json.encode(target, enc_hook=str).decode()


def _moment(unix: float) -> str:
    return datetime.fromtimestamp(unix, UTC).isoformat()
