"""Responses, items and events as the runs, steps and messages that everything else reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harness.assistant.faults import Malformed
from harness.assistant.files import inline
from harness.assistant.observation import Observation

RESTING = {"completed", "failed", "incomplete", "cancelled"}
_CALLS = {"function_call", "code_interpreter_call", "file_search_call"}


class View:
    """What one attempt has seen of its responses, kept as an observation of runs.

    A response that ends with function calls is a run that requires action; messages of all responses of one
    turn belong to the last of them, as they belonged to one run.
    """

    def __init__(self, seen: Observation) -> None:
        self.seen = seen
        self.items: list[dict[str, Any]] = []
        self._turn: list[str] = []

    def begin(self) -> None:
        """A new turn of the user's."""
        self.seen.begin()
        self._turn = []

    def saw(self, response: Any) -> None:
        """A response object arrived.

        Raises:
            Malformed: it has no id or no status.
        """
        if not isinstance(response, dict) or not all(
            isinstance(response.get(name), str) for name in ("id", "status")
        ):
            raise Malformed("a response without id or status")
        run = as_run(response)
        self.seen.saw_run(run)
        if response["status"] in RESTING:
            self.seen.usage[response["id"]] = run["usage"] or {}
        for id in self._turn:
            self.seen.messages[id]["run_id"] = response["id"]

    def settle(self, response: Mapping[str, Any]) -> None:
        """A response is over: what it says of its items is what counts."""
        self.items = [item for item in response.get("output") or [] if isinstance(item, dict)]
        for index, item in enumerate(self.items):
            self.saw_item(item, index)

    def saw_item(
        self, item: dict[str, Any], index: int, *, started: bool = False, ended: bool = False
    ) -> None:
        """An output item arrived, by an event that marks its start or end, or in a response that is over."""
        kind = item.get("type")
        id = str(item.get("id") or item.get("call_id") or f"{self.seen.run.get('id')}/{index}")
        if kind == "message":
            self.seen.saw_step(_step(id, item, _creation(id)), started=started, ended=ended)
            if not started:
                self._keep_message(id, item)
        elif kind in _CALLS:
            body = {"type": "tool_calls", "tool_calls": [_call(id, item)]}
            self.seen.files.update(_inside(item))
            self.seen.saw_step(_step(id, item, body), started=started, ended=ended)

    def _keep_message(self, id: str, item: Mapping[str, Any]) -> None:
        if id not in self._turn:
            self._turn.append(id)
        run = self.seen.run
        self.seen.messages[id] = {
            "id": id,
            "object": "thread.message",
            "role": item.get("role", "assistant"),
            "status": item.get("status", ""),
            "created_at": int(run.get("created_at") or 0),
            "run_id": run.get("id"),
            "content": [_part(part) for part in item.get("content") or []],
        }

    def answered(self, outputs: list[dict[str, str]]) -> None:
        """Our functions have answered: their outputs belong to the calls' steps."""
        by_call = {one["tool_call_id"]: one["output"] for one in outputs}
        for step in self.seen.steps.values():
            for call in step["step_details"].get("tool_calls", ()):
                if call["id"] in by_call and call["type"] == "function":
                    call["function"]["output"] = by_call[call["id"]]


def as_run(response: Mapping[str, Any]) -> dict[str, Any]:
    """The response with the fields of a run that the rest of the client reads."""
    usage = response.get("usage")
    calls = [item for item in response.get("output") or [] if item.get("type") == "function_call"]
    run = {
        **response,
        "output": [_light(item) for item in response.get("output") or []],
        "last_error": response.get("error"),
        "usage": usage and {**usage, **_tokens(usage)},
    }
    if response["status"] == "completed" and calls:
        run["status"] = "requires_action"
        wanted = [_call("", call) for call in calls]
        action = {"type": "submit_tool_outputs", "submit_tool_outputs": {"tool_calls": wanted}}
        run["required_action"] = action
    return run


def _light(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """An item without the images inside the addresses of its outputs."""
    if item.get("type") != "code_interpreter_call" or not item.get("outputs"):
        return item
    outputs = [
        {**one, "url": _shown(str(one.get("url", "")))} if one.get("type") == "image" else one
        for one in item["outputs"]
    ]
    return {**item, "outputs": outputs}


def _tokens(usage: Mapping[str, Any]) -> dict[str, int]:
    return {
        "prompt_tokens": int(usage.get("input_tokens") or 0),
        "completion_tokens": int(usage.get("output_tokens") or 0),
    }


def _step(id: str, item: Mapping[str, Any], details: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": id,
        "type": details["type"],
        "status": item.get("status") or "completed",
        "step_details": details,
    }


def _creation(id: str) -> dict[str, Any]:
    return {"type": "message_creation", "message_creation": {"message_id": id}}


def _call(id: str, item: Mapping[str, Any]) -> dict[str, Any]:
    if item["type"] == "function_call":
        function = {"name": item.get("name"), "arguments": item.get("arguments"), "output": None}
        return {"id": str(item.get("call_id")), "type": "function", "function": function}
    if item["type"] == "code_interpreter_call":
        outputs = [_output(one) for one in item.get("outputs") or []]
        inner = {"input": item.get("code") or "", "outputs": outputs}
        return {"id": id, "type": "code_interpreter", "code_interpreter": inner}
    results = [_result(one) for one in item.get("results") or []]
    return {"id": id, "type": "file_search", "file_search": {"results": results}}


def _output(output: Mapping[str, Any]) -> dict[str, Any]:
    if output.get("type") == "logs":
        return {"type": "logs", "logs": str(output.get("logs", ""))}
    return {"type": "image", "image": {"file_id": _shown(str(output.get("url", "")))}}


def _shown(url: str) -> str:
    """A short name for an image: one that travels inside its address would make a record as large as itself."""
    if not url.startswith("data:"):
        return url
    kept = inline(url)
    return kept[0] if kept else f"{url.partition(',')[0]}, {len(url)} characters"


def _inside(item: Mapping[str, Any]) -> dict[str, bytes]:
    """By the name that `_output` gives them, the images that travel inside their addresses."""
    urls = [str(one.get("url", "")) for one in item.get("outputs") or [] if one.get("type") == "image"]
    return dict(kept for url in urls if (kept := inline(url)))


def _result(result: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "file_id": result.get("file_id"),
        "file_name": result.get("filename"),
        "score": result.get("score"),
        "content": [{"type": "text", "text": result.get("text")}],
    }


def _part(part: Mapping[str, Any]) -> dict[str, Any]:
    if part.get("type") == "refusal":
        return {"type": "refusal", "refusal": str(part.get("refusal", ""))}
    annotations = [_annotation(one) for one in part.get("annotations") or []]
    return {"type": "text", "text": {"value": str(part.get("text") or ""), "annotations": annotations}}


def _annotation(one: Mapping[str, Any]) -> dict[str, Any]:
    kind = "file_path" if one.get("type") == "container_file_citation" else str(one.get("type"))
    marker = f"【†{one['filename']}】" if one.get("filename") else ""
    inside = {"container_id": one["container_id"]} if one.get("container_id") else {}
    return {"type": kind, "text": marker, kind: {"file_id": one.get("file_id"), **inside}}
