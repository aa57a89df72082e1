"""The OpenAPI document, made of the operations and of the schemas that requests are checked against."""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Sequence
from typing import Any

from harness.server.routes.base import Operation
from harness.server.schemas.named import NAMED
from harness.server.schemas.parts import Schema, obj, text
from harness.server.wire import PREFIXES

_REFUSALS = {
    "400": "The request is wrong, or the object is not in a state for it.",
    "401": "No key, or not one of this server's.",
    "404": "There is no such object for this key.",
    "413": "The body is larger than the server takes.",
    "415": "The body is packed: it is taken as it is only.",
    "429": "Too many requests or runs; Retry-After says when to come again.",
}
_EVENT = obj(["event", "data"], event=text(), data=text())
"""One server-sent event; `data` is the JSON of the object that `event` is about, or `[DONE]`."""
_PATH_PARAMETER = re.compile(r"\{(\w+)\}")


def document(operations: Sequence[Operation], *, keys: bool, model_pattern: str) -> dict[str, Any]:
    """The document of `/openapi.json`.

    `keys` says whether requests need a bearer key, `model_pattern` which model names are answered to.
    """
    schemas = {name: _with_models(schema, model_pattern) for name, schema in NAMED.items()}
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    made: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {
            "title": "Embedded Assistants v2 server",
            "version": importlib.metadata.version("harness"),
            "description": "The Assistants v2 API on any chat model.",
        },
        "servers": [{"url": "/v1"}],
        "paths": paths,
        "components": {"schemas": schemas},
    }
    if keys:
        made["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
        made["security"] = [{"key": []}]
    return made


def _with_models(schema: Schema, pattern: str) -> Schema:
    """The schema with this server's model names, when it is a request that names a model."""
    properties = schema.get("properties", {})
    if "model" not in properties or "object" in properties:
        return schema
    return {**schema, "properties": {**properties, "model": {**properties["model"], "pattern": pattern}}}


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
    return made


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    path = [
        {"name": name, "in": "path", "required": True, "schema": _id(name)}
        for name in _PATH_PARAMETER.findall(operation.path)
    ]
    return path + [_query(name, schema) for name, schema in operation.query.items()]


def _id(name: str) -> Schema:
    """An id that its prefix is asked of; those of files, models and the like are merely not there."""
    prefix = PREFIXES.get(name.removesuffix("_id"), "") if name != "file_id" else ""
    return text(pattern=f"^{prefix.rstrip('_-')}") if prefix else text()


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
        content["text/event-stream"] = {"schema": _EVENT}
    return {"description": operation.summary, "content": content}


def _refusals() -> dict[str, Any]:
    content = {"application/json": {"schema": _ref("Error")}}
    return {status: {"description": why, "content": content} for status, why in _REFUSALS.items()}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}
