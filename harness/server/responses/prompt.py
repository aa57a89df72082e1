"""Items as the chat-completions messages that a model reads."""

from __future__ import annotations

import base64
import binascii
import json
import mimetypes
from collections.abc import Iterable
from typing import Any

from harness.server.engine.job import Call
from harness.server.engine.turns import said, told
from harness.server.files import Files
from harness.server.models.base import Message
from harness.server.wire import PRIVATE, Json

_CALLS = {"function_call", "code_interpreter_call", "file_search_call"}
_LONGEST_FILE = 200_000


class Transcript:
    """Makes messages of items. A model that does not see images is told where one was."""

    def __init__(self, files: Files, owner: str, *, sees_images: bool) -> None:
        self._files = files
        self._owner = owner
        self._sees = sees_images

    def messages(self, items: Iterable[Json]) -> list[Message]:
        """The messages, oldest first. Text and calls of one turn are one message."""
        made: list[Message] = []
        turn: list[Json] = []
        for item in items:
            if item["type"] in _CALLS and (not turn or _round(item) == _round(turn[0])):
                turn.append(item)
                continue
            made, turn = self._flushed(made, turn), []
            if item["type"] in _CALLS:
                turn = [item]
            elif item["type"] == "function_call_output":
                made.append(told(item["call_id"], self._output(item["output"])))
            elif item["type"] == "message":
                made += self._message(item)
        return self._flushed(made, turn)

    def _flushed(self, made: list[Message], turn: list[Json]) -> list[Message]:
        if not turn:
            return made
        text = ""
        if made and made[-1]["role"] == "assistant" and "tool_calls" not in made[-1]:
            *made, last = made
            text = last["content"]
        calls = [_call(index, item) for index, item in enumerate(turn)]
        answers = [told(call.id, _told(item)) for call, item in zip(calls, turn, strict=True) if _own(item)]
        return [*made, said(text, calls), *answers]

    def _message(self, item: Json) -> list[Message]:
        role = "system" if item["role"] == "developer" else item["role"]
        parts = [self._part(part) for part in item["content"]]
        if all(part["type"] == "text" for part in parts):
            text = "\n".join(part["text"] for part in parts)
            return [{"role": role, "content": text}] if text else []
        return [{"role": role, "content": parts}]

    def _part(self, part: Json) -> Json:
        if part["type"] in ("input_text", "output_text"):
            return {"type": "text", "text": part["text"]}
        if part["type"] == "refusal":
            return {"type": "text", "text": part["refusal"]}
        if part["type"] == "input_image":
            return self._image(part)
        return {"type": "text", "text": self._file(part)}

    def _image(self, part: Json) -> Json:
        if not self._sees:
            return {"type": "text", "text": "[an image]"}
        url = part.get("image_url") or self._data_url(part["file_id"])
        return {"type": "image_url", "image_url": {"url": url, "detail": part["detail"]}}

    def _data_url(self, file_id: str) -> str:
        name, data = self._bytes(file_id)
        return f"data:{mimetypes.guess_type(name)[0] or 'image/png'};base64,{base64.b64encode(data).decode()}"

    def _bytes(self, file_id: str) -> tuple[str, bytes]:
        body = self._files.get(self._owner, file_id)
        path = self._files.path(file_id)
        return (body["filename"], path.read_bytes()) if body and path.exists() else (file_id, b"")

    def _file(self, part: Json) -> str:
        """A file's text under its name. What is not plain text is only named."""
        if "file_id" in part:
            name, data = self._bytes(part["file_id"])
        else:
            name, data = str(part.get("filename", "file")), _decoded(str(part.get("file_data", "")))
        try:
            return f"{name}:\n{data.decode()[:_LONGEST_FILE]}"
        except UnicodeDecodeError:
            return f"[{name}: this server reads plain text only as input]"

    def _output(self, output: str | list[Json]) -> str:
        if isinstance(output, str):
            return output
        return "\n".join(str(self._part(part).get("text", "[an image]")) for part in output)


def _decoded(data: str) -> bytes:
    try:
        return base64.b64decode(data.rpartition("base64,")[2], validate=True)
    except (binascii.Error, ValueError):
        return b"\xff"


def _round(item: Json) -> Any:
    """Which model turn wrote the call; items of a client do not say and count as one turn."""
    return item.get(PRIVATE, {}).get("turn")


def _own(item: Json) -> bool:
    """Whether the server answered the call itself."""
    return bool(item["type"] != "function_call")


def _call(index: int, item: Json) -> Call:
    kept = item.get(PRIVATE, {})
    if item["type"] == "function_call":
        return Call(index, item["call_id"], item["name"], "function", item["arguments"])
    if item["type"] == "code_interpreter_call":
        arguments = kept.get("arguments") or json.dumps({"code": item["code"] or ""}, ensure_ascii=False)
        return Call(index, item["id"], "code_interpreter", "code_interpreter", arguments)
    query = {"query": " ".join(map(str, item["queries"]))}
    arguments = kept.get("arguments") or json.dumps(query, ensure_ascii=False)
    return Call(index, item["id"], "file_search", "file_search", arguments)


def _told(item: Json) -> str:
    kept = item.get(PRIVATE, {})
    if "told" in kept:
        return str(kept["told"])
    parts = item.get("outputs" if item["type"] == "code_interpreter_call" else "results") or []
    return "\n".join(
        str(part.get("logs") or part.get("text") or "") for part in parts if isinstance(part, dict)
    )
