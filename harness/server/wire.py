"""What goes over the wire: ids, JSON, server-sent events, pages."""

from __future__ import annotations

import secrets
import string
from collections.abc import Sequence
from typing import Any

import msgspec

Json = dict[str, Any]

PREFIXES = {
    "assistant": "asst_",
    "thread": "thread_",
    "message": "msg_",
    "run": "run_",
    "step": "step_",
    "call": "call_",
    "file": "file-",
    "vector_store": "vs_",
    "batch": "vsfb_",
    "completion": "chatcmpl-",
}
PRIVATE = "_"
"""The key under which a stored object keeps what clients do not see."""

DONE = b"event: done\ndata: [DONE]\n\n"
KEEPALIVE = b": keep-alive\n\n"

_LETTERS = (string.ascii_letters + string.digits) * 5
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder()


def new_id(kind: str) -> str:
    """An id that cannot be guessed: the kind's prefix and 24 letters and digits (over 140 bits)."""
    return PREFIXES[kind] + "".join(_LETTERS[byte] for byte in secrets.token_bytes(24))


def dumps(value: object) -> bytes:
    """JSON as bytes, on one line."""
    return _encoder.encode(value)


def loads(data: bytes | str) -> Any:
    """Raises ValueError (msgspec.DecodeError is one) for what is not JSON."""
    return _decoder.decode(data)


def public(body: Json) -> Json:
    """The object as clients see it."""
    return {key: value for key, value in body.items() if key != PRIVATE}


def event(name: str, body: bytes) -> bytes:
    """One server-sent event with its JSON on one line."""
    return b"event: " + name.encode() + b"\ndata: " + body + b"\n\n"


def page(data: Sequence[Json], has_more: bool) -> Json:
    """A list answer. An empty one has null cursors, as the hosted API has it."""
    return {
        "object": "list",
        "data": data,
        "first_id": data[0]["id"] if data else None,
        "last_id": data[-1]["id"] if data else None,
        "has_more": has_more,
    }


def deleted(id: str, kind: str) -> Json:
    """The answer to a deletion; `kind` is what its `object` says."""
    return {"id": id, "object": kind, "deleted": True}
