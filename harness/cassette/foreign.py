"""Cassettes that vcrpy or pytest-recording wrote, YAML or JSON, read by vcrpy's own loader."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import yaml

from harness.cassette.interaction import (
    Interaction,
    Recorded,
    Status,
    StoredRequest,
    StoredResponse,
    body_of,
    check_timing,
)
from harness.errors import CassetteCorrupt

# Readers of YAML take time that grows with the square of the nesting.
_NESTED = re.compile(r"(?:[\[{]\s?){400}|(?:- ){400}")


def read_foreign(path: Path, content: bytes) -> list[tuple[Interaction, int]]:
    """The interactions of a vcrpy cassette, each with a line number (0 where it is not known).

    Raises:
        CassetteCorrupt: names the file and the line.
    """
    if not content.strip():
        raise _corrupt(path, 1, "the file is empty")
    text = _text(path, content)
    data = _load(path, text)
    _check_shape(path, text, data)
    try:
        return [_interaction(item) for item in _by_vcrpy(path, text)]
    except Exception as error:
        _blame(path, text, data, error)
        raise


def _interaction(pair: tuple[Any, Any]) -> tuple[Interaction, int]:
    request, response = pair
    body = request.body
    content = _bytes(body.read() if hasattr(body, "read") else body)
    stored = body_of(content)
    sent = StoredRequest(
        method=request.method,
        uri=request.uri,
        headers={name: _texts(value) for name, value in request.headers.items()},
        body=stored.string,
        body_base64=stored.base64,
    )
    return Interaction(sent, _response(response)), 0


def _response(response: Mapping[str, Any]) -> StoredResponse:
    if "status_code" in response:  # httpx cassettes of vcrpy before 6
        status, content = Status(response["status_code"]), response.get("content")
    else:
        status = Status(response["status"]["code"], response["status"].get("message"))
        content = response["body"]["string"]
    headers = {str(name): _texts(value) for name, value in (response.get("headers") or {}).items()}
    recorded = response.get("recorded")
    stored = StoredResponse(
        status=status,
        headers=headers,
        body=body_of(_bytes(content)),
        recorded=None if recorded is None else msgspec.convert(recorded, Recorded),
    )
    check_timing(stored)
    return stored


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list | tuple) else [value]
    return [item.decode("latin-1") if isinstance(item, bytes) else str(item) for item in values]


def _bytes(body: Any) -> bytes:
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, bytes | bytearray):
        return bytes(body)
    return b"".join(_bytes(part) for part in body)


def _by_vcrpy(path: Path, text: str) -> list[tuple[Any, Any]]:
    # vcrpy takes 100 ms to import, which only those pay who play its files.
    from vcr.serialize import deserialize
    from vcr.serializers import jsonserializer, yamlserializer

    requests, responses, *_ = deserialize(text, jsonserializer if _is_json(path, text) else yamlserializer)
    return list(zip(requests, responses, strict=True))


def _is_json(path: Path, text: str) -> bool:
    return path.suffix == ".json" or text.lstrip().startswith("{")


def _text(path: Path, content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _corrupt(path, line, "this is not text in UTF-8") from error


def _load(path: Path, text: str) -> Any:
    from vcr.serializers import yamlserializer

    if (deep := _NESTED.search(text)) is not None:
        raise _corrupt(
            path, text.count("\n", 0, deep.start()) + 1, "this is nested too deeply for a cassette"
        )
    try:
        return json.loads(text) if _is_json(path, text) else yamlserializer.deserialize(text)
    except json.JSONDecodeError as error:
        raise _corrupt(path, error.lineno, f"this is not JSON: {error.msg}") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = error.problem or error.context
        line = min(mark.line, text.count("\n")) + 1 if mark else 1
        raise _corrupt(path, line, f"this is not YAML: {what}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise _corrupt(path, 1, f"this is not a cassette: {error}") from error


def _check_shape(path: Path, text: str, data: Any) -> None:
    if not isinstance(data, Mapping) or not isinstance(data.get("interactions"), list):
        raise _corrupt(path, 1, "this is not a cassette: it has no list of interactions")
    if data.get("version") != 1:
        line = _line_of(text, "version")
        raise _corrupt(path, line, f"version {data.get('version')!r}: only version 1 can be read")


def _blame(path: Path, text: str, data: Any, error: Exception) -> None:
    """Raises for the first interaction that cannot be read, with its line."""
    lines = _lines_of_interactions(text)
    for index, item in enumerate(data["interactions"]):
        line = lines[index] if index < len(lines) else 1
        problem = _problem(item)
        if problem:
            raise _corrupt(path, line, f"interaction {index + 1} cannot be used: {problem}") from error
    raise _corrupt(path, 1, f"this cassette cannot be used: {error}") from error


def _problem(item: Any) -> str:
    from vcr.request import Request

    if not isinstance(item, Mapping):
        return "it is no mapping of request and response"
    try:
        response = dict(item["response"])
        _interaction((Request._from_dict(dict(item["request"])), response))
    except KeyError as error:
        return f"it has no {error}"
    except (TypeError, ValueError, AttributeError, msgspec.MsgspecError) as error:
        return str(error)
    return ""


def _line_of(text: str, key: str) -> int:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.lstrip(' "').startswith(key):
            return number
    return 1


def _lines_of_interactions(text: str) -> list[int]:
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return []
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    return [
        item.start_mark.line + 1
        for key, node in pairs
        if key.value == "interactions" and isinstance(node, yaml.SequenceNode)
        for item in node.value
    ]


def _corrupt(path: Path, line: int, what: str) -> CassetteCorrupt:
    return CassetteCorrupt(
        f"{path}:{line}: {what}",
        fix="record it again, or take it back from version control; the file was left as it is",
    )
