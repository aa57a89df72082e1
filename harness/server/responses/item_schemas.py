"""Input items as JSON Schema. Items of an answer are sent back as they came, so that more fields may be there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from harness.server.schemas.parts import Schema, array, enum, nullable, one_of, text

ANYTHING: Final[Schema] = {"type": "object", "additionalProperties": True}


def _open(required: Sequence[str], /, **properties: Schema) -> Schema:
    return {**ANYTHING, "properties": properties, "required": list(required)}


def _item(kind: str, required: Sequence[str] = (), /, **properties: Schema) -> Schema:
    common: dict[str, Any] = {"type": enum(kind), "id": nullable(text())}
    return _open(["type", *required], **{**common, **properties})


_DETAIL = nullable(text())
_PART = one_of(
    _open(["type", "text"], type=enum("input_text"), text=text()),
    _open(["type", "text"], type=enum("output_text"), text=text(), annotations=nullable(array(ANYTHING))),
    _open(["type", "refusal"], type=enum("refusal"), refusal=text()),
    _open(["type", "image_url"], type=enum("input_image"), image_url=text(), detail=_DETAIL),
    _open(["type", "file_id"], type=enum("input_image"), file_id=text(), detail=_DETAIL),
    _open(["type", "file_id"], type=enum("input_file"), file_id=text(), filename=nullable(text())),
    _open(["type", "file_data"], type=enum("input_file"), file_data=text(), filename=nullable(text())),
)
_CONTENT = one_of(text(), array(_PART))
_MESSAGE = _open(
    ["role", "content"],
    type=enum("message"),
    id=nullable(text()),
    role=enum("user", "assistant", "system", "developer"),
    content=_CONTENT,
)
ITEM: Final = one_of(
    _MESSAGE,
    _item("function_call", ["call_id", "name", "arguments"], call_id=text(), name=text(), arguments=text()),
    _item("function_call_output", ["call_id", "output"], call_id=text(), output=_CONTENT),
    _item(
        "code_interpreter_call",
        ["container_id"],
        container_id=text(),
        code=nullable(text()),
        outputs=nullable(array(ANYTHING)),
    ),
    _item("file_search_call", queries=nullable(array(text())), results=nullable(array(ANYTHING))),
    _item("reasoning", summary=nullable(array(ANYTHING))),
    _item("item_reference", ["id"], id=text()),
)
"""A message may come without its type."""
