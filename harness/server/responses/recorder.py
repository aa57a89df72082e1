"""Turns what the engine tells into output items and numbered events."""

from __future__ import annotations

from typing import Any

from harness.server.engine.job import Call, Completed, Ending, Incomplete, Outcome, Usage, Wants
from harness.server.files import Files
from harness.server.responses.calls import OpenCall, open_call
from harness.server.responses.events import EventLog
from harness.server.responses.ids import new_id
from harness.server.responses.objects import make_usage, show_item, show_response
from harness.server.runs.annotations import annotate
from harness.server.wire import PRIVATE, Json

_REASONS = {"max_completion_tokens": "max_output_tokens", "content_filter": "content_filter"}


class Recorder:
    """The sink of one response: owns its object, its log of events, and what is open of its output."""

    def __init__(self, response: Json, log: EventLog, files: Files, owner: str, container: str) -> None:
        self.response = response
        self.log = log
        self.container = container
        self._files = files
        self._owner = owner
        self._message: tuple[int, Json] | None = None
        self._parts: list[str] = []
        self._calls: dict[str, OpenCall] = {}
        self._turn = 0
        self._spoke = False
        self._used = (0, 0)

    # -- the response itself

    def announce(self, status: str) -> None:
        """An event about the response as a whole."""
        self.log.emit(f"response.{status}", response=show_response(self.response))

    def change(self, status: str) -> None:
        """Moves the response and announces it."""
        self.response["status"] = status
        self.announce(status)

    def finish(self, ending: Ending, now: int) -> None:
        """Ends the response as the engine says; wanted functions are items of a complete one."""
        self._end()
        if isinstance(ending, Incomplete):
            reason = _REASONS.get(ending.reason, "max_output_tokens")
            self.response["incomplete_details"] = {"reason": reason}
            self.change("incomplete")
            return
        self.response["completed_at"] = now
        self.change("completed")

    def stop(self, status: str, error: Json | None = None) -> None:
        """Ends the response and what is open of it: `failed` with an error, or `cancelled`."""
        self._close_message("incomplete")
        self._close_calls("incomplete")
        self.response["error"] = error
        self._end()
        self.response["status"] = status
        if status == "failed":
            self.announce("failed")
        else:
            # The API has no event for a cancelled response; its stream ends with the response as it is.
            self.announce("incomplete")

    def _end(self) -> None:
        self.response["usage"] = make_usage(*self._used)

    # -- text

    def text(self, part: str) -> None:
        if self._message is None:
            self._open_message()
        self._parts.append(part)
        self._emit_part("output_text.delta", delta=part, logprobs=[])

    def _open_message(self) -> None:
        item = {"id": new_id("message"), "type": "message", "status": "in_progress", "role": "assistant"}
        self._message = (self._add({**item, "content": []}), {**item, "content": []})
        self._parts, self._spoke = [], True
        self._emit_part("content_part.added", part=_text_part("", []))

    def _emit_part(self, name: str, **fields: object) -> None:
        assert self._message is not None
        index, item = self._message
        self.log.emit(f"response.{name}", item_id=item["id"], output_index=index, content_index=0, **fields)

    def _close_message(self, status: str = "completed") -> None:
        if self._message is None:
            return
        index, item = self._message
        value = "".join(self._parts)
        annotations = self._annotations(value)
        for number, one in enumerate(annotations):
            self._emit_part("output_text.annotation.added", annotation_index=number, annotation=one)
        part = _text_part(value, annotations)
        self._emit_part("output_text.done", text=value, logprobs=[])
        self._emit_part("content_part.done", part=part)
        self._done(index, {**item, "status": status, "content": [part]})
        self._message = None

    def _annotations(self, value: str) -> list[Json]:
        private = self.response[PRIVATE]
        found = annotate(value, private["outputs"], private["cites"])
        return [self._annotation(one) for one in found]

    def _annotation(self, one: Json) -> Json:
        id = one[one["type"]]["file_id"]
        file = self._files.get(self._owner, id)
        name = file["filename"] if file else id
        if one["type"] == "file_citation":
            return {"type": "file_citation", "file_id": id, "filename": name, "index": one["start_index"]}
        return {
            "type": "container_file_citation",
            "container_id": self.container,
            "file_id": id,
            "filename": name,
            "start_index": one["start_index"],
            "end_index": one["end_index"],
        }

    # -- tool calls

    def call(self, call: Call) -> None:
        self._close_message()
        opened = open_call(call, self.container, self._turn)
        opened.index = self._add(opened.item)
        self._calls[call.id] = opened
        self._emit_call(opened, opened.begun())

    def arguments(self, call: Call, part: str) -> None:
        opened = self._calls[call.id]
        self._emit_call(opened, opened.grow(part))

    def running(self, call: Call) -> None:
        """The server is about to answer the call itself."""
        opened = self._calls[call.id]
        self._emit_call(opened, opened.running())

    def outcome(self, call: Call, outcome: Outcome) -> None:
        opened = self._calls.pop(call.id)
        for made in outcome.files:
            self.response[PRIVATE]["outputs"][made.name] = self._files.keep(self._owner, made.name, made.data)
        self._emit_call(opened, opened.answered(outcome))
        self._done(opened.index, opened.item)

    def _emit_call(self, opened: OpenCall, events: list[tuple[str, dict[str, Any]]]) -> None:
        for name, fields in events:
            self.log.emit(f"response.{name}", item_id=opened.item["id"], output_index=opened.index, **fields)

    def _close_calls(self, status: str) -> None:
        """Function calls end with their turn; others are open only when something broke off."""
        for opened in self._calls.values():
            self._emit_call(opened, opened.closed(status))
            self._done(opened.index, opened.item)
        self._calls.clear()

    # -- items and turns

    def _add(self, item: Json) -> int:
        self.response["output"].append(item)
        index = len(self.response["output"]) - 1
        self.log.emit("response.output_item.added", output_index=index, item=show_item(item, ()))
        return index

    def _done(self, index: int, item: Json) -> None:
        self.response["output"][index] = item
        shown = show_item(item, self.response[PRIVATE]["include"])
        self.log.emit("response.output_item.done", output_index=index, item=shown)

    def turn(self, usage: Usage, ending: Ending | None) -> None:
        self._used = (self._used[0] + usage.prompt_tokens, self._used[1] + usage.completion_tokens)
        if isinstance(ending, Completed) and not self._spoke:
            self._open_message()  # an empty answer is an answer
        cut = isinstance(ending, Incomplete)
        self._close_message("incomplete" if cut else "completed")
        self._close_calls("completed" if isinstance(ending, Wants) else "incomplete")
        self._turn += 1
        self._spoke = False


def _text_part(value: str, annotations: list[Json]) -> Json:
    return {"type": "output_text", "text": value, "annotations": annotations, "logprobs": []}
