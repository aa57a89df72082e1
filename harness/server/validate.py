"""Checks values against the schemas and refuses in the documented words.

Whole numbers that are written with a point (`20.0`) become integers where the schema says integer.

It knows the part of JSON Schema that `harness.server.schemas` uses, so that what `/openapi.json` says and
what the server accepts cannot drift apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from harness.server.faults import ApiError, invalid, missing
from harness.server.schemas.parts import Schema

_ARTICLES = {"integer": "an integer", "array": "an array", "object": "an object", "null": "null"}
_JSON_TYPES: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),
    (int, "integer"),
    (str, "string"),
    (list, "array"),
    (dict, "object"),
)


def json_type(value: object) -> str:
    """The JSON name of a decoded value's type; `integer` for whole numbers, however they are written."""
    if isinstance(value, float):
        return "integer" if value.is_integer() else "number"
    return next((name for kind, name in _JSON_TYPES if isinstance(value, kind)), "null")


def check(value: Any, schema: Schema, named: Mapping[str, Schema], path: str = "") -> None:
    """Raises ApiError (400) for the first thing that does not fit. `named` holds what `$ref`s point to."""
    try:
        _Check(named).value(value, schema, path)
    except RecursionError:
        raise invalid("The body is nested too deeply.") from None


class _Check:
    def __init__(self, named: Mapping[str, Schema]) -> None:
        self._named = named

    def value(self, value: Any, schema: Schema, path: str) -> None:
        schema = self._resolve(schema)
        if "anyOf" in schema and "type" not in schema:
            schema = self._variant(value, schema["anyOf"], path)
        found = json_type(value)
        self._type(found, schema, path)
        if "enum" in schema and value not in schema["enum"]:
            raise _not_among(value, schema["enum"], path)
        if found == "string":
            _check_string(value, schema, path)
        elif found in ("integer", "number"):
            _check_number(value, schema, path)
        elif found == "array":
            self._array(value, schema, path)
        elif found == "object":
            self._object(value, schema, path)

    def _resolve(self, schema: Schema) -> Schema:
        if "$ref" in schema:
            return self._named[schema["$ref"].rsplit("/", 1)[1]]
        return schema

    def _type(self, found: str, schema: Schema, path: str) -> None:
        wanted = schema.get("type")
        if wanted is None:
            return
        names = [wanted] if isinstance(wanted, str) else wanted
        if found in names or (found == "integer" and "number" in names):
            return
        raise _wrong_type(found, names, path, schema.get("description", ""))

    def _variant(self, value: Any, variants: list[Schema], path: str) -> Schema:
        resolved = [self._resolve(variant) for variant in variants]
        found = json_type(value)
        typed = [one for one in resolved if _takes(one, found)]
        if not typed:
            raise _wrong_type(found, _types(resolved), path)
        if found != "object" or len(typed) == 1:
            return typed[0]
        if "type" not in value:
            return _untyped(value, typed, path)
        same = [one for one in typed if value["type"] in one["properties"]["type"]["enum"]]
        if same:
            return next((one for one in same if _is_there(one, value)), same[0])
        allowed = [name for one in typed for name in one["properties"]["type"]["enum"]]
        raise _not_among(value["type"], list(dict.fromkeys(allowed)), _join(path, "type"))

    def _array(self, value: list[Any], schema: Schema, path: str) -> None:
        _check_length("array", len(value), schema.get("minItems"), schema.get("maxItems"), path)
        for index, item in enumerate(value):
            self.value(item, schema.get("items", {}), f"{path}[{index}]")

    def _object(self, value: dict[str, Any], schema: Schema, path: str) -> None:
        properties = schema.get("properties", {})
        for name in schema.get("required", ()):
            if name not in value:
                raise missing(_join(path, name))
        rest = schema.get("additionalProperties", True)
        for name, item in value.items():
            if name in properties:
                self.value(item, properties[name], _join(path, name))
                if isinstance(item, float) and "integer" in properties[name].get("type", ()):
                    value[name] = int(item)
            elif rest is False:
                where = _join(path, name)
                raise invalid(f"Unknown parameter: '{where}'.", param=where, code="unknown_parameter")
            elif isinstance(rest, dict):
                self._entry(name, item, schema, path)
        _check_size(value, schema, path)

    def _entry(self, name: str, item: Any, schema: Schema, path: str) -> None:
        longest = schema.get("propertyNames", {}).get("maxLength")
        if longest is not None and len(name) > longest:
            text = f"Invalid '{path}': a key is too long. Keys have at most {longest} characters."
            raise invalid(text, param=path, code="string_above_max_length")
        self.value(item, schema["additionalProperties"], _join(path, name))


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _untyped(value: dict[str, Any], variants: list[Schema], path: str) -> Schema:
    """The variant that need not say its type and of which something is there. Raises ApiError."""
    for one in variants:
        if "type" not in one["required"] and any(name in value for name in one["required"]):
            return one
    raise missing(_join(path, "type"))


def _is_there(schema: Schema, value: dict[str, Any]) -> bool:
    """Whether the object has all that this variant requires."""
    return all(value.get(name) is not None for name in schema.get("required", ()))


def _takes(schema: Schema, found: str) -> bool:
    wanted = schema.get("type", found)
    names = [wanted] if isinstance(wanted, str) else wanted
    return found in names or (found == "integer" and "number" in names)


def _types(variants: list[Schema]) -> list[str]:
    names: list[str] = []
    for variant in variants:
        wanted = variant.get("type", "object")
        names.extend([wanted] if isinstance(wanted, str) else wanted)
    return list(dict.fromkeys(names))


def _article(name: str) -> str:
    return _ARTICLES.get(name, f"a {name}")


def _wrong_type(found: str, wanted: list[str], path: str, hint: str = "") -> ApiError:
    expected = " or ".join(_article(name) for name in wanted if name != "null" or len(wanted) == 1)
    where = f"'{path}'" if path else "the body"
    text = f"Invalid type for {where}: expected {expected}, but got {_article(found)} instead."
    return invalid(f"{text} {hint}".rstrip(), param=path or None, code="invalid_type")


def _not_among(value: Any, allowed: list[Any], path: str) -> ApiError:
    names = ", ".join(f"'{one}'" for one in allowed if one is not None)
    shown = value if isinstance(value, str) else json_type(value)
    text = f"Invalid value: '{shown[:100]}'. Supported values are: {names}."
    return invalid(text, param=path, code="invalid_value")


def _check_string(value: str, schema: Schema, path: str) -> None:
    longest = schema.get("maxLength")
    if longest is not None and len(value) > longest:
        text = f"Invalid '{path}': string too long. Expected a string with maximum length {longest}, "
        raise invalid(
            f"{text}but got a string with length {len(value)} instead.",
            param=path,
            code="string_above_max_length",
        )
    pattern = schema.get("pattern")
    if pattern is not None and not re.fullmatch(pattern, value):
        text = f"Invalid '{path}': string does not match pattern. Expected a string that matches the "
        raise invalid(f"{text}pattern '{pattern}'.", param=path, code="invalid_value")


def _check_number(value: float, schema: Schema, path: str) -> None:
    whole = "integer" in schema.get("type", ())
    kind = "integer" if whole or isinstance(value, int) else "decimal"
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and value < low:
        raise number_error(kind, "below minimum", ">=", low, value, path)
    if high is not None and value > high:
        raise number_error(kind, "above maximum", "<=", high, value, path)


def number_error(kind: str, side: str, sign: str, bound: float, value: float, path: str) -> ApiError:
    """`Invalid 'limit': integer above maximum value. Expected a value <= 100, but got 101 instead.`"""
    text = f"Invalid '{path}': {kind} {side} value. Expected a value {sign} {bound}, but got {value} instead."
    code = f"{kind}_{side.replace('minimum', 'min').replace('maximum', 'max').replace(' ', '_')}_value"
    return invalid(text, param=path, code=code)


def _check_length(kind: str, size: int, low: int | None, high: int | None, path: str) -> None:
    if high is not None and size > high:
        text = f"Invalid '{path}': {kind} too long. Expected an {kind} with maximum length {high}, "
        tail = f"but got an {kind} with length {size} instead."
        raise invalid(text + tail, param=path, code=f"{kind}_above_max_length")
    if low is not None and size < low:
        text = f"Invalid '{path}': {kind} too short. Expected an {kind} with minimum length {low}, "
        tail = f"but got an {kind} with length {size} instead."
        raise invalid(text + tail, param=path, code=f"{kind}_below_min_length")


def _check_size(value: dict[str, Any], schema: Schema, path: str) -> None:
    most = schema.get("maxProperties")
    if most is not None and len(value) > most:
        text = f"Invalid '{path}': too many properties. Expected an object with at most {most} properties, "
        tail = f"but got an object with {len(value)} properties instead."
        raise invalid(text + tail, param=path, code="object_above_max_properties")
