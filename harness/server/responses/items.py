"""Input items: what a client may send, in the form in which items are kept and shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from harness.server.responses.ids import new_id
from harness.server.state import State
from harness.server.wire import Json

_STATUS = ("in_progress", "completed", "incomplete")


def input_items(value: str | list[Json] | None) -> list[Json]:
    """The request's input, which fits its schema, as items with ids."""
    if value is None:
        return []
    if isinstance(value, str):
        value = [{"role": "user", "content": value}]
    return [_MAKERS[item.get("type", "message")](item) for item in value]


def check_files(state: State, owner: str, items: Iterable[Json]) -> None:
    """Raises ApiError (404) for an image or a document that is not a file of the owner."""
    for item in items:
        parts = item.get("content" if item["type"] == "message" else "output")
        for part in parts if isinstance(parts, list) else ():
            if "file_id" in part:
                state.find_file(part["file_id"], owner)


def _message(item: Json) -> Json:
    content = item["content"]
    if isinstance(content, str):
        kind = "output_text" if item["role"] == "assistant" else "input_text"
        content = [{"type": kind, "text": content}]
    return {
        "id": _id(item, "message"),
        "type": "message",
        "role": item["role"],
        "status": _status(item),
        "content": [_part(part) for part in content],
    }


def _part(part: Json) -> Json:
    kind = part["type"]
    if kind == "input_text":
        return {"type": kind, "text": part["text"]}
    if kind == "output_text":
        annotations = part.get("annotations") or []
        return {"type": kind, "text": part["text"], "annotations": annotations, "logprobs": []}
    if kind == "refusal":
        return {"type": kind, "refusal": part["refusal"]}
    if kind == "input_image":
        return {"type": kind, "detail": part.get("detail") or "auto", **_given(part, "image_url", "file_id")}
    return {"type": kind, **_given(part, "file_id", "file_data", "filename")}


def _given(part: Json, *names: str) -> Json:
    return {name: part[name] for name in names if isinstance(part.get(name), str)}


def _function_call(item: Json) -> Json:
    named = {name: item[name] for name in ("call_id", "name", "arguments")}
    return {"id": _id(item, "function_call"), "type": "function_call", "status": _status(item), **named}


def _function_output(item: Json) -> Json:
    output = item["output"]
    return {
        "id": _id(item, "function_call_output"),
        "type": "function_call_output",
        "call_id": item["call_id"],
        "output": output if isinstance(output, str) else [_part(part) for part in output],
        "status": _status(item),
    }


def _code_call(item: Json) -> Json:
    return {
        "id": _id(item, "code_interpreter_call"),
        "type": "code_interpreter_call",
        "status": str(item.get("status") or "completed"),
        "code": item.get("code"),
        "container_id": item["container_id"],
        "outputs": item.get("outputs"),
    }


def _search_call(item: Json) -> Json:
    return {
        "id": _id(item, "file_search_call"),
        "type": "file_search_call",
        "status": str(item.get("status") or "completed"),
        "queries": list(item.get("queries") or []),
        "results": item.get("results"),
    }


def _reasoning(item: Json) -> Json:
    return {"id": _id(item, "reasoning"), "type": "reasoning", "summary": list(item.get("summary") or [])}


def _reference(item: Json) -> Json:
    return {"id": item["id"], "type": "item_reference"}


_MAKERS: Mapping[str, Callable[[Json], Json]] = {
    "message": _message,
    "function_call": _function_call,
    "function_call_output": _function_output,
    "code_interpreter_call": _code_call,
    "file_search_call": _search_call,
    "reasoning": _reasoning,
    "item_reference": _reference,
}


def _id(item: Json, kind: str) -> str:
    """The item's own id; one is made for those that come without."""
    return str(item.get("id") or new_id(kind))


def _status(item: Json) -> str:
    return item["status"] if item.get("status") in _STATUS else "completed"
