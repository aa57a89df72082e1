"""Input items: what a client may send, in the form in which items are kept and shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from harness.server.faults import invalid, missing
from harness.server.responses.ids import new_id
from harness.server.wire import Json

_ROLES = ("user", "assistant", "system", "developer")
_STATUS = ("in_progress", "completed", "incomplete")


def input_items(value: str | list[Json] | None, path: str = "input") -> list[Json]:
    """The request's input as items with ids. Raises ApiError for what is not an item."""
    if value is None:
        return []
    if isinstance(value, str):
        value = [{"role": "user", "content": value}]
    return [_item(item, f"{path}[{index}]") for index, item in enumerate(value)]


def _item(item: Json, path: str) -> Json:
    kind = item.get("type", "message" if "role" in item else None)
    if kind is None:
        raise missing(f"{path}.type")
    made = _MAKERS.get(kind)
    if made is None:
        known = ", ".join(f"'{name}'" for name in _MAKERS)
        raise invalid(
            f"Invalid value: '{kind}'. Supported values are: {known}.",
            param=f"{path}.type",
            code="invalid_value",
        )
    return made(item, path)


def _message(item: Json, path: str) -> Json:
    role = _text(item, "role", path)
    if role not in _ROLES:
        raise invalid(f"Invalid value: '{role}'.", param=f"{path}.role", code="invalid_value")
    content = item.get("content")
    if content is None:
        raise missing(f"{path}.content")
    if isinstance(content, str):
        content = [{"type": "output_text" if role == "assistant" else "input_text", "text": content}]
    if not isinstance(content, list):
        raise _wrong(f"{path}.content", "a string or an array")
    parts = [_part(part, f"{path}.content[{index}]") for index, part in enumerate(content)]
    return {
        "id": _id(item, "message"),
        "type": "message",
        "role": role,
        "status": _status(item),
        "content": parts,
    }


def _part(part: Any, path: str) -> Json:
    if not isinstance(part, dict):
        raise _wrong(path, "an object")
    kind = _text(part, "type", path)
    if kind == "input_text":
        return {"type": kind, "text": _text(part, "text", path)}
    if kind == "output_text":
        annotations = part.get("annotations") or []
        return {"type": kind, "text": _text(part, "text", path), "annotations": annotations, "logprobs": []}
    if kind == "refusal":
        return {"type": kind, "refusal": _text(part, "refusal", path)}
    if kind == "input_image":
        return {
            "type": kind,
            "detail": part.get("detail") or "auto",
            **_given(part, path, "image_url", "file_id"),
        }
    if kind == "input_file":
        return {"type": kind, **_given(part, path, "file_id", "file_data", "filename")}
    raise invalid(f"Invalid value: '{kind}'.", param=f"{path}.type", code="invalid_value")


def _given(part: Json, path: str, *names: str) -> Json:
    found = {name: _text(part, name, path) for name in names if part.get(name) is not None}
    if not found:
        raise missing(f"{path}.{names[0]}")
    return found


def _function_call(item: Json, path: str) -> Json:
    named = {name: _text(item, name, path) for name in ("call_id", "name", "arguments")}
    return {"id": _id(item, "function_call"), "type": "function_call", "status": _status(item), **named}


def _function_output(item: Json, path: str) -> Json:
    output = item.get("output")
    if isinstance(output, list):
        output = [_part(part, f"{path}.output[{index}]") for index, part in enumerate(output)]
    elif not isinstance(output, str):
        raise (
            _wrong(f"{path}.output", "a string or an array")
            if output is not None
            else missing(f"{path}.output")
        )
    return {
        "id": _id(item, "function_call_output"),
        "type": "function_call_output",
        "call_id": _text(item, "call_id", path),
        "output": output,
        "status": _status(item),
    }


def _code_call(item: Json, path: str) -> Json:
    return {
        "id": _id(item, "code_interpreter_call"),
        "type": "code_interpreter_call",
        "status": str(item.get("status") or "completed"),
        "code": item.get("code"),
        "container_id": _text(item, "container_id", path),
        "outputs": item.get("outputs"),
    }


def _search_call(item: Json, path: str) -> Json:
    return {
        "id": _id(item, "file_search_call"),
        "type": "file_search_call",
        "status": str(item.get("status") or "completed"),
        "queries": list(item.get("queries") or []),
        "results": item.get("results"),
    }


def _reasoning(item: Json, path: str) -> Json:
    return {"id": _id(item, "reasoning"), "type": "reasoning", "summary": list(item.get("summary") or [])}


def _reference(item: Json, path: str) -> Json:
    return {"id": _text(item, "id", path), "type": "item_reference"}


_MAKERS: Mapping[str, Callable[[Json, str], Json]] = {
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


def _text(item: Json, name: str, path: str) -> str:
    value = item.get(name)
    if value is None:
        raise missing(f"{path}.{name}")
    if not isinstance(value, str):
        raise _wrong(f"{path}.{name}", "a string")
    return value


def _wrong(path: str, wanted: str) -> Exception:
    return invalid(f"Invalid type for '{path}': expected {wanted}.", param=path, code="invalid_type")
