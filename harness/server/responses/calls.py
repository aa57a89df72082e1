"""Tool calls as output items, and the events by which they grow."""

from __future__ import annotations

import base64
from typing import Any

from harness.server.engine.arguments import StringField, string_field
from harness.server.engine.job import Call, Outcome
from harness.server.responses.ids import new_id
from harness.server.wire import PRIVATE, Json

Events = list[tuple[str, dict[str, Any]]]


class OpenCall:
    """One call while it is written. `item` is its output item, `index` its place in the output."""

    kind = "function_call"

    def __init__(self, call: Call, turn: int) -> None:
        self.call = call
        self.index = 0
        self.item: Json = {
            "id": new_id(self.kind),
            "type": self.kind,
            "status": "in_progress",
            PRIVATE: {"turn": turn},
        }

    def begun(self) -> Events:
        return []

    def grow(self, part: str) -> Events:
        return []

    def running(self) -> Events:
        return []

    def answered(self, outcome: Outcome) -> Events:
        return self.closed("completed")

    def closed(self, status: str) -> Events:
        self.item["status"] = status
        return []

    def _remember(self, outcome: Outcome) -> None:
        """What the model wrote and was told, for the prompts that come after."""
        self.item[PRIVATE] |= {"arguments": self.call.arguments, "told": outcome.text}


class FunctionCall(OpenCall):
    """A function of the client's: it ends with its turn, and its output is the next response's input."""

    def __init__(self, call: Call, turn: int) -> None:
        super().__init__(call, turn)
        self.item |= {"call_id": call.id, "name": call.name, "arguments": ""}

    def grow(self, part: str) -> Events:
        self.item["arguments"] += part
        return [("function_call_arguments.delta", {"delta": part})]

    def closed(self, status: str) -> Events:
        self.item["status"] = status
        done = {"name": self.item["name"], "arguments": self.item["arguments"]}
        return [("function_call_arguments.done", done)]


class CodeCall(OpenCall):
    """The code interpreter: what grows is the code inside the arguments."""

    kind = "code_interpreter_call"

    def __init__(self, call: Call, container: str, turn: int) -> None:
        super().__init__(call, turn)
        self._code = StringField("code")
        self.item |= {"code": "", "container_id": container, "outputs": None}

    def begun(self) -> Events:
        return [("code_interpreter_call.in_progress", {})]

    def grow(self, part: str) -> Events:
        added = self._code.feed(part)
        self.item["code"] += added
        return [("code_interpreter_call_code.delta", {"delta": added})] if added else []

    def running(self) -> Events:
        self.item["status"] = "interpreting"
        events: Events = []
        if not self.item["code"] and not self.call.arguments.lstrip().startswith("{"):
            # Arguments that are no JSON are the code themselves: some models write it so.
            self.item["code"] = self.call.arguments
            events.append(("code_interpreter_call_code.delta", {"delta": self.call.arguments}))
        events.append(("code_interpreter_call_code.done", {"code": self.item["code"]}))
        return [*events, ("code_interpreter_call.interpreting", {})]

    def answered(self, outcome: Outcome) -> Events:
        self._remember(outcome)
        logs = [{"type": "logs", "logs": outcome.logs}] if outcome.logs else []
        self.item["outputs"] = [
            *logs,
            *({"type": "image", "url": _url(image.data)} for image in outcome.images),
        ]
        self.item["status"] = "completed"
        return [("code_interpreter_call.completed", {})]


class SearchCall(OpenCall):
    """A file search: query and results come all at once."""

    kind = "file_search_call"

    def __init__(self, call: Call, turn: int) -> None:
        super().__init__(call, turn)
        self.item |= {"queries": [], "results": None}

    def begun(self) -> Events:
        return [("file_search_call.in_progress", {})]

    def running(self) -> Events:
        self.item["status"] = "searching"
        self.item["queries"] = [string_field(self.call.arguments, "query") or self.call.arguments]
        return [("file_search_call.searching", {})]

    def answered(self, outcome: Outcome) -> Events:
        self._remember(outcome)
        self.item["results"] = [_result(dict(one)) for one in outcome.results]
        self.item["status"] = "completed"
        return [("file_search_call.completed", {})]


def open_call(call: Call, container: str, turn: int) -> OpenCall:
    """The item for a call that a model has begun."""
    if call.kind == "code_interpreter":
        return CodeCall(call, container, turn)
    return SearchCall(call, turn) if call.kind == "file_search" else FunctionCall(call, turn)


def _url(data: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(data).decode()}"


def _result(result: Json) -> Json:
    return {
        "file_id": result["file_id"],
        "filename": result["file_name"],
        "score": result["score"],
        "text": "\n".join(part["text"] for part in result["content"]),
        "attributes": result.get("attributes") or {},
    }
