"""The OpenAPI document, made of the operations and of the schemas that requests are checked against."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from harness import __version__
from harness.server.routes.base import Operation
from harness.server.schemas.named import NAMED
from harness.server.schemas.parts import Schema

_REFUSALS = {
    "400": "The request is wrong, or the object is not in a state for it.",
    "401": "No key, or not one of this server's.",
    "404": "There is no such object for this key.",
    "413": "The body is larger than the server takes.",
    "429": "Too many requests or runs; Retry-After says when to come again.",
}
_PATH_PARAMETER = re.compile(r"\{(\w+)\}")


def document(operations: Sequence[Operation], *, keys: bool) -> dict[str, Any]:
    """The document of `/openapi.json`. `keys` says whether requests need a bearer key."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    made: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {
            "title": "Embedded Assistants v2 server",
            "version": __version__,
            "description": "The Assistants v2 API on any chat model.",
        },
        "servers": [{"url": "/v1"}],
        "paths": paths,
        "components": {"schemas": NAMED},
    }
    if keys:
        made["components"] = {
            "schemas": NAMED,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        }
        made["security"] = [{"key": []}]
    return made


def _operation(operation: Operation) -> dict[str, Any]:
    made: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": _parameters(operation),
        "responses": {"200": _answer(operation), **_refusals()},
    }
    if operation.body is not None:
        kind = "multipart/form-data" if operation.upload else "application/json"
        made["requestBody"] = {
            "required": "required" in NAMED[operation.body],
            "content": {kind: {"schema": _ref(operation.body)}},
        }
        if operation.upload:
            encoding = {"expires_after": {"style": "deepObject", "explode": True}}
            made["requestBody"]["content"][kind]["encoding"] = encoding
    return made


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    path = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _PATH_PARAMETER.findall(operation.path)
    ]
    return path + [_query(name, schema) for name, schema in operation.query.items()]


def _query(name: str, schema: Schema) -> dict[str, Any]:
    if schema["type"] == "array":
        return {"name": f"{name}[]", "in": "query", "schema": schema, "style": "form", "explode": True}
    return {"name": name, "in": "query", "schema": schema}


def _answer(operation: Operation) -> dict[str, Any]:
    if not operation.answer:
        content: dict[str, Any] = {"application/octet-stream": {"schema": {"type": "string"}}}
        return {"description": "The bytes.", "content": content}
    content = {"application/json": {"schema": _ref(operation.answer)}}
    if operation.streams:
        content["text/event-stream"] = {"schema": {"type": "string"}}
    return {"description": operation.summary, "content": content}


def _refusals() -> dict[str, Any]:
    content = {"application/json": {"schema": _ref("Error")}}
    return {status: {"description": why, "content": content} for status, why in _REFUSALS.items()}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}
