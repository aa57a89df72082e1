"""Plausible values for a JSON schema: the arguments that a simulated model passes to a function."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

DEPTH = 8
_FORMATS = {
    "date": "2024-02-29",
    "date-time": "2024-02-29T12:00:00Z",
    "time": "12:00:00Z",
    "email": "ada@example.org",
    "uri": "https://example.org/",
    "uuid": "12345678-1234-4321-8765-123456789abc",
    "ipv4": "192.0.2.1",
    "hostname": "example.org",
}


class ValueMaker:
    """Makes values of one document's schema; `text` fills strings without a format (a question, say)."""

    def __init__(self, root: Mapping[str, Any], random: random.Random, text: str) -> None:
        self._root = root
        self._random = random
        self._text = text

    def value(self, schema: Any, depth: int = 0) -> Any:
        """A value that the schema allows, as far as it uses the common keywords; null beyond `DEPTH`
        levels."""
        if not isinstance(schema, Mapping) or depth > DEPTH:
            return None
        for keyword in ("const", "default"):
            if keyword in schema:
                return schema[keyword]
        if schema.get("enum"):
            return self._random.choice(list(schema["enum"]))
        if "$ref" in schema:
            return self.value(self._resolved(str(schema["$ref"])), depth + 1)
        for keyword in ("anyOf", "oneOf"):
            if schema.get(keyword):
                return self.value(schema[keyword][0], depth + 1)
        if schema.get("allOf"):
            return self.value(_merged(schema["allOf"]), depth + 1)
        return self._by_type(schema, depth)

    def _by_type(self, schema: Mapping[str, Any], depth: int) -> Any:
        kind = schema.get("type") or ("object" if "properties" in schema else "string")
        if isinstance(kind, list):
            kind = next((one for one in kind if one != "null"), "null")
        makers: dict[str, Callable[[Mapping[str, Any], int], Any]] = {
            "object": self._object,
            "array": self._array,
            "string": self._string,
            "integer": lambda schema, _: int(self._number(schema, 1)),
            "number": lambda schema, _: self._number(schema, schema.get("multipleOf", 0.5)),
            "boolean": lambda _, __: self._random.random() < 0.5,
        }
        return makers[kind](schema, depth) if kind in makers else None

    def _object(self, schema: Mapping[str, Any], depth: int) -> dict[str, Any]:
        properties = schema.get("properties") or {}
        required = set(schema.get("required") or properties)
        return {name: self.value(part, depth + 1) for name, part in properties.items() if name in required}

    def _array(self, schema: Mapping[str, Any], depth: int) -> list[Any]:
        length = min(max(1, int(schema.get("minItems", 1))), int(schema.get("maxItems", 1_000)), 100)
        return [self.value(schema.get("items", {}), depth + 1) for _ in range(length)]

    def _string(self, schema: Mapping[str, Any], depth: int) -> str:
        if schema.get("format") in _FORMATS:
            return _FORMATS[schema["format"]]
        text = self._text.ljust(min(int(schema.get("minLength", 1)), 10_000), "x")
        return text[: int(schema.get("maxLength", 256))]

    def _number(self, schema: Mapping[str, Any], step: float) -> float:
        low = float(schema.get("minimum", schema.get("exclusiveMinimum", 0)))
        high = float(schema.get("maximum", schema.get("exclusiveMaximum", low + 100)))
        inside = [low + step * n for n in range(1, 100) if low + step * n < high]
        return self._random.choice(inside) if inside else low

    def _resolved(self, reference: str) -> Any:
        found: Any = self._root
        for name in reference.removeprefix("#/").split("/"):
            found = found.get(name) if isinstance(found, Mapping) else None
        return found


def _merged(schemas: Sequence[Any]) -> dict[str, Any]:
    """All parts of an `allOf` in one schema: properties and required names add up."""
    merged: dict[str, Any] = {"properties": {}, "required": []}
    for schema in schemas:
        if isinstance(schema, Mapping):
            merged["properties"].update(schema.get("properties") or {})
            merged["required"] += list(schema.get("required") or ())
            merged.update({k: v for k, v in schema.items() if k not in ("properties", "required")})
    return {keyword: value for keyword, value in merged.items() if value}
