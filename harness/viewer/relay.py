"""The events of a run as the playground shows them: plain text, known names, Markdown as trees of nodes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from harness.reports.clean import one_line, printable
from harness.reports.html.transcript import shortened
from harness.reports.html.tree import markdown

Json = dict[str, Any]
_ENDED = ("completed", "failed", "cancelled", "expired", "incomplete")


@dataclass
class _Watched:
    """A step as it was seen: seconds since the message was sent."""

    kind: str
    started: float
    ended: float | None = None
    status: str = "in_progress"
    names: list[str] = field(default_factory=list)
    tokens: int | None = None


class Relay:
    """Turns one stream of events into what the page needs, and keeps the times of the steps."""

    def __init__(self) -> None:
        self._steps: dict[str, _Watched] = {}
        self._first_text: float | None = None
        self._in_progress: float | None = None
        self._run: Mapping[str, Any] = {}

    def feed(self, name: str, data: Mapping[str, Any], at: float) -> Iterator[Json]:
        """What an event means for the page. `at` is in seconds since the message was sent."""
        if name == "error":
            yield {"type": "error", "text": shortened(str(data.get("message") or data))}
        elif name.startswith("thread.run.step."):
            yield from self._step(name.rpartition(".")[2], data, at)
        elif name.startswith("thread.run."):
            yield self._status(data, at)
        elif name == "thread.message.delta":
            self._first_text = at if self._first_text is None else self._first_text
            yield {"type": "text", "message": _id(data), "text": printable(_delta_text(data))}
        elif name in ("thread.message.completed", "thread.message.incomplete"):
            yield message(data)

    def summary(self, at: float) -> Json:
        """The run at its end: its facts, and the bars of its steps in seconds."""
        steps = [
            {
                "name": " + ".join(step.names) or step.kind,
                "kind": "tool" if step.kind == "tool_calls" else "message",
                "status": step.status,
                "started": round(step.started, 4),
                "ended": round(step.ended if step.ended is not None else at, 4),
                "tokens": step.tokens,
            }
            for step in self._steps.values()
        ]
        times = {"total": round(at, 4), "queued": self._in_progress, "ttft": self._first_text}
        return {"type": "done", "run": _facts(self._run), "steps": steps, **times}

    def _status(self, data: Mapping[str, Any], at: float) -> Json:
        self._run = data
        status = one_line(str(data.get("status", "")), 40)
        if status == "in_progress" and self._in_progress is None:
            self._in_progress = round(at, 4)
        event: Json = {"type": "status", "run": _id(data), "status": status}
        if status == "requires_action":
            event["wanted"] = _wanted(data)
        error = data.get("last_error") or data.get("incomplete_details")
        if isinstance(error, Mapping):
            event["error"] = one_line(str(error.get("message") or error.get("reason") or error), 1000)
        return event

    def _step(self, what: str, data: Mapping[str, Any], at: float) -> Iterator[Json]:
        id = _id(data)
        if what == "delta":
            yield {"type": "calls", "step": id, "calls": _calls(_details(data.get("delta")))}
            return
        step = self._steps.setdefault(id, _Watched(one_line(str(data.get("type", "")), 40), at))
        calls = _calls(_details(data))
        if what in _ENDED:
            usage = data.get("usage")
            step.ended, step.status = at, what
            step.names = [call["name"] for call in calls]
            step.tokens = usage.get("total_tokens") if isinstance(usage, Mapping) else None
        event = {"type": "step", "step": id, "kind": step.kind, "status": what, "calls": calls}
        error = data.get("last_error")
        if isinstance(error, Mapping):
            event["error"] = one_line(str(error.get("message", "")), 1000)
        yield event


def message(data: Mapping[str, Any]) -> Json:
    """A whole message: its Markdown as nodes, its citations as text, its images by file id."""
    parts = [part for part in data.get("content") or [] if isinstance(part, Mapping)]
    texts = [part["text"] for part in parts if isinstance(part.get("text"), Mapping)]
    notes = [note for text in texts for note in text.get("annotations") or [] if isinstance(note, Mapping)]
    images = [part["image_file"] for part in parts if isinstance(part.get("image_file"), Mapping)]
    return {
        "type": "message",
        "message": _id(data),
        "text": "\n".join(printable(str(text.get("value", ""))) for text in texts),
        "body": [node for text in texts for node in markdown(str(text.get("value", "")))],
        "cites": [_citation(note) for note in notes],
        "images": [one_line(str(image.get("file_id", "")), 80) for image in images],
    }


def _citation(note: Mapping[str, Any]) -> str:
    kind = str(note.get("type", ""))
    target = note.get(kind)
    file_id = target.get("file_id", "") if isinstance(target, Mapping) else ""
    return one_line(f"{note.get('text', '')} → {kind} {file_id}", 300)


def _id(data: Mapping[str, Any]) -> str:
    return one_line(str(data.get("id", "")), 80)


def _delta_text(data: Mapping[str, Any]) -> str:
    delta = data.get("delta")
    parts = delta.get("content") if isinstance(delta, Mapping) else None
    texts = [part.get("text") for part in parts or [] if isinstance(part, Mapping)]
    return "".join(str(text.get("value") or "") for text in texts if isinstance(text, Mapping))


def _details(holder: object) -> list[Mapping[str, Any]]:
    details = holder.get("step_details") if isinstance(holder, Mapping) else None
    calls = details.get("tool_calls") if isinstance(details, Mapping) else None
    return [call for call in calls or [] if isinstance(call, Mapping)]


def _calls(found: list[Mapping[str, Any]]) -> list[Json]:
    return [_call(call, number) for number, call in enumerate(found)]


def _call(call: Mapping[str, Any], number: int) -> Json:
    tool = one_line(str(call.get("type", "tool")), 60)
    raw = call.get(tool)
    inner: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {}
    outputs = [one for one in inner.get("outputs") or [] if isinstance(one, Mapping)]
    logs = "".join(str(one.get("logs") or "") for one in outputs)
    images = [one["image"] for one in outputs if isinstance(one.get("image"), Mapping)]
    results = [one for one in inner.get("results") or [] if isinstance(one, Mapping)]
    hits = "\n".join(f"{one.get('file_name', '')}  {one.get('score', '')}" for one in results)
    return {
        "index": call.get("index") if isinstance(call.get("index"), int) else number,
        "name": one_line(str(inner.get("name") or tool), 100),
        "input": shortened(str(inner.get("input") or inner.get("arguments") or "")),
        "output": shortened(logs or hits or str(inner.get("output") or "")),
        "images": [one_line(str(image.get("file_id", "")), 80) for image in images],
    }


def _wanted(data: Mapping[str, Any]) -> list[Json]:
    """The function calls that a run waits for."""
    action = data.get("required_action")
    submit = action.get("submit_tool_outputs") if isinstance(action, Mapping) else None
    calls = submit.get("tool_calls") if isinstance(submit, Mapping) else None
    return [
        {"id": _id(call), **_call(call, number)}
        for number, call in enumerate(calls or [])
        if isinstance(call, Mapping)
    ]


def _facts(run: Mapping[str, Any]) -> Json:
    usage = run.get("usage")
    tokens = usage if isinstance(usage, Mapping) else {}
    return {
        "id": _id(run),
        "status": one_line(str(run.get("status", "")), 40),
        "model": one_line(str(run.get("model", "")), 100),
        "prompt tokens": tokens.get("prompt_tokens"),
        "completion tokens": tokens.get("completion_tokens"),
    }
