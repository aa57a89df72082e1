"""The fenced protocol as a grammar, for models that can be held to one (llama.cpp with llguidance).

The choice stays the model's: with its first word it either begins to answer in text or opens a fence. Only
what follows an opened fence is held to the form of a call, so that a model too small to keep the form by
itself still calls what it chose, with arguments that fit the function's parameters.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from harness.server.models.base import Tool
from harness.server.models.messages import function_of

_CALL = '"```tool\\n" call "\\n```"'
_CODE = '"```python\\n" REST'
_TERMINALS = r"""
TEXT: /([^`]|`[^`]|``[^`])(.|\n)*/
REST: /(.|\n)*/
"""


def calls_grammar(functions: Sequence[Tool], *, code: bool, end: str) -> str:
    """Lark as llguidance reads it: text, a ```tool block that calls one of the functions, or with `code` a
    ```python block. `end` is the model's own token for the end of a turn, such as `<|im_end|>`: a grammar
    that does not name it may keep the model from ending."""
    ways = " | ".join(f"{way} {end}" for way in (_CALL, *([_CODE] if code else []), "TEXT"))
    schema = {"anyOf": [_call(function_of(tool)) for tool in functions]}
    return f"%llguidance {{}}\nstart: {ways}\ncall: %json {json.dumps(schema)}{_TERMINALS}"


def _call(function: Mapping[str, Any]) -> dict[str, Any]:
    arguments = {"additionalProperties": False, **(function.get("parameters") or {"type": "object"})}
    return {
        "type": "object",
        "properties": {"name": {"const": function.get("name")}, "arguments": arguments},
        "required": ["name", "arguments"],
        "additionalProperties": False,
    }
