"""Turns what the engine tells into steps and messages: stored first, then announced."""

from __future__ import annotations

import time
from typing import Any

from harness.server.engine.job import (
    Call,
    Completed,
    Ending,
    Incomplete,
    Outcome,
    Usage,
    Wants,
)
from harness.server.files import Files
from harness.server.lifecycle import change_message, change_run, change_step
from harness.server.objects import add_usage, make_answer, make_step, make_usage
from harness.server.runs.annotations import Annotator
from harness.server.runs.calls import CallView, OneAtATime, view
from harness.server.runs.channel import Channel
from harness.server.store import Row, Store
from harness.server.wire import PRIVATE, Json, public

_DRAFT_SECONDS = 1.0
"""A message in progress is kept about so often, for the case that the server is killed."""
_STEP_END = {"failed": "failed", "cancelled": "cancelled", "expired": "expired"}


class Recorder:
    """The sink of one run: owns the run's object and whatever step and message of it are open.

    `channel` is None when nobody asked for a stream.
    """

    def __init__(self, store: Store, files: Files, owner: str, run: Json, channel: Channel | None) -> None:
        self._store = store
        self._files = files
        self._owner = owner
        self.run = run
        self.channel = channel
        self._message: Json | None = None
        self._message_step: Json | None = None
        self._text_index = 0
        self._parts: list[str] = []
        self._annotator = Annotator({}, {})
        self._kept_at = 0.0
        self._call_step: Json | None = None
        self._views: list[CallView] = []
        self._order = OneAtATime()
        self._spoke = False
        self._streamed = False

    # -- events and storage

    def emit(self, name: str, body: Json) -> None:
        """Announces an object as it is now, when there is a stream."""
        if self.channel is not None:
            self.channel.emit(name, body)

    def _emit_step(self, name: str, step: Json) -> None:
        if self.channel is not None:
            self.channel.emit(f"thread.run.step.{name}", with_content(step, self.channel.include_content))

    def _now(self) -> int:
        return self._files.now()

    def save_run(self) -> None:
        """Keeps the run as it is now."""
        self._store.save("run", self.run["id"], self.run, tag=self.run["status"])

    def change(self, status: str) -> None:
        """Moves the run, keeps it, announces it."""
        change_run(self.run, status, self._now())
        self.save_run()
        self.emit(f"thread.run.{status}", self.run)

    def _save_step(self, step: Json) -> None:
        self._store.save("step", step["id"], step)

    def _open_step(self, details: Json) -> Json:
        step = make_step(self.run, details, self._now())
        row = Row(kind="step", key=step["id"], owner=self._owner, parent=self.run["id"], body=step)
        self._store.insert(row)
        self._emit_step("created", step)
        self._emit_step("in_progress", step)
        return step

    def _end_step(self, step: Json, status: str, usage: Json | None, error: Json | None = None) -> None:
        change_step(step, status, self._now())
        step["usage"] = usage
        step["last_error"] = error
        self._save_step(step)
        self._emit_step(status, step)

    # -- text

    def text(self, part: str) -> None:
        """Opens the message with the first part of a turn, and lets it grow."""
        if self._message is None:
            self._open_message()
        self._parts.append(part)
        for piece, found in self._annotator.feed(part):
            self._emit_text(piece, found)
        self._keep_draft()

    def _emit_text(self, piece: str, annotations: list[Json]) -> None:
        text: Json = {"value": piece}
        if annotations or not self._streamed:
            text["annotations"] = annotations
        self._streamed = True
        self._emit_content({"index": self._text_index, "type": "text", "text": text})

    def _keep_draft(self) -> None:
        """Keeps the text so far, when that was long ago."""
        message, now = self._message, time.monotonic()
        if message is None or now - self._kept_at < _DRAFT_SECONDS:
            return
        self._kept_at = now
        part = {"type": "text", "text": {"value": "".join(self._parts), "annotations": []}}
        self._store.save("message", message["id"], {**message, "content": [*message["content"], part]})

    def _open_message(self) -> None:
        message = make_answer(self.run, self._now())
        details = {"type": "message_creation", "message_creation": {"message_id": message["id"]}}
        with self._store.together():
            self._store.insert(
                Row(
                    kind="message",
                    key=message["id"],
                    owner=self._owner,
                    parent=message["thread_id"],
                    tag=self.run["id"],
                    body=message,
                )
            )
            self._message_step = self._open_step(details)
        self._message, self._parts, self._spoke, self._streamed = message, [], True, False
        private = self.run[PRIVATE]
        self._annotator = Annotator(private.get("outputs", {}), private.get("cites", {}))
        self._kept_at = time.monotonic()
        self.emit("thread.message.created", message)
        self.emit("thread.message.in_progress", message)
        self._place_images(message)

    def _place_images(self, message: Json) -> None:
        """Images made by code so far come before the text."""
        images, self.run[PRIVATE]["images"] = self.run[PRIVATE]["images"], []
        for index, file_id in enumerate(images):
            part = {"type": "image_file", "image_file": {"file_id": file_id, "detail": "auto"}}
            message["content"].append(part)
            self._emit_content({"index": index, **part})
        self._text_index = len(images)

    def _emit_content(self, part: Json) -> None:
        if self.channel is not None and self._message is not None:
            delta = {"content": [part]}
            self.emit(
                "thread.message.delta",
                {"id": self._message["id"], "object": "thread.message.delta", "delta": delta},
            )

    def _close_message(
        self,
        usage: Json | None,
        reason: str | None = None,
        step: str = "completed",
        error: Json | None = None,
    ) -> None:
        """Ends message and step; with a `reason` the message is incomplete, keeping the text so far."""
        message, creation = self._message, self._message_step
        if message is None or creation is None:
            return
        for piece, found in self._annotator.end():
            self._emit_text(piece, found)
        value = "".join(self._parts)
        if value or not message["content"] or reason is None:
            message["content"].append(
                {"type": "text", "text": {"value": value, "annotations": self._annotator.annotations}}
            )
        change_message(message, "completed" if reason is None else "incomplete", self._now(), reason)
        self._store.save("message", message["id"], message)
        self.emit(f"thread.message.{message['status']}", message)
        self._message = self._message_step = None
        self._end_step(creation, step, usage, error)

    # -- tool calls

    def call(self, call: Call) -> None:
        """Opens the step with the first call of a turn, and adds this one."""
        self._close_message(make_usage(0, 0))
        if self._call_step is None:
            self._call_step = self._open_step({"type": "tool_calls", "tool_calls": []})
            self._views, self._order = [], OneAtATime()
        made = view(call)
        self._views.append(made)
        self._order.begin(call)
        self._call_step["step_details"]["tool_calls"].append(made.body)
        self._emit_call(made.opening)

    def arguments(self, call: Call, part: str) -> None:
        """Lets a call grow."""
        self._emit_call(self._view(call).grow(part))

    def outcome(self, call: Call, outcome: Outcome) -> None:
        """Fills in what came of a call, and keeps the files that it made."""
        made = self._view(call)
        self._emit_call(made.settle())
        if call.kind == "code_interpreter":
            self._emit_call(made.outputs(outcome, self._keep_images(outcome)))
            self._keep_files(outcome)
        else:
            self._emit_call(made.results(outcome))
        self._emit_deltas(self._order.answered(call))
        self._remember(call, outcome.text)

    def _view(self, call: Call) -> CallView:
        return self._views[call.index]

    def _emit_call(self, delta: Json | None) -> None:
        if delta is not None and self.channel is not None:
            self._emit_deltas(self._order.take(delta))

    def _emit_deltas(self, deltas: list[Json]) -> None:
        if self._call_step is None:
            return
        for delta in deltas:
            details = {"step_details": {"type": "tool_calls", "tool_calls": [delta]}}
            self.emit(
                "thread.run.step.delta",
                {"id": self._call_step["id"], "object": "thread.run.step.delta", "delta": details},
            )

    def _remember(self, call: Call, told: str | None) -> None:
        """Keeps with the step what the model wrote and was told: the next turn is made of it."""
        if self._call_step is not None:
            private = self._call_step.setdefault(PRIVATE, {"calls": []})
            private["calls"].append(
                {"id": call.id, "name": call.name, "arguments": call.arguments, "told": told}
            )
            self._save_step(self._call_step)

    def _keep_images(self, outcome: Outcome) -> list[str]:
        ids = [self._files.keep(self._owner, made.name, made.data) for made in outcome.images]
        self.run[PRIVATE]["images"].extend(ids)
        return ids

    def _keep_files(self, outcome: Outcome) -> None:
        for made in outcome.files:
            id = self._files.keep(self._owner, made.name, made.data)
            self.run[PRIVATE]["outputs"][made.name] = id

    # -- the ends of turns and of the run

    def turn(self, usage: Usage, ending: Ending | None) -> None:
        """Ends what the turn opened, with its usage."""
        self.run[PRIVATE]["turns"] += 1
        spent = make_usage(usage.prompt_tokens, usage.completion_tokens)
        self.run[PRIVATE]["used"] = add_usage([self.run[PRIVATE].get("used"), spent])
        if not self._spoke and self._call_step is None and isinstance(ending, Completed):
            self._open_message()  # an empty answer is an answer
        cut = ending.reason if isinstance(ending, Incomplete) else None
        self._close_message(spent, _message_reason(cut))
        if isinstance(ending, Wants):
            self._wait(ending, spent)
        elif self._call_step is not None:
            self._close_calls(spent, cut)
        self._spoke = False

    def _wait(self, ending: Wants, usage: Json) -> None:
        for call in ending.calls:
            self._remember(call, None)
        step, self._call_step = self._call_step, None  # from here on the stored one counts
        if step is not None:
            step[PRIVATE]["usage"] = usage
            self._save_step(step)

    def _close_calls(self, usage: Json, cut: str | None) -> None:
        self._emit_deltas(self._order.all())
        step, self._call_step = self._call_step, None
        if step is None:
            return
        unfinished = cut is not None and PRIVATE not in step
        text = f"The model reached {cut} inside a tool call."
        error = {"code": "server_error", "message": text} if unfinished else None
        self._end_step(step, "failed" if unfinished else "completed", usage, error)

    def answer_calls(self, step: Json, outputs: dict[str, str]) -> None:
        """Puts submitted outputs into the step that waits for them, and ends it."""
        for body in step["step_details"]["tool_calls"]:
            if body["id"] in outputs:
                body["function"]["output"] = outputs[body["id"]]
        for kept in step[PRIVATE]["calls"]:
            kept["told"] = outputs.get(kept["id"], kept["told"])
        self._end_step(step, "completed", step[PRIVATE]["usage"])

    def finish(self, ending: Ending) -> None:
        """Ends the run, or lets it wait, as the engine says."""
        if isinstance(ending, Wants):
            calls = [_wanted(call) for call in ending.calls]
            action = {"type": "submit_tool_outputs", "submit_tool_outputs": {"tool_calls": calls}}
            self.run["required_action"] = action
            self.change("requires_action")
            return
        self.run["usage"] = self.run[PRIVATE].get("used") or make_usage(0, 0)
        if isinstance(ending, Incomplete):
            known = ending.reason in ("max_prompt_tokens", "max_completion_tokens")
            self.run["incomplete_details"] = {"reason": ending.reason} if known else {}
            self.change("incomplete")
        else:
            self.change("completed")

    def stop(self, status: str, error: Json | None = None) -> None:
        """Ends the run and what is open of it: `failed` (with an error), `cancelled` or `expired`."""
        with self._store.together():
            self._close_message(None, f"run_{status}", _STEP_END[status], _step_error(error))
            self._emit_deltas(self._order.all())
            for step in self._open_steps():
                self._end_step(
                    step, _STEP_END[status], step.get(PRIVATE, {}).get("usage"), _step_error(error)
                )
            self._call_step = None
            self.run["last_error"] = error
            self.run["usage"] = self.run[PRIVATE].get("used") or make_usage(0, 0)
            self.change(status)

    def abandon_message(self, message: Json) -> None:
        """Ends a message whose writer died with the server; it keeps the text that was stored."""
        reason = "run_cancelled" if self.run["status"] == "cancelling" else "run_failed"
        change_message(message, "incomplete", self._now(), reason)
        self._store.save("message", message["id"], message)

    def _open_steps(self) -> list[Json]:
        if self._call_step is not None:
            return [self._call_step]
        steps = self._store.all("step", self._owner, self.run["id"])
        return [step for step in steps if step["status"] == "in_progress"]


def _wanted(call: Call) -> Json:
    function = {"name": call.name, "arguments": call.arguments}
    return {"id": call.id, "type": "function", "function": function}


def _message_reason(cut: str | None) -> str | None:
    if cut is None:
        return None
    return "content_filter" if cut == "content_filter" else "max_tokens"


def _step_error(error: Json | None) -> Json | None:
    if error is None:
        return None
    known = error["code"] in ("server_error", "rate_limit_exceeded")
    return {"code": error["code"] if known else "server_error", "message": error["message"]}


def with_content(step: Json, include: bool) -> Json:
    """A step as clients see it: results of a file search without their text unless that was asked for."""
    shown = public(step)
    if include or step["type"] != "tool_calls":
        return shown
    calls = [_without_content(call) for call in step["step_details"]["tool_calls"]]
    return {**shown, "step_details": {"type": "tool_calls", "tool_calls": calls}}


def _without_content(call: Any) -> Json:
    results = call.get("file_search", {}).get("results")
    if results is None:
        return dict(call)
    bare = [{key: value for key, value in one.items() if key != "content"} for one in results]
    return {**call, "file_search": {**call["file_search"], "results": bare}}
