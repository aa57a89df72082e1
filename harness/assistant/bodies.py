"""JSON that came over the wire, as values that can be stored."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec

_LONE = re.compile("[\\ud800-\\udfff]")


def parsed(raw: bytes | str) -> Any:
    """The value that a body or an event holds.

    A model may write half of a character (`\\ud83d` alone), which JSON lets through and no file can hold: it
    becomes U+FFFD.

    Raises:
        ValueError: it is no JSON, or is nested too deeply.
    """
    try:
        return msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _leniently(raw)


def _leniently(raw: bytes | str) -> Any:
    """What the fast parser refuses and Python's takes: half characters, NaN, bytes that are no UTF-8."""
    text = raw.decode("utf-8", errors="replace") if isinstance(raw, bytes) else raw
    try:
        return whole(json.loads(text))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def whole(value: Any) -> Any:
    """The same value, without lone surrogates in its strings."""
    if isinstance(value, str):
        return _LONE.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, dict):
        return {whole(key): whole(item) for key, item in value.items()}
    if isinstance(value, list):
        return [whole(item) for item in value]
    return value
