"""Schema vocabulary and the parts that requests and answers share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Schema = dict[str, Any]


def text(**more: Any) -> Schema:
    """A string."""
    return {"type": "string", **more}


def integer(**more: Any) -> Schema:
    """A whole number."""
    return {"type": "integer", **more}


def number(**more: Any) -> Schema:
    """A number."""
    return {"type": "number", **more}


def boolean() -> Schema:
    """True or false."""
    return {"type": "boolean"}


def array(items: Schema, **more: Any) -> Schema:
    """A list of `items`."""
    return {"type": "array", "items": items, **more}


def enum(*values: str) -> Schema:
    """One of these strings."""
    return {"type": "string", "enum": list(values)}


def one_of(*variants: Schema) -> Schema:
    """Any of these; objects are told apart by their `type`."""
    return {"anyOf": list(variants)}


def nullable(schema: Schema) -> Schema:
    """The same, or null."""
    if isinstance(schema.get("type"), str):
        values = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
        return {**schema, "type": [schema["type"], "null"], **values}
    return one_of(*schema.get("anyOf", [schema]), {"type": "null"})


def obj(required: Sequence[str] = (), /, **properties: Schema) -> Schema:
    """An object that refuses properties that it does not name."""
    schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    if required:
        schema["required"] = list(required)
    return schema


def answer(optional: Sequence[str] = (), /, **properties: Schema) -> Schema:
    """An object of an answer: everything is there but what is optional."""
    required = [name for name in properties if name not in optional]
    return obj(required, **properties)


METADATA: Schema = {
    "type": ["object", "null"],
    "maxProperties": 16,
    "propertyNames": {"maxLength": 64},
    "additionalProperties": {"type": "string", "maxLength": 512},
}
ATTRIBUTES: Schema = {
    "type": ["object", "null"],
    "maxProperties": 16,
    "propertyNames": {"maxLength": 64},
    "additionalProperties": one_of(text(maxLength=512), number(), boolean()),
}

FUNCTION_NAME = text(pattern="^[A-Za-z0-9_-]{1,64}$")
FUNCTION = obj(
    ["name"],
    name=FUNCTION_NAME,
    description=nullable(text()),
    parameters=nullable({"type": "object", "additionalProperties": True}),
    strict=nullable(boolean()),
)
RANKING_OPTIONS = obj(
    ["score_threshold"],
    ranker=enum("auto", "default_2024_08_21"),
    score_threshold=number(minimum=0, maximum=1),
)
FILE_SEARCH_OPTIONS = obj(
    max_num_results=integer(minimum=1, maximum=50),
    ranking_options=RANKING_OPTIONS,
)
TOOL = one_of(
    obj(["type"], type=enum("code_interpreter")),
    obj(["type"], type=enum("file_search"), file_search=FILE_SEARCH_OPTIONS),
    obj(["type", "function"], type=enum("function"), function=FUNCTION),
)
TOOL_CHOICE = nullable(
    one_of(
        enum("none", "auto", "required"),
        obj(["type"], type=enum("code_interpreter")),
        obj(["type"], type=enum("file_search")),
        obj(["type", "function"], type=enum("function"), function=obj(["name"], name=FUNCTION_NAME)),
    )
)
JSON_SCHEMA_FORMAT = obj(
    ["name"],
    name=FUNCTION_NAME,
    description=text(),
    schema={"type": "object", "additionalProperties": True},
    strict=nullable(boolean()),
)
RESPONSE_FORMAT = nullable(
    one_of(
        enum("auto"),
        obj(["type"], type=enum("text")),
        obj(["type"], type=enum("json_object")),
        obj(["type", "json_schema"], type=enum("json_schema"), json_schema=JSON_SCHEMA_FORMAT),
    )
)
TRUNCATION = nullable(
    obj(["type"], type=enum("auto", "last_messages"), last_messages=nullable(integer(minimum=1)))
)
STATIC_CHUNKING = obj(
    ["max_chunk_size_tokens", "chunk_overlap_tokens"],
    max_chunk_size_tokens=integer(minimum=100, maximum=4096),
    chunk_overlap_tokens=integer(minimum=0, maximum=2048),
)
CHUNKING = one_of(
    obj(["type"], type=enum("auto")),
    obj(["type", "static"], type=enum("static"), static=STATIC_CHUNKING),
)
TEMPERATURE = nullable(number(minimum=0, maximum=2))
TOP_P = nullable(number(minimum=0, maximum=1))
TOKEN_LIMIT = nullable(integer(minimum=256))
EFFORT = nullable(enum("none", "minimal", "low", "medium", "high", "xhigh", "max"))
INSTRUCTIONS = nullable(text(maxLength=256_000))
INCLUDE = "step_details.tool_calls[*].file_search.results[*].content"
